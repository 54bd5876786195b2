#!/usr/bin/env python3
"""Writes the golden vectors of rows in mode onnx from ONNX Runtime.

Usage: make_onnx_row_vectors.py OUTPUT_DIR   (needs onnxruntime 1.32.0, onnx)

A record: kind (index in KINDS), type (0 int8, 1 uint8, 2 int16), scales of input and
output, zero points of both, rows, length, attribute (epsilon or alpha), results of a
row, factors and offsets of the channels, then codes and results (int16).
Codes of uint8 tensors, and their zero points, are written as they are stored: 128
lower. Read back by OnnxReduceTest.cpp.
"""

import sys

import numpy as np
import onnxruntime
from make_vectors import Writer, f32
from onnx import TensorProto, helper, numpy_helper

KINDS = ["fused softmax", "fused average", "softmax", "log softmax", "layer", "rms", "l2",
         "lrn", "sum", "mean", "fused global"]
TYPES = [(np.int8, TensorProto.INT8, 0), (np.uint8, TensorProto.UINT8, 128),
         (np.int16, TensorProto.INT16, 0)]
LRN = {"size": 3, "beta": 0.75, "bias": 1.0}


def operators(kind, length, alpha, factors, offsets):
    """(operator, attributes, constants) of a kind for rows in the last dimension."""
    axis = {"axis": -1}
    last = np.asarray([-1], np.int64)
    return {
        "fused softmax": ("Softmax", axis, []),
        "fused average": ("AveragePool", {"kernel_shape": [1, length]}, []),
        "fused global": ("AveragePool", {"kernel_shape": [1, length]}, []),
        "softmax": ("Softmax", axis, []),
        "log softmax": ("LogSoftmax", axis, []),
        "layer": ("LayerNormalization", axis | {"epsilon": alpha}, [factors, offsets]),
        "rms": ("RMSNormalization", axis | {"epsilon": alpha}, [factors]),
        "l2": ("LpNormalization", axis | {"p": 2}, []),
        "lrn": ("LRN", LRN | {"alpha": alpha}, []),
        "sum": ("ReduceSum", {"keepdims": 1}, [last]),
        "mean": ("ReduceMean", {"keepdims": 1}, [last]),
    }[kind]


def run(operator, codes, element, scales, zero_points):
    """One operator between DequantizeLinear and QuantizeLinear."""
    name, attributes, constants = operator
    values = [np.float32(scales[0]), codes.dtype.type(zero_points[0]), np.float32(scales[1]),
              codes.dtype.type(zero_points[1]), *constants]
    named = [numpy_helper.from_array(np.asarray(v), f"c{k}") for k, v in enumerate(values)]
    nodes = [helper.make_node("DequantizeLinear", ["x", "c0", "c1"], ["real"]),
             helper.make_node(name, ["real"] + [f"c{k + 4}" for k in range(len(constants))],
                              ["result"], **attributes),
             helper.make_node("QuantizeLinear", ["result", "c2", "c3"], ["y"])]
    ports = [helper.make_tensor_value_info(n, element, s) for n, s in (("x", codes.shape), ("y", None))]
    opset = 23 if name == "RMSNormalization" else 21
    model = helper.make_model(helper.make_graph(nodes, "g", ports[:1], ports[1:], named),
                              opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.x64quantprecision", "1")
    session = onnxruntime.InferenceSession(model.SerializeToString(), options,
                                           providers=["CPUExecutionProvider"])
    return session.run(None, {"x": codes})[0]


def output_quantization(kind, rng, info, in_scale, length):
    """Scale and zero point that results of a kind fill."""
    span = info.max - info.min + 1
    middle = int(rng.integers(info.min + span // 4, info.max - span // 4))
    if "softmax" in kind and not kind.startswith("log"):
        return f32(rng.choice([1 / span, 1.5 / span])), info.min
    return {"fused average": (f32(in_scale * rng.choice([0.4, 1.0])), middle),
            "fused global": (f32(in_scale * rng.choice([0.4, 1.0])), middle),
            "log softmax": (f32(16 / span), info.max),
            "layer": (f32(8 / span), middle),
            "rms": (f32(8 / span), middle),
            "l2": (f32(1.5 / span), middle),
            "lrn": (f32(in_scale), middle),
            "sum": (f32(in_scale * 3 * length ** 0.5), middle),
            "mean": (f32(in_scale * 0.7), middle)}[kind]


def record(writer, rng, kind, type_index, length):
    dtype, element, offset = TYPES[type_index]
    info = np.iinfo(dtype)
    rows = max(2, min(6, 120 // length))
    codes = rng.integers(info.min, info.max, (rows, length), dtype, endpoint=True)
    if rng.random() < 0.3:
        codes = codes // 16 + dtype(info.max // 3)
    scale = f32(2.0 ** rng.uniform(-8, -3) * (1 if info.max < 256 else 2.0 ** -8))
    zero_point = int(rng.integers(info.min, info.max))
    out_scale, out_zero = output_quantization(kind, rng, info, scale, length)
    alpha = f32(0.5 if kind == "lrn" else 1e-5)
    factors = rng.uniform(0.5, 2.0, length).astype(np.float32)
    offsets = rng.uniform(-1.0, 1.0, length).astype(np.float32)
    shaped = codes
    if kind == "lrn":
        shaped = codes[:, :, None, None]
    elif kind == "fused average":
        shaped = codes[None, None]
    elif kind == "fused global":  # a window as large as the map is another kernel
        shaped = codes[None, :, None]
    out = run(operators(kind, length, alpha, factors, offsets), shaped, element,
              (scale, out_scale), (zero_point, out_zero)).reshape(rows, -1)
    writer.ints(KINDS.index(kind), type_index)
    writer.floats(scale, out_scale)
    writer.ints(zero_point - offset, out_zero - offset, rows, length)
    writer.floats(alpha)
    writer.ints(out.shape[1])
    writer.array(factors, "<f4")
    writer.array(offsets, "<f4")
    writer.array(codes.astype(np.int32) - offset, "<i2")
    writer.array(out.astype(np.int32) - offset, "<i2")


def main():
    rng = np.random.default_rng(31)
    writer = Writer(sys.argv[1], "onnx_rows.bin")
    for kind in KINDS:
        for type_index in range(3):
            # Eight bits are fused, sixteen are not.
            if type_index == 2 and kind.startswith("fused") or type_index < 2 and kind == "softmax":
                continue
            for length in [1, 2, 5, 16, 100, 257]:
                record(writer, rng, kind, type_index, length)
    writer.close()


if __name__ == "__main__":
    main()
