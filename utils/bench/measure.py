"""What is measured of one network on one target: the row of a bench.

Compiles several times for time and memory, executes the archive on fixed random
bytes, and compares every sample with the interpreter of the imported module.
Not for: tables (page.py). Standard library only.
"""

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

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "demo"))
from npy import read_npy  # noqa: E402

KEYS = ["model", "target", "batch", "l2_caching", "static_cycles", "dram_cycles", "compute_bound",
        "dram_bound", "efficiency_static", "efficiency_dram", "lm_peak_bytes",
        "lm_lower_bound_bytes", "dram_bytes", "archive_bytes", "compile_seconds", "peak_rss_bytes",
        "differing_bytes", "actual_batch"]
# Constants are brought anew in every execution.
L2_CACHING = "none"


class BenchError(Exception):
    """A program failed; the text is one line."""


def run(command):
    """Runs a program that must succeed: what it prints, seconds, peak memory in bytes."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - begin
        out.seek(0)
        err.seek(0)
        text = out.read().decode(errors="replace")
        if process.returncode:
            lines = err.read().decode(errors="replace").strip().splitlines()
            raise BenchError(lines[-1] if lines
                             else f"{Path(command[0]).name}: exit code {process.returncode}")
    return text, seconds, usage.ru_maxrss * 1024


def read_manifest(archive):
    with tarfile.open(archive) as tar:
        name = next(n for n in tar.getnames() if n.endswith("_mpk.json"))
        return json.load(tar.extractfile(name))


def number(summary, pattern):
    """A figure of what sima-compile prints, or None."""
    match = re.search(pattern, summary, re.MULTILINE)
    return match and match[1].replace(",", "")


class Model:
    """A network, its fixed random samples, and the interpreter's outputs for them."""

    def __init__(self, tools, path, folder):
        self.tools, self.path, self.name, self.folder = tools, path, path.stem, folder
        folder.mkdir()
        self.module = folder / "module.mlir"
        run([tools / "sima-translate", "--import-tflite", path, "-o", self.module])
        self.samples = []  # (bytes of each input, bytes of each output)

    def execute(self, program, inputs, folder):
        """Runs a module or an archive: its report, and the bytes of each output."""
        folder.mkdir(exist_ok=True)
        command = [self.tools / "sima-run", program, "--json", "-o", folder]
        for position, data in enumerate(inputs):
            file = folder / f"input{position}.bin"
            file.write_bytes(data)
            command += ["--input", f"{position}={file}"]
        report = json.loads(run(command)[0])
        files = [folder / (re.sub(r"[^A-Za-z0-9.-]", "_", output["name"]) + ".npy")
                 for output in report["outputs"]]
        return report, [bytes(read_npy(file)[2]) for file in files]

    def batch(self, sizes, count):
        """Inputs and expected outputs of the first `count` samples; `sizes` are
        the bytes of the inputs of one."""
        while len(self.samples) < count:
            seed = len(self.samples)
            inputs = [random.Random(f"{seed}:{position}").randbytes(size)
                      for position, size in enumerate(sizes)]
            self.samples.append((inputs, self.execute(self.module, inputs, self.folder)[1]))
        return [[b"".join(parts) for parts in zip(*values)]
                for values in zip(*self.samples[:count])]


def compile_figures(model, target, batch, repeat, folder, row):
    """Adds what sima-compile tells: bounds, memory, the least time of some runs."""
    command = [model.tools / "sima-compile", model.path, "-o", folder, "--target", target,
               "--batch-size", batch]
    runs = [run(command) for _ in range(repeat)]
    summary = runs[0][0]
    row["compile_seconds"] = round(min(seconds for _, seconds, _ in runs), 3)
    row["peak_rss_bytes"] = min(memory for _, _, memory in runs)
    for kind in ("compute", "dram"):
        row[f"{kind}_bound"] = float(number(summary, rf"{kind} bound ([\d.]+)"))
    lower = number(summary, r"^memory .*lower bound ([\d,]+)")
    row["lm_lower_bound_bytes"] = lower and int(lower)
    archive = folder / f"{model.name}_mpk.tar.gz"
    row["archive_bytes"] = archive.stat().st_size
    return archive, int(number(summary, r"^batch +(\d+)"))


def run_figures(model, archive, batch, folder, row):
    """Adds what an execution tells: cycles, memory, traffic, differing bytes."""
    sizes = [node["size"] // batch for node in read_manifest(archive)["input_nodes"]]
    inputs, expected = model.batch(sizes, batch)
    report, outputs = model.execute(archive, inputs, folder)
    stages = [stage["report"] for stage in report["stages"]]
    row["static_cycles"] = sum(stage["static_total"] for stage in stages)
    row["dram_cycles"] = sum(stage["dram_total"] for stage in stages)
    row["lm_peak_bytes"] = max(q["lm_peak_bytes"] for stage in stages for q in stage["quads"])
    row["dram_bytes"] = sum(stage[way]["total"]["line_bytes"]
                            for stage in stages for way in ("dram_read", "dram_written"))
    row["efficiency_static"] = round(row["compute_bound"] / row["static_cycles"], 4)
    row["efficiency_dram"] = round(max(row["compute_bound"], row["dram_bound"])
                                   / row["dram_cycles"], 4)
    if [len(data) for data in outputs] != [len(data) for data in expected]:
        raise BenchError("outputs of archive and interpreter have different sizes")
    row["differing_bytes"] = sum(a != b for found, right in zip(outputs, expected)
                                 for a, b in zip(found, right))


def measure(model, target, batch, repeat):
    """The row of one network, target and batch asked for. Figures are those of
    `actual_batch` samples; an `error` says why they are missing."""
    row = dict.fromkeys(KEYS)
    row.update(model=model.name, target=target, batch=batch, l2_caching=L2_CACHING)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            archive, actual = compile_figures(model, target, batch, repeat, folder, row)
            row["actual_batch"] = actual
            run_figures(model, archive, actual, folder, row)
        except BenchError as error:
            row["error"] = str(error)
    return row
