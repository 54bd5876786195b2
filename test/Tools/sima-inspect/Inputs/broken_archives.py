#!/usr/bin/env python3
"""Makes archives that break one rule each, and asks sima-inspect --check about them.

  broken_archives.py GOOD DIRECT SCRATCH

GOOD: an archive of several inputs and outputs, float at its ends, batch 2. DIRECT: one whose input
goes straight into the MLA. Every change must be found, by the id of the rule that it breaks and by
no other one. Standard library only.
"""

import subprocess
import sys
from pathlib import Path

# Loading them registers their changes.
import break_files  # noqa: F401
import break_manifest  # noqa: F401
import break_stages  # noqa: F401
from archive_files import read_files
from edit import CASES, Edit


def check(archive):
    """Exit code, the rules that are named, and everything printed."""
    done = subprocess.run(["sima-inspect", "--check", archive], capture_output=True, text=True,
                          timeout=120)
    rules = set()
    for line in (done.stdout + done.stderr).splitlines():
        kind, _, rest = line.partition(": ")
        if kind in ("violation", "error") and not rest.startswith("the archive breaks "):
            rules.add(rest.split(":")[0])
    return done.returncode, rules, done.stdout + done.stderr


def main():
    archives = [read_files(path) for path in sys.argv[1:3]]
    scratch, failed = Path(sys.argv[3]), 0
    scratch.mkdir(parents=True)
    name = Path(sys.argv[1]).name
    for files, label in zip(archives, ("good", "direct")):
        (scratch / name).write_bytes(Edit(files).bytes())
        code, rules, text = check(scratch / name)
        if code or rules:
            sys.exit(f"error: the {label} archive, put together again: {text}")
    for expected, label, change, direct in CASES:
        edit = Edit(archives[direct])
        change(edit)
        (scratch / name).write_bytes(edit.bytes())
        code, rules, text = check(scratch / name)
        if code != 1 or rules != set(expected):
            failed += 1
            print(f"{label}: expected {expected}, found exit code {code}: {text}")
    broken = {expected[0] for expected, *_ in CASES}
    print(f"{len(CASES)} archives that break {len(broken)} rules, {failed} not found")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
