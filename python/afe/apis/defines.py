"""Targets, layouts and modes."""

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Tuple

from afe import _sima
from afe.ir.defines import InputName
from afe.ir.tensor_type import ScalarType

__all__ = ["InputName", "L2CachingMode", "RequantizationMode", "ScalarType", "Target",
           "TensorDRAMLayout", "TensorTessellateParameters", "gen1_target", "gen2_target",
           "gen_custom_target"]


@dataclass(frozen=True)
class Target:
    """A machine that networks are compiled for.

    Attributes:
        name: a built-in name, or that of the description.
        description: YAML text of a machine; empty for built-in ones.
    """

    name: str
    description: str = ""

    @property
    def clock_ghz(self):
        """The clock in GHz: one cycle is 1 / clock_ghz nanoseconds."""
        return _number(self._field("clock_ghz"))

    def _field(self, key):
        text = self.description or _sima.machine(self.name)
        for line in text.splitlines():
            if line.startswith(key + ":"):
                return line.split(":", 1)[1].strip()
        raise ValueError(f"target {self.name} has no {key}")


def _number(text):
    """'60' or '15/4' as a float."""
    numerator, _, denominator = text.partition("/")
    return float(numerator) / float(denominator or 1)


gen1_target = Target("mlsoc")
"""MLSoC, the first generation."""

gen2_target = Target("modalix")
"""Modalix, the second generation."""


def gen_custom_target(description):
    """The machine of a YAML file, or a built-in one by name.

    Raises SimaError, naming key, value and limit, if it is none (docs/machine.md).
    """
    path = Path(description)
    text = _sima.machine(str(description))  # validates, and has the canonical form
    if not path.is_file():
        return Target(str(description))
    name = next(line.split(":", 1)[1].strip() for line in text.splitlines()
                if line.startswith("name:"))
    return Target(name, text)


class TensorDRAMLayout(enum.Enum):
    """The order of a boundary tensor in DRAM; HWC16 pads channels to a multiple of 16."""

    HWC = "HWC"
    HWC16 = "HWC16"


@dataclass
class TensorTessellateParameters:
    """How a tensor at the border of a segment lies in DRAM.

    Attributes:
        tile_shape: shape (n, h, w, c) of a slice; 0 is left to the compiler.
        enable_mla: the MLA's DMA reads or writes the tensor itself, without an EV74 stage.
        dram_layout: None is left to the compiler.
        align_c16: pads the channels of a slice to a multiple of 16; None as by default.
        cblock: stores a slice as [c/16][h][w][16], for the EV74; None as by default.
    """

    tile_shape: Tuple[int, int, int, int] = (0, 0, 0, 0)
    enable_mla: bool = False
    dram_layout: Optional[TensorDRAMLayout] = None
    align_c16: Optional[bool] = None
    cblock: Optional[bool] = None


class RequantizationMode(enum.Enum):
    """How sums of products become codes.

    tflite: as the model's framework computes it, bit for bit.
    sima: by a power of two per channel, which is cheaper and less exact.
    """

    sima = "shift"
    tflite = "source"


class L2CachingMode(enum.Enum):
    """Which constants stay in local memory from one execution to the next."""

    NONE = "none"
    SINGLE_MODEL = "single-model"


_OF_QUANTIZATION = {"CalibrationMethod", "QuantizationParams", "bfloat16_quantization",
                    "bfloat16_scheme", "default_calibration", "default_quantization",
                    "int16_quantization", "quantization_scheme"}


def __getattr__(name):
    """Says of names of the vendor's quantizer what to do instead."""
    if name in _OF_QUANTIZATION:
        raise ImportError(
            f"{name} is about quantization, which is not part of this compiler; quantize the model "
            "where it comes from, load that, and call convert_to_sima_quantization()")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
