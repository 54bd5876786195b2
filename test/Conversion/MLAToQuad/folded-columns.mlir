// Kernel columns folded into channels: a row of the kernel over few channels is one run of pixels. Outputs whose window lies in
// the row are one instruction; at the borders each has the part of the kernel that meets the image.
// RUN: split-file %s %t
// RUN: sima-opt %t/borders.mlir -mla-legalize=target=cmp256 -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=BORDERS
// RUN: sima-opt %t/wide.mlir -mla-legalize=target=cmp256 -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=WIDE
// RUN: sima-opt %t/never.mlir -mla-legalize=target=cmp256 -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=NEVER

//--- borders.mlir
// Three channels, three columns: 6 of 9 channels of weights from kernel column 1 on, at column 0; all 9 from column 1 of the image
// on; 6 from kernel column 0 on, at column 7. Kernel rows are taps, in the padding too. Weights of a kernel row are 9 apart.
// BORDERS: quad.core 0 {
// BORDERS: quad.conv <@acc.0.0 + 0, [3, 1, 8], [320, 64, 64], s32, 0> from <@in0 + 0, [5, 1, 6], [27, 3, 16], s8, -3>, <@conv2d_0.const.0 + 3, [8, 3, 1, 6], [27, 9, 3, 16], s8, 0> {{.*}} padding = array<i64: 1, 0>, {{.*}} strides = array<i64: 2, 2>
// BORDERS: quad.conv <@acc.0.0 + 64, [3, 3, 8], [320, 64, 64], s32, 0> from <@in0 + 3, [5, 5, 9], [27, 3, 16], s8, -3>, <@conv2d_0.const.0 + 0, [8, 3, 1, 9], [27, 9, 3, 16], s8, 0> {{.*}} padding = array<i64: 1, 0>
// BORDERS: quad.conv <@acc.0.0 + 256, [3, 1, 8], [320, 64, 64], s32, 0> from <@in0 + 21, [5, 1, 6], [27, 3, 16], s8, -3>, <@conv2d_0.const.0 + 0, [8, 3, 1, 6], [27, 9, 3, 16], s8, 0> {{.*}} padding = array<i64: 1, 0>
// BORDERS-NOT: quad.conv
// BORDERS: quad.requant <@conv2d_0.out + 0, {{.*}} from <@acc.0.0 + 0, [3, 5, 8]
!x = !quant.uniform<i8:f32, 0.5:-3>
!w = !quant.uniform<i8:f32, 0.25>
func.func @main(%x: tensor<1x5x9x3x!x>) -> tensor<1x3x5x8x!x> {
  %w = mla.constant dense<1> : tensor<8x3x3x3xi8> as tensor<8x3x3x3x!w>
  %b = mla.constant dense<0> : tensor<8xi32> as tensor<8xi32>
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x5x9x3x!x>, tensor<8x3x3x3x!w>, tensor<8xi32>) -> tensor<1x3x5x8x!x>
  return %0 : tensor<1x3x5x8x!x>
}

//--- wide.mlir
// A kernel wider than the image: every output has a part of the kernel of its own, all three pixels of the row.
// WIDE: quad.core 0 {
// WIDE: quad.conv <@acc.0.0 + 0, [6, 1, 8], {{.*}} from <@in0 + 0, [6, 1, 6], [6, 2, 16], s8, -3>, <@conv2d_0.const.0 + 4, [8, 1, 1, 6], [10, 10, 2, 16], s8, 0>
// WIDE: quad.conv <@acc.0.0 + 64, [6, 1, 8], {{.*}} from <@in0 + 0, [6, 1, 6], [6, 2, 16], s8, -3>, <@conv2d_0.const.0 + 2, [8, 1, 1, 6], [10, 10, 2, 16], s8, 0>
// WIDE: quad.conv <@acc.0.0 + 128, [6, 1, 8], {{.*}} from <@in0 + 0, [6, 1, 6], [6, 2, 16], s8, -3>, <@conv2d_0.const.0 + 0, [8, 1, 1, 6], [10, 10, 2, 16], s8, 0>
// WIDE-NOT: quad.conv
// WIDE: quad.requant
!x = !quant.uniform<i8:f32, 0.5:-3>
!w = !quant.uniform<i8:f32, 0.25>
func.func @main(%x: tensor<1x6x3x2x!x>) -> tensor<1x6x3x8x!x> {
  %w = mla.constant dense<1> : tensor<8x1x5x2xi8> as tensor<8x1x5x2x!w>
  %b = mla.constant dense<0> : tensor<8xi32> as tensor<8xi32>
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 2, 0, 2>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x6x3x2x!x>, tensor<8x1x5x2x!w>, tensor<8xi32>) -> tensor<1x6x3x8x!x>
  return %0 : tensor<1x6x3x8x!x>
}

//--- never.mlir
// Columns that do not lie side by side stay taps, and so do those of whole blocks of channels.
// NEVER: quad.core 0 {
// NEVER-NOT: @conv2d_0.const.0 + {{.*}}, [16, 3, 1,
// NEVER: quad.conv {{.*}} <@conv2d_0.const.0 + 0, [16, 3, 3, 3],
// NEVER-NOT: @conv2d_1.const.0 + {{.*}}, [16, 3, 1,
// NEVER: quad.conv {{.*}} <@conv2d_1.const.0 + 0, [16, 3, 3, 16],
// NEVER-NOT: @conv2d_1.const.0 + {{.*}}, [16, 3, 1,
// NEVER: quad.halt
!x = !quant.uniform<i8:f32, 0.5:-3>
!w = !quant.uniform<i8:f32, 0.25>
func.func @main(%x: tensor<1x8x8x3x!x>) -> tensor<1x8x8x16x!x> {
  %w0 = mla.constant dense<1> : tensor<16x3x3x3xi8> as tensor<16x3x3x3x!w>
  %w1 = mla.constant dense<1> : tensor<16x3x3x16xi8> as tensor<16x3x3x16x!w>
  %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
  %0 = mla.conv2d %x, %w0, %b {strides = array<i64: 1, 1>, dilations = array<i64: 2, 2>, padding = array<i64: 2, 2, 2, 2>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x8x8x3x!x>, tensor<16x3x3x3x!w>, tensor<16xi32>) -> tensor<1x8x8x16x!x>
  %1 = mla.conv2d %0, %w1, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x8x8x16x!x>, tensor<16x3x3x16x!w>, tensor<16xi32>) -> tensor<1x8x8x16x!x>
  return %1 : tensor<1x8x8x16x!x>
}
