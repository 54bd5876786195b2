#!/usr/bin/env python3
"""Links from page to page lead to files that exist.

For: test/Docs. Reads README.md and docs/*.md; links to the web are not followed.
A part behind `#` must be a heading of the page. Prints one line for each mistake;
exit code 1 if there is one. Standard library only.
"""

import re
import sys
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def anchors(page):
    """What a heading is called in a link: lower case, hyphens, no punctuation."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(root):
    for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        text = page.read_text()
        for link in LINK.finditer(text):
            path, _, anchor = link[1].partition("#")
            file = page.parent / path if path else page
            if "://" in link[1]:
                continue
            if not file.exists() or (anchor and anchor not in anchors(file)):
                number = text.count("\n", 0, link.start()) + 1
                yield f"{page.relative_to(root)}:{number}: error: {link[1]} does not exist"


def main():
    errors = list(broken_links(Path(sys.argv[1]).resolve()))
    print("\n".join(errors) or "all links lead somewhere")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
