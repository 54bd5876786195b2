// RUN: sima-opt %s | sima-opt | FileCheck %s

!q = !quant.uniform<i8:f32, 0.5>

// CHECK-LABEL: func.func @expectations
func.func @expectations(%found: tensor<1x2x!q>, %expected: tensor<1x2xi8>) {
  // CHECK: check.expect_eq %{{.*}}, %{{.*}} : tensor<1x2x!q{{.*}}>, tensor<1x2xi8>
  check.expect_eq %found, %expected : tensor<1x2x!q>, tensor<1x2xi8>
  // CHECK: check.expect_eq_const %{{.*}} : tensor<1x2x!q{{.*}}>, dense<{{\[\[}}3, -4]]> : tensor<1x2xi8>
  check.expect_eq_const %found : tensor<1x2x!q>, dense<[[3, -4]]> : tensor<1x2xi8>
  func.return
}
