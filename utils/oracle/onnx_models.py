"""Builds small quantized ONNX models and runs them with ONNX Runtime.

For: models of one operator between DequantizeLinear and QuantizeLinear, as
checks and vectors need them. Not for: reading models.
"""

import numpy as np
import onnx
from onnx import helper, numpy_helper

import onnx_oracle


class Model:
    """A graph under construction; methods return names of tensors."""

    def __init__(self, opset=21):
        self.opset = opset
        self.nodes, self.constants, self.inputs, self.outputs = [], [], [], []

    def name(self):
        return f"t{len(self.nodes) + len(self.constants) + len(self.inputs)}"

    def input(self, shape, dtype):
        name = self.name()
        kind = helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
        self.inputs.append(helper.make_tensor_value_info(name, kind, list(shape)))
        return name

    def constant(self, value, dtype=None):
        name = self.name()
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def node(self, operator, inputs, domain="", outputs=1, **attributes):
        """A node; its output's name, or a list of them if there are several."""
        names = [f"{self.name()}_{k}" for k in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def linear(self, operator, tensor, scale, zero_point, dtype, axis):
        attributes = {} if axis is None else {"axis": axis}
        return self.node(operator, [tensor, self.constant(scale, np.float32),
                                    self.constant(zero_point, dtype)], **attributes)

    def dequantize(self, tensor, scale, zero_point, dtype, axis=None):
        return self.linear("DequantizeLinear", tensor, scale, zero_point, dtype, axis)

    def quantize(self, tensor, scale, zero_point, dtype, axis=None):
        return self.linear("QuantizeLinear", tensor, scale, zero_point, dtype, axis)

    def output(self, name, dtype):
        kind = helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
        self.outputs.append(helper.make_tensor_value_info(name, kind, None))

    def serialize(self):
        graph = helper.make_graph(self.nodes, "model", self.inputs, self.outputs, self.constants)
        opsets = [helper.make_opsetid("", self.opset), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=opsets)
        model.ir_version = 9
        return model.SerializeToString()

    def run(self, *arrays):
        """The outputs for one array per input, one output not in a list."""
        names = [value.name for value in self.inputs]
        session = onnx_oracle.session(self.serialize())
        results = session.run(None, dict(zip(names, arrays, strict=True)))
        return results[0] if len(results) == 1 else results

    def operators(self):
        """The operators of the graph that the runtime makes of the model."""
        return [node.op_type for node in onnx_oracle.optimized(self.serialize()).graph.node]


def quantized(operator, operands, out, codes, constants=(), opset=21, domain="", **attributes):
    """The codes of `operator` between DQ and Q nodes: `operands` and `out` are
    (scale, zero point, type), `codes` one array per operand; `constants` are
    float operands behind them."""
    model = Model(opset)
    inputs = [model.dequantize(model.input(array.shape, dtype), scale, zero_point, dtype)
              for (scale, zero_point, dtype), array in zip(operands, codes, strict=True)]
    inputs += [model.constant(value) for value in constants]
    result = model.node(operator, inputs, domain, **attributes)
    scale, zero_point, dtype = out
    model.output(model.quantize(result, scale, zero_point, dtype), dtype)
    return model.run(*codes)


def function(operator, x, constants=(), opset=21, domain="", **attributes):
    """The float32 results of an operator."""
    model = Model(opset)
    inputs = [model.input(x.shape, np.float32)] + [model.constant(v) for v in constants]
    model.output(model.node(operator, inputs, domain, **attributes), np.float32)
    return model.run(x)
