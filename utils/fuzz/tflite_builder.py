"""Makes .tflite files of descriptions: values, constants and operators."""

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from tflite_writer import Activation, Operator, Padding, Writer

import graph
from graph import Value, need

ACTIVATIONS = ("NONE", "NONE", "NONE", "RELU", "RELU6", "RELU_N1_TO_1")
INT32_TYPE, INT64_TYPE = schema.TensorType.INT32, schema.TensorType.INT64


class Builder:
    """Appends nodes to a file; a builder of one network."""

    def __init__(self, options=None):
        self.writer = Writer("random network")
        self.options = options or {}
        self.prefix = ""
        self.made = []

    def node(self, name):
        """From now on tensors belong to this node."""
        self.prefix = name
        return self

    def _name(self, name):
        return f"{self.prefix}_{name}_{len(self.writer.tensors)}"

    def input(self, name, shape, dtype, scale=None, zero_point=0):
        index = self.writer.tensor(name, shape, dtype, *_quantization(scale, zero_point))
        return Value(name, tuple(shape), dtype, scale, zero_point, index)

    def value(self, name, shape, dtype, scale=None, zero_point=0):
        """A tensor computed at run time."""
        shape = tuple(int(n) for n in shape)
        need(all(n > 0 for n in shape))
        index = self.writer.tensor(self._name(name), shape, dtype,
                                   *_quantization(scale, zero_point))
        return Value("", shape, dtype, scale, zero_point, index)

    def like(self, x, shape, name="result"):
        """A tensor with type and quantization of x."""
        return self.value(name, shape, x.dtype, x.scale, x.zero_point)

    def constant(self, name, values, scale=(), zero_point=0, axis=0):
        return self.writer.constant(self._name(name), np.asarray(values), scale, zero_point, axis)

    def indices(self, name, values, params=None):
        """Shapes, axes, paddings: int32, or int64 where the parameters say so."""
        wide = params is not None and params.get("wide", False)
        return self.constant(name, np.asarray(values, np.int64 if wide else np.int32))

    def append(self, code, version, inputs, outputs, options=None):
        """Appends an operator; operands are values, indices or, at the end, None."""
        while inputs[-1] is None:
            inputs = inputs[:-1]
        indices = [x.handle if isinstance(x, Value) else x for x in inputs]
        outputs = outputs if isinstance(outputs, list) else [outputs]
        self.writer.operator(getattr(Operator, code), version, indices,
                             [y.handle for y in outputs], options)
        return outputs

    def finish(self, description, values):
        """The file's bytes."""
        return self.writer.finish([values[name].handle for name in description.inputs],
                                  [values[ref].handle for ref in description.outputs])


def _quantization(scale, zero_point):
    return ((), 0) if scale is None else (scale, zero_point)


def option(kind, **fields):
    """An option object of the schema; activations and paddings are named."""
    enumerations = {"fusedActivationFunction": Activation, "padding": Padding}
    return getattr(schema, kind + "OptionsT")(**{
        name: getattr(enumerations[name], value) if name in enumerations else value
        for name, value in fields.items()})


def write(description, table):
    """The bytes of a description and its values by name."""
    builder = Builder(description.options)
    values = graph.build(description, table, builder)
    return builder.finish(description, values), values
