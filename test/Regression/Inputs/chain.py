"""Prints a chain of convolutions and adds in the mla dialect.

For: tests that need more layers than one writes by hand.
Usage: chain.py LAYERS SIZE CHANNELS
"""

import sys

layers, size, channels = map(int, sys.argv[1:4])
q = "!quant.uniform<i8:f32, 0.5:3>"
w = "!quant.uniform<i8:f32, 0.01:0>"
fm = f"tensor<1x{size}x{size}x{channels}x{q}>"
wt = f"tensor<{channels}x3x3x{channels}x{w}>"
dw = f"tensor<1x3x3x{channels}x{w}>"
bias = f"tensor<{channels}xi32>"
window = (
    "strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, "
    "padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>"
)

print(f'func.func @main(%x0: {fm} {{mla.name = "x"}}) -> ({fm} {{mla.name = "y"}}) {{')
print(f"  %w = mla.constant dense<2> : tensor<{channels}x3x3x{channels}xi8> as {wt}")
print(f"  %d = mla.constant dense<3> : tensor<1x3x3x{channels}xi8> as {dw}")
print(f"  %b = mla.constant dense<7> : tensor<{channels}xi32> as {bias}")
for i in range(layers):
    op, filt, t = [("conv2d", "%w", wt), ("depthwise_conv2d", "%d", dw)][i % 2]
    print(f"  %c{i} = mla.{op} %x{i}, {filt}, %b {{{window}}} : ({fm}, {t}, {bias}) -> {fm}")
    if i % 3 == 2:
        print(
            f"  %x{i + 1} = mla.add %c{i}, %x{i - 1} "
            f"{{arithmetic = #mla.arithmetic<tflite>}} : ({fm}, {fm}) -> {fm}"
        )
    else:
        print(
            f"  %x{i + 1} = mla.max_pool2d %c{i} {{window = array<i64: 1, 1>, "
            "strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, "
            f"arithmetic = #mla.arithmetic<tflite>}} : ({fm}) -> {fm}"
        )
print(f"  return %x{layers} : {fm}")
print("}")
