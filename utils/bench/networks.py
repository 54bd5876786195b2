"""The networks of a bench: where they are, and how names choose among them.

Three kinds: the bundled one; files under SIMA_MODELS; standard topologies with
random weights, which utils/networks writes when they are needed (NumPy and onnx).
"""

import fnmatch
import os
import re
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from programs import BenchError, run

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = ROOT / "utils/networks/generate.py"
BUNDLED = ROOT / "test/Models/digits/digits.tflite"
FOLDERS = ["mlperf-tiny", "classification", "detection", "segmentation", "pose",
           "super-resolution", "audio", "onnx"]
SUFFIXES = [".tflite", ".onnx"]
GENERATED = ["resnet18-224", "resnet50-224", "mobilenetv1-224", "mobilenetv2-224",
             "efficientnet_lite0-224", "yolov8n-640", "unet-256", "vit-224"]


@dataclass(frozen=True)
class Network:
    """`name` is the file's stem; a network without a path is generated."""
    name: str
    path: Path | None = None

    def file(self, folder):
        """The model; a generated one is written into `folder`."""
        if self.path:
            return self.path
        run([sys.executable, GENERATOR, self.name, "-o", folder])
        return folder / f"{self.name}.onnx"


def can_generate():
    return bool(find_spec("numpy") and find_spec("onnx"))


def available():
    """All networks that are there, in a fixed order, and lines that say what is not."""
    found, missing = [Network(BUNDLED.stem, BUNDLED)], []
    models = os.environ.get("SIMA_MODELS")
    if models:
        found += [Network(path.stem, path) for folder in FOLDERS
                  for path in sorted(Path(models, folder).glob("*")) if path.suffix in SUFFIXES]
    else:
        missing.append("real networks: SIMA_MODELS is not set")
    if can_generate():
        found += [Network(name) for name in GENERATED]
    else:
        missing.append(f"generated networks: {sys.executable} has no NumPy or no onnx; "
                       "./run bench installs them")
    return found, missing


def chosen(found, pattern):
    """The networks of a name, a pattern of names, a file, or a name the generator knows."""
    matches = [network for network in found if fnmatch.fnmatchcase(network.name, pattern)]
    if matches:
        return matches
    path = Path(pattern)
    if path.suffix in SUFFIXES and path.is_file():
        return [Network(path.stem, path)]
    if re.fullmatch(r"[a-z0-9_]+-[0-9]+", pattern) and can_generate():
        return [Network(pattern)]
    raise BenchError(f"network '{pattern}'; there are "
                     + ", ".join(network.name for network in found)
                     + ("" if os.environ.get("SIMA_MODELS") else "; others need SIMA_MODELS")
                     + "; a file and a name of utils/networks are networks too")


def select(found, patterns):
    """The networks of all patterns, each once; all if there is no pattern."""
    if not patterns:
        return found
    return list(dict.fromkeys(network for pattern in patterns
                              for network in chosen(found, pattern)))
