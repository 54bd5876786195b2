// RUN: sima-run %s

// By hand.

!q = !quant.uniform<i8:f32, 0.5:5>

// 6/4 and -6/4 round away from zero; 5/4 and -5/4 to nearest. The zero point
// takes no part.
func.func @test_average_rounds_half_away() {
  %x = mla.constant dense<[[[[1, -1, 1, -1], [2, -2, 2, -2]], [[2, -2, 1, -1], [1, -1, 1, -1]]]]>
    : tensor<1x2x2x4xi8> as tensor<1x2x2x4x!q>
  %y = mla.avg_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 1, 1>,
      padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x2x4x!q>) -> tensor<1x1x1x4x!q>
  check.expect_eq_const %y : tensor<1x1x1x4x!q>, dense<[[[[2, -2, 1, -1]]]]> : tensor<1x1x1x4xi8>
  func.return
}

// Positions of the padding are not counted: 10/1, (10+21)/2, (21+3)/2.
func.func @test_average_padding() {
  %x = mla.constant dense<[[[[10], [21], [3]]]]> : tensor<1x1x3x1xi8> as tensor<1x1x3x1x!q>
  %y = mla.avg_pool2d %x {window = array<i64: 1, 2>, strides = array<i64: 1, 1>,
      padding = array<i64: 0, 1, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x1x3x1x!q>) -> tensor<1x1x3x1x!q>
  check.expect_eq_const %y : tensor<1x1x3x1x!q>, dense<[[[[10], [16], [12]]]]> : tensor<1x1x3x1xi8>
  func.return
}

// Padding never wins, not even against -128; relu clamps to the zero point.
func.func @test_maximum() {
  %x = mla.constant dense<[[[[-128], [-3]], [[7], [2]]]]> : tensor<1x2x2x1xi8> as tensor<1x2x2x1x!q>
  %y = mla.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 1>,
      padding = array<i64: 1, 1, 1, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x2x1x!q>) -> tensor<1x2x2x1x!q>
  check.expect_eq_const %y : tensor<1x2x2x1x!q>, dense<[[[[-128], [-3]], [[7], [7]]]]> : tensor<1x2x2x1xi8>
  %relu = mla.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 1>,
      padding = array<i64: 1, 1, 1, 0>, activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x2x1x!q>) -> tensor<1x2x2x1x!q>
  check.expect_eq_const %relu : tensor<1x2x2x1x!q>, dense<[[[[5], [5]], [[7], [7]]]]> : tensor<1x2x2x1xi8>
  func.return
}
