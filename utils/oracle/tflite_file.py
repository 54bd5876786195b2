"""Reads a .tflite file for the oracle scripts.

For: the parts of the TFLite schema that the interpreter's Python API does not
give (operator options, buffers), and one repair that LiteRT needs to accept
older files. Not for: anything the compiler itself does.
"""

import struct
from pathlib import Path

from ai_edge_litert import schema_py_generated as schema

# Slot of QuantizationParameters.quantized_dimension in its vtable, and of
# OperatorCode.version.
_QUANTIZED_DIMENSION_SLOT = 16
_VERSION_SLOT = 8


def repair(data):
    """Returns (data, number of repairs).

    Some converters wrote, for vectors quantized per element (biases), the axis
    of the weights. A vector has axis 0 only, and LiteRT refuses any other, so
    the axis is set to 0 in place. The reference kernels are registered with version
    1 of DEPTH_TO_SPACE only, though they compute version 2, which adds types; it
    becomes 1. Nothing else changes.
    """
    data = bytearray(data)
    model = schema.Model.GetRootAsModel(data, 0)
    repairs = 0
    for c in range(model.OperatorCodesLength()):
        code = model.OperatorCodes(c)
        if code.Version() == 2 and schema.BuiltinOperator.DEPTH_TO_SPACE in (
                code.BuiltinCode(), code.DeprecatedBuiltinCode()):
            table = code._tab
            struct.pack_into("<i", data, table.Pos + table.Offset(_VERSION_SLOT), 1)
            repairs += 1
    for s in range(model.SubgraphsLength()):
        graph = model.Subgraphs(s)
        for t in range(graph.TensorsLength()):
            tensor = graph.Tensors(t)
            quantization = tensor.Quantization()
            if quantization is None or tensor.ShapeLength() != 1:
                continue
            if quantization.ScaleLength() < 2 or not quantization.QuantizedDimension():
                continue
            table = quantization._tab
            offset = table.Pos + table.Offset(_QUANTIZED_DIMENSION_SLOT)
            struct.pack_into("<i", data, offset, 0)
            repairs += 1
    return bytes(data), repairs


def read(path):
    """Returns (file contents fit for LiteRT, number of repairs)."""
    data = Path(path).read_bytes()
    if data[4:8] != b"TFL3":
        raise ValueError(f"{path}: not a TFLite version 3 file (identifier {data[4:8]!r})")
    try:
        return repair(data)
    except (IndexError, TypeError, struct.error) as error:
        raise ValueError(f"{path}: damaged file ({error})") from error


def parse(data):
    """The whole model as the schema's object tree (a `ModelT`)."""
    return schema.ModelT.InitFromPackedBuf(data, 0)
