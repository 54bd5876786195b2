"""Every network on many machines: verified, and predicted to the cycle."""

import itertools
import re

from . import times, tools
from .tools import CheckError, require

MACHINE = """name: {name}
clock_ghz: 1
quads: {quads}
tiles_per_quad: {tiles}
lm_bytes: {lm}
acc_bytes: {acc}
vector_lanes: {lanes}
dram_bytes_per_cycle: {dram}
dram_latency_cycles: {latency}
dma_bytes_per_cycle: {dma}
link_bytes_per_cycle: {link}
types: [int8, uint8, int16]
"""

# An error that is the answer: the machine is too small for a layer.
TOO_SMALL = re.compile(r"^error: layer '.*': local memory: .* the largest buffers? (is|are) .*; use ")


def user_targets(directory):
    """Machine files: small memories, few and many quads, odd numbers of tiles."""
    directory.mkdir(parents=True, exist_ok=True)
    files = []
    kinds = [(24, 524288, 256, "60", 150), (7, 65536, 48, "15/4", 90), (1, 1024, 16, "8", 0)]
    for memory, quads, kind in itertools.product((8192, 32768, 131072), (1, 2, 3, 8), kinds):
        tiles, acc, lanes, dram, latency = kind
        name = f"lm{memory}_quads{quads}_tiles{tiles}"
        file = directory / f"{name}.yaml"
        file.write_text(MACHINE.format(name=name, quads=quads, tiles=tiles, lm=memory, acc=acc,
                                       lanes=lanes, dram=dram, latency=latency, dma=64, link=64))
        files.append(file)
    return files


def compile_one(programs, network, target, batch, directory, *more):
    """One compilation with `more` options; returns (verified bytes, cycles) or
    None where the machine is too small, which a line must say."""
    where = directory / getattr(target, "stem", target) / str(batch)
    options = ["-o", where, "-j", 1, "--target", target, "--batch-size", batch, "--verify",
               *more]
    result = programs.attempt("sima-compile", network.path, *options)
    if result.returncode == 1 and TOO_SMALL.match(result.stderr.splitlines()[-1]):
        return None
    require(result.returncode == 0, f"compilation fails: {tools.first_line(result)}")
    compiled = tools.Compiled(where / f"{network.path.stem}_mpk.tar.gz", result.stdout,
                              result.stderr)
    compiled.require_batch(batch)
    report = times.check_statistics(programs, compiled)
    return compiled.verified_bytes, report["dram_total"]


def check(programs, networks, targets, batches, directory, *more):
    """All combinations; prints every failure and returns a summary."""
    jobs = list(itertools.product(networks, targets, batches))

    def attempt(job):
        network, target, batch = job
        try:
            return compile_one(programs, network, target, batch, directory, *more)
        except CheckError as error:
            return (f"{network.name} on {getattr(target, 'stem', target)}, batch {batch}: "
                    f"{error}")

    results = tools.parallel(attempt, jobs)
    failures = [result for result in results if isinstance(result, str)]
    for failure in failures:
        print(f"  {failure}")
    require(not failures, f"{len(failures)} of {len(jobs)} compilations fail")
    done = [result for result in results if result]
    return (f"{len(networks)} networks x {len(targets)} targets x batches {batches}: "
            f"{len(done)} archives verified, {sum(r[0] for r in done):,} bytes, 0 differing bytes, "
            f"predicted cycles = simulated cycles; {len(jobs) - len(done)} refused for memory")
