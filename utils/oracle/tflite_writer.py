"""Writes .tflite files (schema version 3) with the FlatBuffers builder.

For: the bundled network and the single-operator models of the tests. The same
calls give the same bytes. Not for: changing existing files, or models of more
than one subgraph.
"""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

Operator = schema.BuiltinOperator
Activation = schema.ActivationFunctionType
Padding = schema.Padding

_TYPES = {
    "int8": schema.TensorType.INT8,
    "uint8": schema.TensorType.UINT8,
    "int16": schema.TensorType.INT16,
    "int32": schema.TensorType.INT32,
    "int64": schema.TensorType.INT64,
    "float32": schema.TensorType.FLOAT32,
    "bool": schema.TensorType.BOOL,
}

_BUFFER_ALIGNMENT_BYTES = 16


class _Buffer(schema.BufferT):
    """A buffer whose data is aligned as the schema demands."""

    def Pack(self, builder):  # the name is the base class's
        vector = None
        if self.data is not None:
            size = len(self.data)
            builder.StartVector(1, size, _BUFFER_ALIGNMENT_BYTES)
            builder.head = builder.Head() - size
            builder.Bytes[builder.Head():builder.Head() + size] = self.data
            vector = builder.EndVector()
        schema.BufferStart(builder)
        if vector is not None:
            schema.BufferAddData(builder, vector)
        return schema.BufferEnd(builder)


class Writer:
    """Collects tensors and operators of one subgraph."""

    def __init__(self, description):
        self.description = description
        self.buffers = [_Buffer()]  # buffer 0 is empty by convention
        self.tensors = []
        self.codes = []
        self.operators = []

    def tensor(self, name, shape, dtype, scale=(), zero_point=0, axis=0):
        """Adds a tensor computed at run time; returns its index. `scale` is
        one number or one per channel of `axis`, empty when not quantized."""
        scale = np.atleast_1d(np.asarray(scale, np.float32))
        quantization = schema.QuantizationParametersT()
        if scale.size:
            quantization.scale = scale
            quantization.zeroPoint = np.full(scale.size, zero_point, np.int64)
            quantization.quantizedDimension = axis
        self.tensors.append(schema.TensorT(
            shape=np.asarray(shape, np.int32), type=_TYPES[np.dtype(dtype).name],
            buffer=0, name=name, quantization=quantization))
        return len(self.tensors) - 1

    def constant(self, name, values, scale=(), zero_point=0, axis=0):
        """Adds a constant tensor; returns its index."""
        index = self.tensor(name, values.shape, values.dtype, scale, zero_point, axis)
        little = values.astype(values.dtype.newbyteorder("<"))
        self.tensors[index].buffer = len(self.buffers)
        self.buffers.append(_Buffer(data=little.tobytes()))
        return index

    def operator(self, code, version, inputs, outputs, options=None):
        """Adds an operator with one output or several; `options` is an option
        object of the schema."""
        if (code, version) not in self.codes:
            self.codes.append((code, version))
        kind = schema.BuiltinOptions.NONE
        if options is not None:
            kind = getattr(schema.BuiltinOptions, type(options).__name__.removesuffix("T"))
        self.operators.append(schema.OperatorT(
            opcodeIndex=self.codes.index((code, version)),
            inputs=np.asarray(inputs, np.int32), outputs=np.atleast_1d(np.asarray(outputs, np.int32)),
            builtinOptionsType=kind, builtinOptions=options))

    def finish(self, inputs, outputs):
        """The bytes of the file."""
        graph = schema.SubGraphT(
            tensors=self.tensors, operators=self.operators, name="main",
            inputs=np.asarray(inputs, np.int32), outputs=np.asarray(outputs, np.int32))
        # Readers older than schema 3a know the deprecated byte only.
        codes = [schema.OperatorCodeT(deprecatedBuiltinCode=min(code, 127), version=version,
                                      builtinCode=code) for code, version in self.codes]
        model = schema.ModelT(version=3, operatorCodes=codes, subgraphs=[graph],
                              description=self.description, buffers=self.buffers)
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
        return bytes(builder.Output())
