#!/usr/bin/env python3
"""Writes standard topologies as QDQ ONNX files with random weights.

For: time and scale; what the networks compute means nothing. A name is a
topology and a number: the rows and columns of the input (resnet50-224), the layers
of a chain (chain-100), the size of a matrix (matmul-1024). The same name gives the
same bytes.
"""

import argparse
import sys
from pathlib import Path

from builder import Network
from topologies import TOPOLOGIES

LIMIT = 16384


def generate(name, directory):
    """Writes NAME.onnx; returns its path."""
    topology, _, number = name.rpartition("-")
    if topology not in TOPOLOGIES or not number.isdigit() or not 1 <= int(number) <= LIMIT:
        sys.exit(f"error: network '{name}'; names are a topology and a number up to {LIMIT}: "
                 + ", ".join(f"{t}-N" for t in TOPOLOGIES))
    net = Network(name)
    TOPOLOGIES[topology](net, int(number))
    path = directory / f"{name}.onnx"
    net.save(path)
    return path


def main():
    summary, _, rest = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=summary, epilog=rest)
    parser.add_argument("names", nargs="+", metavar="NAME", help="resnet50-224, ...")
    parser.add_argument("-o", "--output", type=Path, default=Path("."), metavar="DIR")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    for name in options.names:
        print(generate(name, options.output))


if __name__ == "__main__":
    main()
