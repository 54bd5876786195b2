#!/usr/bin/env python3
"""Runs an .onnx model with ONNX Runtime's CPU provider and writes its tensors.

For: the expected values that tests compare the compiler's executors with: all
graph optimisations, one thread, session.x64quantprecision=1 (8-bit products are
summed without saturation on every CPU). With that option the runtime refuses
QLinearMatMul of int8 by int8; such models run without it where the CPU has VNNI
instructions, which do not saturate. Not for: speed, or other providers.

Outputs are those of the model as the runtime optimises it. Quantized tensors
between them are outputs added to the optimised graph, so its fusions stay as
they are; that graph is made without the runtime's changes of layout, and the run
is refused where this changes an output. A tensor that a fusion removed has no
value. The runtime runs some int8 tensors as uint8; they are written as int8.

Each run writes into its directory one .npy file per tensor and an index.json,
as tflite_oracle.py does; "quantized_dimension" is the axis of scales per
channel. "float" names the operators that were computed in float32 between
DequantizeLinear and the tensor's QuantizeLinear; where one of them sums, the
compiler's codes may differ by 1 (docs/numerics-onnx.md). "runtime_dtype" is the
type that the runtime gave the tensor. "cpu" are the vector extensions that it can
choose kernels by, "fused" counts the operators of the optimised graph.
"""

import argparse
import collections
import hashlib
import importlib.metadata
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper
from onnxruntime.capi.onnxruntime_pybind11_state import NotImplemented  # pylint: disable=redefined-builtin

from tflite_oracle import named_inputs, random_inputs, tensor_file

# Input that holds the output's scale, by operator.
OUTPUT_SCALE = {
    "QuantizeLinear": 1, "QLinearConv": 6, "QLinearMatMul": 6, "QGemm": 7, "QLinearAdd": 6,
    "QLinearMul": 6, "QLinearConcat": 0, "QLinearAveragePool": 3, "QLinearGlobalAveragePool": 3,
    "QLinearSigmoid": 3, "QLinearLeakyRelu": 3, "QLinearSoftmax": 3, "QLinearWhere": 7,
}
# Operators that the runtime runs on codes, without the Q node behind them.
ON_CODES = ("Expand", "Flatten", "Gather", "MaxPool", "ReduceMax", "ReduceMin", "Reshape", "Resize",
            "Slice", "Split", "Squeeze", "Tile", "Transpose", "Unsqueeze")
# Changes of layout, and the sharing of equal constants by which tensors are
# recognised.
KEEP_NAMES = ["ConstantSharing", "NhwcTransformer", "TransposeOptimizer",
              "TransposeOptimizer_CPUExecutionProvider"]
DTYPES = {"tensor(float)": np.float32, "tensor(int8)": np.int8, "tensor(uint8)": np.uint8,
          "tensor(int16)": np.int16, "tensor(uint16)": np.uint16, "tensor(int32)": np.int32,
          "tensor(int64)": np.int64, "tensor(bool)": np.bool_}
QUANTIZED = (np.int8, np.uint8, np.int16, np.uint16)
CPU_FLAGS = ("avx2", "fma", "avx512f", "avx512bw", "avx_vnni", "avx512_vnni", "amx_int8")
TAG = "scale of "
# How the names of scales begin that the runtime makes of two.
JOINED = "DoubleQDQRemoved"


def cpu_features():
    """The vector extensions of this CPU that decide between kernels."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return []
    flags = next((line.split() for line in lines if line.startswith("flags")), [])
    return [flag for flag in CPU_FLAGS if flag in flags]


def session(model, optimize=True, save=None, disabled=(), precise=True):
    """An inference session on a serialized model."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    levels = onnxruntime.GraphOptimizationLevel
    options.graph_optimization_level = (levels.ORT_ENABLE_ALL if optimize
                                        else levels.ORT_DISABLE_ALL)
    options.add_session_config_entry("session.x64quantprecision", str(int(precise)))
    options.log_severity_level = 3
    if save:
        options.optimized_model_filepath = str(save)
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"],
                                            disabled_optimizers=list(disabled))
    except NotImplemented:
        if precise and "avx512_vnni" in cpu_features():
            return session(model, optimize, save, disabled, precise=False)
        raise


def optimized(model, disabled=()):
    """The graph that the runtime makes of a serialized model."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "optimized.onnx"
        session(model, save=path, disabled=disabled)
        return onnx.load(path)


def constants(graph):
    """Constant tensors by name, initializers and Constant nodes."""
    values = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            values.update({node.output[0]: a.t for a in node.attribute if a.name == "value"})
    return values


def quantizations(graph, by_node=False):
    """Quantized tensor -> (scales, zero points, axis, type) as Q nodes, or DQ
    nodes where the tensor is an input, say; only where they are constant. By
    node: name of a node that the runtime made of two -> the same."""
    values, found = constants(graph), {}
    for node in graph.node:
        if node.op_type not in ("QuantizeLinear", "DequantizeLinear"):
            continue
        name = (node.output if node.op_type == "QuantizeLinear" else node.input)[0]
        if by_node:
            if not node.input[1].startswith(JOINED):
                continue
            name = node.name
        if name in found or node.input[1] not in values:
            continue
        scales = numpy_helper.to_array(values[node.input[1]])
        zeros = np.zeros(scales.shape, np.uint8)
        if len(node.input) > 2 and node.input[2] in values:
            zeros = numpy_helper.to_array(values[node.input[2]])
        axis = next((a.i for a in node.attribute if a.name == "axis"), 1)
        found[name] = scales, zeros, axis
    return found


def joined(graph, source):
    """Quantizations, as quantizations() has them, that the runtime changed: of two
    pairs of Q and DQ nodes in a row it makes one with the range that both have."""
    nodes = {node.name: node for node in source.node}
    found = {}
    for name, changed in quantizations(graph, by_node=True).items():
        node = nodes.get(name)
        if node is not None:
            tensor = (node.output if node.op_type == "QuantizeLinear" else node.input)[0]
            found[tensor] = changed
    return found


def tagged(model):
    """A copy in which every node has a name, and the scale of every Q node is a
    constant of its own, named after the tensor: fused operators keep it, but not
    the tensor's name."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    values = constants(copy.graph)
    for k, node in enumerate(copy.graph.node):
        node.name = f"node {k}"
        if node.op_type == "QuantizeLinear" and node.input[1] in values:
            scale = copy.graph.initializer.add()
            scale.CopyFrom(values[node.input[1]])
            scale.name = node.input[1] = TAG + node.output[0]
    return copy


def source_tensors(graph, source):
    """Tensor of an optimised graph -> the source's tensor, where it is known: by
    its name, by the name of its scale, or by the operator that makes it where a
    Q node behind that is gone."""
    names = {name for node in source.node for name in node.output}
    makers = {name: (node, k) for node in source.node for k, name in enumerate(node.output)}
    kept = {(node.op_type, node.name): node for node in graph.node if node.name}
    found, with_scale = {}, collections.defaultdict(list)
    for node in graph.node:
        position = OUTPUT_SCALE.get(node.op_type)
        if position is not None and node.input[position].startswith(TAG):
            with_scale[node.input[position][len(TAG):]].append(node)
        else:
            found.update({name: name for name in node.output if name in names})
    for node in source.node:
        tensor = node.output[0] if node.op_type == "QuantizeLinear" else ""
        if not tensor or tensor in found.values():
            continue
        maker, k = makers.get(node.input[0], (node, 0))
        maker = kept.get((maker.op_type, maker.name))
        made = [n for n in with_scale[tensor] if maker is None or maker.output[k] in n.input]
        if made:
            found[made[-1].output[0]] = tensor
        elif maker is not None and maker.op_type in ON_CODES:
            found[maker.output[k]] = tensor
        elif with_scale[tensor]:
            found[with_scale[tensor][-1].output[0]] = tensor
    return found


def float_operators(graph):
    """Output of a Q node -> sorted operators between it and DQ nodes."""
    producers = {name: node for node in graph.node for name in node.output}
    found = {}
    for node in graph.node:
        if node.op_type != "QuantizeLinear":
            continue
        operators, pending, seen = set(), [node.input[0]], set()
        while pending:
            name = pending.pop()
            producer = producers.get(name)
            if name in seen or producer is None or producer.op_type == "DequantizeLinear":
                continue
            seen.add(name)
            operators.add(producer.op_type)
            # QGemm and the like have a float output, but sum integers.
            if producer.op_type not in ("QGemm", "MatMulIntegerToFloat"):
                pending.extend(producer.input)
        found[node.output[0]] = sorted(operators)
    return found


class Oracle:
    """A model loaded for repeated runs."""

    def __init__(self, path):
        self.path = Path(path)
        self.model = onnx.load(path)
        if any(tensor.data_location == onnx.TensorProto.EXTERNAL
               for tensor in self.model.graph.initializer):
            raise ValueError(f"{path}: constants in other files are not supported")
        data = self.model.SerializeToString()
        self.session = session(data)
        self.quantizations = quantizations(self.model.graph)
        self.fused = collections.Counter(
            node.op_type for node in optimized(data).graph.node)
        self.inputs = [{"name": i.name, "shape": [d if isinstance(d, int) else 1 for d in i.shape],
                        "dtype": self.dtype(i)} for i in self.session.get_inputs()]
        self.outputs = [o.name for o in self.session.get_outputs()]
        self.runtime = "onnxruntime " + importlib.metadata.version("onnxruntime")
        self.float_operators, self.runtime_dtypes = {}, {}
        self.inner, self.inner_names = self.open_inner()

    def dtype(self, value):
        if value.type not in DTYPES:
            raise ValueError(f"{self.path}: input {value.name} has type {value.type}")
        return DTYPES[value.type]

    def open_inner(self):
        """A session on the optimised graph whose quantized tensors are outputs,
        and their names in the source, in order."""
        source = tagged(self.model)
        model = optimized(source.SerializeToString(), KEEP_NAMES)
        self.quantizations.update(joined(model.graph, source.graph))
        tensors = source_tensors(model.graph, source.graph)
        # An output keeps its name, also where the runtime dropped what made it
        # from another tensor.
        tensors.update({name: name for name in self.outputs})
        self.float_operators = {tensors[name]: operators for name, operators
                                in float_operators(model.graph).items() if name in tensors}
        known = set(self.outputs)
        for name, tensor in tensors.items():
            if tensor not in known:
                model.graph.output.append(onnx.ValueInfoProto(name=name))
                known.add(tensor)
        inner = session(model.SerializeToString(), optimize=False)
        return inner, [tensors[o.name] for o in inner.get_outputs()]

    def run(self, arrays):
        """Runs on one array per input, in order; returns name -> array for
        inputs, outputs and quantized tensors between."""
        feeds = {d["name"]: a for d, a in zip(self.inputs, arrays, strict=True)}
        outputs = dict(zip(self.outputs, self.session.run(None, feeds)))
        values = dict(zip(self.inner_names, self.inner.run(None, feeds)))
        self.runtime_dtypes = {name: str(value.dtype) for name, value in values.items()}
        for name, output in outputs.items():
            if not np.array_equal(output, values[name], equal_nan=output.dtype.kind == "f"):
                raise ValueError(f"{self.path}: output {name} depends on the runtime's changes "
                                 "of layout; tensors between have no defined value")
        return feeds | {name: self.as_source(name, value) for name, value in values.items()
                        if name in outputs or value.dtype in QUANTIZED}

    def as_source(self, name, value):
        """int8 again where the runtime made a tensor uint8."""
        if value.dtype == np.uint8 and name in self.quantizations:
            if self.quantizations[name][1].dtype == np.int8:
                return (value ^ 128).view(np.int8)
        return value

    def kind(self, name):
        if name in {d["name"] for d in self.inputs}:
            return "input"
        return "output" if name in self.outputs else "intermediate"


def write_run(oracle, values, directory):
    """Writes the tensors of one run and its index."""
    directory.mkdir(parents=True, exist_ok=True)
    tensors, positions = [], {name: k for k, name in enumerate(values)}
    for name, value in values.items():
        file = tensor_file(positions[name], name)
        np.save(directory / file, value)
        scales, zeros, axis = oracle.quantizations.get(name, (np.empty(0), np.empty(0), 0))
        tensors.append({
            "index": positions[name], "name": name, "file": file, "shape": list(value.shape),
            "dtype": str(value.dtype), "kind": oracle.kind(name),
            "float": oracle.float_operators.get(name, []),
            "runtime_dtype": oracle.runtime_dtypes.get(name, str(value.dtype)),
            "scale": [float(s) for s in np.ravel(scales)],
            "zero_point": [int(z) for z in np.ravel(zeros)], "quantized_dimension": int(axis)})
    document = {
        "model": oracle.path.name,
        "sha256": hashlib.sha256(oracle.path.read_bytes()).hexdigest(),
        "runtime": oracle.runtime,
        "cpu": cpu_features(),
        "fused": dict(sorted(oracle.fused.items())),
        "inputs": [positions[d["name"]] for d in oracle.inputs],
        "outputs": [positions[name] for name in oracle.outputs],
        "tensors": tensors,
    }
    (directory / "index.json").write_text(json.dumps(document, indent=1) + "\n")


def arguments():
    summary, _, rest = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=summary, epilog=rest,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="the .onnx file")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--input", action="append", metavar="NAME=FILE",
                        help="value of an input, .npy or raw; once per input")
    source.add_argument("--random", type=int, metavar="N",
                        help="N runs on random inputs over the full range of the type, floats in "
                             "[-1, 1), written to DIR/0, DIR/1, ...")
    parser.add_argument("--seed", type=int, default=0, help="seed of --random (default 0)")
    parser.add_argument("-o", "--output", required=True, metavar="DIR", type=Path)
    return parser.parse_args()


def run(options):
    if options.random is not None and options.random < 1:
        raise ValueError(f"--random {options.random}: needs at least 1 run")
    oracle = Oracle(options.model)
    print("cpu:", " ".join(cpu_features()) or "unknown", file=sys.stderr)
    if options.input:
        write_run(oracle, oracle.run(named_inputs(oracle.inputs, options.input)), options.output)
        return
    rng = np.random.default_rng(options.seed)
    for k in range(options.random):
        write_run(oracle, oracle.run(random_inputs(oracle.inputs, rng)), options.output / str(k))


def main():
    try:
        run(arguments())
    except (OSError, ValueError, RuntimeError) as error:
        sys.exit("error: " + " ".join(str(error).split()))


if __name__ == "__main__":
    main()
