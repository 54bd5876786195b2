#!/usr/bin/env python3
"""Man pages, completion in shells and docs/command-line.md, from what tools say.

For: `./run docs` and the tests. Every tool describes itself (--help-json);
written are man/man1/<tool>.1 and completion/{bash,zsh,fish}/ in the output
folder. --update writes the part of docs/command-line.md behind its marker,
--check compares that with the tools. Standard library only.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import completion
import man_page
import reference_page

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/command-line.md"
TOOLS = ["sima-compile", "sima-run", "sima-inspect", "sima-verify", "sima-objdump", "sima-opt",
         "sima-translate", "sima-reduce", "sima-lsp-server"]


def describe(folder, tool):
    """What the tool says about itself."""
    run = subprocess.run([folder / tool, "--help-json"], stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, check=True)
    return json.loads(run.stdout)


def write_all(tools, output):
    """Man pages and completion; returns how many files."""
    files = {}
    for tool in tools:
        name = tool["name"]
        files[f"man/man1/{name}.1"] = man_page.page(tool)
        files[f"completion/bash/{name}"] = completion.bash(tool)
        files[f"completion/zsh/_{name}"] = completion.zsh(tool)
        files[f"completion/fish/{name}.fish"] = completion.fish(tool)
    for name, text in files.items():
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_text(text)
    return len(files)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", type=Path, default=ROOT / "build/bin",
                        help="folder of the tools")
    parser.add_argument("--output", type=Path, help="write man pages and completion here")
    parser.add_argument("--update", action="store_true", help="write docs/command-line.md")
    parser.add_argument("--check", action="store_true", help="compare docs/command-line.md")
    options = parser.parse_args()
    tools = [describe(options.tools, name) for name in TOOLS]
    if options.output:
        print(f"{options.output}: {write_all(tools, options.output)} files for {len(tools)} tools")
    text = reference_page.updated(PAGE.read_text(), tools)
    if options.update:
        PAGE.write_text(text)
    if options.check and text != PAGE.read_text():
        sys.exit("error: docs/command-line.md is not what the tools say; run "
                 "utils/docs/command_line.py --update")
    if options.check:
        print(f"docs/command-line.md: {len(tools)} tools, as they are")


if __name__ == "__main__":
    main()
