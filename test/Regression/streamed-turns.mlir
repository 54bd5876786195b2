// Layers that take turns, with a map between them in DRAM: a tile reads its rows behind the store of the turn in which they
// are computed. They were read one tile ahead, before they were there.
// RUN: sima-opt %s -mla-legalize=target=%S/../Dialect/MLA/Inputs/tiny.yaml -convert-mla-to-quad | FileCheck %s

// The input is there from the beginning: it is read one tile ahead.
// CHECK: quad.core 0 {
// CHECK: quad.ld <@add_0.in0.0 + 0, {{.*}} from <@port.in.0.b0 + 0,
// CHECK: quad.ld <@add_0.in0.1 + 0, {{.*}} from <@port.in.0.b0 + 32,
// CHECK: quad.eltwise add <@add_0.out.0
// CHECK: quad.st <@spill + 0, {{.*}} from <@add_0.out.0
// CHECK-NOT: @spill + 32
// CHECK: quad.ld <@mul_1.in0.0 + 0, {{.*}} from <@spill + 0,
// CHECK-NOT: @spill + 32
// CHECK: quad.eltwise mul {{.*}} from <@mul_1.in0.0
// CHECK: quad.eltwise add <@add_0.out.1
// CHECK: quad.st <@spill + 32, {{.*}} from <@add_0.out.1
// CHECK: quad.ld <@mul_1.in0.1 + 0, {{.*}} from <@spill + 32,
// CHECK: quad.eltwise mul {{.*}} from <@mul_1.in0.1
// CHECK: quad.halt
!q = !quant.uniform<i8:f32, 0.5:-1>
func.func @main(%x: tensor<1x64xi8>) -> tensor<1x64xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x64xi8>) -> tensor<1x64xi8> {
  ^bb0(%bytes: tensor<1x64xi8>):
    %in = mla.load %bytes <[2, 2, 16]> {home = #mla.home<dram>} : tensor<1x64xi8> -> tensor<1x2x2x16x!q>
    %1 = mla.layer "add_0"(%in) schedule(<dram, group 0 loads[0], [
        <quad 0 sample 0 rows 0 to 1 channels 0 to 16>, <quad 0 turn 1 sample 0 rows 1 to 2 channels 0 to 16>]>)
        : (tensor<1x2x2x16x!q>) -> tensor<1x2x2x16x!q> {
    ^bb0(%a: tensor<1x2x2x16x!q>):
      %2 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x2x16x!q>, tensor<1x2x2x16x!q>) -> tensor<1x2x2x16x!q>
      mla.yield %2 : tensor<1x2x2x16x!q>
    }
    %3 = mla.layer "mul_1"(%1) schedule(<lm, group 0 loads[0], [
        <quad 0 sample 0 rows 0 to 1 channels 0 to 16>, <quad 0 turn 1 sample 0 rows 1 to 2 channels 0 to 16>]>)
        : (tensor<1x2x2x16x!q>) -> tensor<1x2x2x16x!q> {
    ^bb0(%a: tensor<1x2x2x16x!q>):
      %4 = mla.mul %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x2x16x!q>, tensor<1x2x2x16x!q>) -> tensor<1x2x2x16x!q>
      mla.yield %4 : tensor<1x2x2x16x!q>
    }
    %out = mla.store %3 <[2, 2, 16]> : tensor<1x2x2x16x!q> -> tensor<1x64xi8>
    mla.yield %out : tensor<1x64xi8>
  }
  func.return %0 : tensor<1x64xi8>
}
