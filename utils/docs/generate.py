#!/usr/bin/env python3
"""Pages that TableGen can tell: dialects, passes, instructions.

For: `./run docs`; also copies the written pages, so that one folder holds all.
Nothing it writes is committed. Standard library only.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tablegen(program, source, *arguments):
    """What a generator prints for a .td file."""
    llvm = program.parent.parent
    run = subprocess.run([program, *arguments, "-I", ROOT, "-I", llvm / "include",
                          "-I", source.parent, source],
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(f"error: {program.name} failed on {source.relative_to(ROOT)}")
    return run.stdout


def dialect_pages(mlir_tblgen):
    """A page for each dialects/<Name>/IR/<Name>Ops.td: types, attributes, operations."""
    for source in sorted((ROOT / "dialects").glob("*/IR/*Ops.td")):
        name = source.parent.parent.name
        if source.stem == f"{name}Ops":
            yield f"{name}Dialect.md", tablegen(mlir_tblgen, source, "-gen-dialect-doc",
                                                f"-dialect={name.lower()}")


def pass_page(mlir_tblgen):
    """One page with all passes."""
    parts = ["# Passes\n"]
    for source in sorted([*(ROOT / "dialects").rglob("Passes.td"),
                          *(ROOT / "include").rglob("Passes.td")]):
        parts.append(f"\n## {source.parent.relative_to(ROOT)}\n\n")
        parts.append(tablegen(mlir_tblgen, source, "-gen-pass-doc"))
    return "".join(parts)


def bit_fields(bits):
    """"name(bits)" of each field of a word, most significant first.

    `bits` is TableGen's list from bit 0 up: numbers, or bits of a named field.
    """
    fields = []
    for bit in reversed(bits):
        name = bit["var"] if isinstance(bit, dict) else "reserved"
        if fields and fields[-1][0] == name:
            fields[-1][1] += 1
        else:
            fields.append([name, 1])
    return " ".join(f"{name}({width})" for name, width in fields)


def instruction_page(llvm_tblgen):
    """Mnemonic, opcode, fields and syntax of every instruction."""
    source = ROOT / "lib/Target/MLA/MLA.td"
    records = json.loads(tablegen(llvm_tblgen, source, "--dump-json"))
    rows = []
    for name in records["!instanceof"]["Instruction"]:
        record = records[name]
        if record["Namespace"] != "MLA" or record["isPseudo"]:
            continue
        bits = record["Inst"]
        opcode = sum(bit << i for i, bit in enumerate(bits[58:]) if isinstance(bit, int))
        syntax = re.sub(r"\s+", " ", record["AsmString"]).strip()
        rows.append((opcode, syntax.split(" ")[0], bit_fields(bits[:58]), syntax))
    lines = ["# Instructions", "", "| opcode | mnemonic | fields after the opcode (bits) | syntax |",
             "|---|---|---|---|"]
    lines += [f"| {n} | `{mnemonic}` | {fields} | `{syntax}` |"
              for n, mnemonic, fields, syntax in sorted(rows)]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--llvm-bin", type=Path, required=True)
    options = parser.parse_args()
    mlir_tblgen, llvm_tblgen = (options.llvm_bin / n for n in ("mlir-tblgen", "llvm-tblgen"))

    pages = dict(dialect_pages(mlir_tblgen))
    pages["Passes.md"] = pass_page(mlir_tblgen)
    pages["Instructions.md"] = instruction_page(llvm_tblgen)
    shutil.rmtree(options.output, ignore_errors=True)
    shutil.copytree(ROOT / "docs", options.output)
    for name, text in pages.items():
        (options.output / name).write_text(text)
        print(f"build/docs/{name}: {len(text.splitlines())} lines")


if __name__ == "__main__":
    main()
