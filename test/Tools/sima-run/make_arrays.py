"""Writes the arrays of these tests into the directory that is named."""

import json
import struct
import sys
from pathlib import Path


def npy(path, dtype, shape, data):
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
    header = header.ljust(117) + "\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data)


def main():
    directory = Path(sys.argv[1])
    npy(directory / "int8.npy", "|i1", "(1, 4)", struct.pack("4b", 4, -4, 0, 7))
    npy(directory / "flat.npy", "|i1", "(4,)", struct.pack("4b", 5, 1, -3, 1))
    npy(directory / "short.npy", "|i1", "(3,)", bytes(3))
    npy(directory / "float.npy", "<f4", "(4,)", bytes(16))
    oracle = directory / "oracle"
    oracle.mkdir()
    # lhs/2 + (rhs - 1)/4 in steps of 1/2, twice.
    npy(oracle / "0.npy", "|i1", "(1, 4)", struct.pack("4b", 6, -4, -2, 7))
    npy(oracle / "1.npy", "|i1", "(1, 4)", struct.pack("4b", 8, -4, -4, 7))
    # The same from a framework whose sums are in any order, in uint8.
    near = directory / "near"
    near.mkdir()
    npy(near / "0.npy", "|u1", "(1, 4)", bytes(128 + code for code in (6, -3, -2, 7)))
    npy(near / "1.npy", "|i1", "(1, 4)", struct.pack("4b", 8, -3, -4, 7))
    tensors = [{"name": "add", "file": "0.npy", "kind": "intermediate", "tolerance": 1},
               {"name": "sum", "file": "1.npy", "kind": "output"}]
    (near / "index.json").write_text(json.dumps({"tensors": tensors}))
    permuted = directory / "permuted"
    permuted.mkdir()
    npy(directory / "map.npy", "|i1", "(1, 1, 2, 3)", bytes(range(6)))
    npy(permuted / "0.npy", "|i1", "(1, 3, 1, 2)", bytes([0, 3, 1, 4, 2, 5]))
    npy(permuted / "1.npy", "|i1", "(1, 1, 2, 3)", bytes(range(6)))
    (permuted / "index.json").write_text(json.dumps({"tensors": [
        {"name": "sum", "file": "0.npy", "kind": "intermediate"},
        {"name": "same order", "file": "1.npy", "kind": "intermediate"},
        {"name": "y", "file": "0.npy", "kind": "output"}]}))
    tensors = [{"name": "add", "file": "0.npy", "kind": "intermediate"},
               {"name": "sum", "file": "1.npy", "kind": "output"}]
    (oracle / "index.json").write_text(json.dumps({"tensors": tensors}))


if __name__ == "__main__":
    main()
