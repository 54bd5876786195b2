// RUN: split-file %s %t
// RUN: sima-opt %t/network.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -convert-mla-to-quad | FileCheck %s
// RUN: sed 's/{l2_caching = [^}]*}//' %t/network.mlir > %t/none.mlir
// RUN: sima-opt %t/none.mlir -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -convert-mla-to-quad | FileCheck %s --check-prefix=NONE --implicit-check-not="entry next"

// Constants of the first layer live through all stages; those of the second from where they come.
// CHECK-DAG: quad.buffer @conv2d_0.const.0 lm {{[0-9]+}} live 0 to 1
// CHECK-DAG: quad.buffer @conv2d_1.const.0 lm {{[0-9]+}} live 1 to 1

// CHECK: quad.core 0 {
// CHECK-DAG: quad.ld <@in0
// CHECK-DAG: quad.ld <@conv2d_0.const.0
// CHECK: quad.conv {{.*}}, <@conv2d_0.const.0
// CHECK: quad.ld <@conv2d_1.const.0
// CHECK: quad.conv {{.*}}, <@conv2d_1.const.0
// CHECK: quad.st
// CHECK: quad.core 1 {
// CHECK-NEXT: quad.halt

// The same but for the load of what is there.
// CHECK: quad.core 0 entry next {
// CHECK-NOT: quad.ld <@conv2d_0.const.0
// CHECK: quad.ld <@in0
// CHECK-NOT: quad.ld <@conv2d_0.const.0
// CHECK: quad.conv {{.*}}, <@conv2d_0.const.0
// CHECK: quad.ld <@conv2d_1.const.0
// CHECK-NOT: quad.ld
// CHECK: quad.conv {{.*}}, <@conv2d_1.const.0
// CHECK: quad.st
// CHECK: quad.core 1 entry next {
// CHECK-NEXT: quad.halt

// NONE: quad.core 0 {
// NONE: quad.ld <@conv2d_0.const.0

//--- network.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<1x128xi8>) -> tensor<1x128xi8> {
  %0 = mla.segment "MLA_0"(%x) {l2_caching = #mla.l2_caching<single_model>} : (tensor<1x128xi8>) -> tensor<1x128xi8> {
  ^bb0(%bytes: tensor<1x128xi8>):
    %in = mla.load %bytes <[4, 2, 16]> : tensor<1x128xi8> -> tensor<1x4x2x16x!q>
    %1 = mla.layer "conv2d_0"(%in) schedule(<lm, group 0 resident true loads[0], [<quad 0 sample 0 rows 0 to 4 channels 0 to 16>]>)
        : (tensor<1x4x2x16x!q>) -> tensor<1x4x2x16x!q> {
    ^bb0(%a: tensor<1x4x2x16x!q>):
      %w = mla.constant dense<1> : tensor<16x1x1x16xi8> as tensor<16x1x1x16x!q>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %2 = mla.conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x4x2x16x!q>, tensor<16x1x1x16x!q>, tensor<16xi32>) -> tensor<1x4x2x16x!q>
      mla.yield %2 : tensor<1x4x2x16x!q>
    }
    %3 = mla.layer "conv2d_1"(%1) schedule(<lm, group 1 loads[1], [<quad 0 sample 0 rows 0 to 4 channels 0 to 16>]>)
        : (tensor<1x4x2x16x!q>) -> tensor<1x4x2x16x!q> {
    ^bb0(%a: tensor<1x4x2x16x!q>):
      %w = mla.constant dense<2> : tensor<16x1x1x16xi8> as tensor<16x1x1x16x!q>
      %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
      %4 = mla.conv2d %a, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
           : (tensor<1x4x2x16x!q>, tensor<16x1x1x16x!q>, tensor<16xi32>) -> tensor<1x4x2x16x!q>
      mla.yield %4 : tensor<1x4x2x16x!q>
    }
    %out = mla.store %3 <[4, 2, 16]> : tensor<1x4x2x16x!q> -> tensor<1x128xi8>
    mla.yield %out : tensor<1x128xi8>
  }
  func.return %0 : tensor<1x128xi8>
}
