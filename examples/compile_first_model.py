#!/usr/bin/env python3
"""Compiles a quantized model for the MLA: load, look, validate, compile.

The MLA takes inputs as HWC and gives outputs as HWC16, without an EV74 stage between,
unless --no-mla-tessellation asks for one. Needs the package afe (`pip install .`).

    python examples/compile_first_model.py                 (the bundled network)
    python examples/compile_first_model.py model.tflite
    python examples/compile_first_model.py model.onnx --device mlsoc --batch-size 8
    python examples/compile_first_model.py model.tflite --validate sample.npy --labels labels.txt
"""

import argparse
import json
import sys
import tarfile
from pathlib import Path

import numpy as np

from afe.apis.defines import (TensorDRAMLayout, TensorTessellateParameters, gen1_target,
                              gen2_target)
from afe.apis.loaded_net import load_model
from afe.ir.node import node_is_tuple
from afe.load.importers.general_importer import onnx_source, tflite_source


BUNDLED = Path(__file__).resolve().parents[1] / "test/Models/digits/digits.tflite"


def load(path, target):
    """The Model of a quantized .onnx or .tflite file."""
    source = onnx_source if path.suffix == ".onnx" else tflite_source
    return load_model(source(str(path)), target=target).convert_to_sima_quantization()


def mla_tessellation(model):
    """Every tensor at the border of the MLA: inputs HWC, outputs HWC16."""
    mla = model._net.nodes["MLA_0"]
    inputs = TensorTessellateParameters(tile_shape=(0, 0, 0, 0), enable_mla=True,
                                        dram_layout=TensorDRAMLayout.HWC)
    outputs = TensorTessellateParameters(tile_shape=(0, 0, 0, 0), enable_mla=True,
                                         dram_layout=TensorDRAMLayout.HWC16)
    parameters = {name: inputs for name in mla.input_names}
    last = mla.ir.nodes[mla.ir.output_node_name]
    names = last.input_node_names if node_is_tuple(last) else [last.name]
    parameters.update({f"{name}_output": outputs for name in names})
    return parameters


def read_sample(path, name, dtype, shape):
    """The input of a validation: an array (.npy), or an image for inputs of HWC."""
    if path.suffix == ".npy":
        array = np.load(path)
    else:
        try:
            from PIL import Image
        except ImportError:
            sys.exit(f"error: {path} is an image; `pip install pillow`, or hand over an .npy file")
        height, width, channels = shape[-3:]
        image = Image.open(path).convert("L" if channels == 1 else "RGB").resize((width, height))
        array = np.asarray(image)
        # Codes of images: 0 to 255 less 128; real values: 0 to 1.
        array = array.astype(np.float32) / 255 if dtype == "float32" else \
            (array.astype(np.int16) - 128).astype(np.int8)
    if array.size != np.prod(shape):
        sys.exit(f"error: {path} has shape {array.shape}, input {name} takes {shape}")
    return array.reshape(shape).astype(dtype)


def validate(model, path, labels):
    """Prints the class that the network finds, in both ways to execute it."""
    (name, dtype, shape), *others = model.inputs
    if others:
        sys.exit(f"error: --validate is for networks of one input, this one has "
                 f"{1 + len(others)}")
    inputs = {name: read_sample(path, name, dtype, shape)}
    result = model.execute(inputs)[0]
    simulated, report = model.simulate(inputs)
    best = int(np.argmax(result))
    label = f" ({labels[best]})" if best < len(labels) else ""
    print(f"{path.name}: class {best}{label}, value {result.reshape(-1)[best]}")
    print(f"simulated: {report.cycles:,} cycles, outputs "
          f"{'equal' if np.array_equal(result, simulated[0]) else 'DIFFERENT'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, nargs="?", metavar="model",
                        help="quantized .onnx or .tflite file; default: the bundled network")
    parser.add_argument("--model", type=Path, help="the same as an option")
    parser.add_argument("--output", type=Path, default=Path("compiled"), help="folder")
    parser.add_argument("--device", "--boardtype", choices=["modalix", "mlsoc"],
                        default="modalix")
    parser.add_argument("--batch-size", type=int, default=1, help="samples at most")
    parser.add_argument("--no-mla-tessellation", action="store_false", dest="mla_tessellation",
                        help="leave the order of inputs and outputs to the EV74")
    parser.add_argument("--validate", type=Path, metavar="IMAGE",
                        help="execute the network on an image or .npy file first")
    parser.add_argument("--labels", type=Path, help="names of classes, one a line")
    options = parser.parse_args()

    target = gen2_target if options.device == "modalix" else gen1_target
    try:
        model = load(options.path or options.model or BUNDLED, target)
        for kind, tensors in ("input", model.inputs), ("output", model.outputs):
            for name, dtype, shape in tensors:
                print(f"{kind} {name}: {dtype} {'x'.join(map(str, shape))}")
        if options.validate:
            labels = options.labels.read_text().splitlines() if options.labels else []
            validate(model, options.validate, labels)
        tessellation = mla_tessellation(model) if options.mla_tessellation else None
        model.compile(output_path=str(options.output), batch_size=options.batch_size,
                      tessellate_parameters=tessellation)
    except (OSError, ValueError, RuntimeError) as error:
        sys.exit(f"error: {error}")

    report = model.report()
    print(f"{report.archive}: batch {report.actual_batch_size} of {report.desired_batch_size}, "
          f"{report.dram_cycles:,} cycles")
    with tarfile.open(report.archive) as archive:
        for member in archive.getmembers():
            print(f"  {member.name}: {member.size:,} bytes")
            if member.name.endswith("_mpk.json"):
                manifest = json.load(archive.extractfile(member))
    print("stages:", ", ".join(f"{stage['name']} on {stage['processor']}"
                               for stage in manifest["plugins"]))


if __name__ == "__main__":
    main()
