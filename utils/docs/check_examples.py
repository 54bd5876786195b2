#!/usr/bin/env python3
"""The examples in descriptions of operations are parsed and verified by sima-opt.

For: test/Docs/site.test, on the dialect pages that generate.py wrote. An example is a
fragment: its operands become arguments of a function, with the types that stand behind
its last colon, and quantized types without a definition get one. Prints each example
that is refused, and the number of all. Standard library only.
"""

import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lint"))
from doc_blocks import blocks_of  # noqa: E402

QUANTIZED = "!quant.uniform<i8:f32, 0.5:-128>"

# What stands around a stage, which is the second one of its pipeline.
PIPELINE = """mpk.pipeline "example" sdk_version "2.1.0" inputs [#mpk.input<"x", 1228800>] {
mpk.stage "first" sequence 1 on EV74 kernel "pass_through" batch 12 of 16
  reads [#mpk.tensor<"x", 1228800>] writes [#mpk.tensor<"quantize_0", 1228800>]
%s
}
"""


def split_types(text):
    """The types of a list, commas within brackets left alone."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "<([") - (character in ">)]")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def module(example):
    """A module that holds the example."""
    aliases = sorted(set(re.findall(r"!q\d*\b", example)))
    if not example.startswith("%"):
        return PIPELINE % example if example.startswith("mpk.stage") else example
    body = example.split(" = ", 1)[1]
    operands = list(dict.fromkeys(re.findall(r"%\w+", body)))
    types = body[body.rindex(" : ") + 3:].split(" -> ")[0].strip()
    types = split_types(types[1:-1] if types.startswith("(") else types)
    arguments = ", ".join(f"{name}: {kind}" for name, kind in zip(operands, types, strict=True))
    definitions = "".join(f"{name} = {QUANTIZED}\n" for name in aliases)
    return f"{definitions}func.func @example({arguments}) {{\n{example}\nreturn\n}}\n"


def main():
    count, refused = 0, 0
    for page in sorted(map(Path, sys.argv[1:])):
        lines = page.read_text().splitlines()
        for block in blocks_of(lines)[0]:
            if block.kind != "mlir":
                continue
            run = subprocess.run(["sima-opt", "-o", "/dev/null"], input=module("\n".join(block.lines)),
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            count += 1
            if run.returncode:
                refused += 1
                heading = next(line for line in reversed(lines[:block.start]) if line.startswith("### "))
                print(f"{heading[4:]}: {run.stdout.strip()}")
    print(f"{count} examples, {refused} refused")
    return 1 if refused or not count else 0


if __name__ == "__main__":
    sys.exit(main())
