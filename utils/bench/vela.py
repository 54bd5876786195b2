"""Figures of another compiler for a machine of the same peak rate, beside ours.

The figures, their source and what they are not: vela-u85-1024.json.
"""

import json
import math
from pathlib import Path

VELA = json.loads(Path(__file__).with_name("vela-u85-1024.json").read_text())


def comparison(rows):
    """(network, our dram cycles, theirs, ratio) of every network that has both."""
    ours = {row["model"]: row["dram_cycles"] for row in rows
            if row["target"] == VELA["target"] and row["batch"] == 1
            and row["l2_caching"] == "none" and row["dram_cycles"]}
    return [(name, ours[name], theirs, ours[name] / theirs)
            for name, theirs in VELA["cycles"].items() if name in ours]


def geometric_mean(values):
    return math.exp(math.fsum(map(math.log, values)) / len(values))
