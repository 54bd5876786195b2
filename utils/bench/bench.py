#!/usr/bin/env python3
"""Cycles, bounds, memory and compile time of networks on the built-in targets.

For: `./run bench`, docs/bench.md and the table of docs/memory.md. The bundled network, where SIMA_MODELS is set
those of its folders, and generated ones. Prints a line per archive; writes bench.json
and bench.md into the folder of --output. A combination that the compiler refuses is a
row that says why. Exit code 1 if a byte differs from the interpreter's, if what was
compiled does not run, or if the page of --check shows other figures.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import alloc
import growth
import headline
import layers
import networks
import page
import plan
import report
import tables
from measure import EXECUTED_MACS, Model, empty_row, failed, measure
from programs import BenchError, knows_resident_constants

PAGE = networks.ROOT / "docs/bench.md"
ALLOC_PAGE = networks.ROOT / "docs/memory.md"
REPEAT = 3
NO_RESIDENT = "constants that stay in local memory: sima-compile --help lists no --l2-caching"


def label(row):
    """Which row it is."""
    fits = row["actual_batch"] not in (None, row["batch"])
    asked = f"{row['batch']}, {row['actual_batch']} fit" if fits else str(row["batch"])
    return f"{row['model']} {row['target']} batch {asked}{tables.constants(row)}"


def progress(row):
    """What a row says in one line."""
    if "error" in row:
        return f"{'failed' if failed(row) else 'refused'}: {report.short(row['error'])}"
    compared = (f"{row['differing_bytes']} differing bytes" if row["differing_bytes"] is not None
                else "timed only")
    return (f"{row['static_cycles']:,} static, {row['dram_cycles']:,} dram, {compared}, "
            f"{row['compile_seconds']} s")


def measure_network(options, network, cases):
    """The rows of a network, each when it is there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            model = Model(options.tools, network.file(folder), folder)
        except BenchError as error:
            for case in cases:
                yield {**empty_row(network.name, case), "error": str(error)}
            return
        for case in cases:
            yield measure(model, case, options.repeat, options.timing_only)


def measure_all(options, cases_of):
    """The rows, with a line for each as it is there."""
    rows, total = [], sum(len(cases) for _, cases in cases_of)
    for network, cases in cases_of:
        for row in measure_network(options, network, cases):
            rows.append(row)
            print(f"[{len(rows)}/{total}] {label(row)}: {progress(row)}", flush=True)
    return rows


def write(options, name, text, objects):
    """The Markdown and JSON files of --output."""
    if options.output:
        (options.output / f"{name}.json").write_text(json.dumps(objects, indent=1) + "\n")
        (options.output / f"{name}.md").write_text(text)
        print(f"{options.output}/{name}.json, {options.output}/{name}.md")


def run_checked(options):
    """The small networks of docs/bench.md: compares its tables, or writes them."""
    found, _ = networks.available()
    rows = measure_all(options, plan.checked(networks.select(found, options.networks)))
    blocks = page.checked_blocks(rows)
    if options.check:
        errors = page.differences(options.check, blocks)
        print("\n".join(errors) or f"{options.check.name}: {len(rows)} archives, figures are today's")
        if errors:
            print("new figures? run ./run bench --update-docs with SIMA_MODELS set")
        return 1 if errors else exit_code(rows)
    page.update(PAGE, {**blocks, **page.compile_block(rows, options.repeat)})
    print(f"{PAGE}: tables of small networks")
    return exit_code(rows)


def run_networks(options):
    """The networks and cases of the command line, by default those of plan.py."""
    found, left_out = networks.available()
    cases = plan.planned(networks.select(found, options.networks), options.targets,
                         options.batches, options.l2_caching, options.compress)
    if not knows_resident_constants(options.tools):
        cases, gone = plan.without_resident(cases)
        left_out += [NO_RESIDENT] if gone else []
    print("".join(f"left out: {line}\n" for line in left_out), end="", flush=True)
    begin = time.monotonic()
    rows = measure_all(options, cases)
    print(f"{len(rows)} rows, {sum('error' in row for row in rows)} without figures, "
          f"{time.monotonic() - begin:.0f} s")
    write(options, "bench", report.document(rows, options.repeat, EXECUTED_MACS, left_out), rows)
    if options.update_docs:
        page.update(PAGE, page.network_blocks(rows, options.repeat))
        page.update(headline.README, headline.block())
    return exit_code(rows)


def run_growth(options):
    start, rows = growth.start_seconds(options.tools), []
    with tempfile.TemporaryDirectory() as folder:
        for name in options.networks or growth.NAMES:
            row = growth.measure(options.tools, name, options.repeat, Path(folder), start)
            rows.append(row)
            print(f"{name}: {row['instructions']:,} instructions, {row['seconds']} s, "
                  f"{row['peak_rss_bytes'] / 1e6:,.0f} MB", flush=True)
    found = growth.result(rows, options.repeat, start)
    write(options, "growth", growth.document(found), found)
    if options.update_docs:
        page.update(PAGE, page.growth_block(found))
    return 0


def run_alloc(options):
    cases, left_out = alloc.problems()
    print("".join(f"left out: {line}\n" for line in left_out), end="", flush=True)
    rows = []
    for arguments in cases:
        rows.append(alloc.measure(options.tools, arguments, options.repeat))
        print(alloc.say(rows[-1]), flush=True)
    write(options, "alloc", alloc.document(rows, options.repeat), rows)
    if options.update_docs:
        page.update(ALLOC_PAGE, {"alloc": alloc.tables(rows, options.repeat)})
    return 0 if all(row["fits"] for row in rows) else 1


def run_layers(options):
    found, _ = networks.available()
    for network in networks.select(found, [options.layers]):
        for target in options.targets or plan.TARGETS[:1]:
            for batch in options.batches or plan.BATCHES[:1]:
                with tempfile.TemporaryDirectory() as name:
                    folder = Path(name)
                    case = plan.Case(target, batch, plan.BROUGHT)
                    print(layers.document(options.tools, network.file(folder), case, folder))
    return 0


def exit_code(rows):
    return 1 if any(row["differing_bytes"] or failed(row) for row in rows) else 0


def parse_arguments():
    summary, _, rest = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=summary, epilog=rest)
    parser.add_argument("--tools", type=Path, metavar="DIR", help="default: found on the PATH")
    parser.add_argument("--output", type=Path, metavar="DIR",
                        help="folder of bench.json and bench.md")
    parser.add_argument("--networks", nargs="+", metavar="NAME",
                        help="names, patterns of names, files, names of utils/networks; default: all")
    parser.add_argument("--targets", "--target", nargs="+", metavar="NAME", help="names or files")
    parser.add_argument("--batches", nargs="+", type=int, metavar="N")
    parser.add_argument("--l2-caching", nargs="+", choices=plan.CACHING)
    parser.add_argument("--compress", action="store_true", help="constants compressed in DRAM")
    parser.add_argument("--all", action="store_true",
                        help="all targets, batches 1 and 8, both kinds of caching, where not given")
    parser.add_argument("--repeat", type=int, default=REPEAT, metavar="N",
                        help=f"compilations, of which the fastest counts (default {REPEAT})")
    parser.add_argument("--timing-only", action="store_true", help="execute nothing")
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--growth", action="store_true",
                       help="compile time of chains and products of growing size: growth.{json,md}")
    modes.add_argument("--alloc", action="store_true",
                       help="the allocator on the problems of MiniMalloc: alloc.{json,md}")
    modes.add_argument("--layers", metavar="NAME", help="cycles of each layer of a network")
    modes.add_argument("--update-docs", nargs="?", const="small", choices=["small", "all"],
                       help="write the tables of small networks in docs/bench.md, or all of its tables")
    modes.add_argument("--check", type=Path, metavar="PAGE",
                       help="compare the tables of small networks in a page instead")
    options = parser.parse_args()
    found = shutil.which("sima-compile", path=options.tools)
    if not found:
        parser.error(f"no sima-compile in {options.tools or 'PATH'}; use --tools DIR")
    options.tools = Path(found).resolve().parent
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
    options.repeat = 1 if options.check else max(1, options.repeat)
    if options.all:
        options.targets = options.targets or plan.TARGETS
        options.batches = options.batches or plan.BATCHES
        options.l2_caching = options.l2_caching or plan.CACHING
    return parser, options


def main():
    parser, options = parse_arguments()
    chosen = (options.targets or options.batches or options.l2_caching or options.compress
              or options.timing_only)
    if options.check and chosen:
        parser.error("--check compares all targets and batches of the page")
    if options.growth and chosen:
        parser.error("--growth compiles for mlsoc, one sample, and executes nothing")
    if options.alloc and (chosen or options.networks):
        parser.error("--alloc compiles no network")
    if options.update_docs:
        _, missing = networks.available()
        if options.networks or chosen or missing:
            parser.error("--update-docs needs all networks, targets and batches"
                         + "".join(f"; {line}" for line in missing))
    try:
        if options.layers:
            return run_layers(options)
        if options.growth:
            return run_growth(options)
        if options.alloc:
            return run_alloc(options)
        code = run_checked(options) if options.check or options.update_docs else 0
        if options.update_docs == "all":
            code |= run_networks(options) | run_growth(options) | run_alloc(options)
        elif not options.update_docs and not options.check:
            code = run_networks(options)
        return code
    except (BenchError, OSError, ValueError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    sys.exit(main())
