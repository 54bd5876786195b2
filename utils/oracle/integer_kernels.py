"""Integer reference kernels of TFLite restated in NumPy.

For: finding out, operator by operator, which rounding a LiteRT build uses.
Kernels take arrays of codes and plain parameters; they return codes as int64.
Convolutions and products are the same for int8, uint8 and int16 activations, the
rest is for int8.
"""

import math

import numpy as np

import fixed_point as fp


def _output_size(size, kernel, stride, dilation, same):
    span = (kernel - 1) * dilation + 1
    return -(-size // stride) if same else (size - span) // stride + 1


def _pad_before(size, out, kernel, stride, dilation):
    span = (kernel - 1) * dilation + 1
    return max((out - 1) * stride + span - size, 0) // 2


def windows(x, kernel, stride, dilation, same):
    """Patches of x [n,h,w,c] as [n,oh,ow,kh,kw,c], and which are inside.

    Positions outside x hold 0; the mask has shape [oh,ow,kh,kw].
    """
    rows, inside_rows = _axis(x.shape[1], kernel[0], stride[0], dilation[0], same)
    cols, inside_cols = _axis(x.shape[2], kernel[1], stride[1], dilation[1], same)
    mask = inside_rows[:, None, :, None] & inside_cols[None, :, None, :]
    patches = x[:, rows[:, None, :, None], cols[None, :, None, :], :]
    return np.where(mask[None, ..., None], patches, 0), mask


def _axis(size, kernel, stride, dilation, same):
    out = _output_size(size, kernel, stride, dilation, same)
    before = _pad_before(size, out, kernel, stride, dilation) if same else 0
    index = (np.arange(out)[:, None] * stride + np.arange(kernel) * dilation) - before
    return np.clip(index, 0, size - 1), (index >= 0) & (index < size)


def requantize(acc, factors, rescale, out_zp, clamp):
    """Accumulators to codes; `factors` is one real factor or one per channel
    of the last axis."""
    return np.clip(fp.RESCALES[rescale](acc, factors) + out_zp, *clamp)


def conv_accumulate(x, w, bias, in_zp, w_zp, stride, dilation, same):
    """Accumulators of a convolution; w is [out,kh,kw,in / groups]."""
    centred, weights = x.astype(np.int64) - in_zp, w.astype(np.int64) - w_zp
    patches, _ = windows(centred, w.shape[1:3], stride, dilation, same)
    groups = x.shape[3] // w.shape[3]
    parts = [_product(p, g) for p, g in zip(np.split(patches, groups, axis=-1),
                                            np.split(weights, groups, axis=0))]
    return np.concatenate(parts, axis=-1) + bias


def _product(patches, weights):
    n, oh, ow = patches.shape[:3]
    # float64 holds every sum exactly.
    flat = patches.reshape(n * oh * ow, -1).astype(np.float64)
    acc = flat @ weights.reshape(weights.shape[0], -1).astype(np.float64).T
    return acc.astype(np.int64).reshape(n, oh, ow, -1)


def transpose_conv_accumulate(x, w, bias, in_zp, w_zp, stride, same, out_size):
    """Accumulators of a transposed convolution; w is [out,kh,kw,in]."""
    centred, weights = x.astype(np.int64) - in_zp, w.astype(np.int64) - w_zp
    acc = np.zeros((x.shape[0], *out_size, w.shape[0]), np.int64)
    pads = [_pad_before(out, n, k, s, 1) if same else 0
            for out, n, k, s in zip(out_size, x.shape[1:3], w.shape[1:3], stride)]
    for r, c, i, j in np.ndindex(*x.shape[1:3], *w.shape[1:3]):
        y, z = r * stride[0] + i - pads[0], c * stride[1] + j - pads[1]
        if 0 <= y < out_size[0] and 0 <= z < out_size[1]:
            acc[:, y, z] += centred[:, r, c] @ weights[:, i, j].T
    return acc + bias


def depthwise_accumulate(x, w, bias, in_zp, w_zp, stride, dilation, same):
    """Accumulators of a depthwise convolution; w is [1,kh,kw,channels]."""
    multiplier = w.shape[3] // x.shape[3]
    centred = np.repeat(x.astype(np.int64) - in_zp, multiplier, axis=3)
    patches, _ = windows(centred, w.shape[1:3], stride, dilation, same)
    return np.einsum("nrcijk,ijk->nrck", patches, w[0].astype(np.int64) - w_zp) + bias


def fully_connected_accumulate(x, w, bias, in_zp, w_zp):
    """Accumulators of a fully connected layer; w is [out,in]."""
    rows = x.reshape(-1, w.shape[1]).astype(np.int64) - in_zp
    return rows @ (w.astype(np.int64) - w_zp).T + bias


def add(a, b, a_q, b_q, out_q, clamp, rescale):
    """Elementwise sum; each *_q is (scale, zero point)."""
    left_shift = 20
    twice_max = 2.0 * max(a_q[0], b_q[0])
    total = 0
    for x, (scale, zp) in ((a, a_q), (b, b_q)):
        shifted = (x.astype(np.int64) - zp) << left_shift
        total = total + fp.RESCALES[rescale](shifted, scale / twice_max)
    factor = twice_max / ((1 << left_shift) * out_q[0])
    return requantize(total, factor, rescale, out_q[1], clamp)


def average_pool(x, kernel, stride, same, clamp, rounding):
    """Average of the raw codes inside; `rounding` is how quotients round."""
    patches, mask = windows(x.astype(np.int64), kernel, stride, (1, 1), same)
    total = patches.sum(axis=(3, 4))
    count = mask.sum(axis=(2, 3))[None, :, :, None]
    if rounding == "away":
        half = np.where(total > 0, count // 2, -(count // 2))
        mean = fp.truncating_divide(total + half, count)
    else:
        mean = np.rint(total / count).astype(np.int64)
    return np.clip(mean, *clamp)


def mean(x, axes, in_q, out_q, division):
    """Mean over `axes`, which are kept; each *_q is (scale, zero point).
    `division` is where the number of elements divides."""
    count = int(np.prod([x.shape[axis] for axis in axes], dtype=np.int64))
    total = (x.astype(np.int64) - in_q[1]).sum(axis=axes, keepdims=True)
    factor = in_q[0] / out_q[0]
    if division == "multiplier":
        multiplier, shift = fp.divided_multiplier(factor, count)
        scaled = fp.multiply_double(total, multiplier, shift)
    elif division == "factor":
        scaled = fp.rescale_double(total, factor / count)
    else:
        scaled = fp.rescale_double(total, factor)
        half = np.where(scaled > 0, count // 2, -(count // 2))
        scaled = fp.truncating_divide(scaled + half, count)
    return np.clip(scaled + out_q[1], -128, 127)


def softmax_fixed(x, scale, beta):
    """Softmax over the last axis in fixed point (5 integer bits for the
    differences, 12 for their sum); the output has scale 1/256, zero -128."""
    real = min(beta * scale * (1 << 26), float(fp.INT32_MAX))
    multiplier, left_shift = fp.quantize_multiplier(real)
    diff_min = -math.floor(31.0 * (1 << 26) / (1 << left_shift))
    diff = x.astype(np.int64) - x.max(axis=-1, keepdims=True)
    taken = diff >= diff_min
    scaled = fp.high_mul(np.where(taken, diff, 0) << left_shift, multiplier)
    exps = fp.exp_on_negative_values(scaled)
    total = np.where(taken, fp.rounding_shift(exps, 12), 0).sum(axis=-1, keepdims=True)
    factor, bits_over_unit = fp.reciprocal(total, 12)
    codes = fp.rounding_shift(fp.high_mul(factor, exps), bits_over_unit + 31 - 8) - 128
    return np.where(taken, np.clip(codes, -128, 127), -128)


def softmax_table(x, scale, beta):
    """Softmax through a float32 table of exponentials, as the optimised
    kernels compute it."""
    table = np.exp(np.float32(-scale * beta) * np.arange(256, dtype=np.float32))
    exps = table[x.max(axis=-1, keepdims=True).astype(np.int64) - x]
    factor = np.float32(256.0) / exps.sum(axis=-1, keepdims=True, dtype=np.float32)
    codes = np.floor(exps * factor + np.float32(0.5)).astype(np.int64) - 128
    return np.clip(codes, -128, 127)
