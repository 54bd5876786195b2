"""What is measured of one network in one way: the row of a bench.

Compiles several times for time and memory, executes the archive on fixed random
codes, and compares every sample with the interpreter of the imported module.
What is too large to execute is timed only. Not for: tables (page.py). Standard
library only.
"""

import json
import random
import re
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

from plan import BROUGHT
from programs import BenchError, run

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "demo"))
from npy import read_npy  # noqa: E402

KEYS = ["model", "target", "batch", "l2_caching", "static_cycles", "dram_cycles", "compute_bound",
        "dram_bound", "efficiency_static", "efficiency_dram", "lm_peak_bytes",
        "lm_lower_bound_bytes", "dram_bytes", "archive_bytes", "compile_seconds", "peak_rss_bytes",
        "differing_bytes", "actual_batch"]
# Interpreter and simulator compute about half of this in a second.
EXECUTED_MACS = 5_000_000_000
IMPORTERS = {".tflite": "--import-tflite", ".onnx": "--import-onnx"}


def read_manifest(archive):
    with tarfile.open(archive) as tar:
        name = next(n for n in tar.getnames() if n.endswith("_mpk.json"))
        return json.load(tar.extractfile(name))


def number(summary, pattern):
    """A figure of what sima-compile prints, as text without commas, or None."""
    match = re.search(pattern, summary, re.MULTILINE)
    return match and match[1].replace(",", "")


def needed(summary, pattern):
    """A figure that sima-compile always prints."""
    found = number(summary, pattern)
    if found is None:
        raise BenchError(f"sima-compile prints nothing like '{pattern}'")
    return found


class Compiled(NamedTuple):
    """An archive, multiply-accumulates of its batch, and which report of a stage counts."""
    archive: Path
    macs: int
    entry: str

    def stages(self, report):
        """The reports of the MLA stages, of what sima-run printed."""
        if not all(self.entry in stage for stage in report["stages"]):
            raise BenchError(f"sima-run --json has no '{self.entry}' of a stage")
        return [stage[self.entry] for stage in report["stages"]]

    def options(self):
        """Of sima-run, so that the execution that counts takes place."""
        return ["--repeat", "2"] if self.entry == "next" else []


class Model:
    """A network's file, its fixed random samples, and the interpreter's outputs for them."""

    def __init__(self, tools, path, folder):
        self.tools, self.path, self.name, self.folder = tools, path, path.stem, folder
        self.module = folder / "module.mlir"
        self.samples = []  # (bytes of each input, bytes of each output)

    def execute(self, program, inputs, folder, *options):
        """Runs a module or an archive: its report, and the bytes of each output."""
        folder.mkdir(exist_ok=True)
        command = [self.tools / "sima-run", program, "--json", "-o", folder, *options]
        for position, data in enumerate(inputs):
            file = folder / f"input{position}.bin"
            file.write_bytes(data)
            command += ["--input", f"{position}={file}"]
        report = json.loads(run(command).text)
        files = [folder / (re.sub(r"[^A-Za-z0-9.-]", "_", output["name"]) + ".npy")
                 for output in report["outputs"]]
        return report, [bytes(read_npy(file)[2]) for file in files]

    def batch(self, sizes, count):
        """Inputs and expected outputs of the first `count` samples; `sizes` are
        the bytes of the inputs of one."""
        if not self.module.exists():
            run([self.tools / "sima-translate", IMPORTERS[self.path.suffix], self.path,
                 "-o", self.module])
        while len(self.samples) < count:
            seed = len(self.samples)
            inputs = [random.Random(f"{seed}:{position}").randbytes(size)
                      for position, size in enumerate(sizes)]
            self.samples.append((inputs, self.execute(self.module, inputs,
                                                      self.folder / "module")[1]))
        return [[b"".join(parts) for parts in zip(*values)]
                for values in zip(*self.samples[:count])]


def compile_figures(model, case, repeat, folder, row):
    """Adds what sima-compile tells: bounds, memory, the least time of some runs."""
    # Archives of codes: conversions from float32 are not the MLA's work.
    command = [model.tools / "sima-compile", model.path, "-o", folder, "--target", case.target,
               "--batch-size", case.batch, "--io=codes"]
    if case.l2_caching != BROUGHT:
        command.append(f"--l2-caching={case.l2_caching}")
    runs = [run(command) for _ in range(repeat)]
    summary = runs[0].text
    row["compile_seconds"] = round(min(one.seconds for one in runs), 3)
    row["peak_rss_bytes"] = min(one.peak_rss_bytes for one in runs)
    row["compute_bound"] = float(needed(summary, r"compute bound ([\d.]+)"))
    # Where constants stay, the figures are those of later executions; where no constant
    # does, all executions are alike.
    later = number(summary, r"^(next) ")
    row["dram_bound"] = float(needed(summary, rf"^{later or 'dram'} .*dram bound ([\d.]+)"))
    lower = number(summary, r"^memory .*lower bound ([\d,]+)")
    row["lm_lower_bound_bytes"] = lower and int(lower)
    row["lm_peak_bytes"] = int(needed(summary, r"^memory +([\d,]+)"))
    archive = folder / f"{model.name}_mpk.tar.gz"
    row["archive_bytes"] = archive.stat().st_size
    row["actual_batch"] = int(needed(summary, r"^batch +(\d+)"))
    macs = int(needed(summary, r"([\d,]+) MACs a batch"))
    return Compiled(archive, macs, later or "report")


def add_cycles(reports, row):
    """Adds cycles, traffic and efficiencies of the MLA stages."""
    row["static_cycles"] = sum(report["static_total"] for report in reports)
    row["dram_cycles"] = sum(report["dram_total"] for report in reports)
    row["dram_bytes"] = sum(report[way]["total"]["line_bytes"]
                            for report in reports for way in ("dram_read", "dram_written"))
    row["efficiency_static"] = round(row["compute_bound"] / row["static_cycles"], 4)
    row["efficiency_dram"] = round(max(row["compute_bound"], row["dram_bound"])
                                   / row["dram_cycles"], 4)


def time_only(model, compiled, row):
    """Adds what a run without data tells."""
    report = json.loads(run([model.tools / "sima-run", "--timing-only", "--json",
                             compiled.archive, *compiled.options()]).text)
    add_cycles(compiled.stages(report), row)


def execute(model, compiled, folder, row):
    """Adds what an execution tells: cycles, memory, traffic, differing bytes."""
    batch = row["actual_batch"]
    sizes = [node["size"] // batch for node in read_manifest(compiled.archive)["input_nodes"]]
    inputs, expected = model.batch(sizes, batch)
    report, outputs = model.execute(compiled.archive, inputs, folder, *compiled.options())
    reports = compiled.stages(report)
    add_cycles(reports, row)
    row["lm_peak_bytes"] = max(q["lm_peak_bytes"] for report in reports for q in report["quads"])
    if [len(data) for data in outputs] != [len(data) for data in expected]:
        raise BenchError("outputs of archive and interpreter have different sizes")
    row["differing_bytes"] = sum(a != b for found, right in zip(outputs, expected)
                                 for a, b in zip(found, right))


def empty_row(name, case):
    return {**dict.fromkeys(KEYS), "model": name, **case._asdict()}


def failed(row):
    """True if a program failed that had no reason to: sima-compile may refuse, in words,
    but what it accepts must run."""
    return "error" in row and (row["archive_bytes"] is not None
                               or not row["error"].startswith("error: "))


def measure(model, case, repeat, timing_only=False):
    """The row of one network and case. Figures are those of `actual_batch` samples; an
    `error` says why they are missing."""
    row = empty_row(model.name, case)
    with tempfile.TemporaryDirectory(dir=model.folder) as name:
        folder = Path(name)
        try:
            compiled = compile_figures(model, case, repeat, folder, row)
            if timing_only or compiled.macs > EXECUTED_MACS:
                time_only(model, compiled, row)
            else:
                execute(model, compiled, folder, row)
        except BenchError as error:
            row["error"] = str(error)
    return row
