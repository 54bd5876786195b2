#!/usr/bin/env python3
"""Kills compilations (SIGKILL) at random moments: under its own name an archive is complete or absent.

  killed.py MODEL SCRATCH [--kills N] [--seed S]

Half of the kills meet a folder with an older archive of the same name, which must be there, or the new
one. Ten more come as soon as a temporary file appears, which is when the archive is being written.
Standard library only.
"""

import argparse
import random
import shutil
import subprocess
import time
from pathlib import Path

WRITES = 10


def compile_into(folder, model, *options):
    return subprocess.Popen(["sima-compile", model, "-o", folder, *options],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def archive_of(folder, model, *options):
    """The bytes of a compilation that nobody disturbs."""
    assert compile_into(folder, model, *options).wait() == 0
    (path,) = folder.glob("*_mpk.tar.gz")
    return path, path.read_bytes()


def kill_later(process, delay):
    time.sleep(delay)
    process.kill()
    return process.wait() != 0


def kill_at_write(process, folder):
    """As soon as a temporary file is there."""
    while process.poll() is None and not any(folder.glob("*.tmp")):
        pass
    process.kill()
    return process.wait() != 0


class Folder:
    """Where compilations are killed, and what may be found there."""

    def __init__(self, folder, name, new, old):
        self.folder, self.path, self.new, self.old = folder, folder / name, new, old
        self.counts = {"absent": 0, "old": 0, "new": 0, "temporary": 0}

    def prepare(self, with_old):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        if with_old:
            self.path.write_bytes(self.old)

    def look(self, with_old):
        """Counts what is there; the problem, or nothing."""
        found = self.path.read_bytes() if self.path.exists() else None
        kind = {None: "absent", self.old: "old", self.new: "new"}.get(found)
        if kind is None or (kind == "absent") == with_old and kind != "new":
            return f"found {kind or 'a partial archive'}, an older one {'was' if with_old else 'was not'} there"
        self.counts[kind] += 1
        others = [path.name for path in self.folder.iterdir() if path != self.path]
        self.counts["temporary"] += bool(others)
        if any(not name.startswith(self.path.name) or not name.endswith(".tmp") for name in others):
            return f"found other files: {others}"
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    _, old = archive_of(options.scratch / "old", options.model, "--batch-size", "2")
    begin = time.monotonic()
    path, new = archive_of(options.scratch / "new", options.model)
    seconds = time.monotonic() - begin
    assert old != new
    place = Folder(options.scratch / "killed", path.name, new, old)
    generator, problems, stopped = random.Random(options.seed), [], 0
    for k in range(options.kills + WRITES):
        with_old = bool(k % 2)
        place.prepare(with_old)
        process = compile_into(place.folder, options.model)
        if k < options.kills:
            stopped += kill_later(process, generator.uniform(0, 1.05 * seconds))
        else:
            stopped += kill_at_write(process, place.folder)
        problems += filter(None, [place.look(with_old)])
        _, again = archive_of(place.folder, options.model)
        if again != new:
            problems.append(f"kill {k}: the next compilation gives something else")
    print("\n".join(problems))
    print(f"{options.kills} random moments and {WRITES} writes, {stopped} killed: "
          f"{place.counts}, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
