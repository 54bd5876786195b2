"""Edits the schedule of a network at random: what is accepted computes the same bytes.

For: schedules that no scheduler would choose. Each is refused with one line by
the conversion, or its program runs without hazards and gives the result of the
schedule that was not edited.
Usage: edit_schedules.py SCHEDULE.mlir NAME=INPUT SCRATCH SEED COUNT
"""

import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

QUAD_PASSES = "builtin.module(quad.segment(quad-allocate,quad-insert-sync,quad-assign-descriptors))"
schedule, data, scratch = Path(sys.argv[1]).read_text(), sys.argv[2], Path(sys.argv[3])
choose = random.Random(int(sys.argv[4]))


def edit_one(text, pattern, new):
    """`text` with one match of `pattern` replaced by what `new` makes of it."""
    match = choose.choice(list(re.finditer(pattern, text)))
    return text[:match.start()] + new(match) + text[match.end():]


def nudge(number, *steps):
    return str(max(0, int(number) + choose.choice(steps)))


def join_groups(text):
    """Layers from one of them on have the group before theirs."""
    bound = choose.randrange(8)
    return re.sub(r"group (\d+)", lambda m: f"group {max(0, int(m[1]) - (int(m[1]) > bound))}", text)


def edit(text):
    """One edit that often leaves a schedule good, or any number in any place."""
    return choose.choice([
        join_groups,
        lambda t: edit_one(t, r"schedule\(<\w+", lambda m: f"schedule(<{choose.choice(['lm', 'dram'])}"),
        lambda t: edit_one(t, r"loads\[\d+", lambda m: f"loads[{nudge(m[0][6:], -4, -1, 1)}"),
        lambda t: edit_one(t, r"<quad \d", lambda m: f"<quad {choose.randrange(4)}"),
        lambda t: edit_one(t, r"<quad \d( turn \d+)?", lambda m: f"{m[0][:7]} turn {choose.randrange(3)}"),
        lambda t: edit_one(t, r"group \d+( stream_slots 1)?", lambda m: f"{m[0].split(' s')[0]} stream_slots 1"),
        lambda t: edit_one(t, r"(?<=(?:mple|rows|nels|. to) )\d+",
                           lambda m: choose.choice([nudge(m[0], -1, 1), "0", "16", "2147483647"])),
    ])(text)


def run(*command):
    return subprocess.run(command, text=True, capture_output=True, check=False)


def outcome(text):
    """"refused", or the result."""
    files = [scratch / f"edited.{suffix}" for suffix in ("mlir", "quad.mlir", "words.mlir", "elf")]
    files[0].write_text(text)
    converted = run("sima-opt", "--convert-mla-to-quad", files[0], "-o", files[1])
    if converted.returncode == 1 and "error: " in converted.stderr:
        return "refused"
    for step in (converted, run("sima-opt", f"--pass-pipeline={QUAD_PASSES}", files[1], "-o", files[2]),
                 run("sima-translate", "--emit-elf", files[2], "-o", files[3]),
                 run("sima-run", files[3], "--input", data, "-o", scratch / "result")):
        if step.returncode:
            return f"{step.args[0]}: exit code {step.returncode}: {step.stderr[:300]}"
    return b"".join(file.read_bytes() for file in sorted((scratch / "result").iterdir()))


def main():
    scratch.mkdir(parents=True, exist_ok=True)
    right = outcome(schedule)
    counts = Counter()
    for number in range(int(sys.argv[5])):
        text = schedule
        for _ in range(choose.choice([1, 1, 2, 3])):
            text = edit(text)
        result = outcome(text)
        what = {"refused": "refused", right: "accepted"}.get(result, "wrong")
        counts[what] += 1
        if what == "wrong":
            print(f"edit {number}: {result if isinstance(result, str) else 'other bytes'}")
            (scratch / f"wrong{number}.mlir").write_text(text)
    print(f"{sum(counts.values())} schedules: {counts['refused']} refused, {counts['accepted']} accepted, "
          f"{counts['wrong']} wrong")


if __name__ == "__main__":
    main()
