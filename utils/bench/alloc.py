"""What the allocator says of hard problems, and how fast: `./run bench --alloc`.

The problems published with MiniMalloc, 1,048,576 bytes each, from the folder
`minimalloc` of SIMA_MODELS; and generated ones of many short-lived buffers. Nodes of the
search, peaks and verdicts are the same on every host; seconds are the least of some runs.
"""

import json
import os
from pathlib import Path

from programs import BenchError, run
from tables import NONE, grouped, host, table

FOLDER = "minimalloc"
SHORT_LIVED = (10_000, 20_000)
TOOL = "sima-alloc-bench"


def problems():
    """Arguments of the tool for each problem, and lines that say what is not there."""
    cases, left_out = [], []
    models = os.environ.get("SIMA_MODELS")
    files = sorted(Path(models, FOLDER).glob("*.csv")) if models else []
    if not files:
        left_out.append(f"problems of MiniMalloc: {Path(models, FOLDER)} has no .csv files"
                        if models else "problems of MiniMalloc: SIMA_MODELS is not set")
    cases += [[file] for file in files]
    return cases + [[f"--short-lived={count}"] for count in SHORT_LIVED], left_out


def measure(tools, arguments, repeat):
    """The row of one problem; the fastest run counts, all else must be equal."""
    tool = tools / TOOL
    if not tool.exists():
        raise BenchError(f"no {TOOL} in {tools}; it is built with the unit tests")
    rows = [json.loads(run([tool, *arguments]).text)[0] for _ in range(repeat)]
    first = rows[0]
    for row in rows[1:]:
        if {**row, "seconds": 0} != {**first, "seconds": 0}:
            raise BenchError(f"{first['name']}: answers of two runs differ")
    return {**first, "seconds": min(row["seconds"] for row in rows)}


def say(row):
    """A row in one line."""
    end = "fits" if row["fits"] else "does not fit"
    return f"{row['name']}: {row['buffers']:,} buffers, {end}, {row['verdict']}, " \
           f"{row['nodes']:,} nodes, {row['seconds']:.3f} s"


def tables(rows, repeat):
    """Markdown: a line per problem."""
    lines = [[row["name"].split(".")[0], grouped(row["buffers"]), grouped(row["capacity"]),
              grouped(row["peak"]) if "peak" in row else NONE, grouped(row["lower_bound"]),
              row["verdict"], grouped(row["nodes"]), f"{row['seconds']:.3f}"] for row in rows]
    text = table(["problem", "buffers", "capacity", "peak", "bound", "verdict", "nodes",
                  "seconds"], lines)
    return text + f"\nSeconds are the least of {repeat} runs on {host()}.\n"


def document(rows, repeat):
    return "# Memory allocation\n\n" + tables(rows, repeat)
