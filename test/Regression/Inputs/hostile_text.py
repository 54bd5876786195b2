"""Writes the files of hostile-text.test into a folder."""

import pathlib
import sys

FILES = {
    "metadata.mlir": "{-# dialect_resources: { builtin: { a:\n",
    "crossed.mlir": "{-# dialect_resources: { builtin: { a: #-} } }",
    "deep.mlir": "module attributes {a = " + "[" * 300000,
    "affine.mlir": "module attributes {a = affine_map<(d0) -> (" + "-" * 300000 + "d0)>} {}",
    "digits.mlir": "module attributes {a = " + "9" * 1000000 + "} {}",
    "blob.mlir": '{-# dialect_resources: { builtin: { a: "0x00000000ff" } } #-}',
    "bytecode.mlir": "ML\xefR\rMLIR19\0",
    "digits.s": "set d0, base, " + "9" * 1000000 + "\n",
    "good.mlir": 'module attributes {x.a = "(\\"[<{{"} { // ((\n'
                 "  func.func @test() { return }\n}\n",
}

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, text in FILES.items():
    (folder / name).write_text(text, encoding="latin-1")
