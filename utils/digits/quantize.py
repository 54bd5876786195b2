"""Post-training quantization of the digits network to int8.

For: turning the float parameters and the ranges seen on calibration images
into a .tflite file: symmetric int8 weights (one scale per output channel, one
for the fully connected layer), int32 biases, asymmetric int8 activations.
Not for: other networks.
"""

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from digits import network
from tflite_writer import Activation, Operator, Padding, Writer


def activation_parameters(values):
    """(scale, zero point) that cover the range of `values` and hold 0 exactly."""
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    scale = np.float32((high - low) / 255.0)
    zero_point = int(np.clip(np.rint(-128.0 - low / float(scale)), -128, 127))
    return scale, zero_point


def quantize(values, scale, zero_point):
    """Real values to int8 codes."""
    codes = np.rint(values / np.float64(scale)) + zero_point
    return np.clip(codes, -128, 127).astype(np.int8)


def weight_parameters(weights, axis):
    """(int8 codes, scales) of symmetric weights; axis None is one scale."""
    others = None if axis is None else tuple(d for d in range(weights.ndim) if d != axis)
    scales = (np.abs(weights).max(axis=others, keepdims=True) / 127.0).astype(np.float32)
    codes = np.clip(np.rint(weights / scales.astype(np.float64)), -127, 127)
    return codes.astype(np.int8), scales.ravel()


class Builder:
    """Writes the layers one after another; tensors are known by layer name."""

    def __init__(self, parameters, calibration):
        self.parameters = parameters
        self.values, _ = network.forward(parameters, calibration)
        self.writer = Writer("digits, int8")
        self.index = {}
        self.quantization = {}

    def activation(self, name, like=None, fixed=None):
        """Adds the int8 tensor of an activation: with its own range, with the
        parameters of tensor `like`, or with `fixed` ones."""
        own = fixed or self.quantization.get(like) or activation_parameters(self.values[name])
        self.quantization[name] = own
        shape = (1, *self.values[name].shape[1:])
        self.index[name] = self.writer.tensor(name, shape, np.int8, *own)
        return self.index[name]

    def weighted(self, name, source, code, version, axis, options):
        """Adds a layer with weights and bias."""
        weights, bias = self.parameters[name]
        codes, scales = weight_parameters(weights, axis)
        bias_scales = self.quantization[source][0] * scales
        bias_codes = np.rint(bias / bias_scales.astype(np.float64)).astype(np.int32)
        inputs = [self.index[source],
                  self.writer.constant(name + "/weights", codes, scales, axis=axis or 0),
                  self.writer.constant(name + "/bias", bias_codes, bias_scales)]
        self.writer.operator(code, version, inputs, self.activation(name), options)

    def conv(self, name, source, active=True):
        kind = Activation.RELU if active else Activation.NONE
        options = schema.Conv2DOptionsT(padding=Padding.SAME, strideH=1, strideW=1,
                                        fusedActivationFunction=kind)
        self.weighted(name, source, Operator.CONV_2D, 3, 0, options)


def build(parameters, calibration):
    """Returns (bytes of the .tflite file, (scale, zero point) of the input)."""
    b = Builder(parameters, calibration)
    b.values["probabilities"] = b.values["logits"]  # for its shape only
    b.activation("image")
    b.conv("conv1", "image")
    b.conv("block/conv_a", "conv1")
    b.conv("block/conv_b", "block/conv_a", active=False)
    b.writer.operator(Operator.ADD, 2, [b.index["conv1"], b.index["block/conv_b"]],
                      b.activation("block/add"),
                      schema.AddOptionsT(fusedActivationFunction=Activation.RELU))
    b.weighted("depthwise", "block/add", Operator.DEPTHWISE_CONV_2D, 3, 3,
               schema.DepthwiseConv2DOptionsT(
                   padding=Padding.SAME, strideH=2, strideW=2, depthMultiplier=1,
                   fusedActivationFunction=Activation.RELU))
    b.conv("pointwise", "depthwise")
    tail(b)
    return b.writer.finish([b.index["image"]], [b.index["probabilities"]]), b.quantization["image"]


def tail(b):
    """Adds the layers from the pooling on."""
    b.writer.operator(Operator.AVERAGE_POOL_2D, 2, [b.index["pointwise"]],
                      b.activation("pool", like="pointwise"),
                      schema.Pool2DOptionsT(
                          padding=Padding.VALID, strideH=network.POOL, strideW=network.POOL,
                          filterHeight=network.POOL, filterWidth=network.POOL))
    shape = np.array([1, b.values["reshape"].shape[1]], np.int32)
    b.writer.operator(Operator.RESHAPE, 1,
                      [b.index["pool"], b.writer.constant("reshape/shape", shape)],
                      b.activation("reshape", like="pool"), schema.ReshapeOptionsT(newShape=shape))
    b.weighted("logits", "reshape", Operator.FULLY_CONNECTED, 4, None,
               schema.FullyConnectedOptionsT())
    b.writer.operator(Operator.SOFTMAX, 2, [b.index["logits"]],
                      b.activation("probabilities", fixed=(np.float32(1.0 / 256.0), -128)),
                      schema.SoftmaxOptionsT(beta=1.0))
