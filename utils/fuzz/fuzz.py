#!/usr/bin/env python3
"""Random networks of all operators: oracle = interpreter = simulator.

Network N of a seed is the same whatever runs before it. Each begins with an operator in
turn (a network of it alone, or of up to six nodes with forks, joins, several inputs
and outputs), of a type in turn, and is compiled for a random machine, batch and
boundary layouts. A refusal is one line `error: ...` with exit code 1; anything else is
a failure: it is shrunk and left as a directory with the model, its inputs and
the command line. Exit code 1 if there is one.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from dataclasses import asdict, replace
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[k] / folder)
                for k, folder in ((1, ""), (1, "oracle"))]
import numpy as np  # noqa: E402

import drawing  # noqa: E402
import graph  # noqa: E402
import shrink  # noqa: E402
from checks import graphs, times  # noqa: E402
from checks.differential import (FAILED, NO_ORACLE, PASSED, REFUSED, Outcome,  # noqa: E402
                                 Plan, check, general, reasons)
from checks.tools import CheckError, Tools  # noqa: E402
from children import Children, alone  # noqa: E402
from formats import FORMATS  # noqa: E402

NODES = 6
OPTIONS = 12
PROGRESS_SECONDS = 20
SHOWN = 25
SHRUNK = 8
OF_A_PLACE = 3  # failures that are printed


def draw(options, index):
    """Description and plan of network `index`."""
    rng = np.random.default_rng([options.seed, index])
    turn, format_name = divmod(index, len(options.formats))
    kind = FORMATS[options.formats[format_name]]
    table = chosen(kind.table, options)
    if not table:
        return None, None
    first = list(table.values())[turn % len(table)]
    dtype = first.types[turn // len(table) % len(first.types)]
    for _ in range(OPTIONS):  # of which some lack the operator
        settings = kind.options(rng)
        g = drawing.Drawing(rng, kind.name, table, kind.builder(settings), **settings)
        description = drawing.draw(g, first, dtype, 1 if g.chance(0.5) else g.number(2, NODES),
                                   kind.table[kind.layer])
        if description:
            break
    plan = Plan(g.pick(*times.named_targets()), g.pick(1, 1, 2, 3, 5),
                g.pick(*graphs.LAYOUTS) if g.chance(0.3) else "{}", g.seed())
    return description, plan


def chosen(table, options):
    """The operators and types that are asked for."""
    cut = {}
    for name, operator in table.items():
        types = tuple(t for t in operator.types if not options.types or t in options.types)
        if types and (not options.operators or name in options.operators):
            cut[name] = replace(operator, types=types)
    return cut


def run_one(programs, description, plan, directory):
    """The outcome of one network, whose files stay in `directory`."""
    kind = FORMATS[description.format]
    directory.mkdir(parents=True, exist_ok=True)
    model = directory / f"network{kind.suffix}"
    model.write_bytes(kind.write(description))
    return check(programs, model, kind.oracle, plan, directory)


def attempt(programs, options, index, directory):
    """In a child: draws and checks one network; a JSON document."""
    description = None
    try:
        description, plan = draw(options, index)
        if description is None:
            return {"kind": "none"}
        outcome = run_one(programs, description, plan, directory)
    except Exception:  # a defect of this program
        text = " / ".join(traceback.format_exc().splitlines()[-3:])
        outcome, plan = Outcome(FAILED, text, "generator"), Plan()
    return {**asdict(outcome), "plan": asdict(plan),
            "description": description.to_json() if description else None}


class Summary:
    """What came of the networks."""

    def __init__(self, options):
        self.options, self.start = options, time.monotonic()
        self.kinds, self.reasons, self.bytes = Counter(), Counter(), 0
        self.operators = defaultdict(Counter)
        self.failures, self.counts, self.places = [], Counter(), Counter()
        self.printed = self.start

    def add(self, index, document):
        if isinstance(document, str):  # only an oracle can end a child
            document = {"kind": NO_ORACLE, "reason": document, "counts": {}, "description": None}
        kind = document["kind"]
        if kind == "none":
            return
        self.kinds[kind] += 1
        self.counts.update(document["counts"])
        if kind == REFUSED:
            self.reasons.update(reasons(document["reason"]))
        if kind == NO_ORACLE:
            self.reasons["the oracle refuses: " + general(document["reason"])[:80]] += 1
        if document["description"]:
            for operator in set(node["operator"] for node in document["description"]["nodes"]):
                self.operators[operator][kind] += 1
        if kind == FAILED:
            self.failures.append((index, document))
            self.places[document["place"]] += 1
            if self.places[document["place"]] <= OF_A_PLACE:
                print(f"  network {index} of seed {self.options.seed}: {document['place']}: "
                      f"{document['reason']}", flush=True)

    def tried(self):
        return sum(self.kinds.values())

    def line(self):
        kinds = ", ".join(f"{self.kinds[k]} {k}" for k in (PASSED, REFUSED, FAILED, NO_ORACLE))
        size = self.counts["oracle bytes"] + self.counts["archive bytes"]
        return f"{self.tried()} networks: {kinds}; {size:,} bytes compared"

    def progress(self):
        if time.monotonic() - self.printed > PROGRESS_SECONDS:
            self.printed = time.monotonic()
            print(f"[{self.printed - self.start:.0f} s] {self.line()}", flush=True)

    def print(self):
        print("\noperator                     passed  refused   failed  no oracle")
        for name, kinds in sorted(self.operators.items()):
            numbers = "".join(f"{kinds[k]:9d}" for k in (PASSED, REFUSED, FAILED, NO_ORACLE))
            print(f"{name:26s}{numbers}")
        print("\nrefused because")
        for reason, count in self.reasons.most_common(SHOWN):
            print(f"{count:6d}  {reason}")
        if len(self.reasons) > SHOWN:
            print(f"        and {len(self.reasons) - SHOWN} more reasons")
        if self.places:
            print("\nfailed in")
            for place, count in self.places.most_common():
                print(f"{count:6d}  {place}")
        crashes = sum(d["place"].endswith("crash") for _, d in self.failures)
        print(f"\nfuzz: {self.line()}, of them {self.counts['interpreted']} interpreted; "
              f"{len(self.failures) - crashes} differences or wrong refusals, {crashes} crashes; "
              f"{time.monotonic() - self.start:.0f} s", flush=True)


def run(programs, options):
    """All networks; returns the summary."""
    summary, children = Summary(options), Children(options.jobs)
    end = summary.start + options.seconds if options.seconds else None
    index, last = options.start, options.start + options.graphs if options.graphs else None
    with tempfile.TemporaryDirectory(prefix="fuzz") as folder:
        def collect():
            key, document = children.wait()
            shutil.rmtree(Path(folder) / str(key), ignore_errors=True)
            summary.add(key, document)
            summary.progress()

        while (last is None or index < last) and (end is None or time.monotonic() < end):
            place = Path(folder) / str(index)
            children.start(index, lambda i=index, p=place: attempt(programs, options, i, p))
            index += 1
            if children.full:
                collect()
        while children.running:
            collect()
    return summary


#===------------------------------------------------------------------------===#
# Failures
#===------------------------------------------------------------------------===#

def fails_there(programs, place):
    """Whether a description fails in the same place, in a child."""
    def still_fails(description, plan):
        def in_child():
            with tempfile.TemporaryDirectory(prefix="fuzz") as folder:
                outcome = run_one(programs, description, Plan(**asdict(plan)), Path(folder))
            return [outcome.kind, outcome.place]
        return alone(in_child) == [FAILED, place]
    return still_fails


def reproducer(programs, description, plan, reason, directory):
    """Leaves model, inputs and command lines."""
    directory.mkdir(parents=True, exist_ok=True)
    kind = FORMATS[description.format]
    alone(lambda: asdict(run_one(programs, description, plan, directory)))
    (directory / "description.json").write_text(json.dumps(
        {"description": description.to_json(), "plan": asdict(plan), "reason": reason},
        indent=1) + "\n")
    model = directory / f"network{kind.suffix}"
    options = " ".join(map(str, plan.options(directory)))
    inputs = " ".join(f"--input {k}={directory}/in{k}.npy" for k in range(len(description.inputs)))
    text = (f"{reason}\n{description.text()}\n"
            f"sima-compile {model} -o {directory} --emit import\n"
            f"sima-run {directory}/network.import.mlir {inputs} --compare {directory}/oracle\n"
            f"sima-compile {model} -o {directory} --verify {options}\n"
            f"{sys.executable} {__file__} --replay {directory}/description.json\n")
    (directory / "commands.txt").write_text(text)
    return text


def shrink_failures(programs, summary, directory):
    """The smallest network of each place in which networks fail."""
    smallest = {}
    for index, document in summary.failures:
        if document["description"] is None or document["place"] == "generator":
            continue
        known = smallest.get(document["place"])
        nodes = len(document["description"]["nodes"])
        if not known or nodes < len(known[1]["description"]["nodes"]):
            smallest[document["place"]] = index, document
    for index, document in list(smallest.values())[:SHRUNK]:
        description = graph.Description.from_json(document["description"])
        plan, where = Plan(**document["plan"]), directory / str(index)
        kind = FORMATS[description.format]
        description, plan = shrink.shrink(description, plan,
                                          fails_there(programs, document["place"]), kind.values)
        print(f"\nnetwork {index}, made smaller:\n"
              f"{reproducer(programs, description, plan, document['reason'], where)}", flush=True)


def replay(programs, file):
    """Runs the network of a reproducer again; whether it passes."""
    document = json.loads(file.read_text())
    description = graph.Description.from_json(document["description"])
    plan = Plan(**document["plan"])
    with tempfile.TemporaryDirectory(prefix="fuzz") as folder:
        found = alone(lambda: asdict(run_one(programs, description, plan, Path(folder))))
    print(f"{description.text()}\n{found if isinstance(found, str) else found['kind']}: "
          f"{'' if isinstance(found, str) else found['reason']}")
    return not isinstance(found, str) and found["kind"] != FAILED


def parse_arguments():
    summary, _, rest = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=summary, epilog=rest,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, metavar="N", help="how long (default 60 "
                        "without --graphs)")
    parser.add_argument("--graphs", type=int, metavar="N", help="how many networks")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, metavar="N", help="first network")
    parser.add_argument("--operators", nargs="+", metavar="NAME",
                        help="networks of these (default: all)")
    parser.add_argument("--types", nargs="+", metavar="NAME", help="int8, ... (default: all)")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=list(FORMATS))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--tools", type=Path, metavar="DIR", help="default: found on the PATH")
    parser.add_argument("--keep", type=Path, default=Path("fuzz"), metavar="DIR",
                        help="failures go there (default: ./fuzz)")
    parser.add_argument("--no-shrink", action="store_true", help="leave failures as they are")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="description.json of a failure")
    options = parser.parse_args()
    if not options.graphs and not options.seconds:
        options.seconds = 60
    known = {name for kind in FORMATS.values() for name in kind.table}
    for name in options.operators or []:
        if name not in known:
            parser.error(f"operator '{name}'; there are {', '.join(sorted(known))}")
    return options


def main():
    options = parse_arguments()
    try:
        programs = Tools(options.tools)
    except CheckError as error:
        sys.exit(f"error: {error}")
    if options.replay:
        sys.exit(0 if replay(programs, options.replay) else 1)
    summary = run(programs, options)
    if summary.failures and not options.no_shrink:
        shrink_failures(programs, summary, options.keep.resolve())
    summary.print()
    sys.exit(1 if summary.failures or not summary.tried() else 0)


if __name__ == "__main__":
    main()
