#!/usr/bin/env python3
"""Cycles, bounds, memory and compile time of networks on the built-in targets.

For: `./run bench` and docs/bench.md. The bundled network and, where SIMA_MODELS
is set, those of MLPerf Tiny. Prints a line per archive; writes bench.json and
bench.md into the folder of --output. A combination that the compiler refuses is a
row that says why. Exit code 1 if a byte differs from the interpreter's, or if the
page of --check shows other figures. Standard library only.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import page
from measure import BenchError, Model, measure

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/bench.md"
TARGETS = ["mlsoc", "modalix", "cmp256", "cmp512", "cmp1024"]
BATCHES = [1, 8]
REPEAT = 3


def model_files(names):
    """The networks by name, or all that are there."""
    files = [ROOT / "test/Models/digits/digits.tflite"]
    folder = os.environ.get("SIMA_MODELS")
    if folder:
        files += sorted(Path(folder, "mlperf-tiny").glob("*.tflite"))
    by_name = {file.stem: file for file in files}
    unknown = [name for name in names or [] if name not in by_name]
    if unknown:
        sys.exit(f"error: network '{unknown[0]}'; there are {', '.join(by_name)}"
                 + ("" if folder else "; others need SIMA_MODELS"))
    return [by_name[name] for name in names or by_name]


def measure_all(options, files):
    """The rows, with a line for each as it is there."""
    rows, total = [], len(files) * len(options.targets) * len(options.batches)
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            model = Model(options.tools, file, Path(folder) / file.stem)
            for target in options.targets:
                for batch in options.batches:
                    row = measure(model, target, batch, options.repeat)
                    rows.append(row)
                    what = row.get("error") or (
                        f"{row['static_cycles']:,} static, {row['dram_cycles']:,} dram, "
                        f"{row['differing_bytes']} differing bytes, {row['compile_seconds']} s")
                    fits = row["actual_batch"] not in (None, batch)
                    asked = f"{batch}, {row['actual_batch']} fit" if fits else str(batch)
                    print(f"[{len(rows)}/{total}] {model.name} {target} batch {asked}: {what}",
                          flush=True)
    return rows


def write(options, rows):
    """Files of --output, and the page of --update-docs."""
    if options.output:
        (options.output / "bench.json").write_text(json.dumps(rows, indent=1) + "\n")
        (options.output / "bench.md").write_text(page.document(rows, options.repeat))
        print(f"{options.output}/bench.json, {options.output}/bench.md")
    if options.update_docs:
        page.update(PAGE, page.blocks(rows, options.repeat))
        print(PAGE)


def check(file, rows):
    """Errors of a page: the figures that no host changes."""
    new = page.blocks(rows, 1)
    del new[page.COMPILE]
    errors = page.differences(file, new)
    print("\n".join(errors) or f"{file.name}: {len(rows)} archives, figures are today's")
    if errors:
        print("new figures? run ./run bench --update-docs with SIMA_MODELS set")
    return errors


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", type=Path, metavar="DIR", help="default: found on the PATH")
    parser.add_argument("--output", type=Path, metavar="DIR",
                        help="folder of bench.json and bench.md")
    parser.add_argument("--networks", nargs="+", metavar="NAME", help="default: all")
    parser.add_argument("--targets", nargs="+", default=TARGETS, metavar="NAME",
                        help="names or files")
    parser.add_argument("--batches", nargs="+", type=int, default=BATCHES, metavar="N")
    parser.add_argument("--repeat", type=int, default=REPEAT, metavar="N",
                        help="compilations, of which the fastest counts (default 3)")
    pages = parser.add_mutually_exclusive_group()
    pages.add_argument("--update-docs", action="store_true", help="write docs/bench.md")
    pages.add_argument("--check", type=Path, metavar="PAGE",
                       help="compare a page instead; compile times do not count")
    options = parser.parse_args()
    found = shutil.which("sima-compile", path=options.tools)
    if not found:
        parser.error(f"no sima-compile in {options.tools or 'PATH'}; use --tools DIR")
    options.tools = Path(found).resolve().parent
    options.repeat = 1 if options.check else max(1, options.repeat)
    if options.update_docs and (options.networks or options.targets != TARGETS
                                or options.batches != BATCHES
                                or not os.environ.get("SIMA_MODELS")):
        parser.error("--update-docs needs all networks (SIMA_MODELS), targets and batches")
    return options


def main():
    options = parse_arguments()
    try:
        rows = measure_all(options, model_files(options.networks))
        write(options, rows)
        errors = check(options.check, rows) if options.check else []
    except (BenchError, OSError, ValueError) as error:
        sys.exit(f"error: {error}")
    return 1 if errors or any(row["differing_bytes"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
