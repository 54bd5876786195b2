#!/usr/bin/env python3
"""The short table of README.md: some networks of docs/bench.md, at one sample on mlsoc.

For: `./run bench --update-docs`, and test/Docs/readme-table.test (--check). The figures
are those of docs/bench.md, so that there is one measurement. Standard library only.
"""

import argparse
import re
import sys
from pathlib import Path

from page import BLOCK, differences, update
from tables import table

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
TARGET = "mlsoc"

# Network of docs/bench.md -> what people know it as.
NETWORKS = {
    "kws_ref_model": "DS-CNN, keyword spotting (MLPerf Tiny)",
    "pretrainedResnet_quant": "ResNet8, CIFAR-10 (MLPerf Tiny)",
    "vww_96_int8": "MobileNetV1 0.25, 96×96 (MLPerf Tiny)",
    "mobilenet_v2_1.0_224_quant": "MobileNetV2, 224×224",
    "resnet50-224": "ResNet-50, 224×224 (random weights)",
    "coco_ssd_mobilenet_v1_1.0_quant_2018_06_29": "SSD MobileNetV1 with post-processing, 300×300",
    "movenet_single_pose_lightning_ptq": "MoveNet Lightning, 192×192",
    "deeplabv3_mnv2_dm05_pascal_quant": "DeepLabV3 MobileNetV2 0.5, 513×513",
    "yolov8n-640": "YOLOv8n, 640×640 (random weights)",
}
COLUMNS = {"static": "static cycles", "efficiency": "of the bound", "dram": "dram cycles",
           "efficiency dram": "of the bound"}


def rows_of(text):
    """Network -> column -> cell, of single samples, from the table of the target."""
    section = re.search(rf"^### {TARGET}\n(.*?)^#", text, re.DOTALL | re.MULTILINE)[1]
    lines = [[cell.strip() for cell in line.strip("|\n").split("|")]
             for line in section.splitlines() if line.startswith("|")]
    titles, found = lines[0], {}
    second = titles.index("efficiency", titles.index("efficiency") + 1)
    titles[second] = "efficiency dram"
    for cells in lines[2:]:
        row = dict(zip(titles, cells))
        if row["batch"] == "1" and row.get("constants", "brought") == "brought":
            found[row["network"]] = row
    return found


def block():
    """The block of README.md by its name."""
    rows = rows_of((ROOT / "docs/bench.md").read_text())
    lines = [[title, *(rows[name][key] for key in COLUMNS)]
             for name, title in NETWORKS.items() if name in rows]
    return {"headline": table(["network", *COLUMNS.values()], lines)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    if not parser.parse_args().check:
        update(README, block())
        return 0
    shown = next(match[3] for match in BLOCK.finditer(README.read_text())
                 if match[2] == "headline")
    errors = differences(README, block())
    print("\n".join(errors) or f"README.md: {len(shown.splitlines()) - 2} networks as in docs/bench.md")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
