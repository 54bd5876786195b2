"""Reference kernels of TFLite that pool, reduce and normalise, restated in NumPy.

For: all types that LiteRT's kernels have, as its codes are (uint8 ones from 0 on). Kernels take
arrays of codes and plain parameters; they return codes as int64. Not for: int8 averages, means
and softmax, which are in integer_kernels.py.
"""

import math

import numpy as np

import fixed_point as fp
import integer_kernels as kernels

INT16 = -32768, 32767


def limits(dtype):
    info = np.iinfo(dtype)
    return int(info.min), int(info.max)


def max_pool(x, kernel, stride, same, clamp):
    patches, mask = kernels.windows(x.astype(np.int64), kernel, stride, (1, 1), same)
    inside = np.where(mask[None, ..., None], patches, -(1 << 40))
    return np.clip(inside.max(axis=(3, 4)), *clamp)


def mean(x, axes, in_q, out_q):
    """Of every type; each *_q is (scale, zero point). The axes are kept."""
    count = int(np.prod([x.shape[axis] for axis in axes], dtype=np.int64))
    total = (x.astype(np.int64) - in_q[1]).sum(axis=axes, keepdims=True)
    multiplier, shift = fp.divided_multiplier(in_q[0] / out_q[0], count)
    return np.clip(fp.multiply_double(total, multiplier, shift) + out_q[1], *limits(x.dtype))


def sum_(x, axes, in_q, out_q):
    """Of 8-bit codes, all read and written as uint8."""
    total = (x.view(np.uint8).astype(np.int64) - in_q[1]).sum(axis=axes, keepdims=True)
    codes = np.clip(fp.rescale_double(total, in_q[0] / out_q[0]) + out_q[1], 0, 255)
    return codes.astype(np.uint8).view(x.dtype).astype(np.int64)


def _rows(x, scale, beta):
    """Exponentials (Q0.31) of differences to the maximum, those differences in Q5.26 and in
    codes, and which of them count."""
    real = min(beta * scale * (1 << 26), float(fp.INT32_MAX))
    multiplier, left_shift = fp.quantize_multiplier(real)
    lowest = -math.floor(31.0 * (1 << 26) / (1 << left_shift))
    diff = x.astype(np.int64) - x.max(axis=-1, keepdims=True)
    taken = diff >= lowest
    scaled = fp.high_mul(np.where(taken, diff, 0) << left_shift, multiplier)
    return fp.exp_on_negative_values(scaled), scaled, diff, taken


def _sum(exponentials, taken):
    """Q12.19."""
    return np.where(taken, fp.rounding_shift(exponentials, 12), 0).sum(axis=-1, keepdims=True)


def softmax(x, scale, beta, dtype):
    """From 8-bit codes to codes of `dtype`, whose range stands for 0 to 1."""
    low, high = limits(dtype)
    bits = 8 * np.dtype(dtype).itemsize
    exponentials, _, _, taken = _rows(x, scale, beta)
    factor, over_unit = fp.reciprocal(_sum(exponentials, taken), 12)
    shares = fp.rounding_shift(fp.high_mul(factor, exponentials), over_unit + 31 - bits)
    return np.clip(np.where(taken, shares, 0) + low, low, high)


def _logarithm(x):
    """log(x) in Q5.26 for x >= 1 in Q12.19: x = 2^n r / c with c = 2^-1/4 and r from 1/2 to 1,
    in two ways, of which the smaller r and the larger n are taken; log(r / c) is a quotient
    of polynomials."""
    root, middle, log2 = 1518500250, 1805811301, 1488522236
    quarter = 1 << 23

    def headroom(values):
        return np.array([31 - int(v).bit_length() for v in values.ravel()]).reshape(values.shape)

    room_a, room_b = headroom(x), headroom(fp.high_mul(x, root))
    r_a = fp.saturating_shift_left(fp.high_mul(x << room_a, root), 1)
    r_b = fp.saturating_shift_left(x, room_b)
    r = np.minimum(r_a, r_b)
    n = np.maximum(((11 - room_a) << 25) + quarter, ((12 - room_b) << 25) - quarter)
    p = (r + middle + 1) >> 1
    q = 2 * (r - middle)
    square = fp.high_mul(q, q)
    numerator = fp.high_mul(q, r) + fp.high_mul(fp.high_mul(q, square), 117049297)
    inner = 1057819769 + q + fp.high_mul(127690142, square)
    denominator = fp.high_mul(p, inner) + fp.high_mul(638450708, q)
    fraction = fp.high_mul(fp.rounding_shift(numerator, 6), fp.one_over_one_plus(denominator))
    return fp.saturating_shift_left(fp.high_mul(n, log2) + fraction, 1)


def log_softmax(x, scale):
    """Of 8-bit codes; the output has scale 1/16 and its highest code for 0."""
    low, high = limits(x.dtype)
    exponentials, scaled, diff, taken = _rows(x, scale, 1.0)
    logarithm = _logarithm(_sum(exponentials, taken))
    multiplier, left_shift = fp.quantize_multiplier(min(scale * (1 << 26), float(fp.INT32_MAX)))
    back = fp.quantize_multiplier((1 << (31 - left_shift)) / multiplier)
    lowest = -math.floor(31.0 * (1 << 26) / (1 << left_shift))
    bound = np.maximum(lowest - 1, fp.multiply_double(logarithm + fp.INT32_MIN, *back))
    codes = fp.rounding_shift(scaled - logarithm, 22) + high
    return np.where(diff > bound, np.clip(codes, low, high), low)


def _inverse_root(total):
    """(multiplier, right shift) of 1/sqrt(total)."""
    if total < 2:
        return fp.INT32_MAX, 0
    shift = 11
    while total >= 1 << 29:
        total, shift = total // 4, shift + 1
    pairs = (31 - total.bit_length()) // 2 - 1
    total, shift = total << (2 * pairs), shift - pairs
    half, root = fp.rounding_shift(np.int64(total >> 1), 1), np.int64(1 << 28)
    for _ in range(5):
        cube = fp.saturating_shift_left(fp.high_mul(fp.high_mul(root, root), root), 6)
        root = fp.saturating_shift_left(
            fp.high_mul((1 << 28) + (1 << 27), root) - fp.high_mul(half, cube), 3)
    root = int(fp.high_mul(root, 1518500250))
    return (root << -shift, 0) if shift < 0 else (root, shift)


def l2_norm(x, in_zp):
    """Of 8-bit codes; the output has scale 1/128 and zero point 0 (uint8: 128)."""
    centred = x.astype(np.int64) - in_zp
    rows = centred.reshape(-1, x.shape[-1])
    roots = [_inverse_root(int((row * row).sum())) for row in rows]
    multiplier = np.array([m for m, _ in roots]).reshape(*x.shape[:-1], 1)
    right = np.array([s for _, s in roots]).reshape(*x.shape[:-1], 1)
    if x.dtype == np.uint8:
        return np.clip(fp.multiply_double(128 * centred, multiplier, -right) + 128, 0, 255)
    return np.clip(fp.multiply_double(centred, multiplier, 7 - right), -128, 127)


def table(in_scale, in_zp, out_scale, function):
    """513 samples of a function of int16 codes."""
    low, high = in_scale * (INT16[0] - in_zp), in_scale * (INT16[1] - in_zp)
    step = (high - low) / 512
    per_unit = 65536 / (out_scale * INT16[1] - out_scale * INT16[0])

    def away(v):
        return np.sign(v) * np.floor(np.abs(v) + 0.5)

    at = low + np.arange(513) * step
    values = function(at) * per_unit
    values[512] = function(np.asarray(high)) * per_unit
    here = away(values[:512])
    line = away((function(low + np.arange(1, 513) * step) * per_unit + here) / 2)
    bias = away((line - away(function(at[:512] + step / 2) * per_unit)) / 2)
    return np.clip(np.append(here - bias, away(values[512])), *INT16).astype(np.int64)


def interpolate(codes, samples):
    codes = np.clip(codes, *INT16)
    index, offset = 256 + (codes >> 7), codes & 127
    slope = (samples[index + 1] - samples[index]).astype(np.int16).astype(np.int64)
    return samples[index] + ((slope * offset + 64) >> 7)


def softmax16(x, scale, beta):
    """Of int16 codes; the output has scale 1/32768 and zero point 0."""
    exp = table(10 / 65535, 32767, 2 / 65535, np.exp)
    reciprocal = table(1 / 65535, -32768, 2 / 65535, lambda v: 1 / (1 + v))
    diff = x.astype(np.int64) - x.max(axis=-1, keepdims=True)
    scaled = fp.rescale_double(diff, scale * beta / (10 / 65535))
    exponentials = interpolate(scaled + 32767, exp)
    total = exponentials.sum(axis=-1, keepdims=True)
    headroom = np.array([32 - int(v).bit_length() for v in total.ravel()]).reshape(total.shape)
    shifted = (((total << headroom) >> 1) + (1 << 13)) >> 14
    factor = interpolate(shifted - (1 << 16) - (1 << 15), reciprocal)
    right = 31 - headroom
    return np.clip((exponentials * factor + (1 << (right - 1))) >> right, 0, INT16[1])
