"""The fenced blocks of a page, and what is to be done with each.

For: run_doc_commands.py, whose description tells the words behind a fence. No block
is left out: one that is neither run, nor checked, nor marked as what cannot be, is a
mistake. Standard library only.
"""

import importlib.util
import re
import shutil
import sys

FENCE = re.compile(r"^```(\S*)(.*)$")
STRAY = re.compile(r"^\s+(```|~~~)|^~~~")

# Why a console block is not run.
REASONS = {"build": "builds, or changes the checkout", "minutes": "takes minutes",
           "network": "installs packages", "files": "names files that only the reader has"}

# Words that each kind takes, beside `figure`.
WORDS = {
    "sh": {"exit", "needs"}, "python": {"exit", "needs", "file"}, "text": set(), "console": {"needs"},
    "mlir": {"file", "unregistered"}, "c": {"file"}, "yaml": {"file"}, "json": {"file"},
}
# Runs files in one namespace; only the last one prints.
CONTINUE = """
import contextlib, io, sys
names = {"__name__": "__main__"}
for file in sys.argv[1:]:
    quiet = file != sys.argv[-1]
    with contextlib.redirect_stdout(io.StringIO() if quiet else sys.stdout):
        exec(compile(open(file).read(), file, "exec"), names)
"""
PARSE = "import {0}, sys; {0}.{1}(open(sys.argv[1]).read())"


class Block:
    """A fenced block: its kind, the words behind it, its lines and where it begins."""

    def __init__(self, kind, words, start):
        self.kind, self.start, self.lines = kind, start, []
        self.words = dict(word.partition("=")[::2] for word in words.split())
        self.text = None  # the text block directly behind a command
        self.before = []  # files of the python blocks that this one continues

    @property
    def end(self):
        """Number of the line behind the closing fence, from 0."""
        return self.start + len(self.lines) + 1

    @property
    def figure(self):
        return "figure" in self.words

    @property
    def command(self):
        return self.kind in ("sh", "python") and not self.figure

    @property
    def fate(self):
        """What becomes of it: run, compared, checked, figure or console."""
        if self.figure or self.kind == "console":
            return "figure" if self.figure else "console"
        return {"sh": "run", "python": "run", "text": "compared"}.get(self.kind, "checked")

    def mistake(self):
        """Why the block cannot stand like this, or None."""
        if self.kind not in WORDS:
            return f"'{self.kind}' is none of {' '.join(sorted(WORDS))}"
        strange = sorted(set(self.words) - WORDS[self.kind] - {"figure"})
        if strange:
            return f"{self.kind} takes no '{strange[0]}'"
        if self.kind == "console" and not self.figure and self.words.get("needs") not in REASONS:
            return f"console takes needs=REASON, one of {' '.join(sorted(REASONS))}; or make it sh"
        return None


def blocks_of(lines):
    """All blocks of a page, and its mistakes as (line, what)."""
    found, mistakes, block = [], [], None
    for number, line in enumerate(lines):
        fence = FENCE.match(line)
        if block is not None and fence:
            found.append(block)
            block = None
        elif block is not None:
            block.lines.append(line)
        elif fence:
            block = Block(fence[1], fence[2], number + 1)
        elif STRAY.match(line):
            mistakes.append((number + 1, "a fence is ``` at the beginning of a line"))
    if block is not None:
        mistakes.append((block.start, "block does not end"))
    mistakes += [(block.start, block.mistake()) for block in found if block.mistake()]
    return found, mistakes + pair(found, lines)


def pair(blocks, lines):
    """Gives each command the text block directly behind it; mistakes are texts without one."""
    mistakes = []
    for before, block in zip([None, *blocks], blocks):
        if block.kind != "text" or block.figure:
            continue
        if before and before.command and not "".join(lines[before.end:block.start - 1]).strip():
            before.text = block
        else:
            mistakes.append((block.start, "no sh or python block directly before this text; a drawing or "
                             "an excerpt is a ```text figure"))
    return mistakes


def argv(block, name):
    """The program that runs or checks a block, which is in the file `name`; None: it is missing."""
    if block.kind == "sh":
        return ["bash", "-c", "set -eu\n" + "\n".join(block.lines) + "\n"]
    if block.kind == "python":
        return [sys.executable, "-c", CONTINUE, *block.before, name]
    if block.kind == "mlir":
        loose = ["--allow-unregistered-dialect"] * ("unregistered" in block.words)
        return ["sima-opt", "--verify-roundtrip", *loose, name, "-o", "/dev/null"]
    if block.kind == "c":
        compiler = shutil.which("clang-19") or shutil.which("clang") or shutil.which("cc")
        return compiler and [compiler, "-x", "c", "-std=c11", "-Wall", "-Werror", "-fsyntax-only", name]
    if block.kind == "json":
        return [sys.executable, "-c", PARSE.format("json", "loads"), name]
    if block.kind == "yaml" and importlib.util.find_spec("yaml"):
        return [sys.executable, "-c", PARSE.format("yaml", "safe_load"), name]
    return None
