"""Runs the compiler's programs and reads what they write."""

import gzip
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np


class CheckError(Exception):
    """A check found something wrong; the text is one line."""


def require(condition, text):
    """A check's assertion."""
    if not condition:
        raise CheckError(text)


def first_line(result):
    """What a failed program said, in one line; remarks do not count."""
    lines = (result.stderr + result.stdout).splitlines()
    errors = [line for line in lines if line and not line.startswith("remark:")]
    return errors[0] if errors else f"exit code {result.returncode} without a message"


@dataclass
class Compiled:
    """An archive and what sima-compile said about it."""
    archive: Path
    summary: str
    remarks: str

    def _number(self, pattern):
        match = re.search(pattern, self.summary, re.MULTILINE)
        require(match, f"{self.archive.name}: the summary has no {pattern}")
        return int(match[1].replace(",", ""))

    @property
    def static_cycles(self):
        return self._number(r"^static +([\d,]+) cycles")

    @property
    def dram_cycles(self):
        return self._number(r"^dram +([\d,]+) cycles")

    @property
    def has_next(self):
        """Whether constants stay in local memory for entry point `next`."""
        return "\nnext static " in self.summary

    @property
    def next_static_cycles(self):
        return self._number(r"^next static +([\d,]+) cycles")

    @property
    def next_dram_cycles(self):
        return self._number(r"^next dram +([\d,]+) cycles")

    @property
    def batch(self):
        return self._number(r"^batch +(\d+)")

    def require_batch(self, asked):
        """The batch is what was asked for, or a remark says why not."""
        require(self.batch == asked or f"batch {self.batch} instead of {asked}: " in self.remarks,
                f"batch {self.batch} of {asked} without a remark")

    @property
    def macs(self):
        return self._number(r"^layers +\d+, ([\d,]+) MACs a batch")

    @property
    def verified_bytes(self):
        return self._number(r"^verified +([\d,]+) output bytes, 0 differing bytes$")


class Tools:
    """The programs in one directory, by default those on the PATH."""

    def __init__(self, directory=None):
        found = shutil.which("sima-compile", path=directory)
        if not found:
            raise CheckError(f"no sima-compile in {directory or 'PATH'}; use --tools DIR")
        self.directory = Path(found).resolve().parent

    def attempt(self, program, *arguments, **options):
        """Runs a program to its end, whatever its exit code."""
        command = [self.directory / program, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, **options)

    def run(self, program, *arguments, **options):
        """Runs a program that must succeed."""
        result = self.attempt(program, *arguments, **options)
        require(result.returncode == 0, f"{program}: {first_line(result)}")
        return result

    def compile(self, model, directory, *options):
        """Compiles a model into an archive in `directory`."""
        result = self.run("sima-compile", model, "-o", directory, "-j", 1, *options)
        path = re.search(r"^archive +(.*), [\d,]+ bytes$", result.stdout, re.MULTILINE)
        require(path, f"sima-compile {model}: the summary names no archive")
        return Compiled(Path(path[1]), result.stdout, result.stderr)

    def emit(self, model, phase, directory, *options):
        """The file of one phase."""
        result = self.run("sima-compile", model, "--emit", phase, "-o", directory, "-j", 1,
                          *options)
        return Path(result.stdout.splitlines()[-1])

    def timing(self, archive, *options):
        """The report of the archive's only MLA stage, without data."""
        return self.stage(archive, *options)["report"]

    def stage(self, archive, *options):
        """All that is said of that stage: both entry points, where there are two."""
        result = self.run("sima-run", archive, "--timing-only", "--json", *options)
        stages = json.loads(result.stdout)["stages"]
        require(len(stages) == 1, f"{archive.name}: {len(stages)} MLA stages, expected 1")
        return stages[0]

    def outputs(self, program, arrays, directory, *options):
        """Runs MLIR or an archive; returns the output arrays in order."""
        report, _ = self.execute(program, arrays, directory, *options)
        return output_arrays(report, directory)

    def execute(self, program, arrays, directory, *options):
        """Runs MLIR or an archive; returns the report and whether it succeeded."""
        directory.mkdir(parents=True, exist_ok=True)
        inputs = []
        for index, array in enumerate(arrays):
            np.save(directory / f"in{index}.npy", array)
            inputs += ["--input", f"{index}={directory}/in{index}.npy"]
        result = self.attempt("sima-run", program, *inputs, "-o", directory, "--json", *options)
        require(result.stdout.startswith("{"), f"sima-run {program}: {first_line(result)}")
        return json.loads(result.stdout), result.returncode == 0


def output_file(name):
    """The file that sima-run -o writes for an output."""
    file = re.sub(r"[^A-Za-z0-9.-]", "_", name)
    if file[:1] in ("", "."):
        file = "_" + file
    return file[:200] + ".npy"


def output_arrays(report, directory):
    """The outputs of a run with -o, in order."""
    return [np.load(directory / output_file(entry["name"])) for entry in report["outputs"]]


def parallel(function, items):
    """The results of `function` in the order of `items`, computed by one thread
    per core: each of them waits for a program."""
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        return list(executor.map(function, items))


def differing_bytes(found, expected):
    """How many bytes of two arrays of one type and size differ."""
    require(found.dtype == expected.dtype and found.size == expected.size,
            f"found {found.dtype} {found.shape}, expected {expected.dtype} {expected.shape}")
    a = np.frombuffer(np.ascontiguousarray(found).tobytes(), np.uint8)
    b = np.frombuffer(np.ascontiguousarray(expected).tobytes(), np.uint8)
    return int(np.count_nonzero(a != b))


def read_archive(path):
    """File name -> contents, in order."""
    with tarfile.open(path, "r:gz") as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def write_archive(path, files):
    """An archive like the compiler's from file name -> contents."""
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed, \
            tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, contents in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(contents), 0o644
            archive.addfile(member, io.BytesIO(contents))


def file_ending(files, suffix):
    """The only file of an archive whose name ends with `suffix`."""
    names = [name for name in files if name.endswith(suffix)]
    require(len(names) == 1, f"{len(names)} files *{suffix} in the archive, expected 1")
    return names[0]
