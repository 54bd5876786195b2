// RUN: sima-run %s

// Expected values by hand; every factor inputScale * filterScale / outputScale
// is a power of two.

!x = !quant.uniform<i8:f32, 0.5:-1>
!w = !quant.uniform<i8<-127:127>:f32:0, {0.5, 0.25}>
!y = !quant.uniform<i8:f32, 0.25:3>

// x - zx = 2 3 / 4 5. Channel 0: 14 + 10, factor 1. Channel 1: weights 0..8,
// for example position (0, 0): 4*2 + 5*3 + 7*4 + 8*5 - 1 = 90, factor 1/2.
func.func @test_padding_and_channels() {
  %x = mla.constant dense<[[[[1], [2]], [[3], [4]]]]> : tensor<1x2x2x1xi8> as tensor<1x2x2x1x!x>
  %w = mla.constant dense<[[[[1], [1], [1]], [[1], [1], [1]], [[1], [1], [1]]],
                           [[[0], [1], [2]], [[3], [4], [5]], [[6], [7], [8]]]]> : tensor<2x3x3x1xi8>
    as tensor<2x3x3x1x!w>
  %b = mla.constant dense<[10, -1]> : tensor<2xi32> as tensor<2xi32>
  %y = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x2x1x!x>, tensor<2x3x3x1x!w>, tensor<2xi32>) -> tensor<1x2x2x2x!y>
  check.expect_eq_const %y : tensor<1x2x2x2x!y>,
    dense<[[[[27, 48], [27, 41]], [[27, 27], [27, 20]]]]> : tensor<1x2x2x2xi8>
  func.return
}

!z = !quant.uniform<i8:f32, 1.0:0>
!u = !quant.uniform<i8:f32, 1.0>
!half = !quant.uniform<i8:f32, 2.0>
!quarter = !quant.uniform<i8:f32, 4.0>

// The accumulator is the bias. Factor 1/2 is one rounding, ties up.
func.func @test_multiply_rounds_ties_up() {
  %x = mla.constant dense<0> : tensor<1x1x1x1xi8> as tensor<1x1x1x1x!z>
  %w = mla.constant dense<1> : tensor<4x1x1x1xi8> as tensor<4x1x1x1x!u>
  %b = mla.constant dense<[3, -3, 1, -1]> : tensor<4xi32> as tensor<4xi32>
  %y = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x1x1x1x!z>, tensor<4x1x1x1x!u>, tensor<4xi32>) -> tensor<1x1x1x4x!half>
  check.expect_eq_const %y : tensor<1x1x1x4x!half>, dense<[[[[2, -1, 1, 0]]]]> : tensor<1x1x1x4xi8>
  func.return
}

// Factor 1/4 rounds twice: 1 becomes 1/2 rounded up to 1, and 1/2 again.
func.func @test_double_rounding() {
  %x = mla.constant dense<0> : tensor<1x1x1x1xi8> as tensor<1x1x1x1x!z>
  %w = mla.constant dense<1> : tensor<6x1x1x1xi8> as tensor<6x1x1x1x!u>
  %b = mla.constant dense<[1, -1, 2, -2, -3, -6]> : tensor<6xi32> as tensor<6xi32>
  %y = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x1x1x1x!z>, tensor<6x1x1x1x!u>, tensor<6xi32>) -> tensor<1x1x1x6x!quarter>
  check.expect_eq_const %y : tensor<1x1x1x6x!quarter>,
    dense<[[[[1, 0, 1, -1, -1, -2]]]]> : tensor<1x1x1x6xi8>
  func.return
}

// One rounding in double, ties away from zero.
func.func @test_f64_rounds_once() {
  %x = mla.constant dense<0> : tensor<1x1x1x1xi8> as tensor<1x1x1x1x!z>
  %w = mla.constant dense<1> : tensor<6x1x1x1xi8> as tensor<6x1x1x1x!u>
  %b = mla.constant dense<[1, -1, 2, -2, -3, -6]> : tensor<6xi32> as tensor<6xi32>
  %y = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite_f64>}
    : (tensor<1x1x1x1x!z>, tensor<6x1x1x1x!u>, tensor<6xi32>) -> tensor<1x1x1x6x!quarter>
  check.expect_eq_const %y : tensor<1x1x1x6x!quarter>,
    dense<[[[[0, 0, 1, -1, -1, -2]]]]> : tensor<1x1x1x6xi8>
  func.return
}

// Stride 2 along rows, dilation 2 along columns, two samples; weights 1 and 10.
// Codes are clamped to [zero, zero + 6 / scale].
!six = !quant.uniform<i8:f32, 1.0:-20>
func.func @test_stride_dilation_batch_relu6() {
  %x = mla.constant dense<[[[[0], [1], [2]], [[9], [9], [9]], [[3], [-4], [0]]],
                           [[[5], [0], [0]], [[9], [9], [9]], [[-6], [0], [0]]]]> : tensor<2x3x3x1xi8>
    as tensor<2x3x3x1x!z>
  %w = mla.constant dense<[[[[1], [10]]]]> : tensor<1x1x2x1xi8> as tensor<1x1x2x1x!u>
  %b = mla.constant dense<0> : tensor<1xi32> as tensor<1xi32>
  %none = mla.conv2d %x, %w, %b {strides = array<i64: 2, 1>, dilations = array<i64: 1, 2>,
      padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<2x3x3x1x!z>, tensor<1x1x2x1x!u>, tensor<1xi32>) -> tensor<2x2x1x1x!six>
  check.expect_eq_const %none : tensor<2x2x1x1x!six>,
    dense<[[[[0]], [[-17]]], [[[-15]], [[-26]]]]> : tensor<2x2x1x1xi8>
  %relu6 = mla.conv2d %x, %w, %b {strides = array<i64: 2, 1>, dilations = array<i64: 1, 2>,
      padding = array<i64: 0, 0, 0, 0>, activation = #mla.activation<relu6>,
      arithmetic = #mla.arithmetic<tflite>}
    : (tensor<2x3x3x1x!z>, tensor<1x1x2x1x!u>, tensor<1xi32>) -> tensor<2x2x1x1x!six>
  check.expect_eq_const %relu6 : tensor<2x2x1x1x!six>,
    dense<[[[[-14]], [[-17]]], [[[-15]], [[-20]]]]> : tensor<2x2x1x1xi8>
  func.return
}
