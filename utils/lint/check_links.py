#!/usr/bin/env python3
"""Links from page to page lead to files that exist.

For: test/Docs. Reads README.md and docs/*.md; links to the web are not followed.
Prints one line for each mistake; exit code 1 if there is one. Standard library only.
"""

import re
import sys
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def broken_links(root):
    for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        for number, line in enumerate(page.read_text().splitlines(), 1):
            for target in LINK.findall(line):
                path = target.split("#")[0]
                if path and "://" not in target and not (page.parent / path).exists():
                    yield f"{page.relative_to(root)}:{number}: error: {target} does not exist"


def main():
    errors = list(broken_links(Path(sys.argv[1]).resolve()))
    print("\n".join(errors) or "all links lead somewhere")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
