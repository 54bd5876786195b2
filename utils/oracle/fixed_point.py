"""Fixed-point arithmetic of the TFLite reference kernels, on NumPy int64 arrays.

For: restating, independently of the compiler, the rescaling and the fixed-point
functions that int8 networks are rounded with. Not for: speed, or uint8
networks. The formulas are those of TensorFlow Lite's
`kernels/internal/common.*`, `quantization_util.*` and of gemmlowp's
`fixedpoint.h`; raw values are int32 held in int64.
"""

import math

import numpy as np

INT32_MAX = (1 << 31) - 1
INT32_MIN = -(1 << 31)


def quantize_multiplier(real):
    """Splits a real factor into (31-bit multiplier, left shift)."""
    if real == 0.0:
        return 0, 0
    fraction, shift = math.frexp(real)
    # C's round(): ties away from zero; the fraction is positive here.
    multiplier = math.floor(fraction * (1 << 31) + 0.5)
    if multiplier == 1 << 31:
        multiplier //= 2
        shift += 1
    if shift < -31:
        return 0, 0
    return multiplier, shift


def quantize_multipliers(reals):
    """`quantize_multiplier` per channel; returns two int64 arrays."""
    pairs = [quantize_multiplier(float(r)) for r in np.atleast_1d(reals)]
    return (np.array([m for m, _ in pairs], np.int64),
            np.array([s for _, s in pairs], np.int64))


def truncating_divide(a, b):
    """Integer division that truncates towards zero, as C's does."""
    return np.sign(a) * (np.abs(a) // b)


def high_mul(a, b):
    """Saturating rounding doubling high multiply: round(a * b / 2^31)."""
    product = np.asarray(a, np.int64) * b
    nudge = np.where(product >= 0, 1 << 30, 1 - (1 << 30))
    return np.minimum(truncating_divide(product + nudge, 1 << 31), INT32_MAX)


def rounding_shift(x, exponent):
    """Rounding right shift, ties away from zero."""
    exponent = np.asarray(exponent, np.int64)
    mask = (np.int64(1) << exponent) - 1
    threshold = (mask >> 1) + (x < 0)
    return (x >> exponent) + ((x & mask) > threshold)


def rounding_shift_modulo(x, exponent):
    """rounding_shift as x86 computes it for every exponent: shift counts are
    taken modulo the width, the mask has the low 32 bits of 2^exponent - 1."""
    mask = ((np.int64(1) << (exponent & 63)) - 1).astype(np.int32).astype(np.int64)
    threshold = (mask >> 1) + (x < 0)
    return (x >> (exponent & 31)) + ((x & mask) > threshold)


def saturating_shift_left(x, exponent):
    """x * 2^exponent, saturated to int32."""
    return np.clip(np.asarray(x, np.int64) << exponent, INT32_MIN, INT32_MAX)


def divided_multiplier(real, count):
    """The multiplier of `real` divided by `count` and truncated, which keeps
    its bits as far as the shift can take them back."""
    multiplier, shift = quantize_multiplier(real)
    exponent = min(count.bit_length() - 1, 32, 31 + shift)
    return (multiplier << exponent) // count, shift - exponent


def rescale_double(x, factors):
    """Double rounding: 31-bit multiplier, high multiply, rounding right shift."""
    return multiply_double(x, *quantize_multipliers(factors))


def multiply_double(x, multiplier, shift):
    """The same with multipliers and shifts given."""
    left = np.maximum(shift, 0)
    wrapped = (np.asarray(x, np.int64) << left).astype(np.int32).astype(np.int64)
    return rounding_shift(high_mul(wrapped, multiplier), np.maximum(-shift, 0))


def rescale_single(x, factors):
    """Single rounding: 31-bit multiplier, 64-bit product, ties upwards."""
    multiplier, shift = quantize_multipliers(factors)
    total = 31 - shift
    product = np.asarray(x, np.int64) * multiplier
    return (product + (np.int64(1) << (total - 1))) >> total


def rescale_reduced(x, factors):
    """As single rounding, with the multiplier reduced to 16 bits."""
    multiplier, shift = quantize_multipliers(factors)
    reduced = np.where(multiplier < 0x7FFF0000, (multiplier + (1 << 15)) >> 16, 0x7FFF)
    total = 15 - shift
    product = np.asarray(x, np.int64) * reduced
    return (product + (np.int64(1) << (total - 1))) >> total


def rescale_float64(x, factors):
    """The factor itself in float64, ties away from zero, saturated to int32."""
    product = np.asarray(x, np.float64) * factors
    magnitude = np.abs(product)
    # Exact, unlike floor(m + 0.5), when m is just below a tie.
    whole = np.floor(magnitude)
    rounded = whole + (magnitude - whole >= 0.5)
    return np.clip(np.sign(product) * rounded, INT32_MIN, INT32_MAX).astype(np.int64)


def rescale_float32(x, factors):
    """What delegates do: product in float32, ties to even."""
    product = np.asarray(x, np.float32) * np.asarray(factors, np.float32)
    return np.clip(np.rint(product), INT32_MIN, INT32_MAX).astype(np.int64)


RESCALES = {
    "double": rescale_double,
    "single": rescale_single,
    "reduced": rescale_reduced,
    "float64": rescale_float64,
    "float32": rescale_float32,
}


def _exp_near_zero(a):
    """exp(a) for a in [-1/4, 0), Q0.31 to Q0.31."""
    constant_term = 1895147668  # exp(-1/8)
    one_third = 715827883
    x = a + (1 << 28)
    x2 = high_mul(x, x)
    x3 = high_mul(x2, x)
    x4 = high_mul(x2, x2)
    tail = rounding_shift(high_mul(rounding_shift(x4, 2) + x3, one_third) + x2, 1)
    return constant_term + high_mul(constant_term, x + tail)


def exp_on_negative_values(a, integer_bits=5):
    """exp(a) for a <= 0; input with `integer_bits` integer bits, output Q0.31."""
    fractional_bits = 31 - integer_bits
    quarter = 1 << (fractional_bits - 2)
    low = (a & (quarter - 1)) - quarter
    result = _exp_near_zero(saturating_shift_left(low, integer_bits))
    remainder = low - a
    # exp(-2^e) for e = -2 .. 4 in Q0.31.
    factors = (1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242)
    for exponent, factor in zip(range(-2, 5), factors):
        if integer_bits > exponent:
            bit = (remainder >> (fractional_bits + exponent)) & 1
            result = np.where(bit != 0, high_mul(result, factor), result)
    return np.where(a == 0, INT32_MAX, result)


def one_over_one_plus(a):
    """1 / (1 + a) for a in [0, 1], Q0.31 to Q0.31, three Newton steps."""
    half = (a + INT32_MAX + 1) >> 1  # rounding half sum with one
    x = 1515870810 + high_mul(half, -1010580540)  # 48/17 - 32/17 half, Q2.29
    for _ in range(3):
        error = (1 << 29) - high_mul(half, x)
        x = x + saturating_shift_left(high_mul(x, error), 2)
    return saturating_shift_left(x, 1)


def reciprocal(x, integer_digits):
    """1/x as (Q0.31 factor, bits over unit) for positive raw x."""
    x = np.asarray(x, np.int64)
    headroom = 32 - np.array([int(v).bit_length() for v in x.ravel()]).reshape(x.shape)
    normal = (x << headroom) - (1 << 31)
    return one_over_one_plus(normal), integer_digits - headroom


def high_mul16(a, b):
    """high_mul of 16-bit values."""
    product = np.asarray(a, np.int64) * b
    nudge = np.where(product >= 0, 1 << 14, 1 - (1 << 14))
    return np.minimum(truncating_divide(product + nudge, 1 << 15), (1 << 15) - 1)


def saturating_shift_left16(x, exponent):
    """x * 2^exponent, saturated to int16."""
    return np.clip(np.asarray(x, np.int64) << exponent, -(1 << 15), (1 << 15) - 1)


def rounding_shift16(x, exponent):
    """rounding_shift of 16-bit values, whose mask has 16 bits."""
    mask = (1 << exponent) - 1 if exponent < 16 else -1
    threshold = (mask >> 1) + (x < 0)
    return (x >> exponent) + ((x & mask) > threshold)


def reduced_multiplier(multiplier):
    """A 31-bit multiplier rounded to 15 bits."""
    return (1 << 15) - 1 if multiplier >= 0x7FFF8000 else (multiplier + (1 << 15)) >> 16


def inverse_sqrt(value):
    """1 / sqrt(value) as (multiplier, left shift): Newton-Raphson in Q3 from
    1, five steps, on the value scaled by a power of four into [1/2, 2)."""
    if value <= 1:
        return INT32_MAX, 0
    shift = 11
    while value >= 1 << 29:
        value, shift = value >> 2, shift + 1
    pairs = (32 - value.bit_length() - 1) // 2 - 1
    shift, value = shift - pairs, value << (2 * pairs)
    q3 = value >> 1
    half = int(rounding_shift(q3, 1))
    x = 1 << 28
    for _ in range(5):
        cube = int(saturating_shift_left(high_mul(high_mul(x, x), x), 6))
        difference = high_mul((1 << 28) + (1 << 27), x) - high_mul(half, cube)
        x = int(saturating_shift_left(difference, 3))
    x = int(high_mul(x, 1518500250))  # sqrt(1/2)
    if shift < 0:
        x, shift = x << -shift, 0
    return x, -shift
