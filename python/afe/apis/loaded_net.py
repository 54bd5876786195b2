"""From a model file to a Model."""

import logging
from typing import Optional

import numpy as np

from afe import _sima
from afe.apis import _arguments
from afe.apis.defines import RequantizationMode, Target, gen1_target
from afe.apis.model import Model
from afe.ir.tensor_type import ScalarType
from afe.load.importers.general_importer import ImporterParams, onnx_source, tflite_source

__all__ = ["ImporterParams", "LoadedNet", "load_model", "onnx_source", "tflite_source"]


class LoadedNet:
    """A model that was read, for one target."""

    def __init__(self, network, target):
        self._network = network
        self._target = target

    @property
    def target(self) -> Target:
        """The machine it will be compiled for."""
        return self._target

    def convert_to_sima_quantization(
            self, *, requantization_mode: RequantizationMode = RequantizationMode.tflite,
            model_name: Optional[str] = None,
            log_level: Optional[int] = logging.NOTSET) -> Model:
        """The Model of an already quantized network.

        Args:
            requantization_mode: tflite (default): results are those of the model's own
                framework, bit for bit. sima: convolutions and matrix products of 8-bit
                codes are rescaled by powers of two.
            model_name: of archives; the file's name if None.
        """
        del log_level
        if not isinstance(requantization_mode, RequantizationMode):
            raise TypeError(f"requantization_mode is {type(requantization_mode).__name__}; use "
                            "RequantizationMode")
        network = self._network
        if model_name is not None:
            network = network.renamed(_arguments.text("model_name", model_name))
        if requantization_mode is RequantizationMode.sima:
            network = network.with_shift_requantization()
        return Model(network, self._target)

    def quantize(self, *args, **kwargs):
        """Raises NotImplementedError: this compiler takes networks that are quantized."""
        raise NotImplementedError(
            "quantize() is not part of this compiler; quantize the model where it comes from "
            "(for example onnxruntime.quantization.quantize_static, or the TFLite converter), "
            "load that, and call convert_to_sima_quantization()")


def load_model(params: ImporterParams, *, target: Target = gen1_target,
               log_level: Optional[int] = logging.NOTSET) -> LoadedNet:
    """Reads a quantized ONNX or TFLite model.

    Args:
        params: of `onnx_source` or `tflite_source`.
        target: gen1_target, gen2_target or gen_custom_target(FILE).

    Raises:
        SimaError: the model cannot be imported; the message names node and remedy.
        ValueError: shapes, types or names in `params` are not the model's.
    """
    del log_level
    if not isinstance(params, ImporterParams):
        raise TypeError(f"params is {type(params).__name__}; use onnx_source(FILE) or "
                        "tflite_source(FILE)")
    target = _arguments.target(target)
    network = _sima.Network.import_model(params.file_paths[0])
    _check(params, _sima.Executor(network, target.description and "mlsoc" or target.name))
    return LoadedNet(network, target)


def _check(params, executor):
    """What the caller says about the model must be so."""
    known = {name: (dtype, shape) for name, dtype, shape in executor.inputs}
    for name in {**params.input_shapes, **params.input_types}:
        if name not in known:
            raise ValueError(f"{params.file_paths[0]}: no input is named {name!r}; the inputs are "
                             f"{', '.join(known)}")
    for name, shape in params.input_shapes.items():
        # The importers turn feature maps to NHWC; the caller has the model's order.
        if sorted(shape) != sorted(known[name][1]):
            raise ValueError(f"{params.file_paths[0]}: input {name!r} has shape "
                             f"{known[name][1]}, not {tuple(shape)}")
    for name, scalar in params.input_types.items():
        _check_type(params.file_paths[0], name, known[name][0], scalar)
    if params.output_names is not None:
        outputs = [name for name, _, _ in executor.outputs]
        if sorted(outputs) != sorted(params.output_names):
            raise ValueError(f"{params.file_paths[0]}: the outputs are {', '.join(outputs)}, not "
                             f"{', '.join(params.output_names)}")


def _check_type(path, name, dtype, scalar):
    wanted = scalar.value if isinstance(scalar, ScalarType) else np.dtype(scalar).name
    # Codes of uint8 models are int8 here.
    if dtype not in (wanted, wanted.removeprefix("u")):
        raise ValueError(f"{path}: input {name!r} is {dtype}, not {wanted}")
