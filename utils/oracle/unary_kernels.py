"""Unary reference kernels of LiteRT restated in NumPy.

For: finding out, operator by operator, how a LiteRT build computes activations
and other functions of one quantized tensor. Kernels take an array of codes and
plain parameters; they return codes as int64. Each `in_q` and `out_q` is
(scale, zero point), `limits` the smallest and largest code of the output type.
Float functions are those of the C library, one float32 at a time, because
NumPy's round differently. Not for: softmax and other functions of a row.
"""

import ctypes
import ctypes.util
import math

import numpy as np

import fixed_point as fp

F32 = np.float32
_LIBM = ctypes.CDLL(ctypes.util.find_library("m"))


def _c_function(name):
    function = getattr(_LIBM, name)
    function.restype, function.argtypes = ctypes.c_float, [ctypes.c_float]
    return lambda x: np.array([function(v) for v in x.tolist()], F32)


exp, expm1, log, tanh, erfc = (_c_function(n) for n in ("expf", "expm1f", "logf", "tanhf", "erfcf"))


def logistic(x):
    return F32(1) / (F32(1) + exp(-x))


def elu(x):
    return np.where(x < 0, expm1(x), x)


def gelu(x):
    # The complement, where 1 + erf(x) would cancel.
    return F32(0.5) * x * erfc(x * -F32(math.sqrt(0.5)))


def gelu_approximate(x):
    # 0.7978... is sqrt(2 / pi).
    inner = F32(0.7978845608028654) * (x + F32(0.044715) * x * x * x)
    return F32(0.5) * x * (F32(1) + tanh(inner))


def log_above(lowest):
    """The logarithm, and `lowest` where there is none."""
    return lambda x: np.where(x > 0, log(np.where(x > 0, x, F32(1))), F32(lowest))


def rsqrt_above(highest):
    return lambda x: np.where(x > 0, F32(1) / np.sqrt(np.where(x > 0, x, F32(1))), F32(highest))


def away(x):
    """Rounded to integers, ties away from zero; exact, as the C library's."""
    whole = np.trunc(x)
    return whole + np.where(np.abs(x - whole) >= 0.5, np.copysign(x.dtype.type(1), x), x.dtype.type(0))


def table8(x, function, in_q, out_q, limits):
    """A table of float32 values: one product, the function, one product with
    the inverse scale, rounding, then the zero point."""
    with np.errstate(all="ignore"):
        real = F32(in_q[0]) * (x.astype(np.int64) - in_q[1]).astype(F32)
        scaled = away(function(real) * (F32(1) / F32(out_q[0]))) + F32(out_q[1])
    return np.clip(scaled, *limits).astype(np.int64)


def table16(function, in_q, out_q):
    """The 513 entries of an int16 table. Each is lowered by half of the error
    that linear interpolation makes in the middle of its interval."""
    lowest, highest = -32768, 32767
    in_min, in_max = (F32(in_q[0]) * F32(v - in_q[1]) for v in (lowest, highest))
    out_min, out_max = (F32(out_q[0]) * F32(v - out_q[1]) for v in (lowest, highest))
    step = (in_max - in_min) / F32(512)
    inverse = F32(65536) / (out_max - out_min)
    with np.errstate(all="ignore"):
        starts = in_min + np.arange(512).astype(F32) * step
        ends = in_min + np.arange(1, 513).astype(F32) * step
        value, middle, following = (function(v) * inverse for v in
                                    (starts, starts + step / F32(2), ends))
        between = away((following + away(value)) / F32(2))
        bias = away((between - away(middle)) / F32(2))
        entries = np.append(away(value) - bias, away(function(np.array([in_max])) * inverse))
    return np.clip(np.where(np.isnan(entries), 0, entries), lowest, highest).astype(np.int64)


def interpolate(x, table):
    """The line between the two entries around each code."""
    index = 256 + (x.astype(np.int64) >> 7)
    slope = (table[index + 1] - table[index]).astype(np.int16).astype(np.int64)
    delta = (slope * (x.astype(np.int64) & 127) + 64) >> 7
    return (table[index] + delta).astype(np.int16).astype(np.int64)


def sigmoid_table():
    """sigmoid(i / 24) in units of 2^-16, each raised by half of the error that
    linear interpolation makes in the middle of the interval behind it."""
    value, middle, following = (
        65536 / (1 + np.exp(-(np.arange(256) + part) / 24)) for part in (0, 0.5, 1))
    table = np.floor(value - ((value + following) / 2 - middle) / 2 + 0.5)
    table[255] = 65535
    return table.astype(np.int64)


def power_of_two(scale):
    """The exponent of a scale whose binary logarithm is within 1/1000 of it,
    in float32; None of other scales."""
    power = log(np.array([scale], F32))[0] * (F32(1) / log(np.array([2], F32))[0])
    nearest = away(np.array([power]))[0]
    return int(nearest) if abs(power - nearest) < F32(1e-3) else None


def curve_multiplier(scale, shifts):
    """(multiplier, right shift) to steps of 1 / (3 * 4096); `shifts` are the
    powers of two over 2^-12 for which the product is exact."""
    power = power_of_two(scale)
    if power is not None and power + 12 in shifts:
        return 3 << (power + 12), 0
    multiplier, shift = float(F32(scale)) * 4096.0 * 3.0, 0
    while multiplier <= 32767.0 / 2.0 and shift <= 30:
        multiplier, shift = multiplier * 2.0, shift + 1
    return int(multiplier), shift


def logistic16(x, scale):
    return _curve16(x, *curve_multiplier(scale, (0,)), index_shift=9, is_tanh=False)


def tanh16(x, scale):
    return _curve16(x, *curve_multiplier(scale, (0, 1)), index_shift=8, is_tanh=True)


def _curve16(x, multiplier, shift, index_shift, is_tanh):
    table = sigmoid_table()
    half = 1 << (shift - 1) if shift > 0 else 0
    scaled = (x.astype(np.int64) * multiplier + half) >> shift
    magnitude = np.abs(scaled)
    index = np.minimum(magnitude >> index_shift, 254)
    fraction = magnitude & ((1 << index_shift) - 1)
    inside = (table[index] << index_shift) + fraction * (table[index + 1] - table[index])
    saturated = (magnitude >> index_shift) >= 255
    if is_tanh:
        result = np.where(saturated, 0xFFFF << 8, inside)
        result = np.where(scaled >= 0, result - (1 << 23) + (1 << 7), -result + (1 << 23) + (1 << 7) - 1)
        return result >> 8
    result = np.where(saturated, 0x7FFF << 10, inside)
    result = np.where(scaled >= 0, result + (1 << 9), (1 << 25) - result + (1 << 9) - 1)
    return result >> 10


def bounded(x, bounds, in_q, out_q, limits):
    """RELU and its relatives: a rescaling and a clamp to real bounds, of which
    the upper may be None."""
    scaled = fp.rescale_double(x.astype(np.int64) - in_q[1], _quotient(in_q, out_q)) + out_q[1]
    codes = [None if b is None else out_q[1] + int(away(np.array([F32(b) / F32(out_q[0])]))[0])
             for b in bounds]
    low = max(limits[0], codes[0])
    high = limits[1] if codes[1] is None else min(limits[1], codes[1])
    return np.minimum(np.maximum(scaled, low), high)


def _quotient(in_q, out_q):
    """The quotient of two scales in float32."""
    return float(F32(in_q[0]) / F32(out_q[0]))


def leaky_relu(x, alpha, in_q, out_q, limits):
    centred = x.astype(np.int64) - in_q[1]
    slope = float(F32(in_q[0]) * F32(alpha) / F32(out_q[0]))
    scaled = np.where(centred >= 0, fp.rescale_double(centred, _quotient(in_q, out_q)),
                      _signed_rescale(centred, slope))
    return np.clip(scaled + out_q[1], *limits)


def _signed_rescale(x, real):
    """fp.rescale_double for a factor of either sign. The multiplier of a
    negative one is rounded by adding a half and truncating."""
    multiplier, shift = fp.quantize_multiplier(abs(real))
    if real < 0:
        fraction, shift = math.frexp(real)
        multiplier = math.trunc(fraction * (1 << 31) + 0.5)
    return fp.multiply_double(x, multiplier, shift)


def prelu(x, alpha, in_q, alpha_q, out_q, limits):
    centred = x.astype(np.int64) - in_q[1]
    negative = float(F32(in_q[0]) * F32(alpha_q[0]) / F32(out_q[0]))
    product = (centred * (alpha.astype(np.int64) - alpha_q[1])).astype(np.int32)
    scaled = np.where(centred >= 0, fp.rescale_double(centred, _quotient(in_q, out_q)),
                      fp.rescale_double(product, negative))
    return np.clip(scaled + out_q[1], *limits)


def absolute(x, in_q, out_q, limits):
    magnitude = np.abs(x.astype(np.int64) - in_q[1])
    if F32(in_q[0]) != F32(out_q[0]):
        magnitude = fp.rescale_double(magnitude, _quotient(in_q, out_q))
    return np.clip(magnitude + out_q[1], *limits)


def negated(x):
    """The code itself, negated in its own type: no scales, no zero points."""
    return (-x).astype(np.int64)


def sqrt(x, in_q, out_q, limits):
    """float32 values, truncated instead of rounded."""
    real = F32(in_q[0]) * (x.astype(np.int64) - in_q[1]).astype(F32)
    return np.clip(np.trunc(np.sqrt(real) / F32(out_q[0])) + out_q[1], *limits).astype(np.int64)


def rsqrt(x, in_q, out_q):
    """int8 only, in fixed point."""
    factor = 1.0 / float(np.sqrt(F32(in_q[0])) * F32(out_q[0]))
    multiplier, shift = fp.quantize_multiplier(factor)
    result = []
    for value in (x.astype(np.int64) - in_q[1]).tolist():
        inverse, inverse_shift = fp.inverse_sqrt(value)
        data = fp.multiply_double(1, inverse, inverse_shift + 20)
        code = int(fp.multiply_double(data, multiplier, shift - 20)) + out_q[1]
        result.append(127 if value == 0 else min(max(code, -128), 127))
    return np.array(result, np.int64)


def hard_swish(x, in_q, out_q, limits):
    """16-bit fixed point. The middle step rounds towards zero."""
    fine = F32(1.0 / 128.0) * F32(in_q[0])
    out_multiplier, out_shift = fp.quantize_multiplier(float(fine / F32(out_q[0])))
    gate_multiplier, gate_shift = fp.quantize_multiplier(float(fine / (F32(3) / F32(32768))))
    value = (x.astype(np.int64) - in_q[1]) * 128
    scaled = fp.high_mul16(value, fp.reduced_multiplier(out_multiplier))
    gate = value
    if gate_shift > 0:
        gate = fp.saturating_shift_left16(gate, gate_shift - 1)
    gate = fp.high_mul16(gate, fp.reduced_multiplier(gate_multiplier))
    if gate_shift > 0:
        gate = fp.saturating_shift_left16(gate, 1)
    if gate_shift < 0:
        gate = fp.rounding_shift16(gate, -gate_shift)
    gate = (gate + 32768) >> 1
    product = fp.truncating_divide(gate * scaled, 32768)
    return np.clip(fp.rounding_shift16(product, -out_shift) + out_q[1], *limits)


def requantize(x, in_q, out_q, limits):
    """QUANTIZE between integer types: the quotient of the scales in float64."""
    factor = float(F32(in_q[0])) / float(F32(out_q[0]))
    scaled = fp.rescale_double(x.astype(np.int64) - in_q[1], factor)
    return np.clip(scaled + out_q[1], *limits)
