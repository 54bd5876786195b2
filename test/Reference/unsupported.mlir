// RUN: not sima-run %s | FileCheck %s

// What the interpreter cannot run is a named error.

!q = !quant.uniform<i8:f32, 1.0>
!z = !quant.uniform<i8:f32, 1.0:300>

// CHECK: FAIL test_zero_point: {{.*}}'mla.bitcast': found a value of type tensor<8x!quant.uniform<i8:f32, 1.000000e+00:300>>, only static tensors of 8-bit or 16-bit quantized, integer or f32 elements can be interpreted
func.func @test_zero_point() {
  %x = mla.constant dense<0> : tensor<2xi32> as tensor<2xi32>
  %y = mla.bitcast %x : tensor<2xi32> -> tensor<8x!z>
  func.return
}

// CHECK: FAIL test_memory: {{.*}}'func.func': the values of @test_memory take more than the limit of 8589934592 bytes; use a smaller batch
func.func @test_memory() {
  %x = mla.constant dense<0> : tensor<2147483648xi8> as tensor<2147483648xi8>
  %0 = mla.bitcast %x : tensor<2147483648xi8> -> tensor<2147483648x!q>
  %1 = mla.bitcast %x : tensor<2147483648xi8> -> tensor<2147483648x!q>
  %2 = mla.bitcast %x : tensor<2147483648xi8> -> tensor<2147483648x!q>
  %3 = mla.bitcast %x : tensor<2147483648xi8> -> tensor<2147483648x!q>
  func.return
}

// CHECK: FAIL test_missing_resource: {{.*}}'mla.constant': resource 'absent' of a constant is missing
func.func @test_missing_resource() {
  %x = mla.constant dense_resource<absent> : tensor<1x4xi8> as tensor<1x4x!q>
  func.return
}

// CHECK: FAIL test_short_resource: {{.*}}'mla.constant': a constant of type tensor<1x4x!quant.uniform<i8:f32, 1.000000e+00>> has 3 bytes, expected 4
func.func @test_short_resource() {
  %x = mla.constant dense_resource<short> : tensor<1x4xi8> as tensor<1x4x!q>
  func.return
}

{-#
  dialect_resources: { builtin: { short: "0x01000000010203" } }
#-}
