"""Whether samples of a batch are what they are alone.

Usage: samples_alone.py SINGLE-ARCHIVE BATCH-ARCHIVE FOLDER; both archives take one input x.
"""
import subprocess
import sys
from pathlib import Path

import numpy as np

single, batch, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
folder.mkdir(parents=True, exist_ok=True)


def run(archive, values, name):
    """The outputs of an archive, in the order of their stages' names."""
    np.save(folder / "x.npy", values)
    place = folder / name
    subprocess.run(["sima-run", archive, "--input", f"x={folder / 'x.npy'}", "-o", place],
                   check=True, stdout=subprocess.DEVNULL)
    return [np.load(file) for file in sorted(place.glob("*.npy"))]


samples = np.random.default_rng(7).integers(-128, 128, (5, 16)).astype(np.int8)
together = run(batch, samples, "batch")
assert together, "no output"
for index, sample in enumerate(samples):
    alone = run(single, sample[None], str(index))
    assert len(alone) == len(together)
    for values, of_batch in zip(alone, together):
        assert np.array_equal(of_batch[index:index + 1], values), index
