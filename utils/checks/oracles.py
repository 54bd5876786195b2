"""The executors that say what a network computes: LiteRT's reference kernels and ONNX
Runtime, on the tensors as the compiler's programs take and give them."""

import contextlib
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
import tflite_oracle  # noqa: E402


class TFLiteOracle:
    """LiteRT's reference kernels on one file, every tensor."""

    def __init__(self, model):
        self.oracle = tflite_oracle.Oracle(model)
        kinds = [self.oracle.kind(index) for index in range(len(self.oracle.graph.tensors))]
        # How many tensors the network computes.
        self.wanted = sum(kind in ("intermediate", "output") for kind in kinds)

    def random_inputs(self, rng):
        return tflite_oracle.random_inputs(self.oracle.inputs, rng)

    def run(self, arrays):
        return self.oracle.run(arrays)

    def inputs_of(self, arrays):
        return arrays

    def outputs_of(self, values):
        return [np.asarray(values[detail["index"]]) for detail in self.oracle.outputs]

    def tolerances(self):
        """Tensor -> by how much its codes may differ, where that is not 0."""
        return {}

    def write(self, values, directory):
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
        """Scale and zero point of a tensor of codes with one of each, else None."""
        found = self.oracle.quantizations.get(name)
        if found is None or found[0].size != 1:
            return None
        return np.float32(found[0].reshape(-1)[0]), found[1].reshape(-1)[0]

    def random_inputs(self, rng):
        """Over the full range of the codes, floats too and a little beyond them."""
        arrays = tflite_oracle.random_inputs(self.oracle.inputs, rng)
        for index, detail in enumerate(self.oracle.inputs):
            quantization = self.parameters(self.input_codes.get(detail["name"]))
            if detail["dtype"] == np.float32 and quantization:
                scale, zero_point = quantization
                limits = np.iinfo(zero_point.dtype)
                codes = rng.uniform(limits.min - 2, limits.max + 2, detail["shape"])
                arrays[index] = ((codes - int(zero_point)) * scale).astype(np.float32)
        return arrays

    def run(self, arrays):
        with refusals():
            return self.oracle.run(arrays)

    def quantized(self, array, name):
        """QuantizeLinear of a float tensor to the codes of `name`."""
        scale, zero_point = self.parameters(name)
        limits = np.iinfo(zero_point.dtype)
        codes = np.rint(array / scale).astype(np.float64) + int(zero_point)
        return np.clip(codes, limits.min, limits.max).astype(zero_point.dtype)

    def codes_at_boundary(self, name, array, codes):
        """The codes behind a float input or before a float output."""
        if array.dtype == np.float32 and self.parameters(codes.get(name)):
            return self.quantized(array, codes[name])
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
