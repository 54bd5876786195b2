// RUN: sima-run %s

// Expected values from utils/oracle/integer_kernels.py (mean), which is checked
// against LiteRT's reference kernel.

!x = !quant.uniform<i8:f32, 0.5:3>
!y = !quant.uniform<i8:f32, 0.25:-12>

// Rows and columns: sums of 6 differences, 27 and -96, times 1/3.
func.func @test_positions() {
  %x = mla.constant dense<[[[[10, -20], [0, 3], [-7, 50]], [[9, -128], [20, 14], [13, 3]]]]> : tensor<1x2x3x2xi8> as tensor<1x2x3x2x!x>
  %y = mla.reduce_mean %x {axes = array<i64: 1, 2>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x3x2x!x>) -> tensor<1x1x1x2x!y>
  check.expect_eq_const %y : tensor<1x1x1x2x!y>, dense<[[[[-3, -44]]]]> : tensor<1x1x1x2xi8>
  func.return
}

// Channels, and one axis of rank 3, for every sample.
func.func @test_channels_and_time() {
  %x = mla.constant dense<[[[5, -8], [127, 120], [1, 2]], [[-128, 127], [4, 3], [3, 4]]]> : tensor<2x3x2xi8> as tensor<2x3x2x!x>
  %c = mla.reduce_mean %x {axes = array<i64: 2>, arithmetic = #mla.arithmetic<tflite>} : (tensor<2x3x2x!x>) -> tensor<2x3x1x!y>
  check.expect_eq_const %c : tensor<2x3x1x!y>, dense<[[[-21], [127], [-15]], [[-19], [-11], [-11]]]> : tensor<2x3x1xi8>
  %t = mla.reduce_mean %x {axes = array<i64: 1>, arithmetic = #mla.arithmetic<tflite>} : (tensor<2x3x2x!x>) -> tensor<2x1x2x!x>
  check.expect_eq_const %t : tensor<2x1x2x!x>, dense<[[[44, 38]], [[-40, 45]]]> : tensor<2x1x2xi8>
  func.return
}

// Without axes, and of rank 1.
func.func @test_rescale_and_vector() {
  %x = mla.constant dense<[3, 4, -128, 60]> : tensor<4xi8> as tensor<4x!x>
  %r = mla.reduce_mean %x {axes = array<i64>, arithmetic = #mla.arithmetic<tflite>} : (tensor<4x!x>) -> tensor<4x!y>
  check.expect_eq_const %r : tensor<4x!y>, dense<[-12, -10, -128, 102]> : tensor<4xi8>
  %m = mla.reduce_mean %x {axes = array<i64: 0>, arithmetic = #mla.arithmetic<tflite>} : (tensor<4x!x>) -> tensor<1x!y>
  check.expect_eq_const %m : tensor<1x!y>, dense<[-48]> : tensor<1xi8>
  func.return
}
