// RUN: sima-opt %s -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -mla-fuse -mla-partition -mla-tessellate -mla-quad-schedule -convert-mla-to-quad | FileCheck %s

!x = !quant.uniform<i8:f32, 0.5:1>
!c = !quant.uniform<i8:f32, 0.25:2>
!p = !quant.uniform<i8:f32, 0.5>

// Constants of one row and column are repeated by strides of 0, those of one channel by the flag; a scalar makes a table.
// CHECK: quad.constant @const.2 dense_resource<const.2> : tensor<256xi8>
// CHECK: quad.core 0
// CHECK: quad.eltwise mul <@mul_0.out + 0, [2, 2, 20], [40, 20, 16], s8, 1> from <@in0 + 0, {{.*}}>, <@mul_0.const.0 + 36, [], [0, 0, 16], s8, 2>, <@mul_0.const.0 + 0, {{.*}}> mode tflite layer 0
// CHECK-NOT: bcast
// CHECK: quad.eltwise mul <@prelu_1.out + 0, {{.*}}> from <@mul_0.out + 0, {{.*}}>, <@prelu_1.const.0 + 36, [], [1, 0, 16], s8, 2>, <@prelu_1.const.0 + 0, {{.*}}> mode tflite_prelu layer 1 {{.*}}{bcast_b = true}
// CHECK: quad.lut <@maximum_2.out + 0, [2, 2, 20], {{.*}}> from <@prelu_1.out + 0, {{.*}}>, <@maximum_2.const.0 + 0, {{.*}}> layer 2
// The other quad has the slopes of its rows.
// CHECK: quad.core 1
// CHECK: quad.eltwise mul <@prelu_1.out + 0, {{.*}}> from <@mul_0.out + 0, {{.*}}>, <@prelu_1.const.0 + 38, [], [1, 0, 16], s8, 2>
func.func @main(%x: tensor<1x4x2x20x!x> {mla.name = "x"}) -> (tensor<1x4x2x20x!p> {mla.name = "y"}) {
  %c = mla.constant dense<[[[[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]]]]> : tensor<1x1x1x20xi8> as tensor<1x1x1x20x!c>
  %0 = mla.mul %x, %c {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x20x!x>, tensor<1x1x1x20x!c>) -> tensor<1x4x2x20x!x>
  %r = mla.constant dense<[[[[1]], [[2]], [[3]], [[4]]]]> : tensor<1x4x1x1xi8> as tensor<1x4x1x1x!c>
  %1 = mla.prelu %0, %r {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x20x!x>, tensor<1x4x1x1x!c>) -> tensor<1x4x2x20x!x>
  %s = mla.constant dense<3> : tensor<1x1x1x1xi8> as tensor<1x1x1x1x!c>
  %2 = mla.maximum %1, %s {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x20x!x>, tensor<1x1x1x1x!c>) -> tensor<1x4x2x20x!p>
  func.return %2 : tensor<1x4x2x20x!p>
}
