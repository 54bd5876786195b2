"""The written pages, as the site needs them.

For: generate.py. README.md becomes index.md; a link to a file or folder of the
repository leads to a page that shows it (`sources/`); of the words behind the language
of a fence, which are for the tests, the name of its file becomes a title. Standard library only.
"""

import os
import re
import shutil

from lists import spaced

FENCE = re.compile(r"^```(\w*)(?:.*\bfile=(\S+))?.*$")
LINK = re.compile(r"(\]\()([^)\s]+)(\))")
LANGUAGES = {".yaml": "yaml", ".json": "json", ".py": "python", ".cpp": "cpp", ".h": "cpp",
             ".td": "cpp", ".sh": "bash"}
HIDDEN = "---\nsearch:\n  exclude: true\n---\n\n"


def source_text(path, name):
    """A page that shows a file, or what a folder holds."""
    title = f"{HIDDEN}# {name}\n\n"
    if path.is_dir():
        entries = sorted(e.name + "/" * e.is_dir() for e in path.iterdir() if e.name[0] not in "._")
        return title + "".join(f"* `{entry}`\n" for entry in entries)
    return f"{title}````{LANGUAGES.get(path.suffix, 'text')}\n{path.read_text().rstrip()}\n````\n"


class Site:
    """Pages of the repository `root`, written into the folder `output`."""

    def __init__(self, root, output):
        self.root, self.output = root, output

    def place(self, path):
        """Where a file of the repository is on the site, relative to `output`."""
        name = path.relative_to(self.root).as_posix()
        if name == "README.md":
            return "index.md"
        if name.startswith("docs/"):
            return name.removeprefix("docs/")
        shown = f"sources/{name}.md"
        page = self.output / shown
        if not page.exists():
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(source_text(path, name))
        return shown

    def link(self, page, target):
        """A link of the page, for the site. What does not exist stays: MkDocs reports it."""
        name, hash_sign, anchor = target.partition("#")
        path = (page.parent / name).resolve()
        if "://" in target or not name or not path.exists() or not path.is_relative_to(self.root):
            return target
        here = os.path.dirname(self.place(page))
        return os.path.relpath(self.place(path), here or ".") + hash_sign + anchor

    def text(self, page):
        lines, inside = [], False
        for line in page.read_text().splitlines():
            fence = FENCE.match(line)
            if fence:
                inside = not inside
                line = f"```{fence[1]}" + (f' title="{fence[2]}"' if fence[2] else "")
            elif not inside:
                line = LINK.sub(lambda m: m[1] + self.link(page, m[2]) + m[3], line)
            lines.append(line)
        return spaced("\n".join(lines))

    def write(self, page):
        (self.output / self.place(page)).write_text(self.text(page))


def write_pages(root, output):
    """README.md, all that is in docs/ and what the theme needs, into a new folder."""
    shutil.copytree(root / "docs", output, ignore=shutil.ignore_patterns("*.md"))
    shutil.copytree(root / "utils/docs/assets", output / "assets")
    site = Site(root, output)
    for page in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        site.write(page)
