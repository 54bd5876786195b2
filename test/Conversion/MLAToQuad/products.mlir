// RUN: split-file %s %t
// RUN: sima-opt %t/groups.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=GROUPS
// RUN: sima-opt %t/transposed.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=TRANSPOSED
// RUN: sima-opt %t/wide.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=WIDE
// RUN: sima-opt %t/invalid.mlir -split-input-file -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -verify-diagnostics

//--- groups.mlir
// Six groups from 2 to 4 channels. The first 16 outputs touch four groups, whose 8
// inputs they read; 16 x 8 weights with zeros (7) between groups, then the table.
// GROUPS: quad.core 0 {
// GROUPS: quad.conv {{.*}} from <@in0 + 0, [4, 4, 8], [48, 12, 16], s8, -3>, <@conv2d_0.const.0 + 0, [16, 1, 1, 8], [8, 8, 8, 16], s8, 7>
// GROUPS: quad.requant <@conv2d_0.out + 0, {{.*}} <@conv2d_0.const.0 + 128, {{.*}} mode tflite_u8
// GROUPS: quad.core 1 {
// GROUPS: quad.conv {{.*}} from <@in0 + 8, [4, 4, 4], [48, 12, 16], s8, -3>, <@conv2d_0.const.0 + 0, [8, 1, 1, 4], [4, 4, 4, 16], s8, 7>
!x = !quant.uniform<i8:f32, 0.5:-3>
!w = !quant.uniform<i8:f32, 0.25:7>
func.func @main(%x: tensor<1x4x4x12x!x>) -> tensor<1x4x4x24x!x> {
  %w = mla.constant dense<1> : tensor<24x1x1x2xi8> as tensor<24x1x1x2x!w>
  %b = mla.constant dense<0> : tensor<24xi32> as tensor<24xi32>
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         groups = 6 : i64, arithmetic = #mla.arithmetic<tflite_u8>}
       : (tensor<1x4x4x12x!x>, tensor<24x1x1x2x!w>, tensor<24xi32>) -> tensor<1x4x4x24x!x>
  return %0 : tensor<1x4x4x24x!x>
}

//--- transposed.mlir
// The kernel turned round: 8 7 6 5 / 4 3 2 1, then 16 zeros.
// TRANSPOSED: quad.core 0 {
// From the row that borders on the other quad's. Row 2: no kernel row, zeros times zeros.
// TRANSPOSED: quad.conv {{.*}} from <@transpose_conv2d_0.const.0 + 8, [1, 1, 1], [0, 0, 16], s8, 0>, <@transpose_conv2d_0.const.0 + 8, [1, 1, 1, 1], [0, 0, 0, 16], s8, 0>
// TRANSPOSED: quad.requant <@transpose_conv2d_0.out + 12, [], [18, 2, 16], s8, -3>
// TRANSPOSED: quad.requant <@transpose_conv2d_0.out + 13,
// Row 1: kernel row 1.
// TRANSPOSED: quad.conv {{.*}} <@transpose_conv2d_0.const.0 + 1, [1, 1, 2, 1], [8, 12, 2, 16], s8, 0>
// TRANSPOSED: quad.requant <@transpose_conv2d_0.out + 6, [], [18, 2, 16], s8, -3>
// TRANSPOSED: quad.requant <@transpose_conv2d_0.out + 7,
// Row 0: columns 0, 2, 4 have taps 3 and 1 of kernel row 0, which read columns -1
// and 0 of the input, and so on.
// TRANSPOSED: quad.conv {{.*}} [1, 3, 1], {{.*}} from <@in0 + 0, [1, 2, 1], {{.*}}, <@transpose_conv2d_0.const.0 + 5, [1, 1, 2, 1], [8, 12, 2, 16], s8, 0> {{.*}} padding = array<i64: 0, 1>
// TRANSPOSED: quad.requant <@transpose_conv2d_0.out + 0, [], [18, 2, 16], s8, -3>
// TRANSPOSED: quad.conv {{.*}} <@transpose_conv2d_0.const.0 + 4, [1, 1, 2, 1], [8, 12, 2, 16], s8, 0> {{.*}} padding = array<i64: 0, 1>
// TRANSPOSED: quad.requant <@transpose_conv2d_0.out + 1, [], [18, 2, 16], s8, -3>
// TRANSPOSED: quad.core 1 {
!x = !quant.uniform<i8:f32, 0.5:-3>
!w = !quant.uniform<i8:f32, 0.25>
func.func @main(%x: tensor<1x2x2x1x!x>) -> tensor<1x6x6x1x!x> {
  %w = mla.constant dense<[[[[1], [2], [3], [4]], [[5], [6], [7], [8]]]]> : tensor<1x2x4x1xi8> as tensor<1x2x4x1x!w>
  %b = mla.constant dense<0> : tensor<1xi32> as tensor<1xi32>
  %0 = mla.transpose_conv2d %x, %w, %b {strides = array<i64: 3, 2>, padding = array<i64: 0, 0, -1, 0>,
         arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x2x2x1x!x>, tensor<1x2x4x1x!w>, tensor<1xi32>) -> tensor<1x6x6x1x!x>
  return %0 : tensor<1x6x6x1x!x>
}

//--- wide.mlir
// Low bytes without sign, high bytes with, each with its part of the zero point
// -3 = -1 * 256 + 253; two planes of sums, 64-bit biases.
// WIDE: quad.conv <@acc.0.0 + 0, [[ACC:\[[0-9, ]*\]]], {{.*}} from <@in0 + 0, [2, 2, 20], [128, 64, 32], u8, 253>, <@conv2d_0.const.0 + 0, [4, 1, 1, 20], [20, 20, 20, 16], s8, 0>
// WIDE: quad.conv <@acc.0.0 + 256, [[ACC]], {{.*}} from <@in0 + 16, [2, 2, 20], [128, 64, 32], s8, -1>, <@conv2d_0.const.0 + 0, [4, 1, 1, 20], [20, 20, 20, 16], s8, 0>
// WIDE: quad.requant <@conv2d_0.out + 0, [], [64, 32, 32], s16, -3> from <@acc.0.0 + 0, [2, 2, 4, 2], [128, 64, 64, 256], s32, 0>, <@conv2d_0.const.0 + 80, [], [], s8, 0> mode tflite_16x8_f64 clamp -32768 to 32767
!x = !quant.uniform<i16:f32, 0.5:-3>
!w = !quant.uniform<i8:f32, 0.25>
func.func @main(%x: tensor<1x4x2x20x!x>) -> tensor<1x4x2x4x!x> {
  %w = mla.constant dense<1> : tensor<4x1x1x20xi8> as tensor<4x1x1x20x!w>
  %b = mla.constant dense<0> : tensor<4xi64> as tensor<4xi64>
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         arithmetic = #mla.arithmetic<tflite_f64>}
       : (tensor<1x4x2x20x!x>, tensor<4x1x1x20x!w>, tensor<4xi64>) -> tensor<1x4x2x4x!x>
  return %0 : tensor<1x4x2x4x!x>
}

//--- invalid.mlir
!x = !quant.uniform<i16:f32, 0.5>
!w = !quant.uniform<i8:f32, 0.25>
func.func @main(%x: tensor<1x1x1x70000x!x>) -> tensor<1x1x1x1x!x> {
  %w = mla.constant dense<1> : tensor<1x1x1x70000xi8> as tensor<1x1x1x70000x!w>
  %b = mla.constant dense<0> : tensor<1xi64> as tensor<1xi64>
  // expected-error @+1 {{layer 'conv2d_0': sums of 70000 products of 16-bit codes, at most 65793 fit the accumulators}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         arithmetic = #mla.arithmetic<tflite_16x8>}
       : (tensor<1x1x1x70000x!x>, tensor<1x1x1x70000x!w>, tensor<1xi64>) -> tensor<1x1x1x1x!x>
  return %0 : tensor<1x1x1x1x!x>
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i8:f32:0, {0.25:-100, 0.5:100}>
func.func @main(%x: tensor<1x4x4x2x!x>) -> tensor<1x4x4x2x!x> {
  %w = mla.constant dense<[[[[127, 0]]], [[[0, -128]]]]> : tensor<2x1x1x2xi8> as tensor<2x1x1x2x!w>
  %b = mla.constant dense<0> : tensor<2xi32> as tensor<2xi32>
  // expected-error @+1 {{layer 'conv2d_0': the filter's values, less the zero points of their channels, need more than the 256 codes of one zero point}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         arithmetic = #mla.arithmetic<onnx>}
       : (tensor<1x4x4x2x!x>, tensor<2x1x1x2x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  return %0 : tensor<1x4x4x2x!x>
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<1x4x4x2x!x>, %w: tensor<2x1x1x2x!x>) -> tensor<1x4x4x2x!x> {
  %b = mla.constant dense<0> : tensor<2xi32> as tensor<2xi32>
  // expected-error @+1 {{layer 'conv2d_0': the filter must be a constant of the layer}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         arithmetic = #mla.arithmetic<onnx>}
       : (tensor<1x4x4x2x!x>, tensor<2x1x1x2x!x>, tensor<2xi32>) -> tensor<1x4x4x2x!x>
  return %0 : tensor<1x4x4x2x!x>
}
