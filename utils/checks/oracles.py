"""The executors that say what a network computes: LiteRT's reference kernels and ONNX
Runtime, on the tensors as the compiler's programs take and give them."""

import contextlib
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
import tflite_oracle  # noqa: E402
from tflite_writer import Operator, schema  # noqa: E402

TensorType = schema.TensorType


def random_reals(rng, shape, scale, zero_point, dtype):
    """Reals over the full range of codes and a little beyond, none near a tie."""
    limits = np.iinfo(dtype)
    codes = rng.integers(limits.min - 2, limits.max + 2, shape) + rng.uniform(-0.45, 0.45, shape)
    return ((codes - int(zero_point)) * np.float64(scale)).astype(np.float32)


def quantized(reals, scale, zero_point, dtype):
    """The codes of reals that are not near a tie."""
    limits = np.iinfo(dtype)
    codes = np.rint(reals / np.float32(scale)).astype(np.float64) + int(zero_point)
    return np.clip(codes, limits.min, limits.max).astype(dtype)


class TFLiteOracle:
    """LiteRT's reference kernels on one file, every tensor. Inputs and outputs of the
    compiled network are codes: QUANTIZE behind a float input and DEQUANTIZE before
    a float output are not part of it."""

    def __init__(self, model):
        self.oracle = tflite_oracle.Oracle(model)
        graph = self.oracle.graph
        codes = self.oracle.model.operatorCodes
        self.input_codes, self.output_codes = {}, {}
        for operator in graph.operators:
            code = max(codes[operator.opcodeIndex].builtinCode,
                       codes[operator.opcodeIndex].deprecatedBuiltinCode)
            source, result = int(operator.inputs[0]), int(operator.outputs[0])
            if code == Operator.QUANTIZE and self.is_float(source) and source in graph.inputs:
                self.input_codes[source] = result
            if code == Operator.DEQUANTIZE and result in graph.outputs:
                self.output_codes[result] = source
        kinds = [self.oracle.kind(index) for index in range(len(graph.tensors))]
        # How many tensors the network computes.
        self.wanted = (sum(kind in ("intermediate", "output") for kind in kinds) -
                       len(self.input_codes) - len(self.output_codes))

    def is_float(self, index):
        return self.oracle.graph.tensors[index].type == TensorType.FLOAT32

    def parameters(self, index):
        """Scale, zero point and type of a tensor of codes."""
        tensor = self.oracle.graph.tensors[index]
        dtype = {TensorType.INT8: np.int8, TensorType.UINT8: np.uint8,
                 TensorType.INT16: np.int16}[tensor.type]
        return tensor.quantization.scale[0], tensor.quantization.zeroPoint[0], dtype

    def random_inputs(self, rng):
        arrays = tflite_oracle.random_inputs(self.oracle.inputs, rng)
        for position, detail in enumerate(self.oracle.inputs):
            if detail["index"] in self.input_codes:
                parameters = self.parameters(self.input_codes[detail["index"]])
                arrays[position] = random_reals(rng, detail["shape"], *parameters)
        return arrays

    def run(self, arrays):
        return self.oracle.run(arrays)

    def inputs_of(self, arrays):
        """What the compiled network takes."""
        return [quantized(array, *self.parameters(self.input_codes[detail["index"]]))
                if detail["index"] in self.input_codes else array
                for detail, array in zip(self.oracle.inputs, arrays)]

    def outputs_of(self, values):
        """What it gives."""
        indices = [detail["index"] for detail in self.oracle.outputs]
        return [np.asarray(values[self.output_codes.get(index, index)]) for index in indices]

    def tolerances(self):
        """Tensor -> by how much its codes may differ, where that is not 0."""
        return {}

    def write(self, values, directory):
        """The directory that --compare takes; outputs are codes."""
        values = dict(values)
        values.update({result: values[codes] for result, codes in self.output_codes.items()})
        tflite_oracle.write_run(self.oracle, values, directory)


# Operators that sum floats, in an order that the runtime chooses for the CPU.
FLOAT_SUMS = {"Conv", "FusedConv", "ConvTranspose", "Gemm", "FusedGemm", "MatMul", "FusedMatMul",
              "Einsum", "AveragePool", "GlobalAveragePool", "ReduceMean", "ReduceSum", "Softmax",
              "LogSoftmax", "LayerNormalization", "SimplifiedLayerNormalization",
              "RMSNormalization", "InstanceNormalization", "LRN", "MatMulNBits"}


@contextlib.contextmanager
def refusals():
    """ONNX Runtime's errors, which have no common class, as ValueError."""
    try:
        yield
    except Exception as error:
        raise ValueError(str(error)) from error


def signed(array):
    """uint16 codes as the accelerator stores them; --compare knows the others."""
    return (array ^ np.uint16(0x8000)).view(np.int16) if array.dtype == np.uint16 else array


# Operators that change the shape or the order of floats and nothing else.
MOVES = ("Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity")


def quantized_behind(name, graph):
    """The codes of the first QuantizeLinear behind a float input, or None."""
    for node in graph.node:
        if node.input and node.input[0] == name:
            if node.op_type == "QuantizeLinear":
                return node.output[0]
            if node.op_type in MOVES and (found := quantized_behind(node.output[0], graph)):
                return found
    return None


def codes_before(name, producers):
    """The codes of the DequantizeLinear before a float output, or None."""
    while name in producers and producers[name].op_type in (*MOVES, "DequantizeLinear"):
        node, name = producers[name], producers[name].input[0]
        if node.op_type == "DequantizeLinear":
            return name
    return None


class ONNXOracle:
    """ONNX Runtime on one file: its inputs, outputs and quantized tensors between. Inputs
    and outputs of the compiled network are codes."""

    def __init__(self, model):
        import onnx_oracle  # needs packages that TFLite alone does not
        with refusals():
            self.module, self.oracle = onnx_oracle, onnx_oracle.Oracle(model)
        # The runtime's fusions leave out tensors that the importer computes.
        self.wanted = 1
        graph = self.oracle.model.graph
        producers = {name: node for node in graph.node for name in node.output}
        self.input_codes = {i.name: quantized_behind(i.name, graph) for i in graph.input}
        self.output_codes = {o.name: codes_before(o.name, producers) for o in graph.output}

    def parameters(self, name):
        """Scale, zero point and type of a tensor of codes with one of each, else None."""
        found = self.oracle.quantizations.get(name)
        if found is None or found[0].size != 1:
            return None
        zero_point = found[1].reshape(-1)[0]
        return found[0].reshape(-1)[0], zero_point, zero_point.dtype

    def random_inputs(self, rng):
        arrays = tflite_oracle.random_inputs(self.oracle.inputs, rng)
        for index, detail in enumerate(self.oracle.inputs):
            parameters = self.parameters(self.input_codes.get(detail["name"]))
            if detail["dtype"] == np.float32 and parameters:
                arrays[index] = random_reals(rng, detail["shape"], *parameters)
        return arrays

    def run(self, arrays):
        with refusals():
            return self.oracle.run(arrays)

    def codes_at_boundary(self, name, array, codes):
        """The codes behind a float input or before a float output."""
        if array.dtype == np.float32 and self.parameters(codes.get(name)):
            return quantized(array, *self.parameters(codes[name]))
        return array

    def inputs_of(self, arrays):
        return [self.codes_at_boundary(detail["name"], array, self.input_codes)
                for detail, array in zip(self.oracle.inputs, arrays)]

    def outputs_of(self, values):
        return [self.codes_at_boundary(name, np.asarray(values[name]), self.output_codes)
                for name in self.oracle.outputs]

    def tolerances(self):
        """Tensor -> by how much its codes may differ, where that is not 0."""
        return {name: 1 for name, operators in self.oracle.float_operators.items()
                if FLOAT_SUMS & set(operators)}

    def write(self, values, directory):
        """The directory that --compare takes, with tolerances."""
        self.module.write_run(self.oracle, {k: signed(v) for k, v in values.items()}, directory)
        index = directory / "index.json"
        document, tolerances = json.loads(index.read_text()), self.tolerances()
        for tensor in document["tensors"]:
            codes = self.output_codes.get(tensor["name"])
            tensor["tolerance"] = tolerances.get(codes or tensor["name"], 0)
            if tensor["kind"] == "output":  # codes, also where the model's are floats
                array = self.codes_at_boundary(tensor["name"], values[tensor["name"]],
                                               self.output_codes)
                np.save(directory / tensor["file"], signed(array))
        index.write_text(json.dumps(document, indent=1) + "\n")


def oracle_of(model):
    """The oracle of a file, by its name."""
    return (ONNXOracle if Path(model).suffix == ".onnx" else TFLiteOracle)(model)
