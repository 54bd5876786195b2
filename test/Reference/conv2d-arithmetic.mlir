// RUN: sima-run %s

// The same sums in every arithmetic. The accumulator is the bias.

!x = !quant.uniform<i8:f32, 1.0>
!quarter = !quant.uniform<i8:f32, 4.0:10>

// 10, 6, -6, 2, -2 quarters: 2.5, 1.5, -1.5, 0.5, -0.5.
// onnx: ties to even.
func.func @test_onnx() {
  %x = mla.constant dense<0> : tensor<1x1x1x1xi8> as tensor<1x1x1x1x!x>
  %w = mla.constant dense<1> : tensor<5x1x1x1xi8> as tensor<5x1x1x1x!x>
  %b = mla.constant dense<[10, 6, -6, 2, -2]> : tensor<5xi32> as tensor<5xi32>
  %y = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<onnx>}
    : (tensor<1x1x1x1x!x>, tensor<5x1x1x1x!x>, tensor<5xi32>) -> tensor<1x1x1x5x!quarter>
  check.expect_eq_const %y : tensor<1x1x1x5x!quarter>, dense<[[[[12, 12, 8, 10, 10]]]]> : tensor<1x1x1x5xi8>
  func.return
}

// shift: ties up. The factor 0.3 becomes 1/4.
func.func @test_shift() {
  %x = mla.constant dense<0> : tensor<1x1x1x1xi8> as tensor<1x1x1x1x!x>
  %w = mla.constant dense<1> : tensor<5x1x1x1xi8> as tensor<5x1x1x1x!quant.uniform<i8:f32, 1.2>>
  %b = mla.constant dense<[10, 6, -6, 2, -2]> : tensor<5xi32> as tensor<5xi32>
  %y = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<shift>}
    : (tensor<1x1x1x1x!x>, tensor<5x1x1x1x!quant.uniform<i8:f32, 1.2>>, tensor<5xi32>) -> tensor<1x1x1x5x!quarter>
  check.expect_eq_const %y : tensor<1x1x1x5x!quarter>, dense<[[[[13, 12, 9, 11, 10]]]]> : tensor<1x1x1x5xi8>
  func.return
}

// tflite_u8 rounds the product of the scales to float32, (1 + 2^-13)^2 to
// 1 + 2^-12, and so stays below a tie that tflite passes.
!close = !quant.uniform<i8:f32, 1.0001220703125>
!far = !quant.uniform<i8:f32, 16777216.0>
!wide = !quant.uniform<i16:f32, 1.0>
func.func @test_u8() {
  %x = mla.constant dense<0> : tensor<1x1x1x1xi8> as tensor<1x1x1x1x!close>
  %w = mla.constant dense<1> : tensor<1x1x1x1xi8> as tensor<1x1x1x1x!close>
  %b = mla.constant dense<1081866296> : tensor<1xi32> as tensor<1xi32>
  %u8 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite_u8>}
    : (tensor<1x1x1x1x!close>, tensor<1x1x1x1x!close>, tensor<1xi32>) -> tensor<1x1x1x1x!far>
  check.expect_eq_const %u8 : tensor<1x1x1x1x!far>, dense<64> : tensor<1x1x1x1xi8>
  %s8 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x1x1x1x!close>, tensor<1x1x1x1x!close>, tensor<1xi32>) -> tensor<1x1x1x1x!far>
  check.expect_eq_const %s8 : tensor<1x1x1x1x!far>, dense<65> : tensor<1x1x1x1xi8>
  func.return
}

// tflite_16x8: one rounding, ties up, of a sum beyond 32 bits.
func.func @test_16x8() {
  %x = mla.constant dense<0> : tensor<1x1x1x1xi16> as tensor<1x1x1x1x!wide>
  %w = mla.constant dense<1> : tensor<4x1x1x1xi8> as tensor<4x1x1x1x!x>
  %b = mla.constant dense<[6979321856, -6979321856, 268435456, -6979321857]> : tensor<4xi64> as tensor<4xi64>
  %y = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite_16x8>}
    : (tensor<1x1x1x1x!wide>, tensor<4x1x1x1x!x>, tensor<4xi64>) -> tensor<1x1x1x4x!quant.uniform<i16:f32, 1073741824.0>>
  // 6.5, -6.5, 0.25 and just below -6.5.
  check.expect_eq_const %y : tensor<1x1x1x4x!quant.uniform<i16:f32, 1073741824.0>>, dense<[[[[7, -6, 0, -7]]]]> : tensor<1x1x1x4xi16>
  func.return
}

// The same codes with a bias of 32 bits: sums wrap, and round twice.
func.func @test_wide_codes_with_narrow_sums() {
  %x = mla.constant dense<[[[[-32768, -32768, -32768]]]]> : tensor<1x1x1x3xi16> as tensor<1x1x1x3x!wide>
  %w = mla.constant dense<[[[[-128, -128, 0]]]]> : tensor<1x1x1x3xi8> as tensor<1x1x1x3x!x>
  %b = mla.constant dense<2147483647> : tensor<1xi32> as tensor<1xi32>
  %y = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x1x1x3x!wide>, tensor<1x1x1x3x!x>, tensor<1xi32>) -> tensor<1x1x1x1x!quant.uniform<i16:f32, 1048576.0>>
  // 2^23 + 2^31 - 1 is 2^23 - 2^31 - 1: -2040.000001
  check.expect_eq_const %y : tensor<1x1x1x1x!quant.uniform<i16:f32, 1048576.0>>, dense<-2040> : tensor<1x1x1x1xi16>
  func.return
}

// Two groups: channels 0 and 1 of the output read channels 0 and 1 of the input,
// channels 2 and 3 the other two.
func.func @test_groups() {
  %x = mla.constant dense<[[[[1, 2, 3, 4]]]]> : tensor<1x1x1x4xi8> as tensor<1x1x1x4x!x>
  %w = mla.constant dense<[[[[1, 0]]], [[[0, 1]]], [[[1, 1]]], [[[2, 5]]]]> : tensor<4x1x1x2xi8> as tensor<4x1x1x2x!x>
  %b = mla.constant dense<0> : tensor<4xi32> as tensor<4xi32>
  %y = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, groups = 2 : i64, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x1x1x4x!x>, tensor<4x1x1x2x!x>, tensor<4xi32>) -> tensor<1x1x1x4x!x>
  check.expect_eq_const %y : tensor<1x1x1x4x!x>, dense<[[[[1, 2, 7, 26]]]]> : tensor<1x1x1x4xi8>
  func.return
}
