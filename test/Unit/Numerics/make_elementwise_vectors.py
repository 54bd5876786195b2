#!/usr/bin/env python3
"""Writes the vectors of GoldenElementwiseTest.cpp: elementwise operators of
LiteRT's reference kernels, one model each.

    make_elementwise_vectors.py Inputs

Needs ai-edge-litert (see utils/oracle); the problems are the random ones of
utils/oracle/check_elementwise.py. Every file is a sequence of records of
little-endian fields:

    operator (code of the schema), its number (float32: slope, activation, ...),
    types of operands and result (0 int8, 1 uint8, 2 int16; int32 each),
    then scale (float32) and zero point (int32) of operands and result.

unary.bin     one operand, 8 bits: first code, number of codes, a result each
unary16.bin   one operand, int16: first code, number of blocks of 256 codes, a
              digest each
binary.bin    two operands, 8 bits: a digest of the results for each code of the
              left operand, without divisors that are their zero point
binary16.bin  two operands, int16 (slopes of PRELU int8): number of pairs, left
              codes, right codes, results
"""

import pathlib
import struct
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "utils" / "oracle"))
import check_elementwise as elementwise  # noqa: E402  (needs the path above)

TYPES = {"int8": 0, "uint8": 1, "int16": 2}
# Problems besides the first six of each kind: here 1 + erf(x) has other samples
# than erfc(-x).
MORE = {("GELU", "int16"): (51, 52)}
RESULTS = {"int8": "i1", "uint8": "u1", "int16": "<i2"}


def header(problem):
    types = [x.dtype.name for x, _ in problem.operands] + [problem.out_dtype.name]
    fields = struct.pack("<if", getattr(elementwise.Operator, problem.operator), problem.number)
    fields += struct.pack(f"<{len(types)}i", *(TYPES[name] for name in types))
    for scale, zero_point in [q for _, q in problem.operands] + [problem.out_q]:
        fields += struct.pack("<fi", scale, zero_point)
    return fields


def digest(codes):
    """32-bit FNV-1a of the bytes of an array."""
    value = 2166136261
    for byte in codes.tobytes():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def digests(blocks):
    return struct.pack(f"<{len(blocks)}I", *(digest(block) for block in blocks))


def unary(problem, result):
    first = int(problem.operands[0][0][0])
    if problem.case.wide:
        return struct.pack("<ii", first, result.size // 256) + digests(result.reshape(-1, 256))
    return struct.pack("<ii", first, result.size) + result.tobytes()


def binary(problem, result):
    left = problem.operands[0][0]
    if not problem.case.wide:
        return digests([result[left == code] for code in problem.case.codes()])
    right = problem.operands[1][0]
    count = 256
    return struct.pack("<i", count) + b"".join(x[:count].tobytes() for x in (left, right, result))


def main():
    directory = pathlib.Path(sys.argv[1])
    files = {name: bytearray() for name in ("unary", "unary16", "binary", "binary16")}
    for name, (_, types) in elementwise.PROBLEMS.items():
        for dtype in types.split():
            if (name, dtype) == ("SQRT", "int16"):
                continue  # a float32 function of every code, which is not implemented
            for k in (*range(6), *MORE.get((name, dtype), ())):
                problem = elementwise.make(name, dtype, 99, k)
                wide = "16" if problem.case.wide else ""
                result = problem.run().astype(RESULTS[problem.out_dtype.name])
                kind, write = ("unary", unary) if len(problem.operands) == 1 else ("binary", binary)
                files[kind + wide] += header(problem) + write(problem, result)
    for name, data in files.items():
        (directory / f"{name}.bin").write_bytes(data)


if __name__ == "__main__":
    main()
