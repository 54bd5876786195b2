#!/usr/bin/env python3
"""Checks that includes between the project's folders point one way, down.

For: `./run lint` and the test suite. The order is that of docs: a folder may
include folders of its own rank or of a lower one, never two each other.
"""

import re
import sys
from pathlib import Path

RANKS = [["Support"], ["Codec", "Machine", "Numerics"], ["dialects/IR"], ["Plan"],
         ["Schedule", "Alloc", "Cost", "Reference"], ["dialects/Transforms"], ["Conversion"],
         ["Import", "Target", "Package", "Simulator"], ["Verify"],
         ["Pipelines"], ["tools"]]
# Beside the order: what simulator and compiler share is this, and nothing else.
ONLY = {"Simulator": {"Target/MLA", "Codec", "Numerics", "Machine", "Support"},
        "Verify": {"Simulator", "Target/MLA", "Codec", "Machine", "Support"},
        "Target/MLA": {"Numerics", "Machine", "Support"}}
INCLUDE = re.compile(r'^\s*(?:#\s*)?include "((?:sima|dialects|lib|include/sima)/[^"]+)"', re.M)


def folder(path):
    """The unit a path belongs to: Machine, Target/MLA, dialects/Quad/IR, tools."""
    parts = re.sub(r"^(include/sima|sima|lib)/", "", path).split("/")
    depth = {"dialects": 3, "Conversion": 2, "Import": 2, "Target": 2}.get(parts[0], 1)
    return "/".join(parts[:depth])


def rank(unit):
    """The rank of a unit; -1 if the order does not name it."""
    name = re.sub(r"^dialects/[^/]+", "dialects", unit) if "dialects" in unit else unit.split("/")[0]
    return next((i for i, names in enumerate(RANKS) if name in names), -1)


def main():
    root, edges, errors = Path(sys.argv[1]), {}, []
    files = [f for top in ("lib", "include", "dialects", "tools") for f in (root / top).rglob("*")]
    for file in sorted(f for f in files if f.suffix in (".h", ".cpp", ".td")):
        name = file.relative_to(root).as_posix()
        for header in INCLUDE.findall(file.read_text()):
            source, target = folder(name), folder(header)
            bad = not 0 <= rank(target) <= rank(source) or target not in ONLY.get(source, {target})
            if source != target and (bad or (target == "Simulator" and rank(source) < 8)):
                errors.append(f"{name}: error: {source} must not include {header}")
            edges.setdefault((source, target), name)
    errors += [f"{name}: error: {a} and {b} include each other"
               for (a, b), name in sorted(edges.items()) if a != b and (b, a) in edges]
    print("\n".join(errors) or f"{len(edges)} kinds of includes, all downward")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
