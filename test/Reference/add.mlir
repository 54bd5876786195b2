// RUN: sima-run %s

// By hand: lhs/2 + (rhs - 1)/4 in steps of 1/2. 5.5 and -5.5 round away from
// zero, the others are exact or saturate.

!l = !quant.uniform<i8:f32, 0.5>
!r = !quant.uniform<i8:f32, 0.25:1>
!y = !quant.uniform<i8:f32, 0.5>

func.func @test_rounding_and_saturation() {
  %l = mla.constant dense<[[4, -4, 100, -100, 3]]> : tensor<1x5xi8> as tensor<1x5x!l>
  %r = mla.constant dense<[[4, -2, 101, -99, 1]]> : tensor<1x5xi8> as tensor<1x5x!r>
  %y = mla.add %l, %r {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x5x!l>, tensor<1x5x!r>) -> tensor<1x5x!y>
  check.expect_eq_const %y : tensor<1x5x!y>, dense<[[6, -6, 127, -128, 3]]> : tensor<1x5xi8>
  func.return
}

func.func @test_activation() {
  %l = mla.constant dense<[[4, -4, 100, -1, 3]]> : tensor<1x5xi8> as tensor<1x5x!l>
  %r = mla.constant dense<[[4, -2, 101, 1, 1]]> : tensor<1x5xi8> as tensor<1x5x!r>
  %relu6 = mla.add %l, %r {activation = #mla.activation<relu6>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x5x!l>, tensor<1x5x!r>) -> tensor<1x5x!y>
  check.expect_eq_const %relu6 : tensor<1x5x!y>, dense<[[6, 0, 12, 0, 3]]> : tensor<1x5xi8>
  %unit = mla.add %l, %r {activation = #mla.activation<relu_n1_to_1>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x5x!l>, tensor<1x5x!r>) -> tensor<1x5x!y>
  check.expect_eq_const %unit : tensor<1x5x!y>, dense<[[2, -2, 2, -1, 2]]> : tensor<1x5xi8>
  func.return
}
