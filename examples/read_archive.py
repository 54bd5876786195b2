#!/usr/bin/env python3
"""Reads an archive without the compiler: stages, batch, and cycles of layers.

    python examples/read_archive.py out/model_mpk.tar.gz
"""

import argparse
import json
import tarfile
from pathlib import Path


def read(path):
    """(manifest, statistics by file name) of an archive."""
    with tarfile.open(path) as archive:
        texts = {name: archive.extractfile(name).read().decode()
                 for name in archive.getnames() if name.endswith((".json", ".yaml"))}
    manifest = json.loads(next(text for name, text in texts.items() if name.endswith(".json")))
    return manifest, {name: text for name, text in texts.items() if name.endswith(".yaml")}


def layers(text):
    """(name, start cycle, end cycle) of each layer in a _mla_stats.yaml file."""
    found, current = [], {}
    for line in text.splitlines():
        key, _, value = line.strip().partition(":")
        if line and not line.startswith(" "):
            current = {}
            found.append(current)
        elif value:
            current[key] = value.strip().strip('"')
    return [(layer["name"], int(layer["start_cycle"]), int(layer["end_cycle"]))
            for layer in found if "start_cycle" in layer]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path, help="<model>_mpk.tar.gz")
    options = parser.parse_args()
    manifest, statistics = read(options.archive)
    for stage in manifest["plugins"]:
        params = stage["config_params"]
        print(f"{stage['sequence']:>3} {stage['processor']:5} {stage['name']}, batch "
              f"{params['actual_batch_size']} of {params['desired_batch_size']}")
    for name, text in statistics.items():
        print(f"{name}: static schedule")
        for layer, start, end in layers(text):
            print(f"  {end - start + 1:>10,}  {layer}")


if __name__ == "__main__":
    main()
