"""Binary elementwise reference kernels of LiteRT restated in NumPy.

For: finding out, operator by operator, which rounding a LiteRT build uses.
Kernels take two arrays of codes of one shape, the quantization (scale, zero
point) of both and of the result, and the smallest and largest code of the
result; they return codes as int64. Not for: broadcasting, which is the same
arithmetic.
"""

import numpy as np

import fixed_point as fp
import unary_kernels as unary

F32 = np.float32


def activation_range(bounds, out_q, limits):
    """Codes of real bounds, either of which may be None."""
    codes = [None if b is None else out_q[1] + int(unary.away(np.array([F32(b) / F32(out_q[0])]))[0])
             for b in bounds]
    return (limits[0] if codes[0] is None else min(max(codes[0], limits[0]), limits[1]),
            limits[1] if codes[1] is None else min(max(codes[1], limits[0]), limits[1]))


def _clamp(codes, clamp):
    return np.minimum(np.maximum(codes, clamp[0]), clamp[1])


def _on_common_grid(a, b, a_q, b_q, left_shift):
    """Both operands in steps of twice the larger scale over 2^left_shift."""
    twice_max = 2.0 * max(float(a_q[0]), float(b_q[0]))
    return twice_max, *(
        fp.rescale_double((x.astype(np.int64) - zp) << left_shift, float(scale) / twice_max)
        for x, (scale, zp) in ((a, a_q), (b, b_q)))


def add(a, b, a_q, b_q, out_q, clamp, left_shift, subtract):
    twice_max, x, y = _on_common_grid(a, b, a_q, b_q, left_shift)
    total = x - y if subtract else x + y
    factor = twice_max / ((1 << left_shift) * float(out_q[0]))
    return _clamp(fp.rescale_double(total, factor) + out_q[1], clamp)


def add_pot(a, b, a_shift, b_shift, clamp, subtract):
    """int16 with scales that are powers of two: one operand is shifted."""
    x, y = (fp.rounding_shift16(v.astype(np.int64), s) for v, s in ((a, a_shift), (b, b_shift)))
    total = np.clip(x - y if subtract else x + y, -32768, 32767)
    return _clamp(total, clamp)


def mul(a, b, a_q, b_q, out_q, clamp):
    # The product and the quotient of the scales are float32.
    factor = float(F32(a_q[0]) * F32(b_q[0]) / F32(out_q[0]))
    product = (a.astype(np.int64) - a_q[1]) * (b.astype(np.int64) - b_q[1])
    return _clamp(fp.rescale_double(product, factor) + out_q[1], clamp)


def squared_difference(a, b, a_q, b_q, out_q, clamp):
    twice_max, x, y = _on_common_grid(a, b, a_q, b_q, 7)
    factor = twice_max * twice_max / ((1 << 14) * float(out_q[0]))
    return _clamp(fp.rescale_double((x - y) ** 2, factor) + out_q[1], clamp)


def div(a, b, a_q, b_q, out_q, clamp):
    """Through the reciprocal of the divisor in fixed point."""
    factor = float(F32(a_q[0]) / (F32(b_q[0]) * F32(out_q[0])))
    multiplier, shift = fp.quantize_multiplier(factor)
    x, y = a.astype(np.int64) - a_q[1], b.astype(np.int64) - b_q[1]
    x, y = np.where(y < 0, -x, x), np.abs(y)
    inverse, recip_shift = fp.reciprocal(y, 31)
    headroom = np.array([31 - int(v if v >= 0 else ~v).bit_length() for v in x.tolist()])
    quotient = fp.high_mul(x << headroom, inverse)
    total_shift = shift - recip_shift - headroom
    scaled = fp.rounding_shift_modulo(fp.high_mul(quotient, multiplier), -total_shift)
    return _clamp(scaled + out_q[1], clamp)

