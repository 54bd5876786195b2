// RUN: sima-opt %s -split-input-file -verify-diagnostics

!q = !quant.uniform<i8:f32, 0.5>
func.func @shape(%found: tensor<1x2x!q>) {
  // expected-error @+1 {{found and expected values must have one shape}}
  check.expect_eq_const %found : tensor<1x2x!q>, dense<[3, -4]> : tensor<2xi8>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @storage(%found: tensor<1x2x!q>) {
  // expected-error @+1 {{expects elements of 'i32', the value is stored as 'i8'}}
  check.expect_eq_const %found : tensor<1x2x!q>, dense<[[3, -4]]> : tensor<1x2xi32>
  func.return
}
