"""Writes the models of a test file as .onnx and prints what the importer says.

A test holds models in the text form of the onnx package, each between a line
`MODEL name` and a line `END`; `OPSET n` before it (13 unless given) is the operator
set, of com.microsoft 1. A model is one graph:

    MODEL relu
    g (float[1,4] x) => (float[1,4] y) <float s = {0.5}, int8 z = {0}> {
      q = QuantizeLinear (x, s, z)
      y = DequantizeLinear (q, s, z)
    }
    END

With a tool every model is imported, and one line printed: its name, the exit code, and
the error. Not for: models that the text form cannot say.

usage: import_models.py TEST_FILE OUTPUT_DIR [sima-translate]
"""

import pathlib
import re
import subprocess
import sys

import onnx
import onnx.parser


def main():
    test, output, *tool = sys.argv[1:]
    output = pathlib.Path(output)
    output.mkdir(parents=True, exist_ok=True)
    text = pathlib.Path(test).read_text()
    pattern = r"^(?:OPSET (\d+)\n)?MODEL (\S+)\n(.*?)^END$"
    for opset, name, graph in re.findall(pattern, text, re.M | re.S):
        header = f'<ir_version: 8, opset_import: ["" : {opset or 13}, "com.microsoft" : 1]>\n'
        model = onnx.parser.parse_model(header + graph)
        path = output / f"{name}.onnx"
        path.write_bytes(model.SerializeToString())
        if not tool:
            continue
        done = subprocess.run([*tool, "--import-onnx", path], capture_output=True, text=True)
        said = done.stderr.replace(f"{output}/", "").strip() if done.returncode else "imported"
        print(f"{name}: exit {done.returncode}, {len(said.splitlines())} line: {said}")


if __name__ == "__main__":
    main()
