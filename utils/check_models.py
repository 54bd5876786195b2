#!/usr/bin/env python3
"""Compares the reference interpreter with LiteRT on real networks.

For each .tflite file: imports it, runs it on random inputs with LiteRT's
reference kernels and with sima-run, and compares every tensor bit for bit.
Needs ai-edge-litert and numpy. Models come from the command line or, as paths
relative to it, from the directory in the environment variable SIMA_MODELS.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "oracle"))
import tflite_oracle  # noqa: E402

# ResNet8 and DS-CNN of MLPerf Tiny.
DEFAULT_MODELS = ["mlperf-tiny/pretrainedResnet_quant.tflite", "mlperf-tiny/kws_ref_model.tflite"]


def import_model(tools, model, output):
    subprocess.run([tools / "sima-translate", "--import-tflite", "--mlir-print-debuginfo",
                    model, "-o", output], check=True)


def check_run(tools, mlir, oracle, arrays, directory):
    """One run; returns whether it is equal, what sima-run says, and seconds."""
    tflite_oracle.write_run(oracle, oracle.run(arrays), directory)
    command = [tools / "sima-run", mlir, "--compare", directory]
    for index, array in enumerate(arrays):
        file = directory / f"input{index}.npy"
        np.save(file, array)
        command += ["--input", f"{index}={file}"]
    start = time.monotonic()
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.returncode == 0, result.stdout + result.stderr, time.monotonic() - start


def check_model(tools, model, runs, seed):
    """All runs of one model; prints one line and returns whether all are equal."""
    oracle = tflite_oracle.Oracle(model)
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary)
        import_model(tools, model, directory / "model.mlir")
        seconds = 0.0
        for run in range(runs):
            arrays = tflite_oracle.random_inputs(oracle.inputs, rng)
            equal, text, used = check_run(tools, directory / "model.mlir", oracle, arrays,
                                          directory / str(run))
            seconds += used
            if not equal:
                print(f"{model.name}: run {run} (seed {seed}) differs\n{text}", end="")
                return False
    summary = text.splitlines()[-1]
    print(f"{model.name}: {runs} runs equal, {seconds / runs:.2f} s each; last: {summary}")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("models", nargs="*", default=DEFAULT_MODELS)
    parser.add_argument("--tools", required=True, type=Path, help="directory of the executables")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    root = Path(os.environ.get("SIMA_MODELS", "."))
    equal = True
    for model in options.models:
        try:
            equal &= check_model(options.tools, root / model, options.runs, options.seed)
        except (OSError, ValueError, RuntimeError, subprocess.CalledProcessError) as error:
            print(f"{model}: {error}")
            equal = False
    sys.exit(0 if equal else 1)


if __name__ == "__main__":
    main()
