#!/usr/bin/env python3
"""Runs the commands that a page shows and compares what they print.

For: test/Docs, and by hand after a change. The tools must be on the PATH. Every
block ```sh of a page is run by bash, in order, in a scratch copy of the checkout's
top level (links, so that paths are those of the repository and nothing is left
behind). A block ```text directly behind it must be what was printed: its lines in
order, `...` for lines left out, runs of blanks equal. Words behind `sh`:
`exit=1` is the exit code of the block (0 without it), `needs=NAME` skips the block
and its text when the environment has no NAME. Commands that are not to be run
stand in ```console blocks.

With --update the figures in the text blocks become those of today; words that
differ stay errors. Standard library only.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\S*)(.*)$")
NUMBER = re.compile(r"\d[\d,.]*")
SECONDS = 300


class Block:
    """A fenced block: its kind, the words behind it, its lines and where it begins."""

    def __init__(self, kind, words, start):
        self.kind, self.words, self.start, self.lines = kind, words.split(), start, []

    def option(self, name, default=None):
        """The value of `name=value` behind the kind."""
        found = (word.split("=", 1)[1] for word in self.words if word.startswith(name + "="))
        return next(found, default)


def blocks_of(lines):
    """Pairs of an sh block and the text block directly behind it, or None."""
    found, block = [], None
    for number, line in enumerate(lines):
        fence = FENCE.match(line)
        if block is not None and fence:
            found.append(block)
            block = None
        elif block is not None:
            block.lines.append(line)
        elif fence:
            block = Block(fence[1], fence[2], number + 1)
    pairs = []
    for index, block in enumerate(found):
        if block.kind != "sh":
            continue
        after = found[index + 1] if index + 1 < len(found) else None
        end = block.start + len(block.lines) + 1
        if not (after and after.kind == "text" and not "".join(lines[end:after.start - 1]).strip()):
            after = None
        pairs.append((block, after))
    return pairs


def scratch_checkout(folder):
    """Links to what stands at the top of the repository, and build/bin of the PATH."""
    for entry in ROOT.iterdir():
        if entry.name != "build" and not entry.name.startswith("."):
            (folder / entry.name).symlink_to(entry)
    tools = shutil.which("sima-compile")
    if not tools:
        sys.exit("error: found no sima-compile on the PATH; add build/bin")
    (folder / "build").mkdir()
    (folder / "build/bin").symlink_to(Path(tools).parent)


def run(block, folder):
    """Exit code and printed lines of a block, standard error among them."""
    script = "set -eu\n" + "\n".join(block.lines) + "\n"
    done = subprocess.run(["bash", "-c", script], cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=SECONDS)
    return done.returncode, done.stdout.splitlines()


def plain(line):
    """The line with single blanks, and with # for every number."""
    single = " ".join(line.split())
    return single, NUMBER.sub("#", single)


def compare(expected, printed):
    """For each expected line the printed one, or None where there is none."""
    matches, position, may_skip = [], 0, False
    for line in expected:
        if line.strip() == "...":
            matches.append(line)
            may_skip = True
            continue
        end = len(printed) if may_skip else min(position + 1, len(printed))
        candidates = range(position, end)
        exact = next((k for k in candidates if plain(printed[k])[0] == plain(line)[0]), None)
        close = next((k for k in candidates if plain(printed[k])[1] == plain(line)[1]), None)
        found = exact if exact is not None else close
        matches.append(None if found is None else printed[found])
        # Behind a line that is missing, the next one may be anywhere.
        position, may_skip = position if found is None else found + 1, found is None
    return matches


def check(page, lines, block, text, folder):
    """Errors of one block; `lines` get the figures that were printed."""
    code, printed = run(block, folder)
    where = f"{page}:{block.start}"
    if code != int(block.option("exit", 0)):
        return [f"{where}: exit code {code}: " + " | ".join(printed[-3:])]
    errors = []
    for offset, found in enumerate(compare(text.lines, printed) if text else []):
        place, shown = text.start + offset, text.lines[offset]
        if found is None:
            errors.append(f"{page}:{place + 1}: not printed here: {shown}")
        elif plain(found)[0] != plain(shown)[0]:
            errors.append(f"{page}:{place + 1}: shows '{shown}', printed is '{found}'")
            lines[place] = found.rstrip()
    return errors


def check_page(page, update):
    lines = page.read_text().splitlines()
    before, errors, count = list(lines), [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scratch_checkout(folder)
        for block, text in blocks_of(before):
            needed = block.option("needs")
            if needed and not os.environ.get(needed):
                continue
            errors += check(page, lines, block, text, folder)
            count += 1
    if update and lines != before:
        page.write_text("\n".join(lines) + "\n")
        errors = [error for error in errors if ": shows '" not in error]
    return count, errors


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--update", action="store_true", help="write today's figures")
    options = parser.parse_args()
    failed = False
    for page in options.pages:
        count, errors = check_page(page, options.update)
        failed |= bool(errors)
        print("\n".join(errors + [f"{page.name}: {count} blocks run, {len(errors)} errors"]))
    if failed:
        print("new figures only? run utils/lint/run_doc_commands.py --update on the page")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
