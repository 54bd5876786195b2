"""Runs the project's programs and tells what a run cost.

For: every script of this folder. Standard library only.
"""

import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple


class BenchError(Exception):
    """A program failed; the text is one line."""


class Run(NamedTuple):
    """A run that succeeded. Processor time is that of all threads."""
    text: str
    seconds: float
    processor_seconds: float
    peak_rss_bytes: int


def run(command):
    """Runs a program that must succeed."""
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
    return Run(text, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def knows_resident_constants(tools):
    """True if the compiler can leave constants in local memory between executions."""
    return "--l2-caching" in run([tools / "sima-compile", "--help"]).text
