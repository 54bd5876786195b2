"""Lists as Python-Markdown wants them.

For: pages.py and generate.py. Pages are written for forges (CommonMark): a list may
follow a paragraph directly, and what belongs to an item is indented to its text.
Python-Markdown needs an empty line before a list and four blanks for each level.
Standard library only.
"""

import re

ITEM = re.compile(r"( *)([*+-]|\d+\.)( +)(?=\S)")


def level_of(indent, levels):
    """How many of the lists that are open a line with this indent belongs to."""
    return sum(indent >= content for content in levels)


def spaced(text):
    """The text with the same lists, for Python-Markdown."""
    lines, levels, fenced, blank, parts = [], [], False, True, False
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        fence = line.lstrip().startswith("```")
        item = None if fenced or fence else ITEM.match(line)
        if line.strip() and not fenced:
            depth = level_of(indent, levels)
            # A line of the paragraph before, whatever its indent.
            lazy = not blank and not item and not fence and not line.startswith("#")
            behind = item and not blank and (depth == len(levels) or parts)
            if behind or (levels and not item and not lazy and depth == 0 and not blank):
                lines.append("")
            if not lazy:
                levels = levels[:depth]
            # Whether the item consists of several blocks.
            parts = bool(levels) and not item and (parts or blank)
        if levels and line.strip():
            line = "    " * len(levels) + line[min(indent, levels[-1]):]
        if item:
            levels = levels + [item.end()]
        fenced ^= fence
        blank = not line.strip()
        lines.append(line)
    return "\n".join(lines) + "\n"
