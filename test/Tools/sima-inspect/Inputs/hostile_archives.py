#!/usr/bin/env python3
"""Gives archives that a stranger made to the tools: each is refused with its reason, in one line,
and nothing is written.

  hostile_archives.py GOOD SCRATCH

GOOD is an archive that both tools accept. Standard library only.
"""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from archive_files import packed, read_files, tar_of_files
from hostile_containers import containers
from hostile_files import files
from hostile_json import manifests

TOOLS = [["sima-inspect"], ["sima-inspect", "--check"], ["sima-inspect", "--json"],
         ["sima-run", "--timing-only"], ["sima-run"]]
MEMORY_BYTES = 3 << 30
SECONDS = 60
MESSAGE_BYTES = 1000


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def refusal(command, archive, folder):
    """What is wrong with the way in which a tool refuses; the message if nothing is."""
    work, temporary = folder / "work", folder / "tmp"
    for place in (work, temporary):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
    before = sorted(os.listdir(archive.parent))
    done = subprocess.run([*command, archive], capture_output=True, cwd=work, timeout=SECONDS,
                          env={**os.environ, "TMPDIR": str(temporary)}, preexec_fn=limit_memory)
    left = os.listdir(work) + os.listdir(temporary)
    if sorted(os.listdir(archive.parent)) != before or left:
        return False, f"wrote files: {left}"
    text = done.stderr.decode("ascii", errors="replace")
    if done.returncode != 1 or done.stdout:
        return False, f"exit code {done.returncode}, output {done.stdout[:80]}, {text[:200]}"
    if not text.startswith("error: ") or not text.endswith("\n") or len(text) > MESSAGE_BYTES \
            or not text[:-1].isprintable() or not text.isascii():
        return False, f"not one line: {text[:300]!r}"
    return True, text


def attempt(label, reason, content, folder):
    """Problems of one archive with all tools."""
    place = folder / "archives"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    archive = place / "x_mpk.tar.gz"
    if callable(content):
        content(archive)
    else:
        archive.write_bytes(content)
    problems = []
    for command in TOOLS:
        good, text = refusal(command, archive, folder)
        if not good or reason not in text:
            problems.append(f"{label}, {' '.join(command)}: expected '{reason}', found {text}")
    return problems


def main():
    good, folder = read_files(sys.argv[1]), Path(sys.argv[2]).resolve()
    folder.mkdir(parents=True)
    sane = folder / "sane_mpk.tar.gz"
    sane.write_bytes(packed(tar_of_files(good)))
    for command in TOOLS[:4]:
        subprocess.run([*command, sane], check=True, capture_output=True)
    cases = [*containers(good), *files(good), *manifests(good)]
    problems = []
    for label, reason, content in cases:
        problems += attempt(label, reason, content, folder)
    print("\n".join(problems + [f"{len(cases)} archives, {len(TOOLS)} command lines, "
                                f"{len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
