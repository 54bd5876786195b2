// RUN: sima-run %s

// By hand. x - zx = 1 2 3 and -1 0 1; sums 14, -6 + 5 and -2, 2 + 5.

!x = !quant.uniform<i8:f32, 0.5:-10>
!w = !quant.uniform<i8:f32, 0.5:0>
!wz = !quant.uniform<i8:f32, 0.5:1>
!y = !quant.uniform<i8:f32, 1.0:4>

// Factor 1/4: 3.5, -0.25, 0.5, 1.75, ties away from zero.
func.func @test_f64() {
  %x = mla.constant dense<[[-9, -8, -7], [-11, -10, -9]]> : tensor<2x3xi8> as tensor<2x3x!x>
  %w = mla.constant dense<[[1, 2, 3], [-1, -1, -1]]> : tensor<2x3xi8> as tensor<2x3x!w>
  %b = mla.constant dense<[0, 5]> : tensor<2xi32> as tensor<2xi32>
  %y = mla.fully_connected %x, %w, %b {arithmetic = #mla.arithmetic<tflite_f64>}
    : (tensor<2x3x!x>, tensor<2x3x!w>, tensor<2xi32>) -> tensor<2x2x!y>
  // Sums 14, -1, 2, 5.
  check.expect_eq_const %y : tensor<2x2x!y>, dense<[[8, 4], [5, 5]]> : tensor<2x2xi8>
  func.return
}

// A zero point of the weights: w - 1 = 0 1 2 and -2 -2 -2; sums 8, -7, 2, 5.
func.func @test_weight_zero_point() {
  %x = mla.constant dense<[[-9, -8, -7], [-11, -10, -9]]> : tensor<2x3xi8> as tensor<2x3x!x>
  %w = mla.constant dense<[[1, 2, 3], [-1, -1, -1]]> : tensor<2x3xi8> as tensor<2x3x!wz>
  %b = mla.constant dense<[0, 5]> : tensor<2xi32> as tensor<2xi32>
  %y = mla.fully_connected %x, %w, %b {arithmetic = #mla.arithmetic<tflite_f64>}
    : (tensor<2x3x!x>, tensor<2x3x!wz>, tensor<2xi32>) -> tensor<2x2x!y>
  check.expect_eq_const %y : tensor<2x2x!y>, dense<[[6, 2], [5, 5]]> : tensor<2x2xi8>
  func.return
}
