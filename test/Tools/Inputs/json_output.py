"""Runs tools with --json; standard output must be an object, or empty after a refusal.

For: json.test. Arguments: a scratch folder, the folder of the bundled network.
"""

import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

# Exit code, whether there is an object, command line.
RUNS = [(0, True, "sima-compile digits.tflite -o out --json"),
        (0, True, "sima-compile digits.tflite -o out --json --emit import"),
        (0, True, "sima-run out/digits_mpk.tar.gz --input image=image.npy --json"),
        (0, True, "sima-run out/digits.import.mlir --input image=image.npy --json"),
        (1, True, "sima-run out/digits.import.mlir --input image=image.npy --json --compare other"),
        (0, True, "sima-inspect out/digits_mpk.tar.gz --json --check"),
        (1, True, "sima-inspect broken_mpk.tar.gz --json --check"),
        (1, False, "sima-compile absent.tflite --json"),
        (1, False, "sima-run absent.mlir --json"),
        (1, False, "sima-run out/digits_mpk.tar.gz --json"),
        (1, False, "sima-inspect absent.tar.gz --json"),
        (0, True, "sima-verify out/digits_mpk.tar.gz --json"),
        (1, True, "sima-verify broken_mpk.tar.gz --json"),
        (1, False, "sima-verify absent.elf --json"),
        (2, False, "sima-run --json")]


def write_broken(good, broken):
    """An archive whose manifest names a port that the program has not."""
    with tarfile.open(good) as source, tarfile.open(broken, "w:gz") as target:
        for member in source:
            data = source.extractfile(member).read()
            if member.name.endswith(".json"):
                data = data.replace(b'"MLA_0"', b'"MLA_9"', 1)
            member.size = len(data)
            target.addfile(member, io.BytesIO(data))


def verdict(code, has_object, command):
    run = subprocess.run(command.split(), stdin=subprocess.DEVNULL, capture_output=True)
    if run.returncode != code or bool(run.stdout) != has_object:
        return f"exit code {run.returncode}, {len(run.stdout)} bytes, {run.stderr}"
    if has_object and not isinstance(json.loads(run.stdout), dict):
        return "no object"
    return "good"


def main():
    scratch, model = map(pathlib.Path, sys.argv[1:])
    shutil.copy(model / "digits.tflite", scratch)
    shutil.copy(model / "golden/0/000_image.npy", scratch / "image.npy")
    shutil.copytree(model / "golden/1", scratch / "other")
    os.chdir(scratch)
    for index, run in enumerate(RUNS):
        if index == 2:
            write_broken("out/digits_mpk.tar.gz", "broken_mpk.tar.gz")
        print(f"{run[2]}: {verdict(*run)}")


main()
