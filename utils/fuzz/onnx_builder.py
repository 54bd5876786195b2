"""Makes .onnx files of descriptions: quantized values, constants and nodes.

A value is a tensor of codes. A node of the table becomes DequantizeLinear of its
operands, the float operator, QuantizeLinear of its results, or its QLinear form.
Options of a network: opset, form ("qdq" or "qop"), io ("float" or "codes"),
constants ("initializer", "node" or "input"), one DequantizeLinear for all
consumers or one each, zero points of 0 left out, float biases, value infos.
"""

import graph
import numpy as np
from graph import Value, need
from onnx import TensorProto, helper, numpy_helper
from operands import codes

MICROSOFT = "com.microsoft"
QUANTIZED = ("int8", "uint8", "int16", "uint16")
TYPES = {"int8": TensorProto.INT8, "uint8": TensorProto.UINT8, "int16": TensorProto.INT16,
         "uint16": TensorProto.UINT16, "int32": TensorProto.INT32, "int64": TensorProto.INT64,
         "float32": TensorProto.FLOAT}


def draw_options(rng):
    """Of a network."""
    return {"opset": int(rng.integers(11, 24)), "form": str(rng.choice(["qdq", "qdq", "qop"])),
            "io": str(rng.choice(["float", "codes"])),
            "constants": str(rng.choice(["initializer", "initializer", "node", "input"])),
            "shared": bool(rng.random() < 0.7), "omit_zero": bool(rng.random() < 0.3),
            "float_bias": bool(rng.random() < 0.2), "infos": bool(rng.random() < 0.5)}


class Builder:
    """Appends nodes to a file; a builder of one network."""

    def __init__(self, options):
        self.options, self.opset = options, options["opset"]
        self.nodes, self.initializers, self.inputs, self.infos = [], [], [], []
        self.dequantized, self.names, self.prefix = {}, 0, ""

    @property
    def operator_form(self):
        """Whether QLinear operators are wanted."""
        return self.options["form"] == "qop"

    def node(self, name):
        """From now on nodes belong to this one of the description."""
        self.prefix = name
        return self

    def name(self, kind):
        self.names += 1
        return f"{self.prefix}_{kind}_{self.names}"

    def append(self, kind, inputs, outputs=1, domain="", **attributes):
        """Appends an ONNX node; the name of its output, or names of several."""
        names = [self.name(kind.lower()) for _ in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, name=self.name(kind),
                                           domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, array, name="constant"):
        """The name of a constant."""
        name, array = self.name(name), np.asarray(array)
        tensor = numpy_helper.from_array(array, name)
        if self.options["constants"] == "node":
            self.nodes.append(helper.make_node("Constant", [], [name], name=self.name("Constant"),
                                               value=tensor))
            return name
        self.initializers.append(tensor)
        if self.options["constants"] == "input":
            self.inputs.append(helper.make_tensor_value_info(
                name, TYPES[array.dtype.name], array.shape))
        return name

    def indices(self, values, name="indices"):
        return self.constant(np.asarray(values, np.int64), name)

    # Quantization.

    def _parameters(self, scale, zero_point, dtype, omit=True):
        """Names of scale and zero point, which may be left out where it is 0."""
        scales = np.asarray(scale, np.float32)
        names = [self.constant(scales, "scale")]
        if zero_point == 0 and omit and self.options["omit_zero"] and dtype == "uint8":
            return names
        return [*names, self.constant(np.full(scales.shape, zero_point, dtype), "zero_point")]

    def _domain(self, dtype):
        """16-bit codes are ONNX's own since opset 21."""
        return MICROSOFT if dtype in ("int16", "uint16") and self.opset < 21 else ""

    def quantize(self, name, shape, dtype, scale, zero_point):
        """QuantizeLinear of a float tensor."""
        need(dtype in QUANTIZED)
        inputs = [name, *self._parameters(scale, zero_point, dtype)]
        return self.value(self.append("QuantizeLinear", inputs, domain=self._domain(dtype)), shape,
                          dtype, scale, zero_point)

    def value(self, name, shape, dtype, scale=None, zero_point=0):
        shape = tuple(int(n) for n in shape)
        need(all(n > 0 for n in shape))
        if self.options["infos"]:
            self.infos.append(helper.make_tensor_value_info(name, TYPES[dtype], shape))
        return Value("", shape, dtype, scale, zero_point, name)

    def dequantize(self, value):
        """The float tensor of a value."""
        if value.dtype == "float32":
            return value.handle
        need(value.dtype in QUANTIZED)
        if self.options["shared"] and value.handle in self.dequantized:
            return self.dequantized[value.handle]
        inputs = [value.handle, *self._parameters(value.scale, value.zero_point, value.dtype)]
        name = self.append("DequantizeLinear", inputs, domain=self._domain(value.dtype))
        self.dequantized[value.handle] = name
        return name

    def quantized_constant(self, values, scale, zero_point=0, axis=None):
        """DequantizeLinear of constant codes; scales per axis since opset 13."""
        values, scales = np.asarray(values), np.asarray(scale, np.float32)
        need(scales.ndim == 0 or self.opset >= 13)
        inputs = [self.constant(values, "codes"),
                  *self._parameters(scales, zero_point, values.dtype.name,
                                    omit=values.dtype == np.uint8)]
        attributes = {"axis": axis} if scales.ndim else {}
        return self.append("DequantizeLinear", inputs, domain=self._domain(values.dtype.name),
                           **attributes)

    # Whole nodes.

    def input(self, name, shape, dtype, scale=None, zero_point=0):
        """An input of codes, or a float one and its QuantizeLinear."""
        if dtype in QUANTIZED and self.options["io"] == "float":
            self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
            self.prefix = name
            value = self.quantize(name, shape, dtype, scale, zero_point)
            value.ref = name
            return value
        self.inputs.append(helper.make_tensor_value_info(name, TYPES[dtype], shape))
        return Value(name, tuple(shape), dtype, scale, zero_point, name)

    def float_node(self, kind, operands, shape, out, extra=(), domain="", activation=None,
                   **attributes):
        """DequantizeLinear, the operator, an activation, QuantizeLinear. Operands are
        values or names of float tensors, `extra` further inputs."""
        names = [self.dequantize(x) if isinstance(x, Value) else x for x in operands]
        name = self.append(kind, [*names, *extra], domain=domain, **attributes)
        return [self.quantize(self.activate(name, activation), shape, **out)]

    def activate(self, name, activation):
        """A Relu or Clip directly behind an operator."""
        if activation == "Relu":
            return self.append("Relu", [name])
        if activation == "Clip":
            limits = [self.constant(np.float32(limit), "limit") for limit in (0.0, 6.0)]
            return self.append("Clip", [name, *limits])
        return name

    def axes(self, axes, since):
        """(further inputs, attributes): axes are an input since an opset."""
        if self.opset >= since:
            return [self.indices(axes, "axes")], {}
        return [], {"axes": axes}

    def code_parameters(self, value):
        """Names of scale and zero point of a value, for QLinear operators."""
        return [self.constant(np.float32(value.scale), "scale"),
                self.constant(np.asarray(value.zero_point, value.dtype), "zero_point")]

    def out_parameters(self, dtype, scale, zero_point):
        return [self.constant(np.float32(scale), "scale"),
                self.constant(np.asarray(zero_point, dtype), "zero_point")]

    def finish(self, description, values):
        """The file's bytes; float outputs where inputs are float."""
        outputs = []
        for ref in description.outputs:
            value, name = values[ref], values[ref].handle
            dtype = value.dtype
            if dtype in QUANTIZED and self.options["io"] == "float":
                self.prefix = "out"
                name, dtype = self.append("DequantizeLinear", [
                    name, *self._parameters(value.scale, value.zero_point, dtype)],
                    domain=self._domain(dtype)), "float32"
            outputs.append(helper.make_tensor_value_info(name, TYPES[dtype], value.shape))
        names = {info.name for info in outputs}
        made = helper.make_graph(self.nodes, "random network", self.inputs, outputs,
                                 self.initializers,
                                 value_info=[i for i in self.infos if i.name not in names])
        imports = [helper.make_opsetid("", self.opset)]
        if any(node.domain == MICROSOFT for node in self.nodes):
            imports.append(helper.make_opsetid(MICROSOFT, 1))
        model = helper.make_model(made, opset_imports=imports, producer_name="random network",
                                  ir_version=7 if self.opset < 15 else 8 if self.opset < 19 else
                                  10 if self.opset < 23 else 11)
        return model.SerializeToString()


def constant_operand(net, constant, dtype):
    """DequantizeLinear of a constant of the description."""
    return net.quantized_constant(codes(constant["seed"], tuple(constant["shape"]), dtype),
                                  constant["scale"], constant["zero_point"])


def write(description, table):
    """The bytes of a description and its values by name."""
    builder = Builder(description.options)
    values = graph.build(description, table, builder)
    return builder.finish(description, values), values


