"""A network in which every planted bug has something to break.

For: utils/planted_bugs.py and test/Tools/sima-reduce. Prints MLIR: a filter of one input
channel, asymmetric padding, sums and differences of operands with other scales, a table, an
exchange of rows and columns, two branches, a pool, outputs of one type and of padded channels.
"""

import random

TYPES = {"x": (0.04, -7), "y": (0.09, 12), "a": (0.06, 5), "b": (0.05, -20), "c": (0.11, 3),
         "d": (0.08, -4), "f": (0.07, -9), "g": (0.1, 9), "h": (0.13, -2), "o": (0.12, 6)}


def bytes_of(generator, count, low, high, width):
    values = (generator.randint(low, high) for _ in range(count))
    return "0x" + b"".join(v.to_bytes(width, "little", signed=True) for v in values).hex().upper()


def constants(generator, name, shape, axis):
    """Filter and bias of a product; `axis` is that of output channels."""
    count = 1
    for extent in shape:
        count *= extent
    dims = "x".join(map(str, shape))
    out = shape[axis]
    return (f'  %{name}_w = mla.constant dense<"{bytes_of(generator, count, -127, 127, 1)}"> : '
            f"tensor<{dims}xi8> as tensor<{dims}x!w>\n"
            f'  %{name}_b = mla.constant dense<"{bytes_of(generator, out, -900, 900, 4)}"> : '
            f"tensor<{out}xi32> as tensor<{out}xi32>\n")


def conv(generator, name, source, types, filter_shape, padding, activation="none", kind="conv2d"):
    axis = 0 if kind == "conv2d" else 3
    dims = "x".join(map(str, filter_shape))
    return (constants(generator, name, filter_shape, axis) +
            f"  %{name} = mla.{kind} %{source}, %{name}_w, %{name}_b {{strides = array<i64: 1, 1>, "
            f"dilations = array<i64: 1, 1>, padding = array<i64: {padding}>, "
            f"activation = #mla.activation<{activation}>, arithmetic = #mla.arithmetic<tflite>}} : "
            f"({types[0]}, tensor<{dims}x!w>, tensor<{filter_shape[axis]}xi32>) -> {types[1]}\n")


def network():
    generator = random.Random(20)
    big = "tensor<1x16x16x{}x!{}>".format
    text = "".join(f"!{n} = !quant.uniform<i8:f32, {s}:{z}>\n" for n, (s, z) in TYPES.items())
    text += "!w = !quant.uniform<i8:f32, 0.004>\n"
    text += (f'func.func @main(%x: {big(1, "x")} {{mla.name = "x"}}, %y: {big(16, "y")} {{mla.name = "y"}})\n'
             f'    -> ({big(16, "d")} {{mla.name = "d"}}, {big(16, "d")} {{mla.name = "e"}}, '
             'tensor<1x8x8x10x!o> {mla.name = "o"}) {\n')
    text += conv(generator, "a", "x", (big(1, "x"), big(16, "a")), (1, 3, 3, 16), "1, 1, 1, 1",
                 kind="depthwise_conv2d")
    text += (f'  %p = mla.pad %a {{low = array<i64: 0, 2, 0, 0>, high = array<i64: 0, 0, 2, 0>, value = '
             f'{TYPES["a"][1]} : i64}} : {big(16, "a")} -> tensor<1x18x18x16x!a>\n')
    text += conv(generator, "b", "p", ("tensor<1x18x18x16x!a>", big(16, "b")), (16, 3, 3, 16),
                 "0, 0, 0, 0", "relu")
    text += (f'  %c = mla.sub %b, %y {{arithmetic = #mla.arithmetic<tflite>}} : ({big(16, "b")}, '
             f'{big(16, "y")}) -> {big(16, "c")}\n'
             f'  %d = mla.rescale %c {{arithmetic = #mla.arithmetic<tflite>}} : ({big(16, "c")}) -> {big(16, "d")}\n'
             f'  %e = mla.rearrange %d {{view = array<i64: 16, 16, 16>, permutation = array<i64: 1, 0, 2>}} : '
             f'{big(16, "d")} -> {big(16, "d")}\n')
    text += conv(generator, "f", "e", (big(16, "d"), big(24, "f")), (24, 3, 3, 16), "1, 1, 1, 1")
    text += conv(generator, "g", "e", (big(16, "d"), big(24, "g")), (24, 1, 1, 16), "0, 0, 0, 0", "relu")
    text += (f'  %h = mla.add %g, %f {{activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite>}} : '
             f'({big(24, "g")}, {big(24, "f")}) -> {big(24, "h")}\n'
             f'  %m = mla.max_pool2d %h {{window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = '
             f'array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}} : ({big(24, "h")}) -> '
             'tensor<1x8x8x24x!h>\n')
    text += conv(generator, "o", "m", ("tensor<1x8x8x24x!h>", "tensor<1x8x8x10x!o>"), (10, 3, 3, 24),
                 "1, 1, 1, 1")
    return text + (f'  return %d, %e, %o : {big(16, "d")}, {big(16, "d")}, tensor<1x8x8x10x!o>\n}}\n')


if __name__ == "__main__":
    print(network(), end="")
