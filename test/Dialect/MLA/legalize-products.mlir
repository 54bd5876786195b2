// RUN: sima-opt %s -mla-legalize | FileCheck %s

!x = !quant.uniform<i8:f32, 0.5:-3>
!w = !quant.uniform<i8:f32, 0.25>

// The matrix unit reads a computed right operand along its rows.
// CHECK-LABEL: @computed
func.func @computed(%a: tensor<1x2x3x4x!x>, %b: tensor<1x2x4x5x!x>) -> tensor<1x2x3x5x!x> {
  // CHECK: %[[T:.*]] = mla.rearrange %arg1 {permutation = array<i64: 0, 2, 1>, view = array<i64: 2, 4, 5>} : {{.*}} -> tensor<1x2x5x4x
  // CHECK: mla.matmul %arg0, %[[T]] {{.*}}transpose_rhs = true
  %0 = mla.matmul %a, %b {arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x3x4x!x>, tensor<1x2x4x5x!x>) -> tensor<1x2x3x5x!x>
  return %0 : tensor<1x2x3x5x!x>
}

// A constant is laid out when its chunk is built. Rows of a matrix become rows of
// the map, which quads share.
// CHECK-LABEL: @constant
func.func @constant(%a: tensor<1x3x4x!x>) -> tensor<1x3x5x!x> {
  // CHECK: %[[W:.*]] = mla.constant
  // CHECK: %[[A:.*]] = mla.reshape %arg0 : {{.*}} -> tensor<1x3x1x4x
  // CHECK: %[[P:.*]] = mla.matmul %[[A]], %[[W]] {arithmetic = #mla.arithmetic<tflite>} : {{.*}} -> tensor<1x3x1x5x
  // CHECK: mla.reshape %[[P]] : {{.*}} -> tensor<1x3x5x
  %w = mla.constant dense<1> : tensor<1x4x5xi8> as tensor<1x4x5x!w>
  %0 = mla.matmul %a, %w {arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x3x4x!x>, tensor<1x4x5x!w>) -> tensor<1x3x5x!x>
  return %0 : tensor<1x3x5x!x>
}

// A window that sees padding alone has nothing to read: what lies beyond the
// kernel is a pad.
// CHECK-LABEL: @padding
func.func @padding(%x: tensor<1x4x4x4x!x>) -> tensor<1x7x140x4x!x> {
  // CHECK: %[[PAD:.*]] = mla.pad %arg0 {high = array<i64: 0, 1, 8, 0>, low = array<i64: 0, 0, 1, 0>, value = -3 : i64}
  // CHECK: mla.conv2d %[[PAD]], {{.*}}padding = array<i64: 2, 127, 2, 129>
  %w = mla.constant dense<1> : tensor<4x3x4x4xi8> as tensor<4x3x4x4x!w>
  %b = mla.constant dense<0> : tensor<4xi32> as tensor<4xi32>
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 43>,
         padding = array<i64: 2, 128, 3, 137>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x4x4x4x!x>, tensor<4x3x4x4x!w>, tensor<4xi32>) -> tensor<1x7x140x4x!x>
  return %0 : tensor<1x7x140x4x!x>
}

// CHECK-LABEL: @enough
// CHECK-NOT: mla.pad
func.func @enough(%x: tensor<1x4x4x4x!x>) -> tensor<1x4x4x4x!x> {
  %w = mla.constant dense<1> : tensor<1x3x3x4xi8> as tensor<1x3x3x4x!w>
  %b = mla.constant dense<0> : tensor<4xi32> as tensor<4xi32>
  %0 = mla.depthwise_conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x4x4x4x!x>, tensor<1x3x3x4x!w>, tensor<4xi32>) -> tensor<1x4x4x4x!x>
  return %0 : tensor<1x4x4x4x!x>
}

// A transposed convolution along a row.
// CHECK-LABEL: @row
func.func @row(%x: tensor<1x1x4x4x!x>) -> tensor<1x1x8x4x!x> {
  // CHECK: mla.transpose_conv2d {{.*}}padding = array<i64: 1, 0, 1, 0>, strides = array<i64: 2, 1>{{.*}} -> tensor<1x8x1x4x
  %w = mla.constant dense<1> : tensor<4x1x4x4xi8> as tensor<4x1x4x4x!w>
  %b = mla.constant dense<0> : tensor<4xi32> as tensor<4xi32>
  %0 = mla.transpose_conv2d %x, %w, %b {strides = array<i64: 1, 2>, padding = array<i64: 0, 1, 0, 1>,
         arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x1x4x4x!x>, tensor<4x1x4x4x!w>, tensor<4xi32>) -> tensor<1x1x8x4x!x>
  return %0 : tensor<1x1x8x4x!x>
}
