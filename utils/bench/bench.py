#!/usr/bin/env python3
"""Cycles, bounds, memory and compile time of every network on every target.

For: `./run bench`. Compiles the bundled network and, where SIMA_MODELS is set,
those under mlperf-tiny that are imported; executes each archive on fixed random
bytes and compares it with the interpreter. Writes bench.json and bench.md into
the build folder. Standard library only.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ["mlsoc", "modalix", "cmp256", "cmp512", "cmp1024"]
BATCHES = [1, 8]
KEYS = ["model", "target", "batch", "l2_caching", "static_cycles", "dram_cycles", "compute_bound",
        "dram_bound", "efficiency_static", "efficiency_dram", "lm_peak_bytes",
        "lm_lower_bound_bytes", "dram_bytes", "archive_bytes", "compile_seconds", "peak_rss_bytes",
        "differing_bytes", "error"]
COLUMNS = {"model": "model", "target": "target", "batch": "batch", "static_cycles": "static",
           "dram_cycles": "dram", "compute_bound": "compute bound", "dram_bound": "dram bound",
           "efficiency_static": "static %", "efficiency_dram": "dram %",
           "lm_peak_bytes": "local memory", "dram_bytes": "DRAM bytes",
           "archive_bytes": "archive", "compile_seconds": "compile s",
           "peak_rss_bytes": "peak MB", "differing_bytes": "differing"}


def measured(command):
    """Runs a command: exit code, output, last line of errors, seconds, peak memory in bytes."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - begin
        out.seek(0)
        err.seek(0)
        lines = err.read().decode(errors="replace").strip().splitlines()
        return (process.returncode, out.read().decode(errors="replace"),
                lines[-1] if lines else "", seconds, usage.ru_maxrss * 1024)


def bounds(summary):
    """Both bounds from what sima-compile prints at its end."""
    found = [re.search(rf"{kind} bound ([0-9.]+)", summary) for kind in ("compute", "dram")]
    return [float(match[1]) if match else None for match in found]


def random_inputs(archive, folder):
    """--input arguments with fixed random bytes for every input of the manifest."""
    with tarfile.open(archive) as tar:
        name = next(n for n in tar.getnames() if n.endswith("_mpk.json"))
        manifest = json.load(tar.extractfile(name))
    arguments = []
    for position, node in enumerate(manifest["input_nodes"]):
        file = folder / f"input{position}.bin"
        file.write_bytes(random.Random(position).randbytes(node["size"]))
        arguments += ["--input", f"{position}={file}"]
    return arguments


def ratio(bound, cycles):
    return None if bound is None or not cycles else round(bound / cycles, 4)


def execute(tools, archive, module, folder, row):
    """Adds to the row what a run of the archive tells."""
    command = [tools / "sima-run", archive, "--json", *random_inputs(archive, folder)]
    code, text, error, _, _ = measured(command + ["--compare", module])
    if not text:
        # Nothing to compare with, for instance several samples and a module of one.
        code, text, error, _, _ = measured(command)
    if not text:
        row["error"] = error or f"sima-run: exit code {code}"
        return
    result = json.loads(text)
    reports = [stage["report"] for stage in result["stages"]]
    row["static_cycles"] = sum(r["static_total"] for r in reports)
    row["dram_cycles"] = sum(r["dram_total"] for r in reports)
    row["lm_peak_bytes"] = max(q["lm_peak_bytes"] for r in reports for q in r["quads"])
    row["dram_bytes"] = sum(r[way]["total"]["line_bytes"]
                            for r in reports for way in ("dram_read", "dram_written"))
    row["efficiency_static"] = ratio(row["compute_bound"], row["static_cycles"])
    slower = max(filter(None, (row["compute_bound"], row["dram_bound"])), default=None)
    row["efficiency_dram"] = ratio(slower, row["dram_cycles"])
    row["differing_bytes"] = result.get("comparison", {}).get("differing_bytes")


def measure(tools, model, module, target, batch):
    """The row of one network, target and batch."""
    row = dict.fromkeys(KEYS)
    row.update(model=model.stem, target=target, batch=batch)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        code, summary, error, seconds, memory = measured(
            [tools / "sima-compile", model, "-o", folder, "--name", "bench", "--target", target,
             "--batch-size", str(batch)])
        row["compile_seconds"], row["peak_rss_bytes"] = round(seconds, 3), memory
        archive = folder / "bench_mpk.tar.gz"
        if code or not archive.exists():
            row["error"] = error or f"sima-compile: exit code {code}"
            return row
        row["compute_bound"], row["dram_bound"] = bounds(summary)
        row["archive_bytes"] = archive.stat().st_size
        execute(tools, archive, module, folder, row)
    return row


def cell(key, value):
    if value is None:
        return "-"
    if key.startswith("efficiency"):
        return f"{100 * value:.1f}"
    if key == "peak_rss_bytes":
        return f"{value / 1e6:.0f}"
    return str(value)


def table(rows):
    """The rows as a Markdown table, errors below it."""
    lines = ["| " + " | ".join(COLUMNS.values()) + " |", "|---" * len(COLUMNS) + "|"]
    lines += ["| " + " | ".join(cell(key, row[key]) for key in COLUMNS) + " |" for row in rows]
    errors = [f"* {r['model']}, {r['target']}, batch {r['batch']}: {r['error']}"
              for r in rows if r["error"]]
    return "\n".join(lines + [""] + errors) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True)
    options = parser.parse_args()
    tools = options.build / "bin"
    models = [ROOT / "test/Models/digits/digits.tflite"]
    folder = os.environ.get("SIMA_MODELS")
    if folder:
        models += sorted(Path(folder, "mlperf-tiny").glob("*.tflite"))

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for model in models:
            module = Path(folder) / f"{model.stem}.mlir"
            code, _, error, _, _ = measured(
                [tools / "sima-translate", "--import-tflite", model, "-o", module])
            if code:
                print(f"{model.stem}: not imported: {error}")
                continue
            for target in TARGETS:
                for batch in BATCHES:
                    rows.append(measure(tools, model, module, target, batch))
                    row = rows[-1]
                    print(f"{row['model']} {target} batch {batch}: {row['static_cycles']} static, "
                          f"{row['dram_cycles']} dram{', ' + row['error'] if row['error'] else ''}",
                          flush=True)
    (options.build / "bench.json").write_text(json.dumps(rows, indent=1) + "\n")
    (options.build / "bench.md").write_text("# Bench\n\n" + table(rows))
    print("build/bench.json, build/bench.md")
    # A wrong byte is a failure; a refused combination is a row that says why.
    return 1 if any(row["differing_bytes"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
