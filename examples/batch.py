#!/usr/bin/env python3
"""What a batch costs: the cycles of a sample at several batch sizes.

    python examples/batch.py model.tflite --sizes 1 4 16
"""

import argparse
import tempfile
from pathlib import Path

from afe.apis.model import Model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, help="quantized .onnx or .tflite file, or .sima")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    options = parser.parse_args()
    model = Model.load(options.model.name, str(options.model.parent))
    print(f"{'asked':>6} {'batch':>6} {'static':>12} {'dram':>12}   cycles a sample")
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            model.compile(output_path=folder, batch_size=size)
            report = model.report()
            batch = report.actual_batch_size
            print(f"{size:>6} {batch:>6} {report.static_cycles / batch:>12,.0f} "
                  f"{report.dram_cycles / batch:>12,.0f}")


if __name__ == "__main__":
    main()
