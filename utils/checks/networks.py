"""The networks that are checked, with real samples and golden vectors."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[2]
DIGITS = "digits"

# The int8 networks of the tests and of the bench.
NETWORKS = {
    DIGITS: None,
    "pretrainedResnet_quant": "mlperf-tiny",
    "kws_ref_model": "mlperf-tiny",
    "vww_96_int8": "mlperf-tiny",
    "ad01_int8": "mlperf-tiny",
    "str_ww_ref_model": "mlperf-tiny",
    "pretrainedResnet_large_int8": "mlperf-tiny",
    "micro_speech_quantized": "audio",
    "keyword_spotting_on_off_v3": "audio",
    "person_detect": "classification",
    "mnist_resnet_q": "classification",
}

# Golden vectors are those of tflite-micro's reference kernels; its fully connected
# layer rounds twice and LiteRT's once, which shows in a network of nothing else.
# There the other executor's output is LiteRT's.
GOLDEN_EXECUTOR = {"ad01_int8": "xnn"}

# What README and index of the collection name as samples of the two networks.
CIFAR = "samples/mlcommons-tiny/cifar10_taxi_s_001241_chw_u8.bin"
SPEECH = "samples/mlcommons-tiny/kws_inputs_s8.bin"
PHOTOGRAPHS = ["samples/tflite-micro/person.bmp", "samples/tflite-micro/no_person.bmp"]


@dataclass
class Network:
    """A .tflite file; `root` is the directory of the collection or None."""
    name: str
    path: Path
    root: Path | None

    def samples(self):
        """(label, array) of each real input."""
        if self.name == DIGITS:
            images = np.load(self.path.parent / "images.npy")
            return [(f"image {k}", images[k:k + 1]) for k in range(len(images))]
        if self.name.startswith("pretrainedResnet"):
            planes = np.fromfile(self.root / CIFAR, np.uint8).reshape(1, 3, 32, 32)
            pixels = planes.transpose(0, 2, 3, 1).astype(np.int16) - 128
            return [(Path(CIFAR).name, np.ascontiguousarray(pixels.astype(np.int8)))]
        if self.name == "kws_ref_model":
            return [(Path(SPEECH).name, np.fromfile(self.root / SPEECH, np.int8))]
        if self.name == "person_detect":
            return [(Path(file).name, last_bytes(self.root / file, 96 * 96))
                    for file in PHOTOGRAPHS]
        return []

    def golden(self):
        """(executor, input, its output) of a fixed pseudo-random vector, or None."""
        executor = GOLDEN_EXECUTOR.get(self.name, "tflm")
        directory = self.root / "golden" / self.name if self.root else None
        if directory is None or not (directory / f"{executor}.out0.bin").exists():
            return None
        return (executor, np.fromfile(directory / "in0.bin", np.int8),
                np.fromfile(directory / f"{executor}.out0.bin", np.int8))


def last_bytes(path, count):
    """The pixels of an image file without compression."""
    return np.frombuffer(path.read_bytes()[-count:], np.int8)


def find(names):
    """Networks by name; all that are there when no name is given."""
    root = Path(os.environ["SIMA_MODELS"]) if os.environ.get("SIMA_MODELS") else None
    found = []
    for name in names or NETWORKS:
        if name not in NETWORKS:
            raise ValueError(f"network '{name}'; use some of {', '.join(NETWORKS)}")
        if name == DIGITS:
            path = REPOSITORY / "test/Models/digits/digits.tflite"
        elif root:
            path = root / NETWORKS[name] / f"{name}.tflite"
        elif names:
            raise ValueError(f"network '{name}' needs the environment variable SIMA_MODELS")
        else:
            continue
        found.append(Network(name, path, root if name != DIGITS else None))
    return found
