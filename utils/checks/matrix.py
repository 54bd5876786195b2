"""Targets x batches x boundary layouts: every archive of a network computes what
the interpreter computes, and that what LiteRT does; its files say its cycles."""

import itertools
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import layouts, numerics, times, tools
from .tools import CheckError, require

RUNS = 20


@dataclass
class Result:
    """How one archive was compared with the interpreter, or what is wrong."""
    runs: int = 0
    output_bytes: int = 0
    verified_bytes: int = 0
    failure: str | None = None


class Matrix:
    """The archives of one network, with inputs and what is expected of them."""

    def __init__(self, programs, network, directory, runs, seed, batches):
        self.programs, self.network, self.directory, self.runs = programs, network, directory, runs
        reference = numerics.Reference(programs, network, directory)
        # A batch takes different samples, however few runs are wanted.
        count = max(runs, *batches)
        inputs = numerics.check_inputs(reference.oracle, network, count, seed)[:count]
        self.inputs = [arrays for _, arrays, _ in inputs]
        self.interpreted = reference.interpret_all(inputs, directory)

    def compare(self, archive, batch, place):
        """Runs one full batch, or each single input; the runs and bytes compared."""
        starts = range(self.runs) if batch == 1 else [0]
        size = 0
        for start in starts:
            samples = slice(start, start + batch)
            inputs = batched(self.inputs[samples])
            expected = batched([outputs for outputs, _, _ in self.interpreted[samples]])
            found = self.programs.outputs(archive, inputs, place)
            size += numerics.compare_outputs(f"input {start}", found, expected)
        return len(starts), size

    def check(self, target, batch, name, parameters):
        """One archive; returns what is wrong instead of raising it."""
        with tempfile.TemporaryDirectory(dir=self.directory) as folder:
            place = Path(folder)
            options = ["--target", target, "--batch-size", batch, "--verify"]
            if parameters:
                options += ["--tessellation", layouts.write(place / "layouts.yaml", parameters)]
            try:
                compiled = self.programs.compile(self.network.path, place, *options)
                compiled.require_batch(batch)
                times.check_statistics(self.programs, compiled)
                runs, size = self.compare(compiled.archive, compiled.batch, place)
            except CheckError as error:
                return Result(failure=f"{target}, batch {batch}, {name}: {error}")
            return Result(runs, size, compiled.verified_bytes)

    def summary(self, results):
        """The numbers of everything that was compared."""
        tensors, size = (sum(counts[k] for counts in self.interpreted) for k in (1, 2))
        return (f"{len(results)} archives, statistics and both clocks = simulator, "
                f"{sum(r.verified_bytes for r in results):,} bytes verified, "
                f"{sum(r.runs for r in results):,} runs with "
                f"{sum(r.output_bytes for r in results):,} bytes = interpreter; "
                f"{len(self.inputs)} inputs, {tensors:,} tensors, {size:,} bytes: "
                "interpreter = LiteRT; 0 differing bytes")


def batched(samples):
    """Samples, each a list of arrays, joined along their first dimension."""
    return [np.concatenate(arrays) for arrays in zip(*samples)]


def check(programs, network, directory, runs, seed, targets, batches, every):
    """Every `every`-th combination; prints every failure."""
    matrix = Matrix(programs, network, directory, runs, seed, batches)
    chosen = layouts.mixed_layouts(*layouts.boundary(programs, network, directory))
    combinations = [(target, batch, name, parameters) for target, batch, (name, parameters)
                    in itertools.product(targets, batches, chosen.items())][::every]
    results = tools.parallel(lambda job: matrix.check(*job), combinations)
    failures = [result.failure for result in results if result.failure]
    for failure in failures:
        print(f"  {network.name} on {failure}", flush=True)
    require(not failures, f"{len(failures)} of {len(results)} combinations fail")
    return matrix.summary(results)
