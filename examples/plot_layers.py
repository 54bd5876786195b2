#!/usr/bin/env python3
"""Draws the cycles of each layer, and what of them waits for DRAM, into a PNG file.

Needs matplotlib.

    python examples/plot_layers.py model.tflite --output layers.png
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from afe.apis.model import Model

COMPUTE, WAIT, INK = "#2a78b5", "#d9822b", "#222222"


def draw(report, path):
    """Bars from first layer to last: static cycles, and those that stalls add."""
    try:
        import matplotlib
    except ImportError:
        sys.exit("error: this example draws with matplotlib; `pip install matplotlib`")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    layers = report.layers
    static = np.asarray(layers.static_cycles)
    waiting = np.maximum(np.asarray(layers.dram_cycles) - static, 0)
    places = np.arange(len(layers))
    height = min(40.0, max(2.5, 0.22 * len(layers) + 1.4))
    figure, axes = pyplot.subplots(figsize=(9, height), layout="constrained")
    axes.barh(places, static, color=COMPUTE, label="static schedule")
    axes.barh(places, waiting, left=static, color=WAIT, label="waiting for DRAM")
    axes.set_yticks(places, [name.split("/")[-1] for name in layers.name], fontsize=8)
    axes.invert_yaxis()
    axes.margins(y=0.01)
    axes.set_xlabel("cycles", color=INK)
    axes.set_title(f"{Path(report.archive).name}: {report.static_cycles:,} static, "
                   f"{report.dram_cycles:,} dram cycles on {report.target}", fontsize=10)
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    for side in "top", "right":
        axes.spines[side].set_visible(False)
    figure.savefig(path, dpi=120)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, help="quantized .onnx or .tflite file, or .sima")
    parser.add_argument("--output", type=Path, default=Path("layers.png"))
    options = parser.parse_args()
    model = Model.load(options.model.name, str(options.model.parent))
    draw(model.report(), options.output)
    print(f"{options.output}: {len(model.report().layers)} layers")


if __name__ == "__main__":
    main()
