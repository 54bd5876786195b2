#!/usr/bin/env python3
"""Runs the commands that a page shows, compares what they print, checks its other blocks.

For: test/Docs, and by hand after a change. The tools must be on the PATH. The blocks
of a page are taken in order, in a scratch copy of the checkout's top level (links, so
that paths are those of the repository and nothing is left behind):

    sh, python  are run, a python block behind those before it. `exit=1` is the exit code (0 without it), `needs=NAME` skips
                the block and its text when the environment has no NAME
    text        directly behind a command must be what was printed: its lines in order,
                `...` for lines left out, runs of blanks equal
    mlir        is parsed and verified by sima-opt (`unregistered`: with operations of
                dialects that it does not know), c compiled
    yaml, json  are parsed
    console     is not run; `needs=` says why not: build, minutes, network or files

`figure` behind any of them: a drawing, a grammar, an excerpt; nothing is done with it.
`file=NAME` leaves a block in the file NAME for the commands behind it. Whatever is
none of this is an error, so that no block of a page is left out.

With --dry-run only that is checked, and the blocks are counted. --others takes the
folder of tests, and of the pages those that no test there runs by name. With --update
the figures in the text blocks become those of today; words that differ stay errors.
Standard library only; yaml blocks need PyYAML, else they are told as not checked.
"""

import argparse
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from doc_blocks import argv, blocks_of

ROOT = Path(__file__).resolve().parents[2]
NUMBER = re.compile(r"\d[\d,.]*")
SECONDS = 300


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


def run(command, folder):
    """Exit code and printed lines of a command, standard error among them; `python3` is this one."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=SECONDS,
                          env={**os.environ, "PATH": path})
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


def unexpected(expected, printed):
    """The first printed line behind the last expected one, or None."""
    last = next((line for line in reversed(expected) if line.strip()), "...")
    if last.strip() == "...":
        return None
    behind = [k for k, line in enumerate(printed) if plain(line)[1] == plain(last)[1]]
    return next((line for line in printed[behind[-1] + 1:] if line.strip()), None) if behind else None


def check(page, lines, block, folder):
    """Errors of one block, None if it cannot be checked; `lines` get the figures that were printed."""
    where = f"{page}:{block.start}"
    name = block.words.get("file", f"block{block.start}.{block.kind}")
    if block.kind != "sh":
        (folder / name).write_text("\n".join(block.lines) + "\n")
    command = argv(block, name)
    if command is None:
        print(f"{where}: not checked: the program or package for {block.kind} is missing")
        return None
    code, printed = run(command, folder)
    if code != int(block.words.get("exit", 0)):
        return [f"{where}: exit code {code}: " + " | ".join(printed[-3:])]
    errors, text = [], block.text
    rest = unexpected(text.lines, printed) if text else None
    if rest is not None:
        errors.append(f"{page}:{text.end}: printed behind this, and no '...' stands there: {rest}")
    for offset, found in enumerate(compare(text.lines, printed) if text else []):
        place, shown = text.start + offset, text.lines[offset]
        if found is None:
            errors.append(f"{page}:{place + 1}: not printed here: {shown}")
        elif plain(found)[0] != plain(shown)[0]:
            errors.append(f"{page}:{place + 1}: shows '{shown}', printed is '{found}'")
            lines[place] = found.rstrip()
    return errors


def run_blocks(page, lines, blocks):
    """Number of blocks that were run or checked, and their errors."""
    errors, count = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scratch_checkout(folder)
        session = []
        for block in blocks:
            needed = block.words.get("needs")
            if block.fate not in ("run", "checked") or (needed and not os.environ.get(needed)):
                continue
            block.before = list(session)
            if block.kind == "python" and "file" not in block.words:
                session.append(f"block{block.start}.python")
            found = check(page, lines, block, folder)
            errors += found or []
            count += found is not None
    return count, errors


def check_page(page, update):
    """Number of blocks that were run or checked, and all errors of the page."""
    lines = page.read_text().splitlines()
    blocks, mistakes = blocks_of(lines)
    errors = [f"{page}:{line}: {what}" for line, what in mistakes]
    before, count = list(lines), 0
    if any(block.fate in ("run", "checked") for block in blocks) and not errors:
        count, errors = run_blocks(page, lines, blocks)
    if update and lines != before:
        page.write_text("\n".join(lines) + "\n")
        errors = [error for error in errors if ": shows '" not in error]
    return count, errors


def count_blocks(pages):
    """Only looks at the pages: exit code 1 if there is a block that nobody would execute."""
    errors, fates = [], collections.Counter()
    for page in pages:
        blocks, mistakes = blocks_of(page.read_text().splitlines())
        errors += [f"{page}:{line}: {what}" for line, what in mistakes]
        fates.update(block.fate for block in blocks)
    counts = ", ".join(f"{fates[fate]} {fate}" for fate in ("run", "compared", "checked", "figure", "console"))
    print("\n".join(errors + [f"{len(pages)} pages, {fates.total()} blocks: {counts}; {len(errors)} errors"]))
    return 1 if errors else 0


def others(pages, tests):
    """The pages that no test of the folder runs by name."""
    text = "".join(test.read_text() for test in tests.glob("*.test"))
    named = set(re.findall(r"run_doc_commands\.py \S*?([\w-]+\.md)\b", text))
    return [page for page in pages if page.name not in named]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--update", action="store_true", help="write today's figures")
    parser.add_argument("--dry-run", action="store_true", help="only look for blocks that nobody would execute")
    parser.add_argument("--others", type=Path, metavar="TESTS", help="leave out pages that a test of the folder runs")
    options = parser.parse_args()
    pages = others(options.pages, options.others) if options.others else options.pages
    if options.dry_run:
        return count_blocks(pages)
    failed = False
    for page in pages:
        count, errors = check_page(page, options.update)
        failed |= bool(errors)
        print("\n".join(errors + [f"{page.name}: {count} blocks run, {len(errors)} errors"]), flush=True)
    if failed:
        print("new figures only? run utils/lint/run_doc_commands.py --update on the page")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
