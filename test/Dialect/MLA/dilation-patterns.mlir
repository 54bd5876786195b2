// RUN: sima-opt %s -mla-legalize | FileCheck %s

!q = !quant.uniform<i8:f32, 0.5>

// Blocks of 2 x 3 positions as samples: dilations of 2 and 3.
// CHECK-LABEL: func.func @dilated
// CHECK: mla.conv2d %{{.*}} {arithmetic = #mla.arithmetic<tflite>, dilations = array<i64: 2, 3>, padding = array<i64: 2, 0, 0, 3>
// CHECK-SAME: -> tensor<1x8x6x1x!
// CHECK-NEXT: return
func.func @dilated(%x: tensor<1x8x6x1x!q>) -> tensor<1x8x6x1x!q> {
  %w = mla.constant dense<1> : tensor<1x2x2x1xi8> as tensor<1x2x2x1x!q>
  %b = mla.constant dense<0> : tensor<1xi32> as tensor<1xi32>
  %0 = mla.rearrange %x {view = array<i64: 4, 2, 2, 3, 1>, permutation = array<i64: 1, 3, 0, 2, 4>} : tensor<1x8x6x1x!q> -> tensor<1x24x2x1x!q>
  %1 = mla.reshape %0 : tensor<1x24x2x1x!q> -> tensor<6x4x2x1x!q>
  %2 = mla.conv2d %1, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 0, 0, 1>,
         arithmetic = #mla.arithmetic<tflite>} : (tensor<6x4x2x1x!q>, tensor<1x2x2x1x!q>, tensor<1xi32>) -> tensor<6x4x2x1x!q>
  %3 = mla.reshape %2 : tensor<6x4x2x1x!q> -> tensor<1x24x2x1x!q>
  %4 = mla.rearrange %3 {view = array<i64: 2, 3, 4, 2, 1>, permutation = array<i64: 2, 0, 3, 1, 4>} : tensor<1x24x2x1x!q> -> tensor<1x8x6x1x!q>
  func.return %4 : tensor<1x8x6x1x!q>
}
