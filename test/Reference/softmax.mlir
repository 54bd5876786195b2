// RUN: sima-run %s

// Expected values from utils/oracle/integer_kernels.py (softmax_fixed), which is
// checked against LiteRT's reference kernel.

!x = !quant.uniform<i8:f32, 0.0625:10>
!y = !quant.uniform<i8:f32, 0.00390625:-128>

func.func @test_rows() {
  %x = mla.constant dense<[[-128, -10, 5, 20, 127], [3, 3, 3, 3, 3]]> : tensor<2x5xi8> as tensor<2x5x!x>
  %y = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite>} : (tensor<2x5x!x>) -> tensor<2x5x!y>
  check.expect_eq_const %y : tensor<2x5x!y>,
    dense<[[-128, -128, -128, -128, 127], [-77, -77, -77, -77, -77]]> : tensor<2x5xi8>
  func.return
}

// Over the channels of every position.
func.func @test_positions_and_beta() {
  %x = mla.constant dense<[[[[0, 16], [0, 0]], [[-32, 32], [127, -128]]]]> : tensor<1x2x2x2xi8> as tensor<1x2x2x2x!x>
  %y = mla.softmax %x {beta = 5.0e-01 : f32, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x2x2x!x>) -> tensor<1x2x2x2x!y>
  check.expect_eq_const %y : tensor<1x2x2x2x!y>,
    dense<[[[[-31, 31], [0, 0]], [[-97, 97], [127, -128]]]]> : tensor<1x2x2x2xi8>
  func.return
}
