// RUN: sima-opt %s -split-input-file -verify-diagnostics | sima-opt -split-input-file | FileCheck %s

// Convolutions in groups, transposed ones and matrix products: round trip, and
// every message of their verifiers.

!x = !quant.uniform<i8:f32, 0.5:-3>
!w = !quant.uniform<i8:f32, 0.25>
!v = !quant.uniform<i16:f32, 0.25>
// CHECK-LABEL: @main
func.func @main(%x: tensor<1x4x4x4x!x>, %v: tensor<1x2x3x4x!v>) -> tensor<1x2x3x5x!v> {
  %w = mla.constant dense<1> : tensor<8x3x3x2xi8> as tensor<8x3x3x2x!w>
  %b = mla.constant dense<0> : tensor<8xi32> as tensor<8xi32>
  // CHECK: mla.conv2d {{.*}}groups = 2 : i64
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>,
         groups = 2 : i64, arithmetic = #mla.arithmetic<tflite_u8>}
       : (tensor<1x4x4x4x!x>, tensor<8x3x3x2x!w>, tensor<8xi32>) -> tensor<1x4x4x8x!x>
  // CHECK: mla.transpose_conv2d {{.*}}groups = 2 : i64, padding = array<i64: 1, 1, -1, 0>, strides = array<i64: 2, 3>
  %1 = mla.transpose_conv2d %x, %w, %b {strides = array<i64: 2, 3>, padding = array<i64: 1, 1, -1, 0>,
         groups = 2 : i64, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x4x4x4x!x>, tensor<8x3x3x2x!w>, tensor<8xi32>) -> tensor<1x9x11x8x!x>
  %r = mla.constant dense<1> : tensor<1x1x5x4xi16> as tensor<1x1x5x4x!v>
  // CHECK: mla.matmul {{.*}}transpose_rhs = true
  %2 = mla.matmul %v, %r {transpose_rhs = true, arithmetic = #mla.arithmetic<tflite_16x8>}
       : (tensor<1x2x3x4x!v>, tensor<1x1x5x4x!v>) -> tensor<1x2x3x5x!v>
  return %2 : tensor<1x2x3x5x!v>
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @groups(%x: tensor<1x4x4x4x!x>, %w: tensor<6x1x1x1x!x>, %b: tensor<6xi32>) {
  // expected-error @+1 {{groups 4 do not divide 4 input and 6 output channels}}
  mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
    groups = 4 : i64, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x4x!x>, tensor<6x1x1x1x!x>, tensor<6xi32>) -> tensor<1x4x4x6x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @depth(%x: tensor<1x4x4x4x!x>, %w: tensor<6x1x1x4x!x>, %b: tensor<6xi32>) {
  // expected-error @+1 {{filter has 4 input channels, the input 2}}
  mla.transpose_conv2d %x, %w, %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
    groups = 2 : i64, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x4x!x>, tensor<6x1x1x4x!x>, tensor<6xi32>) -> tensor<1x4x4x6x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @rank(%x: tensor<1x4x4x4x!x>, %w: tensor<6x1x4x!x>, %b: tensor<6xi32>) {
  // expected-error @+1 {{filter has rank 3, OHWI needs 4}}
  mla.transpose_conv2d %x, %w, %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
    arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x4x!x>, tensor<6x1x4x!x>, tensor<6xi32>) -> tensor<1x4x4x6x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @strides(%x: tensor<1x4x4x4x!x>, %w: tensor<6x1x1x4x!x>, %b: tensor<6xi32>) {
  // expected-error @+1 {{strides need 2 values from 1 to 65535}}
  mla.transpose_conv2d %x, %w, %b {strides = array<i64: 0, 1>, padding = array<i64: 0, 0, 0, 0>,
    arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x4x!x>, tensor<6x1x1x4x!x>, tensor<6xi32>) -> tensor<1x4x4x6x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @sides(%x: tensor<1x4x4x4x!x>, %w: tensor<6x1x1x4x!x>, %b: tensor<6xi32>) {
  // expected-error @+1 {{padding needs 4 values (top, left, bottom, right)}}
  mla.transpose_conv2d %x, %w, %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0>,
    arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x4x!x>, tensor<6x1x1x4x!x>, tensor<6xi32>) -> tensor<1x4x4x6x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @padding(%x: tensor<1x4x4x4x!x>, %w: tensor<6x1x1x4x!x>, %b: tensor<6xi32>) {
  // expected-error @+1 {{padding is from 0 (top, left) or -65535 (bottom, right) to 65535}}
  mla.transpose_conv2d %x, %w, %b {strides = array<i64: 1, 1>, padding = array<i64: -1, 0, 0, 0>,
    arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x4x!x>, tensor<6x1x1x4x!x>, tensor<6xi32>) -> tensor<1x4x4x6x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @output(%x: tensor<1x4x4x4x!x>, %w: tensor<6x3x3x4x!x>, %b: tensor<6xi32>) {
  // expected-error @+1 {{strides, padding and filter give an output of 9x9x6}}
  mla.transpose_conv2d %x, %w, %b {strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>,
    arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x4x!x>, tensor<6x3x3x4x!x>, tensor<6xi32>) -> tensor<1x8x8x6x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @narrow_codes(%x: tensor<1x4x4x4x!x>, %w: tensor<6x1x1x4x!x>, %b: tensor<6xi64>) {
  // expected-error @+1 {{tflite_16x8 arithmetic needs 16-bit codes}}
  mla.transpose_conv2d %x, %w, %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
    arithmetic = #mla.arithmetic<tflite_16x8>}
    : (tensor<1x4x4x4x!x>, tensor<6x1x1x4x!x>, tensor<6xi64>) -> tensor<1x4x4x6x!x>
  return
}

// -----

!v = !quant.uniform<i16:f32, 0.5>
func.func @wide_codes(%x: tensor<1x4x4x4x!v>, %w: tensor<1x1x5x4x!v>) {
  // expected-error @+1 {{shift arithmetic needs 8-bit codes}}
  mla.matmul %x, %w {transpose_rhs = true, arithmetic = #mla.arithmetic<shift>}
    : (tensor<1x4x4x4x!v>, tensor<1x1x5x4x!v>) -> tensor<1x4x4x5x!v>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @wide_bias(%x: tensor<1x4x4x4x!x>, %w: tensor<6x1x1x4x!x>, %b: tensor<6xi64>) {
  // expected-error @+1 {{bias has 64 bits, onnx arithmetic of these codes has 32}}
  mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
    arithmetic = #mla.arithmetic<onnx>}
    : (tensor<1x4x4x4x!x>, tensor<6x1x1x4x!x>, tensor<6xi64>) -> tensor<1x4x4x6x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
!v = !quant.uniform<i16:f32, 0.5>
func.func @narrow_bias(%x: tensor<1x4x4x4x!v>, %w: tensor<1x1x1x4x!x>, %b: tensor<4xi32>) {
  // expected-error @+1 {{bias has 32 bits, tflite_16x8 arithmetic of these codes has 64}}
  mla.depthwise_conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
    padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite_16x8>}
    : (tensor<1x4x4x4x!v>, tensor<1x1x1x4x!x>, tensor<4xi32>) -> tensor<1x4x4x4x!v>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @arithmetic(%x: tensor<2x4x!x>, %w: tensor<6x4x!x>, %b: tensor<6xi32>) {
  // expected-error @+1 {{is not defined in onnx_float arithmetic}}
  mla.fully_connected %x, %w, %b {arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<2x4x!x>, tensor<6x4x!x>, tensor<6xi32>) -> tensor<2x6x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @inner(%x: tensor<1x4x4x!x>, %w: tensor<1x5x4x!x>) {
  // expected-error @+1 {{rhs has 5 inner elements, lhs 4}}
  mla.matmul %x, %w {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x!x>, tensor<1x5x4x!x>) -> tensor<1x4x4x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @matrices(%x: tensor<1x4x4x4x!x>, %w: tensor<1x2x4x4x!x>) {
  // expected-error @+1 {{rhs has 2 matrices, lhs 4}}
  mla.matmul %x, %w {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x4x!x>, tensor<1x2x4x4x!x>) -> tensor<1x4x4x4x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @samples(%x: tensor<3x4x4x!x>, %w: tensor<2x4x4x!x>) {
  // expected-error @+1 {{rhs has 2 samples, lhs 3}}
  mla.matmul %x, %w {arithmetic = #mla.arithmetic<tflite>} : (tensor<3x4x4x!x>, tensor<2x4x4x!x>) -> tensor<3x4x4x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @ranks(%x: tensor<4x4x!x>, %w: tensor<4x4x!x>) {
  // expected-error @+1 {{operands have rank 3 or 4}}
  mla.matmul %x, %w {arithmetic = #mla.arithmetic<tflite>} : (tensor<4x4x!x>, tensor<4x4x!x>) -> tensor<4x4x!x>
  return
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
func.func @product(%x: tensor<1x4x4x!x>, %w: tensor<1x4x5x!x>) {
  // expected-error @+1 {{operands give an output of 1x1x4x5}}
  mla.matmul %x, %w {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x!x>, tensor<1x4x5x!x>) -> tensor<1x4x4x!x>
  return
}
