#!/usr/bin/env python3
"""Four layouts at the border of the MLA: stages, cycles, and equal outputs.

    python examples/tessellation.py model.tflite
"""

import argparse
import json
import tarfile
import tempfile
from pathlib import Path

import numpy as np

from afe.apis.defines import TensorDRAMLayout, TensorTessellateParameters
from afe.apis.model import Model


def layouts():
    """Name -> parameters of all inputs and outputs; None: the compiler's."""
    direct = TensorTessellateParameters(enable_mla=True)
    plain = TensorTessellateParameters(enable_mla=True, dram_layout=TensorDRAMLayout.HWC)
    return {"the compiler's": None,
            "inputs direct": {"inputs": direct},
            "outputs direct, HWC": {"outputs": plain},
            "both direct, HWC": {"inputs": plain, "outputs": plain}}


def stages(archive):
    """The names of an archive's stages."""
    with tarfile.open(archive) as files:
        name = next(n for n in files.getnames() if n.endswith("_mpk.json"))
        return [plugin["name"] for plugin in json.load(files.extractfile(name))["plugins"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, help="quantized .onnx or .tflite file, or .sima")
    options = parser.parse_args()
    model = Model.load(options.model.name, str(options.model.parent))
    rng = np.random.default_rng(0)
    inputs = {name: rng.integers(0, 100, shape).astype(dtype)
              for name, dtype, shape in model.inputs}
    expected = model.execute(inputs)
    with tempfile.TemporaryDirectory() as folder:
        for name, parameters in layouts().items():
            model.compile(output_path=folder, tessellate_parameters=parameters)
            outputs, report = model.simulate(inputs, tessellate_parameters=parameters)
            equal = all(map(np.array_equal, outputs, expected))
            print(f"{name:20} {report.cycles:>10,} cycles, "
                  f"{len(stages(model.report().archive))} stages, "
                  f"outputs {'equal' if equal else 'DIFFERENT'}")


if __name__ == "__main__":
    main()
