"""Constants that stay in local memory: every execution gives what an archive without
them gives, and both entry points are predicted to the cycle."""

import itertools
import re

import numpy as np

from . import layouts, times, tools
from .targets import TOO_SMALL, user_targets
from .tools import CheckError, require

CACHING = "--l2-caching=single-model"
EXECUTIONS = 3
MADE = 6  # of the machine files, every so many


def resident_layers(compiled):
    """(resident, all) layers with constants, by the remark."""
    match = re.search(r"constants of (\d+) of (\d+) layers, (\d+) of (\d+) bytes, stay in local "
                      r"memory", compiled.remarks)
    require(match, f"no remark says what stays in local memory: {compiled.remarks[:200]}")
    layers, every, count, total = map(int, match.groups())
    require((layers == every) == ("; with those of layer '" not in compiled.remarks),
            f"{layers} of {every} layers: a limit is named where there is none, or is not")
    require(count <= total and (layers == every) == (count == total), match[0])
    return layers, every


def attempt(programs, network, target, batch, directory, *options):
    """A verified archive, or None where the machine is too small."""
    arguments = ["-o", directory, "-j", 1, "--target", target, "--batch-size", batch, "--verify"]
    result = programs.attempt("sima-compile", network.path, *arguments, *options)
    if result.returncode == 1 and TOO_SMALL.match(result.stderr.splitlines()[-1]):
        return None
    require(result.returncode == 0, f"compilation fails: {tools.first_line(result)}")
    archive = directory / f"{network.path.stem}_mpk.tar.gz"
    return tools.Compiled(archive, result.stdout, result.stderr)


def check_one(programs, network, tensors, target, batch, directory):
    """One archive with and one without; the text of what stayed, None if refused."""
    place = directory / network.name / getattr(target, "stem", target) / str(batch)
    plain = attempt(programs, network, target, batch, place / "plain")
    cached = attempt(programs, network, target, batch, place / "cached", CACHING, "--remarks")
    require((plain is None) == (cached is None), "refused with or without caching only")
    if cached is None:
        return None
    require(cached.has_next and not plain.has_next, "the summary names no or another entry point")
    times.check_statistics(programs, cached)
    layers = resident_layers(cached)
    arrays = [np.concatenate(samples) for samples in
              zip(*(layouts.random_sample(tensors, seed) for seed in range(cached.batch)))]
    expected = programs.outputs(plain.archive, arrays, place / "plain")
    for executions in (1, EXECUTIONS):
        found = programs.outputs(cached.archive, arrays, place / f"cached{executions}",
                                 "--repeat", executions)
        differing = sum(map(tools.differing_bytes, found, expected))
        require(differing == 0, f"{executions} executions: {differing} bytes differ")
    again = programs.outputs(plain.archive, arrays, place / "again", "--repeat", EXECUTIONS)
    require(sum(map(tools.differing_bytes, again, expected)) == 0, "repetition without caching")
    return layers


def check(programs, networks, targets, batches, directory):
    """All combinations; prints every failure and returns a summary."""
    machines = [*targets, *user_targets(directory / "machines")[::MADE]]
    boundaries = {n.name: layouts.boundary(programs, n, directory / n.name) for n in networks}
    jobs = list(itertools.product(networks, machines, batches))

    def run(job):
        network, target, batch = job
        try:
            return check_one(programs, network, boundaries[network.name], target, batch, directory)
        except CheckError as error:
            return f"{network.name} on {getattr(target, 'stem', target)}, batch {batch}: {error}"

    results = tools.parallel(run, jobs)
    failures = [result for result in results if isinstance(result, str)]
    for failure in failures:
        print(f"  {failure}")
    require(not failures, f"{len(failures)} of {len(jobs)} archives fail")
    done = [result for result in results if result]
    whole = sum(layers == every for layers, every in done)
    none = sum(layers == 0 for layers, _ in done)
    return (f"{len(networks)} networks x {len(machines)} machines x batches {batches}: "
            f"{len(done)} archives, the constants of all layers stay in {whole}, of some in "
            f"{len(done) - whole - none}, of none in {none}; 1 and {EXECUTIONS} executions = an "
            f"archive without caching, predicted cycles of both entry points = simulated cycles; "
            f"{len(jobs) - len(done)} refused for memory")
