// When constants come: early where there is room, behind their predecessors where there is not.
// RUN: sima-opt %s -mla-legalize -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule | FileCheck %s --check-prefix=EARLY
// RUN: sima-opt %s -mla-legalize=target=%S/Inputs/tiny.yaml -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s --check-prefix=LATE

// EARLY: mla.layer "conv2d_0"({{.*}}) schedule(<lm, group 0 loads[0],
// EARLY: mla.layer "conv2d_1"({{.*}}) schedule(<lm, group 1 loads[0],
// EARLY: mla.layer "conv2d_2"({{.*}}) schedule(<lm, group 2 loads[0],
// EARLY: mla.layer "conv2d_3"({{.*}}) schedule(<lm, group 3 loads[0],

// Weights of a layer take 9 KiB, 4.6 for each of two quads; local memory has 16.
// LATE: mla.layer "conv2d_0"({{.*}}) schedule(<lm, group 0 loads[0],
// LATE: mla.layer "conv2d_1"({{.*}}) schedule(<lm, group 1 loads[0],
// LATE: mla.layer "conv2d_2"({{.*}}) schedule(<lm, group 2 loads{{\[[1-9][0-9]*\]}},
// LATE: mla.layer "conv2d_3"({{.*}}) schedule(<lm, group 3 loads{{\[[1-9][0-9]*\]}},
// Each is loaded a layer ahead all the same.
// LATE: quad.core 0 {
// LATE-NOT: quad.conv
// LATE: quad.ld <@conv2d_1.const.0
// LATE: quad.conv {{.*}} layer 0
// LATE: quad.ld <@conv2d_2.const.0
// LATE: quad.conv {{.*}} layer 1
// LATE: quad.ld <@conv2d_3.const.0
// LATE: quad.conv {{.*}} layer 2
!q = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.25>
func.func @main(%x0: tensor<1x8x8x32x!q>) -> tensor<1x8x8x32x!q> {
  %w0 = mla.constant dense<1> : tensor<32x3x3x32xi8> as tensor<32x3x3x32x!w>
  %w1 = mla.constant dense<2> : tensor<32x3x3x32xi8> as tensor<32x3x3x32x!w>
  %w2 = mla.constant dense<3> : tensor<32x3x3x32xi8> as tensor<32x3x3x32x!w>
  %w3 = mla.constant dense<4> : tensor<32x3x3x32xi8> as tensor<32x3x3x32x!w>
  %b = mla.constant dense<0> : tensor<32xi32> as tensor<32xi32>
  %x1 = mla.conv2d %x0, %w0, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
      : (tensor<1x8x8x32x!q>, tensor<32x3x3x32x!w>, tensor<32xi32>) -> tensor<1x8x8x32x!q>
  %x2 = mla.conv2d %x1, %w1, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
      : (tensor<1x8x8x32x!q>, tensor<32x3x3x32x!w>, tensor<32xi32>) -> tensor<1x8x8x32x!q>
  %x3 = mla.conv2d %x2, %w2, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
      : (tensor<1x8x8x32x!q>, tensor<32x3x3x32x!w>, tensor<32xi32>) -> tensor<1x8x8x32x!q>
  %x4 = mla.conv2d %x3, %w3, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
      : (tensor<1x8x8x32x!q>, tensor<32x3x3x32x!w>, tensor<32xi32>) -> tensor<1x8x8x32x!q>
  func.return %x4 : tensor<1x8x8x32x!q>
}
