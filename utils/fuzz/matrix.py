#!/usr/bin/env python3
"""The support matrix: every operator of every format, alone, in every type.

Of each operator and type a few random networks are run as `fuzz.py` runs them.
--update writes what came of them to docs/operators.json and docs/operators.md:
which operators and types are executed by the MLA or need the Cortex-A65 (a network
that was, by its number, is the row's test), which operations they become, and what was
refused and why. --check runs each row's test, and --samples more networks of it, and fails where
the outcome is not the one that stands there, or where an importer knows an
operator that no row tests.
"""

import argparse
import json
import re
import sys
import tempfile
import zlib
from collections import Counter, defaultdict
from pathlib import Path

import fuzz
import numpy as np
from fuzz import (FAILED, FORMATS, NO_ORACLE, PASSED, REFUSED, CheckError, Children, Plan, Tools,
                  drawing, reasons, run_one)
from operators_page import DATA, PAGE, page

CELLS = {PASSED: "MLA", REFUSED: "refused", NO_ORACLE: "no kernel"}
# Networks with one of these operations have a stage on the Cortex-A65.
ON_A65 = "A65"
A65_OPERATIONS = {"pointwise", "reduce_numbers", "gather_nd", "top_k", "detection_postprocess", "dequantize", "quantize"}
# Networks of which nothing is left to compute say nothing about an operator.
TRIVIAL = ("the network computes nothing", "returns an input unchanged")
FOLDED_AWAY = "folded"
ATTEMPTS, APART = 4, 1000
# Imported because networks fold them away; no network of one of them is left to run.
FOLDED = {"tflite": set(), "onnx": set()}


def rows():
    """(format, operator, type) of the generator's tables."""
    return [(kind.name, operator.name, dtype) for kind in FORMATS.values()
            for operator in kind.table.values() for dtype in operator.types]


def draw(row, number):
    """Network `number` of a row."""
    format_name, name, dtype = row
    kind = FORMATS[format_name]
    rng = np.random.default_rng([zlib.crc32(" ".join(row).encode()), number])
    for _ in range(fuzz.OPTIONS):
        settings = kind.options(rng)
        g = drawing.Drawing(rng, format_name, kind.table, kind.builder(settings), **settings)
        description = drawing.draw(g, kind.table[name], dtype, 1, kind.table[kind.layer])
        if description:
            return description
    return None


def is_trivial(reason):
    return any(text in reason for text in TRIVIAL)


def attempt(programs, row, number, directory):
    """In a child: [kind, reason, operations of the imported network]. A network of which
    nothing is left is drawn again."""
    for again in range(ATTEMPTS):
        description = draw(row, number + again * APART)
        if description is None:
            return [NO_ORACLE, "no network of it could be drawn", []]
        outcome = run_one(programs, description, Plan(), directory)
        if outcome.kind != REFUSED or not is_trivial(outcome.reason):
            break
    module = directory / "network.import.mlir"
    operations = set()
    if module.exists():
        operations = set(re.findall(r" = mla\.(\w+) ", module.read_text())) - {"constant"}
    reason = f"{outcome.place}: {outcome.reason}" if outcome.kind == FAILED else outcome.reason
    return [outcome.kind, reason, sorted(operations)]


def run(programs, jobs, count):
    """Row -> number -> outcome of the networks that `count(row)` numbers."""
    children, found = Children(jobs), defaultdict(dict)
    with tempfile.TemporaryDirectory(prefix="matrix") as folder:
        def collect():
            (row, number), document = children.wait()
            # Only an oracle can end a child.
            found[row][number] = document if isinstance(document, list) else [
                NO_ORACLE, document, []]

        for row in rows():
            for number in count(row):
                place = Path(folder) / "-".join([*row, str(number)])
                children.start((row, number), lambda r=row, n=number, p=place: attempt(
                    programs, r, n, p))
                if children.full:
                    collect()
        while children.running:
            collect()
    return found


#===------------------------------------------------------------------------===#
# The data of the page
#===------------------------------------------------------------------------===#

def cell(kind, operations):
    """What the page says of a network."""
    return ON_A65 if kind == PASSED and A65_OPERATIONS & set(operations) else CELLS[kind]


def entry(row, outcomes):
    """What a page says of a row."""
    format_name, operator, dtype = row
    kinds = Counter(kind for kind, _, _ in outcomes.values())
    passed = sorted(n for n, (kind, _, _) in outcomes.items() if kind == PASSED)
    on_mla = [n for n in passed if cell(PASSED, outcomes[n][2]) != ON_A65]
    refused = Counter(reason for kind, text, _ in outcomes.values() if kind == REFUSED
                      for reason in reasons(text) if not is_trivial(reason))
    operations = sorted({op for kind, _, found in outcomes.values() if kind == PASSED
                         for op in found})
    placement = CELLS[PASSED if passed else REFUSED if kinds[REFUSED] else NO_ORACLE]
    if passed and not on_mla:
        placement = ON_A65
    if placement == CELLS[REFUSED] and not refused:
        placement = FOLDED_AWAY
    return {"format": format_name, "operator": operator, "type": dtype,
            "placement": placement, "operations": operations,
            "test": (on_mla or passed or sorted(outcomes))[0], "passed": len(passed),
            "networks": len(outcomes),
            "refused_because": [reason for reason, _ in sorted(
                refused.items(), key=lambda item: (-item[1], item[0]))]}


def update(programs, options):
    """Writes data and page; returns failures."""
    known = {}
    if options.operators and DATA.exists():
        known = {(e["format"], e["operator"], e["type"]): e for e in json.loads(DATA.read_text())}

    def numbers(row):
        return range(0 if row in known and row[1] not in options.operators else options.networks)

    found = run(programs, options.jobs, numbers)
    entries = [entry(row, found[row]) if row in found else known[row] for row in rows()]
    DATA.write_text("[\n" + ",\n".join(json.dumps(e) for e in entries) + "\n]\n")
    PAGE.write_text(page(entries))
    return failures(found)


def failures(found):
    return [f"{' '.join(row)}, network {number}: {reason}" for row, outcomes in found.items()
            for number, (kind, reason, _) in outcomes.items() if kind == FAILED]


#===------------------------------------------------------------------------===#
# The test
#===------------------------------------------------------------------------===#

# Not for the MLA, so in none of these tables: test/EndToEnd/networks-a65.test.
FOR_A65 = {"CUSTOM"}


def contradictions(programs, entries):
    """Operators and types of the importers' tables that no row tests or that do not run,
    and rows that run but are not in the tables."""
    known = json.loads(programs.run("sima-translate", "--print-operators").stdout)
    wrong = [f"{format_name} {name}: imported, but in no table of utils/fuzz"
             for format_name, names in known.items() if format_name in FORMATS for name in names
             if name not in FORMATS[format_name].table and name not in FOLDED[format_name]
             and name not in FOR_A65]
    for (format_name, name, dtype), row in entries.items():
        stated = dtype in known.get(format_name, {}).get(name, [])
        # The ends of a graph are in no table, and what no kernel executes may be.
        if format_name not in known or row["placement"] in (FOLDED_AWAY, CELLS[NO_ORACLE]):
            continue
        if stated != (row["placement"] in (CELLS[PASSED], ON_A65)):
            wrong.append(f"{format_name} {name} {dtype}: {row['placement']}, but "
                         f"{'' if stated else 'not '}in the importer's table")
    return wrong


def check(programs, options):
    """Runs the tests; returns (texts of what is wrong, networks run)."""
    entries = {(e["format"], e["operator"], e["type"]): e for e in json.loads(DATA.read_text())}
    wrong = contradictions(programs, entries)
    wrong += [f"{' '.join(row)}: not in {DATA.name}" for row in rows() if row not in entries]
    wrong += [f"{' '.join(row)}: in {DATA.name} only" for row in set(entries) - set(rows())]
    if page(list(entries.values())) != PAGE.read_text():
        wrong.append(f"{PAGE.name} is not what {DATA.name} says")

    def numbers(row):
        return sorted({entries[row]["test"], *range(options.samples)}) if row in entries else []

    found = run(programs, options.jobs, numbers)
    wrong += failures(found)
    for row, outcomes in found.items():
        expected = entries[row]
        for number, (kind, text, operations) in outcomes.items():
            if kind == FAILED:
                continue
            name = f"{' '.join(row)}, network {number}"
            placement = cell(kind, operations)
            if kind == REFUSED and is_trivial(text):
                placement = FOLDED_AWAY
            if number == expected["test"] and placement != expected["placement"]:
                wrong.append(f"{name}: {kind}: {text}; the page says {expected['placement']}")
            elif kind == PASSED and expected["placement"] not in (CELLS[PASSED], ON_A65):
                wrong.append(f"{name}: passes; the page says {expected['placement']}")
            elif placement == CELLS[REFUSED] and (
                    new := set(reasons(text)) - set(expected["refused_because"])):
                wrong.append(f"{name}: refused because {sorted(new)}, which the page does not say")
    return wrong, sum(len(outcomes) for outcomes in found.values())


def main():
    summary, _, rest = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=summary, epilog=rest,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write the page")
    parser.add_argument("--check", action="store_true", help="compare with the page")
    parser.add_argument("--networks", type=int, default=24, metavar="N",
                        help="of a row, for --update")
    parser.add_argument("--operators", nargs="+", metavar="NAME",
                        help="--update only these and new ones")
    parser.add_argument("--samples", type=int, default=1, metavar="N",
                        help="of a row, for --check")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--tools", type=Path, metavar="DIR", help="default: found on the PATH")
    options = parser.parse_args()
    if options.update == options.check:
        parser.error("use --update or --check")
    try:
        programs = Tools(options.tools)
        wrong, count = (update(programs, options), 0) if options.update else check(
            programs, options)
    except (CheckError, OSError, ValueError) as error:
        sys.exit(f"error: {error}")
    for text in wrong:
        print(text)
    if options.check:
        print(f"matrix: {len(rows())} rows, {count} networks, {len(wrong)} contradict the page")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
