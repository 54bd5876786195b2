// RUN: sima-run %s

// What ONNX Runtime computes: float32, halves to even.

!a = !quant.uniform<i8:f32, 0.5>
!b = !quant.uniform<i8:f32, 0.25:1>

// (a/2 op (b - 1)/4) / (1/2): 2.5 and 3.5 give 2 and 4.
func.func @test_float() {
  %a = mla.constant dense<[[2, 3, 4, 100]]> : tensor<1x4xi8> as tensor<1x4x!a>
  %b = mla.constant dense<[[2, 2, 3, 127]]> : tensor<1x4xi8> as tensor<1x4x!b>
  %sum = mla.add %a, %b {arithmetic = #mla.arithmetic<onnx_float>} : (tensor<1x4x!a>, tensor<1x4x!b>) -> tensor<1x4x!a>
  check.expect_eq_const %sum : tensor<1x4x!a>, dense<[[2, 4, 5, 127]]> : tensor<1x4xi8>
  %difference = mla.sub %a, %b {arithmetic = #mla.arithmetic<onnx_float>} : (tensor<1x4x!a>, tensor<1x4x!b>) -> tensor<1x4x!a>
  check.expect_eq_const %difference : tensor<1x4x!a>, dense<[[2, 2, 3, 37]]> : tensor<1x4xi8>
  %quotient = mla.div %a, %b {arithmetic = #mla.arithmetic<onnx_float>} : (tensor<1x4x!a>, tensor<1x4x!b>) -> tensor<1x4x!a>
  check.expect_eq_const %quotient : tensor<1x4x!a>, dense<[[8, 12, 8, 3]]> : tensor<1x4xi8>
  // Numbers are compared, not codes.
  %low = mla.minimum %a, %b {arithmetic = #mla.arithmetic<onnx_float>} : (tensor<1x4x!a>, tensor<1x4x!b>) -> tensor<1x4x!a>
  check.expect_eq_const %low : tensor<1x4x!a>, dense<[[0, 0, 1, 63]]> : tensor<1x4xi8>
  func.return
}

// The fused sum of codes; 128 lower where the runtime's type is uint8.
func.func @test_fused() {
  %a = mla.constant dense<[[2, 3, 4, 100]]> : tensor<1x4xi8> as tensor<1x4x!a>
  %b = mla.constant dense<[[2, 2, 3, 127]]> : tensor<1x4xi8> as tensor<1x4x!b>
  %signed = mla.add %a, %b {arithmetic = #mla.arithmetic<onnx>} : (tensor<1x4x!a>, tensor<1x4x!b>) -> tensor<1x4x!a>
  check.expect_eq_const %signed : tensor<1x4x!a>, dense<[[2, 4, 5, 127]]> : tensor<1x4xi8>
  %unsigned = mla.add %a, %b {arithmetic = #mla.arithmetic<onnx_u8>} : (tensor<1x4x!a>, tensor<1x4x!b>) -> tensor<1x4x!a>
  check.expect_eq_const %unsigned : tensor<1x4x!a>, dense<[[2, 4, 5, 127]]> : tensor<1x4xi8>
  %product = mla.mul %a, %b {arithmetic = #mla.arithmetic<onnx_u8>} : (tensor<1x4x!a>, tensor<1x4x!b>) -> tensor<1x4x!a>
  check.expect_eq_const %product : tensor<1x4x!a>, dense<[[0, 1, 2, 127]]> : tensor<1x4xi8>
  func.return
}
