"""What ONNX Runtime's quantized kernels compute, restated on NumPy arrays.

For: telling, independently of the compiler, which formula and which order of
float32 operations an operator has; `check_onnx.py` compares with the runtime.
Not for: speed. Codes are those of the source, uint8 not shifted; quantizations
are (scale, zero point, type). Formulas are in docs/numerics-onnx.md.
"""

import math

import numpy as np

F = np.float32


def fused_multiply_add(a, b, c):
    """a * b + c of float32 values, rounded once: the product is exact in
    float64, the sum is rounded to odd there, which a second rounding to float32
    does not see."""
    product = np.asarray(a, np.float64) * np.asarray(b, np.float64)
    addend = np.asarray(c, np.float64)
    total = product + addend
    rest = total - product
    error = (product - (total - rest)) + (addend - rest)
    even = np.asarray(total).view(np.int64) & 1 == 0
    towards = np.where(error > 0, np.inf, -np.inf)
    return np.where((error != 0) & even, np.nextafter(total, towards), total).astype(F)


def limits(dtype):
    info = np.iinfo(dtype)
    return int(info.min), int(info.max)


def saturate(values, dtype):
    """Real numbers as codes: ties to even, a NaN is the lowest."""
    low, high = limits(dtype)
    rounded = np.rint(np.asarray(values, np.float64))
    return np.clip(np.where(np.isnan(rounded), low, rounded), low, high).astype(dtype)


def dequantize(codes, quantization):
    scale, zero_point, _ = quantization
    return (codes.astype(np.int64) - np.asarray(zero_point, np.int64)).astype(F) * F(scale)


def quantize(values, quantization):
    """A float32 division, rounded, then the zero point."""
    scale, zero_point, dtype = quantization
    with np.errstate(all="ignore"):
        return saturate(np.rint(np.asarray(values, F) / F(scale)) + np.float64(zero_point), dtype)


def requantize(accumulators, factor, quantization):
    """QLinearConv, QLinearMatMul, QGemm, QLinearGlobalAveragePool."""
    _, zero_point, dtype = quantization
    scaled = np.asarray(accumulators).astype(np.int32).astype(F) * np.asarray(factor, F)
    return saturate(np.rint(scaled) + np.float64(zero_point), dtype)


def product_factor(lhs_scale, rhs_scale, out_scale):
    return F(lhs_scale) * F(rhs_scale) / F(out_scale)


def fused_add(lhs, rhs, quantizations):
    """QLinearAdd; swap the operands where lhs is broadcast innermost."""
    (s0, z0, _), (s1, z1, _), (s2, z2, dtype) = quantizations
    f0, f1 = F(s0) / F(s2), F(s1) / F(s2)
    constant = F(z2) - fused_multiply_add(f0, F(z0), f1 * F(z1))
    total = fused_multiply_add(rhs.astype(F), f1, constant)
    return saturate(fused_multiply_add(lhs.astype(F), f0, total), dtype)


def fused_mul(lhs, rhs, quantizations):
    """QLinearMul."""
    (s0, z0, _), (s1, z1, _), (s2, z2, dtype) = quantizations
    product = (lhs.astype(np.int64) - z0) * (rhs.astype(np.int64) - z1)
    return saturate(product.astype(F) * product_factor(s0, s1, s2) + F(z2), dtype)


def unfused(operator, operands, quantizations):
    """An operator of two operands between DQ and Q nodes."""
    a, b = (dequantize(codes, q) for codes, q in zip(operands, quantizations))
    with np.errstate(all="ignore"):
        values = {
            "Add": lambda: a + b, "Sub": lambda: a - b, "Mul": lambda: a * b,
            "Div": lambda: a / b, "Min": lambda: np.minimum(a, b), "Max": lambda: np.maximum(a, b),
            "PRelu": lambda: np.where(a >= 0, a, a * b),
        }[operator]()
    return quantize(values, quantizations[2])


def fused_softmax(codes, in_scale, quantization):
    """QLinearSoftmax over the last axis."""
    out_scale, zero_point, dtype = quantization
    length, step = codes.shape[-1], float(F(in_scale))
    reserve = float(F(math.log(float(np.finfo(F).max / F(length))))) - 5
    shift = max(0.0, reserve) / step
    table = np.array([math.exp((i - 255 + shift) * step) for i in range(256)]).astype(F)
    wide = codes.astype(np.int64)
    exponentials = table[255 + wide - wide.max(-1, keepdims=True)]
    total = np.cumsum(exponentials, axis=-1, dtype=F)[..., -1:]
    steps = np.float64(np.floor(F(1) / F(out_scale)))
    values = exponentials.astype(np.float64) * steps / total
    return saturate(np.rint(values) + zero_point, dtype)


def windows(values, kernel, out_shape, fill):
    """Values of each kernel position, in order, for NCHW without strides;
    `values` are padded already, `fill` marks what to pad ones with."""
    rows, columns = out_shape
    for i, j in np.ndindex(*kernel):
        yield fill[..., i:i + rows, j:j + columns], values[..., i:i + rows, j:j + columns]


def average_pool(codes, kernel, pads, include_pad, quantizations, fused=True):
    """AveragePool of NCHW codes with strides of 1, QLinearAveragePool or between
    DQ and Q nodes."""
    if fused and list(kernel) == list(codes.shape[2:]) and not any(pads):
        return global_average_pool(codes, quantizations)
    border = ((0, 0), (0, 0), (pads[0], pads[2]), (pads[1], pads[3]))
    values = np.pad(dequantize(codes, quantizations[0]), border)
    inside = np.pad(np.ones(codes.shape, F), border, constant_values=float(include_pad))
    out_shape = [n - k + 1 for n, k in zip(values.shape[2:], kernel)]
    total = count = F(0)
    for one, value in windows(values, kernel, out_shape, inside):
        total, count = total + value, count + one
    if not fused:
        return quantize(total / count, quantizations[1])
    scale, zero_point, dtype = quantizations[1]
    return saturate(total / count / F(scale) + F(zero_point), dtype)


def global_average_pool(codes, quantizations):
    """QLinearGlobalAveragePool of NCHW codes."""
    (s0, z0, _), (s1, _, _) = quantizations
    total = (codes.astype(np.int64) - z0).sum(axis=(2, 3), keepdims=True)
    factor = F(s0) / (F(s1) * F(codes.shape[2] * codes.shape[3]))
    return requantize(total, factor, quantizations[1])


def polynomial(x, coefficients):
    """Horner's scheme with fused multiply-adds."""
    total = F(coefficients[0])
    for coefficient in coefficients[1:]:
        total = fused_multiply_add(total, x, F(coefficient))
    return total


def sigmoid(x):
    x = np.clip(x, F(-18), F(18))
    numerator = polynomial(x * x, (4.37031012579801e-11, 1.15627324459942e-07,
                                   6.08574864600143e-05, 8.51377133304701e-03,
                                   2.48287947061529e-01)) * x
    denominator = polynomial(x * x, (6.10247389755681e-13, 5.76102136993427e-09,
                                     6.29106785017040e-06, 1.70198817374094e-03,
                                     1.16817656904453e-01, 9.93151921023180e-01))
    return np.maximum(numerator / denominator + F(0.5), F(0))


def tanh(x):
    x = np.clip(x, F(-9), F(9))
    numerator = polynomial(x * x, (-2.76076847742355e-16, 2.00018790482477e-13,
                                   -8.60467152213735e-11, 5.12229709037114e-08,
                                   1.48572235717979e-05, 6.37261928875436e-04,
                                   4.89352455891786e-03)) * x
    return numerator / polynomial(x * x, (1.19825839466702e-06, 1.18534705686654e-04,
                                          2.26843463243900e-03, 4.89352518554385e-03))


def exp(x):
    magic = F(12582912.0)
    x = np.maximum(x, F(-103.9720840454))
    n = fused_multiply_add(x, F(1.44269504088896341), magic) - magic
    rest = fused_multiply_add(n, F(-6.93145752e-1), x)
    rest = fused_multiply_add(n, F(-1.42860677e-6), rest)
    value = polynomial(rest, [float.fromhex(c) for c in (
        "0x1.694000p-10", "0x1.125edcp-7", "0x1.555b5ap-5", "0x1.555450p-3", "0x1.fffff6p-2",
        "0x1p0", "0x1p0")])
    return np.ldexp(value.astype(np.float64), n.astype(np.int64)).astype(F)


UNARY = {
    "Sigmoid": sigmoid, "Tanh": tanh, "Exp": exp,
    "Relu": lambda x: np.maximum(x, F(0)), "Abs": np.abs, "Neg": np.negative, "Sqrt": np.sqrt,
    "LeakyRelu": lambda x: np.where(x >= 0, x, F(0.01) * x),
    "Reciprocal": lambda x: F(1) / x, "Round": np.rint,
    "HardSwish": lambda x: x * np.clip(F(1 / 6) * x + F(0.5), F(0), F(1)),
}


def unary(operator, codes, quantizations):
    with np.errstate(all="ignore"):
        return quantize(UNARY[operator](dequantize(codes, quantizations[0])), quantizations[1])
