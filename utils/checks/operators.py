"""Small random networks: oracle = interpreter = simulator, on several machines
and batches, and predicted = simulated cycles."""

import sys
from pathlib import Path

import numpy as np

from . import times, tools
from .networks import Network
from .numerics import Reference, compare_outputs
from .tools import CheckError, Compiled, require

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
import chain_models  # noqa: E402
import tflite_oracle  # noqa: E402


BATCHES = [1, 3]


class Chain:
    """One network and where its files go."""

    def __init__(self, seed, index, directory):
        contents, self.text = chain_models.network(seed, index)
        self.label = f"network {index} of seed {seed}, {self.text}"
        self.directory = directory / str(index)
        self.directory.mkdir(parents=True)
        self.network = Network(f"chain{index}", self.directory / f"chain{index}.tflite", None)
        self.network.path.write_bytes(contents)


def compare(programs, chain, seed):
    """LiteRT = interpreter = simulator on one machine; every tensor."""
    reference = Reference(programs, chain.network, chain.directory)
    archive = programs.compile(chain.network.path, chain.directory).archive
    arrays = tflite_oracle.random_inputs(reference.oracle.inputs, np.random.default_rng(seed))
    expected, _, size = reference.interpret("random input", arrays, reference.oracle.run(arrays),
                                            chain.directory)
    found = programs.outputs(archive, arrays, chain.directory / "simulator")
    return size + compare_outputs("simulator and interpreter", found, expected)


def verify(programs, chain, target, batch):
    """The archive for one machine and batch; returns the bytes it verified."""
    where = chain.directory / f"{target}-{batch}"
    result = programs.run("sima-compile", chain.network.path, "-o", where, "-j", 1, "--verify",
                          "--target", target, "--batch-size", batch)
    archive = where / f"{chain.network.path.stem}_mpk.tar.gz"
    compiled = Compiled(archive, result.stdout, result.stderr)
    times.check_statistics(programs, compiled)
    return compiled.verified_bytes


def check_one(programs, seed, index, directory):
    """One network; returns (bytes compared, archives) or what is wrong."""
    chain = Chain(seed, index, directory)
    targets = times.named_targets()
    try:
        compared = compare(programs, chain, seed)
        # Other machines for each network, one for each batch.
        for turn, batch in enumerate(BATCHES):
            target = targets[(index + turn) % len(targets)]
            compared += verify(programs, chain, target, batch)
        return compared, 1 + len(BATCHES)
    except (CheckError, RuntimeError, ValueError) as error:
        return f"{chain.label}: {error}"


def check(programs, count, seed, directory):
    """`count` networks; prints every failure and returns a summary."""
    results = tools.parallel(lambda index: check_one(programs, seed, index, directory),
                             range(count))
    failures = [result for result in results if isinstance(result, str)]
    for failure in failures:
        print(f"  {failure}")
    require(not failures, f"{len(failures)} of {count} networks fail")
    return (f"{count} networks, {sum(r[1] for r in results)} archives, "
            f"{sum(r[0] for r in results):,} bytes compared, 0 differing bytes, predicted cycles "
            "= simulated cycles")
