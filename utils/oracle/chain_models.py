#!/usr/bin/env python3
"""Writes small .tflite networks of random operators, for comparing executors.

A network begins with a feature map or a signal and applies up to four int8
operators: shapes, windows, strides, paddings, zero points and scales are random,
odd ones preferred. The same seed gives the same file. Not for: finding out how an
operator rounds (operator_models.py).
"""

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from operator_models import ACTIVATIONS, Case
from tflite_writer import Operator, Padding, Writer


class Value:
    """A tensor of the network under construction."""

    def __init__(self, index, shape, scale, zero_point):
        self.index, self.shape = index, tuple(shape)
        self.scale, self.zero_point = np.float32(scale), zero_point

    @property
    def same(self):
        """Scale and zero point for an operator that must keep them."""
        return self.scale, self.zero_point


class Network:
    """Operators appended one by one; each method returns its result, or None
    where the operator does not apply to the value."""

    def __init__(self, case):
        self.case, self.writer = case, Writer("chain of operators")

    def value(self, name, shape, scale, zero_point):
        index = self.writer.tensor(f"{name}_{len(self.writer.tensors)}", shape, np.int8, scale,
                                   zero_point)
        return Value(index, shape, scale, zero_point)

    def constant(self, name, values, *quantization, **axis):
        return self.writer.constant(f"{name}_{len(self.writer.tensors)}", values, *quantization,
                                    **axis)

    def append(self, code, version, inputs, result, options=None):
        self.writer.operator(code, version, inputs, result.index, options)
        return result

    # Windows.

    def axis(self, size, same, stride=None):
        """(kernel, stride, dilation, output size) along one axis; kernels may
        be wider than the input (SAME), strides wider than the kernel."""
        kernel = self.case.number(1, 5 if same else min(5, size))
        stride, dilation = stride or self.case.pick(1, 1, 2, 3, kernel + 1), 1
        if stride == 1 and self.case.pick(False, True):
            widest = 3 if same or kernel == 1 else (size - 1) // (kernel - 1)
            dilation = self.case.number(1, max(1, min(3, widest)))
        span = (kernel - 1) * dilation + 1
        return kernel, stride, dilation, -(-size // stride) if same else (size - span) // stride + 1

    def windows(self, x, one_stride=False):
        same = self.case.pick(False, True)
        h = self.axis(x.shape[1], same)
        w = self.axis(x.shape[2], same, h[1] if one_stride else None)
        return Padding.SAME if same else Padding.VALID, h, w

    def product(self, x, code, weights, axis, channels, shape, options):
        """A convolution or fully connected layer with its constants."""
        case, count = self.case, 1 if case_per_tensor(self.case) else channels
        w_scale = case.scale(-9, -7, count)
        scale = case.output_scale([x.scale], w_scale, weights.size // channels)[0]
        w = self.constant("weights", weights, w_scale, 0, axis=axis if count > 1 else 0)
        b = self.constant("bias", case.bias(channels), x.scale * w_scale)
        y = self.value("product", shape, scale, case.zero_point())
        return self.append(code, 4, [x.index, w, b], y, options)

    def conv(self, x):
        if len(x.shape) != 4:
            return None
        padding, h, w = self.windows(x)
        channels = self.case.number(1, 40)
        options = schema.Conv2DOptionsT(
            padding=padding, strideH=h[1], strideW=w[1], dilationHFactor=h[2],
            dilationWFactor=w[2], fusedActivationFunction=self.case.pick(*ACTIVATIONS))
        return self.product(x, Operator.CONV_2D, self.case.weights((channels, h[0], w[0], x.shape[3])),
                            0, channels, (x.shape[0], h[3], w[3], channels), options)

    def depthwise(self, x):
        if len(x.shape) != 4:
            return None
        padding, h, w = self.windows(x, one_stride=True)  # LiteRT takes no others
        channels = x.shape[3]
        options = schema.DepthwiseConv2DOptionsT(
            padding=padding, strideH=h[1], strideW=w[1], dilationHFactor=h[2],
            dilationWFactor=w[2], depthMultiplier=1,
            fusedActivationFunction=self.case.pick(*ACTIVATIONS))
        return self.product(x, Operator.DEPTHWISE_CONV_2D,
                            self.case.weights((1, h[0], w[0], channels)), 3, channels,
                            (x.shape[0], h[3], w[3], channels), options)

    def pool(self, x):
        if len(x.shape) != 4:
            return None
        padding, h, w = self.windows(x)
        if h[2] > 1 or w[2] > 1:
            return None
        if padding == Padding.VALID and self.case.pick(False, True):  # the whole signal
            h, w = ((size, 1, 1, 1) for size in x.shape[1:3])
        options = schema.Pool2DOptionsT(
            padding=padding, strideH=h[1], strideW=w[1], filterHeight=h[0], filterWidth=w[0],
            fusedActivationFunction=self.case.pick(*ACTIVATIONS))
        y = self.value("pool", (x.shape[0], h[3], w[3], x.shape[3]), *x.same)
        code = self.case.pick(Operator.AVERAGE_POOL_2D, Operator.MAX_POOL_2D)
        return self.append(code, 2, [x.index], y, options)

    # Products and sums of any rank.

    def fully_connected(self, x):
        keep = self.case.pick(False, True)
        depth = x.shape[-1] if keep else int(np.prod(x.shape[1:]))
        if depth > 2000:
            return None
        units = self.case.number(1, 30)
        shape = (*x.shape[:-1], units) if keep else (x.shape[0], units)
        options = schema.FullyConnectedOptionsT(
            keepNumDims=keep, fusedActivationFunction=self.case.pick(*ACTIVATIONS))
        return self.product(x, Operator.FULLY_CONNECTED, self.case.weights((units, depth)), 0, units,
                            shape, options)

    def add(self, x):
        scale = x.scale * self.case.scale(-1, 1)[0]
        y = self.value("sum", x.shape, scale, self.case.zero_point())
        options = schema.AddOptionsT(fusedActivationFunction=self.case.pick(*ACTIVATIONS))
        return self.append(Operator.ADD, 2, [x.index, x.index], y, options)

    def softmax(self, x):
        if x.shape[-1] > 400:
            return None
        y = self.value("softmax", x.shape, 1.0 / 256.0, -128)
        return self.append(Operator.SOFTMAX, 2, [x.index], y, schema.SoftmaxOptionsT(beta=1.0))

    def mean(self, x):
        rank = len(x.shape)
        axes = [d for d in range(1, rank) if self.case.pick(False, True)] or [rank - 1]
        keep = len(axes) == rank - 1 or self.case.pick(False, True)
        shape = [1 if d in axes else n for d, n in enumerate(x.shape) if keep or d not in axes]
        stated = np.asarray([d - self.case.pick(0, rank) for d in axes], np.int32)
        scale, zp = self.case.pick(x.same, (x.scale * self.case.scale(-2, 2)[0],
                                            self.case.zero_point()))
        y = self.value("mean", shape, scale, zp)
        return self.append(Operator.MEAN, 2, [x.index, self.constant("axes", stated)], y,
                           schema.ReducerOptionsT(keepDims=keep))

    # Shapes.

    def pad(self, x):
        rank = len(x.shape)
        along = [d for d in range(1, rank) if self.case.pick(False, True)]
        if self.case.pick(False, True):  # rows and columns, as before a convolution
            along = [d for d in along if d < rank - 1]
        paddings = np.zeros((rank, 2), self.case.pick(np.int32, np.int64))
        for d in along:
            paddings[d] = self.case.pick(0, 1, 2, 20), self.case.pick(0, 1, 3, 17)
        shape = [int(n) for n in np.asarray(x.shape) + paddings.sum(axis=1)]
        if not paddings.any() or np.prod(shape) > 100000:
            return None
        y = self.value("pad", shape, *x.same)
        inputs, code = [x.index, self.constant("paddings", paddings)], Operator.PAD
        if self.case.pick(False, True):
            code = Operator.PADV2
            value = np.asarray([self.case.number(-128, 127)], np.int8)
            inputs.append(self.constant("value", value, *x.same))
        return self.append(code, 2 if code == Operator.PAD else 1, inputs, y)

    def expand_dims(self, x):
        rank = len(x.shape)
        if rank == 4:
            return None
        axis = self.case.number(1, rank)
        y = self.value("expanded", (*x.shape[:axis], 1, *x.shape[axis:]), *x.same)
        stated = np.asarray(self.case.pick(axis, axis - rank - 1), self.case.pick(np.int32, np.int64))
        return self.append(Operator.EXPAND_DIMS, 1, [x.index, self.constant("axis", stated)], y)

    def squeeze(self, x):
        ones = [d for d in range(1, len(x.shape)) if x.shape[d] == 1]
        if not ones or len(x.shape) < 3:
            return None
        axis = self.case.pick(*ones)
        shape = [n for d, n in enumerate(x.shape) if d != axis]
        options = schema.SqueezeOptionsT(
            squeezeDims=np.asarray([self.case.pick(axis, axis - len(x.shape))], np.int32))
        y = self.value("squeezed", shape, *x.same)
        return self.append(Operator.SQUEEZE, 1, [x.index], y, options)

    MAPS = (conv, depthwise, pool)  # of rank 4
    KINDS = (*MAPS, fully_connected, add, softmax, mean, pad, expand_dims, squeeze)


def case_per_tensor(case):
    """Whether a filter has one scale for all channels."""
    return case.pick(False, True)


def first_shape(case, map_wanted):
    """Of a network's input: maps, signals as maps, and signals of rank 2 and 3."""
    size, channels = case.number(1, 40), case.pick(1, 3, case.number(1, 40))
    maps = ((1, case.number(1, 14), case.number(1, 14), channels),
            (1, 1, size, channels), (1, size, 1, channels))
    signals = (1, size, channels), (1, size * channels)
    return case.pick(*(maps if map_wanted else maps + signals))


def network(seed, index):
    """Network number `index` of a seed: (bytes, what it consists of)."""
    rng = np.random.default_rng([seed, index])
    case = Case(rng, np.int8)
    chain = Network(case)
    # Every kind comes first in turn, as far as the input allows.
    kind = Network.KINDS[index % len(Network.KINDS)]
    x = chain.value("input", first_shape(case, kind in Network.MAPS), case.scale(-6, 0)[0],
                    case.zero_point())
    first, wanted, names = x, case.number(1, 4), []
    for _ in range(30):
        result, last = kind(chain, x), kind
        kind = case.pick(*Network.MAPS, *Network.KINDS)
        if result is None:
            continue
        x = result
        names.append(f"{last.__name__} {x.shape}")
        if len(names) == wanted:
            break
    if all(name.split()[0] in ("expand_dims", "squeeze") for name in names):
        x = chain.add(x)  # views alone are no network
        names.append(f"add {x.shape}")
    return chain.writer.finish([first.index], [x.index]), f"{first.shape}: " + ", ".join(names)
