"""Runs each example and looks at what it prints.

Usage: examples.py SOURCE FOLDER
"""
import struct
import subprocess
import sys
from pathlib import Path

source, folder = Path(sys.argv[1]), Path(sys.argv[2])
model = source / "test" / "Models" / "digits" / "digits.tflite"
image = model.parent / "golden" / "0" / "000_image.npy"


def example(name, *arguments, code=0):
    run = subprocess.run([sys.executable, source / "examples" / f"{name}.py",
                          *map(str, arguments)], cwd=folder, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.returncode == code, (name, run.stdout, run.stderr)
    return run.stdout if code == 0 else run.stderr


labels = folder / "labels.txt"
labels.write_text("\n".join(["zero", "one", "two", "three", "four", "five", "six", "seven"]))
text = example("compile_first_model", model, "--validate", image, "--labels", labels)
assert "class 7 (seven)" in text and "outputs equal" in text
assert "MLA_0 on MLA, slice_MLA_0_slice_transform on EV74" in text, text
text = example("compile_first_model", model, "--no-mla-tessellation", "--device", "mlsoc",
               "--batch-size", 8)
assert "batch 8 of 8" in text and "tessellate_image" in text, text
assert "digits_mpk.tar.gz" in example("compile_first_model")
assert "modalix" not in example("compile_first_model", "--model", model, "--boardtype", "mlsoc")
text = example("compile_first_model", folder / "no.tflite", code=1)
assert text.startswith("error: ") and "no.tflite" in text and text.count("\n") == 1, text
print("compile_first_model: archive")

rows = example("batch", model).splitlines()[1:]
costs = [int(row.split()[-1].replace(",", "")) for row in rows]
assert costs == sorted(costs, reverse=True), costs
print(f"batch: {len(rows)} sizes")

rows = example("tessellation", model).splitlines()
assert all("outputs equal" in row for row in rows), rows
print(f"tessellation: {len(rows)} layouts")

rows = example("read_archive", folder / "compiled" / "digits_mpk.tar.gz").splitlines()
print(f"read_archive: {sum('  MLA_0/' in row for row in rows)} layers")

try:
    import matplotlib
    example("plot_layers", model, "--output", folder / "layers.png")
    header = (folder / "layers.png").read_bytes()[:24]
    assert header.startswith(b"\x89PNG"), header
    print("plot_layers: picture of %dx%d" % struct.unpack(">II", header[16:]))
except ImportError:
    assert "pip install matplotlib" in example("plot_layers", model, code=1)
    print("plot_layers: matplotlib is not installed")
