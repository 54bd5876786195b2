"""The text of docs/operators.md, from what matrix.py and numbers_matrix.py found."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE, DATA = ROOT / "docs/operators.md", ROOT / "docs/operators.json"
NUMBERS = ROOT / "docs/operators-numbers.json"
TITLES = {"tflite": "TFLite", "onnx": "ONNX"}
TYPES = {"tflite": ("int8", "uint8", "int16"), "onnx": ("int8", "uint8", "int16", "uint16")}
NUMBER_TYPES = ("float32", "int32", "int64", "bool")
REASONS_SHOWN = 3


def page(entries):
    """The page's text."""
    lines = ["# Operators", "",
             "Which operators run on the MLA, in which types, and what is refused. The page is "
             "generated",
             "(`utils/fuzz/matrix.py --update`): every operator is drawn alone in random networks of "
             "each type, with",
             "random shapes, quantization and parameters, and LiteRT or ONNX Runtime, interpreter and "
             "simulator are",
             "compared bit for bit. A row's test is a network by its number in "
             "[operators.json](operators.json);",
             "the test suite runs them all (`matrix.py --check`).", "",
             "MLA: networks of it run on the accelerator. A65: they do, but for the operator itself, which "
             "the Cortex-A65",
             "computes. refused: none does. folded: nothing of the operator is left to execute. no kernel: the "
             "source framework has",
             "no kernel of the type that there is something to be equal to.", "",
             "What the A65 computes of float32, int32, int64 and bool is, for TFLite, in a table of "
             "[its own](#tflite-numbers); of ONNX",
             "[import-onnx.md](import-onnx.md) lists it.", ""]
    for format_name, title in TITLES.items():
        chosen = [e for e in entries if e["format"] == format_name]
        if not chosen:
            continue
        types = TYPES[format_name]
        lines += [f"## {title}", "",
                  f"| operator | {' | '.join(types)} | becomes | refused, for example |",
                  "|---|" + "---|" * (len(types) + 2)]
        for name in sorted({e["operator"] for e in chosen}):
            mine = {e["type"]: e for e in chosen if e["operator"] == name}
            cells = [mine[t]["placement"] if t in mine else "" for t in types]
            operations = sorted({op for e in mine.values() for op in e["operations"]})
            why = shown([reason for e in mine.values() for reason in e["refused_because"]], name)
            becomes = ", ".join(f"`{operation}`" for operation in operations)
            lines.append(f"| {name} | {' | '.join(cells)} | {becomes} | "
                         f"{'; '.join(why[:REASONS_SHOWN])} |".replace("  ", " "))
        lines.append("")
        if format_name == "tflite":
            lines += numbers_section()
    return "\n".join(lines)


def shown(found, operator):
    """The reasons that say most: those of the operator itself, once each, before those of
    its operands; types of inputs and outputs follow from these."""
    found = [r for r in dict.fromkeys(found) if not re.match(r"(in|out)put of ", r)] or found
    return sorted(dict.fromkeys(found), key=lambda r: operator not in r and "layer" not in r)


def numbers_section():
    """The table of operators of numbers."""
    lines = ["## TFLite, numbers", "",
             "Operators of float32, int32, int64 and bool tensors, for the A65 ([a65.md](a65.md)). Generated "
             "(`utils/fuzz/numbers_matrix.py",
             "--update`) and tested (`--check`): of each operator and type the interpreter computes what LiteRT's "
             "reference kernel does,",
             "for some shapes and for special values: infinities, NaN, denormal numbers, both zeros, the ends of the "
             "integers. A65: all that",
             "was compared is equal, bit for bit, but for signs and payloads of NaN; with libm, results may differ by "
             "one unit in the last",
             "place. Where there is nothing, LiteRT has no kernel.", "",
             f"| operator | {' | '.join(NUMBER_TYPES)} | becomes | as exact as |",
             "|---|" + "---|" * (len(NUMBER_TYPES) + 2)]
    cells = json.loads(NUMBERS.read_text())
    for name in sorted({c["operator"] for c in cells}):
        mine = {c["type"]: c for c in cells if c["operator"] == name}
        shown_cells = [mine[t]["placement"] if t in mine else "" for t in NUMBER_TYPES]
        becomes = ", ".join(f"`{op}`" for op in sorted({op for c in mine.values() for op in c["operations"]}))
        exact = "libm" if any(c["libm"] for c in mine.values()) else "every bit"
        lines.append(f"| {name} | {' | '.join(shown_cells)} | {becomes} | {exact} |".replace("  ", " "))
    return [*lines, ""]
