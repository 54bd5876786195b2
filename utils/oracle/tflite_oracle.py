#!/usr/bin/env python3
"""Runs a .tflite model with LiteRT's reference kernels and writes every tensor.

For: the expected values that tests compare the compiler's executors with. No
delegate and no optimised kernel takes part, and every intermediate tensor is
preserved. Not for: speed.

Each run writes into its directory one .npy file per tensor that has a value
and an index.json:

  {"model": file name, "sha256": of the model file, "runtime": package version,
   "inputs": [tensor index, ...], "outputs": [tensor index, ...],
   "tensors": [{"index", "name", "file", "shape", "dtype", "kind", "scale",
                "zero_point", "quantized_dimension"}, ...]}

"kind" is input, output, constant or intermediate. "scale" and "zero_point"
are lists with one entry per channel (empty when the tensor is not quantized).
Files are named INDEX_NAME.npy with the name sanitized; the index makes equal
names distinct. Constants are written with --constants only.
"""

import argparse
import hashlib
import importlib.metadata
import json
import re
import sys
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

import tflite_file


class Oracle:
    """A model loaded for repeated runs on the reference kernels."""

    def __init__(self, path):
        self.path = Path(path)
        self.data, self.repairs = tflite_file.read(path)
        model = tflite_file.parse(self.data)
        if len(model.subgraphs) != 1:
            raise ValueError(f"{path}: {len(model.subgraphs)} subgraphs, only 1 is supported")
        self.graph = model.subgraphs[0]
        self.constants = {
            i for i, tensor in enumerate(self.graph.tensors)
            if model.buffers[tensor.buffer].data is not None
            and len(model.buffers[tensor.buffer].data)
        }
        self.model = model
        self.interpreter = Interpreter(
            model_content=self.data,
            experimental_op_resolver_type=OpResolverType.BUILTIN_REF,
            experimental_preserve_all_tensors=True,
            num_threads=1)
        self.interpreter.allocate_tensors()
        self.runtime = "ai-edge-litert " + importlib.metadata.version("ai-edge-litert")
        self.inputs = self.interpreter.get_input_details()
        self.outputs = self.interpreter.get_output_details()

    def run(self, arrays):
        """Runs on one array per input, in order; returns index -> array for
        every tensor that has a value."""
        self.interpreter.reset_all_variables()
        for detail, array in zip(self.inputs, arrays, strict=True):
            self.interpreter.set_tensor(detail["index"], check_input(detail, array))
        self.interpreter.invoke()
        values = {}
        for index in range(len(self.graph.tensors)):
            try:
                values[index] = self.interpreter.get_tensor(index)
            except ValueError:  # scratch tensors and tensors never computed
                continue
        return values

    def kind(self, index):
        """What part a tensor plays in the graph."""
        if index in {d["index"] for d in self.inputs}:
            return "input"
        if index in {d["index"] for d in self.outputs}:
            return "output"
        return "constant" if index in self.constants else "intermediate"


def check_input(detail, array):
    """Fits an array to an input: the type must match, the shape too unless
    it has as many elements."""
    if array.dtype != detail["dtype"]:
        raise ValueError(f"input {detail['name']}: is {array.dtype}, "
                         f"the model takes {np.dtype(detail['dtype'])}")
    shape = tuple(int(d) for d in detail["shape"])
    if array.size != np.prod(shape, dtype=np.int64):
        raise ValueError(f"input {detail['name']}: has shape {array.shape}, "
                         f"the model takes {shape}")
    return array.reshape(shape)


def random_inputs(details, rng):
    """One array per input over the full range of its type; floats in [-1, 1)."""
    arrays = []
    for detail in details:
        dtype, shape = np.dtype(detail["dtype"]), detail["shape"]
        if dtype.kind == "b":
            arrays.append(rng.integers(0, 2, shape).astype(bool))
        elif dtype.kind in "iu":
            limits = np.iinfo(dtype)
            arrays.append(rng.integers(limits.min, limits.max, shape, dtype, endpoint=True))
        elif dtype == np.float32:
            arrays.append(rng.uniform(-1.0, 1.0, shape).astype(dtype))
        else:
            raise ValueError(f"input {detail['name']}: no random values for type {dtype}")
    return arrays


def tensor_file(index, name):
    """File name of a tensor: distinct per index and safe in any file system."""
    return f"{index:03d}_{re.sub(r'[^A-Za-z0-9.-]+', '_', name).strip('_')[:80]}.npy"


def write_run(oracle, values, directory, constants=False):
    """Writes the tensors of one run and its index."""
    directory.mkdir(parents=True, exist_ok=True)
    details = {d["index"]: d for d in oracle.interpreter.get_tensor_details()}
    tensors = []
    for index, value in sorted(values.items()):
        kind, detail = oracle.kind(index), details.get(index)
        if detail is None or (kind == "constant" and not constants):
            continue
        file = tensor_file(index, detail["name"])
        np.save(directory / file, value)
        quantization = detail["quantization_parameters"]
        tensors.append({
            "index": index,
            "name": detail["name"],
            "file": file,
            "shape": list(value.shape),
            "dtype": str(value.dtype),
            "kind": kind,
            "scale": [float(s) for s in quantization["scales"]],
            "zero_point": [int(z) for z in quantization["zero_points"]],
            "quantized_dimension": int(quantization["quantized_dimension"]),
        })
    document = {
        "model": oracle.path.name,
        "sha256": hashlib.sha256(oracle.path.read_bytes()).hexdigest(),
        "runtime": oracle.runtime,
        "inputs": [int(d["index"]) for d in oracle.inputs],
        "outputs": [int(d["index"]) for d in oracle.outputs],
        "tensors": tensors,
    }
    (directory / "index.json").write_text(json.dumps(document, indent=1) + "\n")


def load_array(path, detail):
    """An input file: .npy, or anything else as raw little-endian values."""
    if path.endswith(".npy"):
        return np.load(path, allow_pickle=False)
    return np.fromfile(path, np.dtype(detail["dtype"]).newbyteorder("<")).astype(detail["dtype"])


def named_inputs(details, arguments):
    """Arrays in input order from NAME=FILE arguments; with one input the name
    may be left out, and a number stands for the position of an input."""
    given = {}
    for argument in arguments:
        name, equals, file = argument.rpartition("=")
        matches = [k for k, d in enumerate(details) if name in (d["name"], str(k))]
        if not equals and len(details) == 1:
            matches = [0]
        if len(matches) != 1:
            names = ", ".join(d["name"] for d in details)
            raise ValueError(f"--input {argument}: {len(matches)} inputs match; "
                             f"the model has: {names} (or use the position, 0={file})")
        if matches[0] in given:
            raise ValueError(f"--input {argument}: input given twice")
        given[matches[0]] = load_array(file, details[matches[0]])
    missing = [d["name"] for k, d in enumerate(details) if k not in given]
    if missing:
        raise ValueError("no --input for: " + ", ".join(missing))
    return [given[k] for k in range(len(details))]


def arguments():
    summary, _, rest = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=rest,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="the .tflite file")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--input", action="append", metavar="NAME=FILE",
                        help="value of an input, .npy or raw; once per input")
    source.add_argument("--random", type=int, metavar="N",
                        help="N runs on random inputs over the full range of the type, "
                             "written to DIR/0, DIR/1, ...")
    parser.add_argument("--seed", type=int, default=0, help="seed of --random (default 0)")
    parser.add_argument("--constants", action="store_true",
                        help="write constant tensors too")
    parser.add_argument("-o", "--output", required=True, metavar="DIR", type=Path)
    return parser.parse_args()


def run(options):
    if options.random is not None and options.random < 1:
        raise ValueError(f"--random {options.random}: needs at least 1 run")
    oracle = Oracle(options.model)
    if oracle.repairs:
        print(f"{options.model}: {oracle.repairs} repairs for LiteRT",
              file=sys.stderr)
    if options.input:
        values = oracle.run(named_inputs(oracle.inputs, options.input))
        write_run(oracle, values, options.output, options.constants)
        return
    rng = np.random.default_rng(options.seed)
    for k in range(options.random):
        values = oracle.run(random_inputs(oracle.inputs, rng))
        write_run(oracle, values, options.output / str(k), options.constants)


def main():
    try:
        run(arguments())
    except (OSError, ValueError, RuntimeError) as error:
        sys.exit("error: " + " ".join(str(error).split()))


if __name__ == "__main__":
    main()
