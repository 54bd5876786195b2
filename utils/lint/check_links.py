#!/usr/bin/env python3
"""Links from page to page lead to files that exist, and so do paths in the text.

For: test/Docs. Reads README.md and docs/*.md; links to the web are not followed.
A part behind `#` must be a heading of the page. A path is a word in backticks that
begins with a folder of sources. Fenced blocks are not looked at. Prints one line for
each mistake; exit code 1 if there is one. Standard library only.
"""

import re
import sys
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
PATH = re.compile(r"`((?:lib|dialects|include|tools|test|utils|docs)/[\w./-]*)`")


def prose(page):
    """The text of a page with empty lines in place of fenced blocks."""
    return FENCED.sub(lambda block: "\n" * block[0].count("\n"), page.read_text())


def anchors(page):
    """What a heading is called in a link: lower case, hyphens, no punctuation."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(root):
    for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        text = prose(page)

        def mistake(match):
            number = text.count("\n", 0, match.start()) + 1
            return f"{page.relative_to(root)}:{number}: error: {match[1]} does not exist"

        for link in LINK.finditer(text):
            path, _, anchor = link[1].partition("#")
            file = page.parent / path if path else page
            if "://" in link[1]:
                continue
            if not file.exists() or (anchor and anchor not in anchors(file)):
                yield mistake(link)
        for path in PATH.finditer(text):
            if not (root / path[1]).exists():
                yield mistake(path)


def main():
    errors = list(broken_links(Path(sys.argv[1]).resolve()))
    print("\n".join(errors) or "all links lead somewhere")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
