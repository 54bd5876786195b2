// RUN: sima-run %s

// Expected values by hand.

!a = !quant.uniform<i8:f32, 0.5:-1>
!b = !quant.uniform<i8:f32, 0.25:2>
!y = !quant.uniform<i8:f32, 0.125:3>

// Two products of 2x2 matrices. lhs - z = 1 2 / 3 4 and 0 1 / 1 0;
// rhs - z = 1 0 / 0 1 and 5 6 / 7 8. Factor 1.
func.func @test_one_matrix_for_each_row() {
  %a = mla.constant dense<[[[[0, 1], [2, 3]], [[-1, 0], [0, -1]]]]> : tensor<1x2x2x2xi8> as tensor<1x2x2x2x!a>
  %b = mla.constant dense<[[[[3, 2], [2, 3]], [[7, 8], [9, 10]]]]> : tensor<1x2x2x2xi8> as tensor<1x2x2x2x!b>
  %y = mla.matmul %a, %b {arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x2x2x!a>, tensor<1x2x2x2x!b>) -> tensor<1x2x2x2x!y>
  check.expect_eq_const %y : tensor<1x2x2x2x!y>,
    dense<[[[[4, 5], [6, 7]], [[10, 11], [8, 9]]]]> : tensor<1x2x2x2xi8>
  func.return
}

// The right operand with its columns outside; one matrix for all rows.
func.func @test_transposed_and_shared() {
  %a = mla.constant dense<[[[[0, 1]], [[2, 3]]]]> : tensor<1x2x1x2xi8> as tensor<1x2x1x2x!a>
  %b = mla.constant dense<[[[[7, 8], [9, 10], [2, 3]]]]> : tensor<1x1x3x2xi8> as tensor<1x1x3x2x!b>
  %y = mla.matmul %a, %b {transpose_rhs = true, activation = #mla.activation<relu6>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x1x2x!a>, tensor<1x1x3x2x!b>) -> tensor<1x2x1x3x!y>
  // 5 + 12, 7 + 16, 0 + 2; 15 + 24, 21 + 32, 0 + 4: plus 3, at most 6 / 0.125 + 3
  check.expect_eq_const %y : tensor<1x2x1x3x!y>,
    dense<[[[[20, 26, 5]], [[42, 51, 7]]]]> : tensor<1x2x1x3xi8>
  func.return
}

// Sums of 64 bits: 2^15 · 2^15 · 4 is 2^32.
!w = !quant.uniform<i16:f32, 1.0>
!z = !quant.uniform<i16:f32, 1048576.0>
func.func @test_wide_codes() {
  %a = mla.constant dense<-32768> : tensor<1x1x4xi16> as tensor<1x1x4x!w>
  %b = mla.constant dense<-32768> : tensor<1x4x1xi16> as tensor<1x4x1x!w>
  %y = mla.matmul %a, %b {arithmetic = #mla.arithmetic<tflite_16x8>}
    : (tensor<1x1x4x!w>, tensor<1x4x1x!w>) -> tensor<1x1x1x!z>
  check.expect_eq_const %y : tensor<1x1x1x!z>, dense<4096> : tensor<1x1x1xi16>
  func.return
}
