#!/usr/bin/env python3
"""The bundled network through every stage: compiled, executed, compared.

For: `./run demo`. Compiles test/Models/digits, executes the archive on its 50
images and compares every result with the reference interpreter and with
LiteRT's reference kernels. Exit code 1 if a byte differs. Standard library only.
"""

import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from npy import read_npy  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "test/Models/digits"
TRACED_IMAGES = 5


class Demo:
    def __init__(self, build, folder):
        self.bin, self.folder = build / "bin", folder
        self.archive = folder / "digits_mpk.tar.gz"
        self.module = folder / "digits.mlir"

    def tool(self, name, *arguments, may_differ=False):
        """Runs a tool and returns what it printed; ends the demo if it fails."""
        run = subprocess.run([self.bin / name, *arguments], stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if run.returncode and not (may_differ and run.stdout):
            sys.exit(f"{name} failed with exit code {run.returncode}:\n{run.stderr}")
        return run.stdout

    def execute(self, image):
        """Executes the archive on the image in that file.

        Returns the output's bytes, the simulator's report and how many bytes
        differ from the interpreter's.
        """
        out = self.folder / f"{image.stem}"
        text = self.tool("sima-run", self.archive, "--input", f"image={image}", "--json",
                         "--compare", self.module, "-o", out, may_differ=True)
        result = json.loads(text)
        _, _, data = read_npy(next(out.glob("*.npy")))
        return data, result["stages"][0]["report"], differing(result)

    def trace(self, image, golden):
        """How many bytes of all activations differ between interpreter and LiteRT."""
        text = self.tool("sima-run", self.module, "--input", f"image={image}", "--json",
                         "--compare", golden, may_differ=True)
        return differing(json.loads(text))


def differing(result):
    """The bytes that a run found different; nothing compared is no success."""
    comparison = result["comparison"]
    if not comparison["tensors"]:
        sys.exit("error: sima-run compared no tensor")
    return comparison["differing_bytes"]


def split_images(folder):
    """Writes each bundled image to a file of raw bytes."""
    _, shape, data = read_npy(MODEL / "images.npy")
    size = len(data) // shape[0]
    files = []
    for k in range(shape[0]):
        files.append(folder / f"image{k:02}.bin")
        files[-1].write_bytes(data[k * size:(k + 1) * size])
    return files


def relative(path):
    """The path as one would type it from the root of the checkout."""
    return os.path.relpath(path, ROOT)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    folder = options.build / "demo"
    (folder / "images").mkdir(parents=True, exist_ok=True)
    demo = Demo(options.build, folder)
    compile_line = f"build/bin/sima-compile {relative(MODEL / 'digits.tflite')} -o build/demo"

    print(f"== {compile_line}")
    print(demo.tool("sima-compile", MODEL / "digits.tflite", "-o", folder, "--name", "digits"),
          end="")
    demo.tool("sima-translate", "--import-tflite", "--mlir-print-debuginfo",
              MODEL / "digits.tflite", "-o", demo.module)

    images = split_images(folder / "images")
    print(f"\n== build/bin/sima-run build/demo/digits_mpk.tar.gz, {len(images)} images")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = list(pool.map(demo.execute, images))
        goldens = [MODEL / "golden" / str(k) for k in range(TRACED_IMAGES)]
        traced = sum(pool.map(demo.trace, images, goldens))

    labels = read_npy(MODEL / "labels.npy")[2]
    expected = read_npy(MODEL / "golden/probabilities.npy")[2]
    found = b"".join(data for data, _, _ in runs)
    classes = [max(range(len(data)), key=lambda i: data[i] ^ 0x80) for data, _, _ in runs]
    right = sum(a == b for a, b in zip(classes, labels))
    from_interpreter = sum(differing for _, _, differing in runs)
    from_litert = sum(a != b for a, b in zip(found, expected)) + abs(len(found) - len(expected))
    report = runs[0][1]

    print(f"accuracy    {right} of {len(runs)} images, {100 * right / len(runs):.0f} %")
    print(f"cycles      {report['static_total']} static, {report['dram_total']} dram, executed"
          " (the bounds stand above)")
    print(f"archive     {relative(demo.archive)}, {demo.archive.stat().st_size} bytes")
    print(f"""
Next:
  {compile_line} --emit schedule      # the IR after a phase, here with time and memory
  tar xzf build/demo/digits_mpk.tar.gz -C build/demo && build/bin/sima-objdump build/demo/digits_stage1_mla.elf
  build/bin/sima-run build/demo/digits_mpk.tar.gz --input image=build/demo/images/image00.bin --timeline build/demo/timeline.jsonl
""")
    print(f"LiteRT reference kernels = interpreter: every activation of {TRACED_IMAGES} images, "
          f"{traced} differing bytes")
    print(f"LiteRT = interpreter = executed ELF: {len(found)} bytes of output of {len(runs)} images, "
          f"{max(from_interpreter, from_litert)} differing bytes")
    return 1 if traced or from_interpreter or from_litert else 0


if __name__ == "__main__":
    sys.exit(main())
