"""Reads .npy files with the standard library alone.

For: demo and bench, which have to start without NumPy.
"""

import ast


def read_npy(path):
    """The type ("|i1"), the shape and the little-endian bytes of a C-ordered array."""
    data = path.read_bytes()
    if data[:6] != b"\x93NUMPY":
        raise ValueError(f"{path}: no .npy file")
    width = 2 if data[6] == 1 else 4
    begin = 8 + width
    end = begin + int.from_bytes(data[8:begin], "little")
    header = ast.literal_eval(data[begin:end].decode())
    if header["fortran_order"]:
        raise ValueError(f"{path}: columns first, expected rows first")
    return header["descr"], header["shape"], data[end:]
