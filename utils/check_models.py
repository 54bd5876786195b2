#!/usr/bin/env python3
"""Checks the compiler's programs end to end on whole networks.

Each check prints one line per network with what was compared, or the first
thing that is wrong; the exit code is 0 when nothing is. Networks other than the
bundled digits come from the directory in the environment variable SIMA_MODELS, the
collection of 'models' and 'op-tests' too.
Needs numpy and ai-edge-litert (utils/requirements.txt).

checks:
  numerics      LiteRT's reference kernels = interpreter = simulator = golden vectors
  phases        LiteRT = interpreter after every phase
  float         archives with --io=float
  layers        how busy the matrix engines are in each layer
  determinism   the same archive again
  text          ELF -> text -> ELF
  tessellation  outputs do not depend on boundary layouts
  manifest      an edited manifest changes the run
  batch         samples of batches of many sizes = samples alone
  matrix        built-in machines x batches 1, 3, 8 x five boundary layouts: simulator =
                interpreter = LiteRT, statistics and predicted cycles = simulated
  targets       built-in machines x batches 1, 3, 8: --verify, predicted = simulated cycles
  machines      the same on machine files of many shapes, batch 1
  caching       --l2-caching=single-model on built-in and other machines x batches 1, 3: repeated
                executions = an archive without, predicted = simulated cycles of both entry points
  random        the same on machines, batches, boundary layouts and types drawn at random
  graphs        random small networks on small and large machines; needs no --networks
  models        every network of the collection (--models): oracle = interpreter = simulator, a
                table of operators, layers, bytes and cycles, or why it is refused
  op-tests      operator tests of libonnx-testdata and of the collection (--models)
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from checks import (archives, batches, caching, campaign, graphs, layouts, matrix, model_table,
                    networks, numerics, op_tests, targets, times)
from checks.tools import CheckError, Tools

BATCHES = [1, 3, 8]


def network_checks(options):
    """Name -> function (programs, network, directory) -> text."""
    def with_options(function, *values):
        return lambda *arguments: function(*arguments, *values)

    machines, sizes = options.targets, options.batches
    return {
        "numerics": with_options(numerics.check, options.runs or numerics.RUNS, options.seed),
        "phases": numerics.check_phases,
        "float": with_options(numerics.check_float, options.runs or numerics.RUNS, options.seed),
        "layers": times.check_layers,
        "determinism": archives.check_determinism,
        "text": archives.check_text,
        "tessellation": layouts.check,
        "manifest": archives.check_manifest_edit,
        "batch": with_options(batches.check, machines or batches.TARGETS, sizes or batches.SIZES),
        "matrix": with_options(matrix.check, options.runs or matrix.RUNS, options.seed,
                               machines or times.named_targets(), sizes or BATCHES,
                               options.every),
    }


def machine_checks(options):
    """Name -> function (programs, networks, directory) -> text."""
    def built_in(programs, chosen, directory):
        machines = options.targets or times.named_targets()
        return targets.check(programs, chosen, machines, options.batches or BATCHES, directory)

    def files(programs, chosen, directory):
        machines = targets.user_targets(directory / "machines")[::options.every]
        return targets.check(programs, chosen, machines, [1], directory)

    def cached(programs, chosen, directory):
        machines = options.targets or times.named_targets()
        return caching.check(programs, chosen, machines, options.batches or [1, 3], directory)

    def drawn(programs, chosen, directory):
        return campaign.check(programs, chosen, directory, options.runs or campaign.CASES,
                              options.seed, options.start, options.keep)

    def made(programs, _, directory):
        return graphs.check(programs, options.runs or graphs.RUNS, options.seed, directory)

    def all_models(programs, _, directory):
        return model_table.check(programs, options.models, options.runs, options.seed, directory)

    def all_op_tests(programs, _, directory):
        return op_tests.check_all(programs, options.models, directory)

    return {"targets": built_in, "machines": files, "caching": cached, "random": drawn, "graphs": made,
            "models": all_models, "op-tests": all_op_tests}


def run_check(label, function, *arguments):
    """Runs one check in a directory of its own; whether it passed."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        try:
            text, passed = function(*arguments, Path(directory)), True
        except (CheckError, OSError, ValueError, RuntimeError) as error:
            text, passed = f"FAILED: {error}", False
    print(f"{label}: {text} ({time.monotonic() - start:.1f} s)", flush=True)
    return passed


def parse_arguments():
    summary, _, rest = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=summary, epilog=rest,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checks", nargs="+", metavar="CHECK")
    parser.add_argument("--networks", nargs="+", default=[], metavar="NAME",
                        help="default: all that are there")
    parser.add_argument("--tools", type=Path, metavar="DIR", help="default: found on the PATH")
    parser.add_argument("--runs", type=int, metavar="N",
                        help=f"random inputs (default {numerics.RUNS}, in 'matrix' {matrix.RUNS}), "
                             f"or cases of 'random' ({campaign.CASES}) and 'graphs' ({graphs.RUNS})")
    parser.add_argument("--models", nargs="+", default=[], metavar="TEXT",
                        help="'models' and 'op-tests' whose names have one of these in them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, metavar="N", help="first case of 'random'")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leaves failed cases of 'random'")
    parser.add_argument("--targets", nargs="+", metavar="NAME",
                        help="machines of 'batch', 'matrix' and 'targets'")
    parser.add_argument("--batches", nargs="+", type=int, metavar="N", help="their batches")
    parser.add_argument("--every", type=int, default=1, metavar="N",
                        help="'machines' uses every N-th machine, 'matrix' every N-th combination")
    return parser.parse_args()


def main():
    options = parse_arguments()
    per_network, over_machines = network_checks(options), machine_checks(options)
    unknown = [c for c in options.checks if c not in per_network and c not in over_machines]
    if unknown:
        sys.exit(f"error: unknown check '{unknown[0]}'; use some of "
                 + ", ".join([*per_network, *over_machines]))
    try:
        programs, chosen = Tools(options.tools), networks.find(options.networks)
        if len(chosen) < len(options.networks or networks.NETWORKS):
            print("note: SIMA_MODELS is not set, only the bundled network is checked")
    except (CheckError, ValueError) as error:
        sys.exit(f"error: {error}")
    passed = True
    for name in options.checks:
        if name in over_machines:
            passed &= run_check(name, over_machines[name], programs, chosen)
            continue
        for network in chosen:
            passed &= run_check(f"{name}: {network.name}", per_network[name], programs, network)
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
