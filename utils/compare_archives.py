#!/usr/bin/env python3
"""Compiles networks with two builds of the compiler and compares SHA-256 of the archives.

  compare_archives.py FIRST/bin SECOND/bin [MODEL...]

For: `./run compilers`, which builds with clang and with GCC. They order the evaluation of arguments,
lay out objects and sort equal elements differently; nothing of that may reach an archive. Without
models: the bundled network, and those of SIMA_MODELS. What one build refuses the other must refuse
with the same message. Standard library only.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

DIGITS = Path(__file__).resolve().parents[1] / "test/Models/digits/digits.tflite"
OPTIONS = [[], ["--io=float", "--batch-size", "4", "--compress"]]
SECONDS = 3600


def models_of(arguments):
    if arguments:
        return [Path(argument).resolve() for argument in arguments]
    root = os.environ.get("SIMA_MODELS")
    found = [path for kind in ("tflite", "onnx") for path in Path(root).rglob(f"*.{kind}")] if root else []
    return [DIGITS, *sorted(found)]


def result_of(tools, model, options):
    """The digest of the archive, or the refusal."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([tools / "sima-compile", model, "-o", folder, "-j", "1", *options],
                              capture_output=True, text=True, timeout=SECONDS)
        if done.returncode:
            return False, done.stderr
        (archive,) = Path(folder).glob("*_mpk.tar.gz")
        return True, hashlib.sha256(archive.read_bytes()).hexdigest()


def main():
    first, second = (Path(argument).resolve() for argument in sys.argv[1:3])
    jobs = [(model, options) for model in models_of(sys.argv[3:]) for options in OPTIONS]

    def compare(job):
        return [result_of(tools, *job) for tools in (first, second)]

    equal, refused, different = 0, 0, 0
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        for (model, options), (a, b) in zip(jobs, executor.map(compare, jobs)):
            equal += a == b and a[0]
            refused += a == b and not a[0]
            different += a != b
            if a != b:
                print(" ".join([str(model), *options]), f"{a[1].strip()} differs from {b[1].strip()}",
                      sep=": ", flush=True)
    print(f"{equal} archives the same, {refused} refusals the same, {different} different")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
