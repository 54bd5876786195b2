"""Runs a program without each of its waits in turn: none may be to spare.

drop_waits.py TEXT INPUT SCRATCH: the assembly text, `NAME=FILE` for sima-run,
and a folder. Prints the number of waits, how many runs found a hazard, and the
first message; what other runs said goes to the end.
"""

import subprocess
import sys
from pathlib import Path


def run_without(lines, dropped, data, scratch):
    """What sima-run says of the program without line `dropped`."""
    text, elf = scratch / "dropped.s", scratch / "dropped.elf"
    text.write_text("".join(lines[:dropped] + lines[dropped + 1:]))
    subprocess.run(["sima-translate", "--assemble", text, "-o", elf], check=True)
    run = subprocess.run(["sima-run", elf, "--input", data], text=True, check=False,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return run.stderr.strip() if run.returncode == 1 else f"exit code {run.returncode}"


def main():
    text, data, scratch = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    lines = text.read_text().splitlines(keepends=True)
    waits = [i for i, line in enumerate(lines) if line.split()[:1] == ["wait"]]
    found = [run_without(lines, wait, data, scratch) for wait in waits]
    others = [message for message in found if not message.endswith("a hazard, nothing orders the two")]
    print(f"{len(waits)} waits, {len(others)} runs without a hazard")
    print("\n".join(found[:1] + others))


if __name__ == "__main__":
    main()
