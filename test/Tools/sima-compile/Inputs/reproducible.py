#!/usr/bin/env python3
"""Compiles one model in different surroundings; the archives must be the same bytes.

  reproducible.py MODEL SCRATCH CLOCK.so [OPTION...]

Folders, threads, days, time zones, users, masks of permissions. Standard library only.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

DAY = 86400
# Day 10957 is the first of 2000; 32-bit clocks end behind day 24855.
SURROUNDINGS = {
    "here": {"options": ["-j", "1"]},
    "8 threads": {"options": ["-j", "8"]},
    "another folder": {"folder": "a much longer folder with blanks"},
    "a copy of the model": {"copy": True},
    "in the year 2000": {"clock": 10957 * DAY},
    "a day later": {"clock": 10958 * DAY},
    "in the year 2100": {"clock": 47482 * DAY + 1},
    "another zone and language": {"env": {"TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8"}},
    "another user": {"env": {"HOME": "/nowhere", "USER": "nobody", "HOSTNAME": "other"}},
    "another mask": {"umask": 0o077},
    "8 threads, another folder, a day later": {"options": ["-j", "8"], "folder": "x",
                                               "clock": 10959 * DAY},
}


def compile_in(surroundings, model, scratch, shim, options):
    """Bytes of the archive."""
    folder = scratch / surroundings.get("folder", "here")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if surroundings.get("copy"):
        shutil.copy(model, folder)
        model = model.name
    env = {**os.environ, **surroundings.get("env", {})}
    if "clock" in surroundings:
        env.update(LD_PRELOAD=str(shim), SIMA_TEST_CLOCK=str(surroundings["clock"]))
        told = subprocess.run([sys.executable, "-c", "import time; print(int(time.time()))"],
                              env=env, check=True, capture_output=True, text=True).stdout
        assert int(told) == surroundings["clock"], told
    subprocess.run(["sima-compile", model, "-o", ".", *options,
                    *surroundings.get("options", [])], cwd=folder, env=env, check=True,
                   capture_output=True, umask=surroundings.get("umask", -1))
    (path,) = folder.glob("*_mpk.tar.gz")
    return path.read_bytes()


def main():
    model, scratch, shim = (Path(argument).resolve() for argument in sys.argv[1:4])
    digests = {}
    for label, surroundings in SURROUNDINGS.items():
        data = compile_in(surroundings, model, scratch, shim, sys.argv[4:])
        digests.setdefault(hashlib.sha256(data).hexdigest(), []).append(label)
    for digest, labels in digests.items():
        print(digest, ", ".join(labels))
    print(f"{len(SURROUNDINGS)} compilations, {len(digests)} digests")
    return len(digests) != 1


if __name__ == "__main__":
    sys.exit(main())
