#!/usr/bin/env python3
"""Compares elementwise operators of LiteRT with their restatement in NumPy.

Each case is a model of one operator with random quantization, run on every
code (unary), every pair of 8-bit codes, or random pairs of 16-bit codes
(binary). Every operator and type of the tables below must have 0 differing
elements: then `unary_kernels.py` and `binary_kernels.py` are the arithmetic of
this runtime. Not for: checking the compiler.
"""

import argparse
import sys
import zlib

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter, OpResolverType

import binary_kernels as binary
import unary_kernels as unary
from tflite_writer import Operator, Writer

F32 = np.float32


class Case:
    """Random quantization of one model with operands of type `dtype`."""

    def __init__(self, rng, dtype):
        self.rng, self.dtype = rng, np.dtype(dtype)
        self.wide = self.dtype == np.int16
        limits = np.iinfo(self.dtype)
        self.limits = int(limits.min), int(limits.max)
        # Powers of two give exact ties.
        self.ties = rng.random() < 0.4

    def number(self, low, high):
        return int(self.rng.integers(low, high, endpoint=True))

    def pick(self, *choices):
        return choices[self.number(0, len(choices) - 1)]

    def scale(self, low=-9, high=1):
        exponent = self.rng.uniform(low, high) - (8 if self.wide else 0)
        return F32(2.0 ** (round(exponent) if self.ties else exponent))

    def zero_point(self):
        if self.wide:
            return 0
        low, high = self.limits
        return self.pick(low, (low + high + 1) // 2, high, self.number(low, high))

    def quantization(self, low=-9, high=1):
        return self.scale(low, high), self.zero_point()

    def codes(self):
        return np.arange(self.limits[0], self.limits[1] + 1).astype(self.dtype)


class Problem:
    """One model of one operator: `operands` are (codes, quantization), `restated`
    computes the expected codes, `number` is the operator's option if any."""

    def __init__(self, case, operator, operands, out_q, restated, options=None, number=0.0,
                 out_dtype=None, resolver=OpResolverType.BUILTIN_REF):
        self.case, self.operator, self.operands, self.out_q = case, operator, operands, out_q
        self.restated, self.options, self.number, self.resolver = restated, options, number, resolver
        self.out_dtype = np.dtype(out_dtype or case.dtype)

    def run(self):
        """The codes that LiteRT computes."""
        writer = Writer("elementwise")
        inputs = [writer.tensor(f"x{k}", x.shape, x.dtype, *q)
                  for k, (x, q) in enumerate(self.operands)]
        output = writer.tensor("y", self.operands[0][0].shape, self.out_dtype, *self.out_q)
        writer.operator(getattr(Operator, self.operator), 1, inputs, output, self.options)
        interpreter = Interpreter(
            model_content=writer.finish(inputs, [output]), num_threads=1,
            experimental_op_resolver_type=self.resolver)
        interpreter.allocate_tensors()
        for detail, (x, _) in zip(interpreter.get_input_details(), self.operands, strict=True):
            interpreter.set_tensor(detail["index"], x)
        interpreter.invoke()
        return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])

    def check(self, verbose):
        """(elements, differing)."""
        found, expected = self.restated(), self.run()
        different = np.flatnonzero(found != expected.astype(np.int64))
        if different.size and verbose:
            first = different[0]
            quantization = [q for _, q in self.operands] + [self.out_q]
            print(f"  {self.operator} {self.case.dtype} {quantization}: element {first} is "
                  f"{expected[first]}, restated {found[first]}")
        return expected.size, different.size


def unary_problem(case, operator, kernel, codes=None, in_q=None, out_q=None, **fixed):
    x = case.codes() if codes is None else codes
    in_q, out_q = in_q or case.quantization(), out_q or case.quantization()
    return Problem(case, operator, [(x, in_q)], out_q, lambda: kernel(x, in_q, out_q), **fixed)


def table(name, function, **fixed):
    """An operator that is a table of a float function."""
    def problem(case):
        def kernel(x, in_q, out_q):
            if case.wide:
                return unary.interpolate(x, unary.table16(function, in_q, out_q))
            return unary.table8(x, function, in_q, out_q, case.limits)
        return unary_problem(case, name, kernel, **{k: v(case) for k, v in fixed.items()})
    return problem


def gelu(case):
    approximate = case.pick(False, True)
    function = unary.gelu_approximate if approximate else unary.gelu
    return table("GELU", function, number=lambda _: float(approximate),
                 options=lambda _: schema.GeluOptionsT(approximate=approximate))(case)


def elu(case):
    # The reference resolver lacks it; there is one kernel only.
    return table("ELU", unary.elu,
                 resolver=lambda _: OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)(case)


def log(case):
    out_q = case.quantization()
    lowest = F32(case.limits[0] - out_q[1]) * out_q[0]
    return table("LOG", unary.log_above(lowest), out_q=lambda _: out_q)(case)


def logistic(case):
    if not case.wide:
        return table("LOGISTIC", unary.logistic,
                     out_q=lambda c: (F32(1 / 256), c.zero_point()))(case)
    in_q = curve_scale(case), 0
    return unary_problem(case, "LOGISTIC", lambda x, q, _: unary.logistic16(x, q[0]), in_q=in_q,
                       out_q=(F32(2.0 ** -15), 0))


def tanh(case):
    if not case.wide:
        return table("TANH", unary.tanh)(case)
    in_q = curve_scale(case), 0
    return unary_problem(case, "TANH", lambda x, q, _: unary.tanh16(x, q[0]), in_q=in_q,
                       out_q=(F32(2.0 ** -15), 0))


def curve_scale(case):
    near = F32(1 + case.rng.uniform(-0.0014, 0.0014))  # LiteRT takes it for 1 below 0.0007
    return case.pick(F32(2.0 ** -12), near * F32(2.0 ** -11), F32(2.0 ** -13), near * F32(2.0 ** -12),
                     F32(2.0 ** case.rng.uniform(-20, 2)))


def nonnegative(case, zero_point):
    return case.codes()[zero_point - case.limits[0]:]


def sqrt(case):
    in_q = case.quantization()
    return unary_problem(case, "SQRT", lambda x, i, o: unary.sqrt(x, i, o, case.limits),
                       nonnegative(case, in_q[1]), in_q)


def rsqrt(case):
    in_q, out_q = case.quantization(), case.quantization(-9, 4)
    codes = nonnegative(case, in_q[1])
    if not case.wide:
        return unary_problem(case, "RSQRT", unary.rsqrt, codes, in_q, out_q)
    function = unary.rsqrt_above(F32(32767) * out_q[0])
    return unary_problem(case, "RSQRT",
                       lambda x, i, o: unary.interpolate(x, unary.table16(function, i, o)),
                       codes, in_q, out_q)


def bounded(name, *bounds):
    return lambda case: unary_problem(
        case, name, lambda x, i, o: unary.bounded(x, bounds, i, o, case.limits))


def leaky_relu(case):
    alpha = F32(case.pick(0.01, 0.1, 0.3, 1.5, -0.2, -0.5, -0.25, case.rng.normal()))
    return unary_problem(case, "LEAKY_RELU",
                       lambda x, i, o: unary.leaky_relu(x, alpha, i, o, case.limits),
                         options=schema.LeakyReluOptionsT(alpha=float(alpha)), number=float(alpha))


def absolute(case):
    in_q = case.quantization()
    out_q = (in_q[0], case.zero_point()) if case.pick(False, True) else case.quantization()
    return unary_problem(case, "ABS", lambda x, i, o: unary.absolute(x, i, o, case.limits),
                       in_q=in_q, out_q=out_q)


def neg(case):
    return unary_problem(case, "NEG", lambda x, *_: unary.negated(x), options=schema.NegOptionsT())


def hard_swish(case):
    in_q = case.quantization(-12, 3)
    # LiteRT refuses output scales at or below 1/128 of the input's.
    out_q = case.quantization(-9, 5)
    out_q = F32(max(out_q[0], in_q[0] / F32(127))), out_q[1]
    return unary_problem(case, "HARD_SWISH",
                       lambda x, i, o: unary.hard_swish(x, i, o, case.limits), in_q=in_q, out_q=out_q)


def quantize(case):
    to = case.pick(*{"int8": ("int8", "uint8", "int16"), "uint8": ("int8", "uint8", "int16"),
                     "int16": ("int8", "int16")}[case.dtype.name])
    target = Case(case.rng, to)
    in_q = case.quantization()
    if case.wide and not target.wide:
        in_q = in_q[0], case.number(-300, 300)
    return unary_problem(case, "QUANTIZE", lambda x, i, o: unary.requantize(x, i, o, target.limits),
                       in_q=in_q, out_q=target.quantization(), out_dtype=to)


def prelu(case):
    # The slopes of int16 are int8: LiteRT reads bytes, whatever their type.
    slopes = Case(case.rng, "int8") if case.wide else case
    a, b = pairs(case)[0], pairs(slopes)[1]
    in_q, alpha_q, out_q = case.quantization(), slopes.quantization(), case.quantization(-9, 4)
    return Problem(case, "PRELU", [(a, in_q), (b, alpha_q)], out_q,
                   lambda: unary.prelu(a, b, in_q, alpha_q, out_q, case.limits))


def pairs(case):
    """All pairs of 8-bit codes; random pairs of 16-bit codes and their ends."""
    if not case.wide:
        return np.repeat(case.codes(), 256), np.tile(case.codes(), 256)
    a, b = (case.rng.integers(*case.limits, 65536, np.int16, endpoint=True) for _ in range(2))
    a[:4], b[:4] = (-32768, -32768, 32767, 32767), (-32768, 32767, -32768, 32767)
    b[256:4096] = b[256:4096] >> 8
    return a, b


ACTIVATIONS = {schema.ActivationFunctionType.NONE: (None, None),
               schema.ActivationFunctionType.RELU: (0.0, None),
               schema.ActivationFunctionType.RELU6: (0.0, 6.0),
               schema.ActivationFunctionType.RELU_N1_TO_1: (-1.0, 1.0)}


def binary_problem(case, name, options, quantization, kernel, divisor=False):
    """All operators with a fused activation; the number of a problem is the
    activation, 4 higher if scales that are powers of two are shifts."""
    a, b = pairs(case)
    if divisor:
        keep = b.astype(np.int64) != quantization[1][1]
        a, b = a[keep], b[keep]
    activation = case.pick(*ACTIVATIONS)
    if hasattr(options, "fusedActivationFunction"):
        options.fusedActivationFunction = activation
    else:
        activation = schema.ActivationFunctionType.NONE
    clamp = binary.activation_range(ACTIVATIONS[activation], quantization[2], case.limits)
    number = float(activation + 4 * getattr(options, "potScaleInt16", False))
    return Problem(case, name, [(a, quantization[0]), (b, quantization[1])], quantization[2],
                   lambda: kernel(a, b, *quantization, clamp), options, number)


def add_sub(name, options):
    def problem(case):
        left_shift = 15 if case.wide else 20
        a_q, b_q, out_q = (case.quantization(-8, 1) for _ in range(3))
        if case.wide and case.pick(False, True):
            shifts = case.pick((0, 0), (0, case.number(0, 20)), (case.number(0, 15), 0))
            a_q, b_q, out_q = ((F32(2.0 ** (-10 - s)), 0) for s in (*shifts, 0))
            kernel = lambda a, b, *q: binary.add_pot(a, b, *shifts, q[3], name == "SUB")
            return binary_problem(case, name, options(potScaleInt16=True), (a_q, b_q, out_q), kernel)
        lowest = 2.0 * max(a_q[0], b_q[0]) / (1 << left_shift)
        out_q = F32(max(out_q[0], lowest * 1.01)), out_q[1]
        kernel = lambda a, b, *q: binary.add(a, b, *q, left_shift, name == "SUB")
        return binary_problem(case, name, options(potScaleInt16=False), (a_q, b_q, out_q), kernel)
    return problem


def mul(case):
    quantization = case.quantization(-6, 0), case.quantization(-6, 0), case.quantization(-6, 3)
    if case.wide:
        quantization = *quantization[:2], (F32(quantization[0][0] * 2 ** case.rng.uniform(-6, 8)), 0)
    return binary_problem(case, "MUL", schema.MulOptionsT(), quantization, binary.mul)


def div(case):
    quantization = case.quantization(-6, 0), case.quantization(-6, 0), case.quantization(-9, 3)
    return binary_problem(case, "DIV", schema.DivOptionsT(), quantization, binary.div, divisor=True)


def squared_difference(case):
    a_q, b_q, out_q = case.quantization(), case.quantization(), case.quantization(-9, 3)
    twice_max = 2.0 * max(a_q[0], b_q[0])
    out_q = F32(max(out_q[0], twice_max * twice_max / (1 << 14) * 1.01)), out_q[1]
    return binary_problem(case, "SQUARED_DIFFERENCE", schema.SquaredDifferenceOptionsT(),
                        (a_q, b_q, out_q), binary.squared_difference)


def extremum(name, kernel):
    return lambda case: binary_problem(
        case, name, schema.MaximumMinimumOptionsT(), tuple(case.quantization() for _ in range(3)),
        lambda a, b, *_: kernel(a, b).astype(np.int64))


PROBLEMS = {
    "LOGISTIC": (logistic, "int8 uint8 int16"),
    "TANH": (tanh, "int8 uint8 int16"),
    "GELU": (gelu, "int8 uint8 int16"),
    "ELU": (elu, "int8"),
    "EXP": (table("EXP", unary.exp), "int8 int16"),
    "LOG": (log, "int8 int16"),
    "SQRT": (sqrt, "int8 int16"),
    "RSQRT": (rsqrt, "int8 int16"),
    "HARD_SWISH": (hard_swish, "int8 uint8"),
    "RELU": (bounded("RELU", 0.0, None), "int8 uint8 int16"),
    "RELU6": (bounded("RELU6", 0.0, 6.0), "int8 uint8 int16"),
    "RELU_N1_TO_1": (bounded("RELU_N1_TO_1", -1.0, 1.0), "int8 uint8"),
    "RELU_0_TO_1": (bounded("RELU_0_TO_1", 0.0, 1.0), "int8 uint8"),
    "LEAKY_RELU": (leaky_relu, "int8 uint8 int16"),
    "PRELU": (prelu, "int8 uint8 int16"),
    "ABS": (absolute, "int8 int16"),
    "NEG": (neg, "int8 int16"),
    "QUANTIZE": (quantize, "int8 uint8 int16"),
    "ADD": (add_sub("ADD", schema.AddOptionsT), "int8 uint8 int16"),
    "SUB": (add_sub("SUB", schema.SubOptionsT), "int8 uint8 int16"),
    "MUL": (mul, "int8 uint8 int16"),
    "DIV": (div, "int8 uint8 int16"),
    "MINIMUM": (extremum("MINIMUM", np.minimum), "int8 uint8 int16"),
    "MAXIMUM": (extremum("MAXIMUM", np.maximum), "int8 uint8 int16"),
    "SQUARED_DIFFERENCE": (squared_difference, "int8"),
}


def make(name, dtype, seed, k):
    """Problem k of an operator and a type."""
    rng = np.random.default_rng([seed, k, zlib.crc32(f"{name} {dtype}".encode())])
    return PROBLEMS[name][0](Case(rng, dtype))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("operators", nargs="*", choices=[[], *PROBLEMS], metavar="OPERATOR",
                        help="default: all")
    parser.add_argument("-n", type=int, default=20, metavar="N",
                        help="models per operator and type (default 20)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verbose", action="store_true", help="name the first difference of a model")
    options = parser.parse_args()
    failed = False
    for name in options.operators or PROBLEMS:
        for dtype in PROBLEMS[name][1].split():
            size = different = 0
            for k in range(options.n):
                counts = make(name, dtype, options.seed, k).check(options.verbose)
                size, different = size + counts[0], different + counts[1]
            print(f"  {name:18} {dtype:6} {different:8} of {size} differ")
            failed |= different > 0
    if failed:
        sys.exit("an operator differs from its restatement")


if __name__ == "__main__":
    main()
