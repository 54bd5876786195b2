"""Descriptions of model files, for `afe.apis.loaded_net.load_model`."""

import enum
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence


class ModelFormat(enum.Enum):
    """The kind of a model file."""

    onnx = ".onnx"
    tflite = ".tflite"


@dataclass(frozen=True)
class ImporterParams:
    """A model file and what is known about its inputs.

    Attributes:
        format: the kind of file.
        file_paths: the file.
        input_shapes: name -> shape, checked against the model's; may be empty.
        input_types: name -> ScalarType, checked against the model's; may be empty.
        output_names: checked against the model's; None for all.
    """

    format: ModelFormat
    file_paths: Sequence[str]
    input_shapes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    input_types: Mapping[str, Any] = field(default_factory=dict)
    output_names: Optional[Sequence[str]] = None


def onnx_source(model_path, shape_dict=None, dtype_dict=None, *, output_names=None):
    """A quantized ONNX model.

    Args:
        model_path: the .onnx file.
        shape_dict: name -> shape of each input. Optional: the model has them.
        dtype_dict: name -> ScalarType of each input. Optional, too.
        output_names: names of all outputs, to be checked.
    """
    return _source(ModelFormat.onnx, model_path, shape_dict, dtype_dict, output_names)


def tflite_source(model_path, shape_dict=None, dtype_dict=None, *, output_names=None):
    """A quantized TFLite model; arguments as of `onnx_source`."""
    return _source(ModelFormat.tflite, model_path, shape_dict, dtype_dict, output_names)


def _source(kind, model_path, shapes, types, output_names):
    path = Path(model_path)
    if path.suffix != kind.value:
        raise ValueError(f"{path}: a model of kind {kind.name} has a name that ends in "
                         f"{kind.value}")
    if not path.is_file():
        raise FileNotFoundError(f"{path}: there is no such file")
    return ImporterParams(kind, [str(path)], dict(shapes or {}), dict(types or {}), output_names)
