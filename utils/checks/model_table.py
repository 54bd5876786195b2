"""Every network of the collection: oracle = interpreter on every tensor, simulator =
interpreter, cycles; or why it is refused. A Markdown table."""

import csv
import os
import re
import sys
import tempfile
from pathlib import Path

import numpy as np

from . import times, tools
from .differential import Failure, Network, Refused, reasons
from .oracles import oracle_of
from .tools import CheckError, require

RUNS = 10
# Networks of more multiply-accumulates run once.
LARGE_MMAC = 5000
SECONDS = 7200

COLUMNS = ["model", "operators", "layers", "segments", "inputs", "tensors", "bytes compared",
           "differing", "1 code off", "static cycles", "dram cycles", "efficiency"]


def collection(names):
    """Rows of the index, as dictionaries, and the directory of the collection."""
    root = os.environ.get("SIMA_MODELS")
    require(root, "needs the environment variable SIMA_MODELS")
    with open(Path(root) / "INDEX.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if names:
        rows = [row for row in rows if any(name in row["file"] for name in names)]
    return Path(root), rows


def operator_count(row):
    """Of the file, by its index: `CONV_2D:9,ADD:3`."""
    return sum(int(n) for n in re.findall(r":(\d+)(?:,|$)", row["ops"]))


def compare_runs(network, samples, results):
    """Interpreter against the oracle on every sample: sums of the comparisons."""
    sums = {"tensors": 0, "bytes": 0, "near_elements": 0}
    for arrays, values in zip(samples, results):
        _, compared = network.interpret(arrays, values)
        for key in sums:
            sums[key] += compared[key]
    return sums


def check_model(programs, path, runs, seed, directory):
    """The cells of one model behind its name and operators; raises Refused or CheckError."""
    oracle = oracle_of(path)
    rng = np.random.default_rng(seed)
    samples = [oracle.random_inputs(rng) for _ in range(runs)]
    network = Network(programs, path, oracle, directory, SECONDS)
    results = [oracle.run(arrays) for arrays in samples]
    sums = compare_runs(network, samples, results)
    near = any(oracle.tolerances().values())
    expected = [network.interpret(arrays)[0] if near else network.outputs(values)
                for arrays, values in zip(samples, results)]
    compiled = network.compile()
    size, report = network.simulate(compiled, samples, expected)
    if len(report["stages"]) == 1:
        times.check_statistics(programs, compiled, report["stages"][0]["report"])
    layers = re.search(r"^layers +(\d+)", compiled.summary, re.MULTILINE)
    efficiency = re.search(r"^dram .*efficiency ([\d.]+) %", compiled.summary, re.MULTILINE)
    size += sums["bytes"] + compiled.verified_bytes
    return [layers[1], len(report["stages"]), runs, f"{sums['tensors']:,}", f"{size:,}", 0,
            sums["near_elements"], f"{compiled.static_cycles:,}", f"{compiled.dram_cycles:,}",
            f"{efficiency[1]} %"]


def row_of(programs, root, row, runs, seed):
    """(table row, outcome) of one model of the index."""
    name = [row["file"], operator_count(row)]
    runs = 1 if float(row["MMAC"]) > LARGE_MMAC else runs
    try:
        with tempfile.TemporaryDirectory() as directory:
            cells = check_model(programs, root / row["file"], runs, seed, Path(directory))
        return name + cells, "passed"
    except Refused as error:
        return [*name, "refused: " + "; ".join(reasons(str(error)))], "refused"
    except Failure as error:
        return [*name, f"FAILED: {error.place}: {error}"], "failed"
    except (CheckError, RuntimeError, ValueError, OSError) as error:
        return [*name, f"FAILED: {' '.join(str(error).split())}"], "failed"


def markdown(cells, count):
    """A line of a table; the last cell of a short row spans what is left."""
    cells = [str(cell).replace("|", "\\|") for cell in cells]
    return "| " + " | ".join(cells + [""] * (count - len(cells))) + " |"


def check(programs, names, runs, seed, _):
    """Prints the table; returns the totals, or fails where a model does."""
    root, rows = collection(names)
    require(rows, "no model of the index has such a name")

    def one(row):
        cells, outcome = row_of(programs, root, row, runs or RUNS, seed)
        print(f"{row['file']}: {outcome}", file=sys.stderr, flush=True)
        return cells, outcome

    found = tools.parallel(one, rows)
    print(markdown(COLUMNS, len(COLUMNS)) + "\n|" + "---|" * len(COLUMNS))
    for cells, _ in found:
        print(markdown(cells, len(COLUMNS)))
    outcomes = [outcome for _, outcome in found]
    counts = {kind: outcomes.count(kind) for kind in ("passed", "refused", "failed")}
    text = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    require(counts["failed"] == 0, f"{len(rows)} models: {text}")
    return f"{len(rows)} models: {text}"
