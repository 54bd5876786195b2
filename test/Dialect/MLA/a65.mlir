// RUN: sima-opt %s | sima-opt | FileCheck %s
// RUN: sima-opt %s -mlir-print-op-generic | sima-opt | FileCheck %s
// RUN: sima-opt %s -mla-legalize=target=mlsoc -mla-fuse -mla-partition | FileCheck %s --check-prefix=PARTITION
// RUN: sima-opt %s -mla-legalize=target=mlsoc -mla-fuse -mla-partition -mla-tessellate -mla-batch=batch-size=2 -mla-quad-schedule -convert-mla-to-quad -convert-mla-to-mpk 2>&1 | FileCheck %s --check-prefix=STAGE

!x = !quant.uniform<i8:f32, 0.5:-3>
!a = !quant.uniform<i8:f32, 0.25:-128>
!s = !quant.uniform<i8:f32, 0.00390625:-128>

// What the MLA gives to the A65 are results of its segment; anchors go with their reader.
// PARTITION: %[[MLA:.*]]:2 = mla.segment "MLA_0"
// PARTITION: mla.layer
// PARTITION: %[[A65:.*]]:4 = mla.a65_segment "A65_0"(%[[MLA]]#0, %[[MLA]]#1)
// PARTITION-NEXT: ^bb0
// PARTITION-NEXT: mla.constant
// PARTITION-NEXT: mla.detection_postprocess
// PARTITION-NEXT: mla.yield
// PARTITION: return %[[A65]]#0, %[[A65]]#1, %[[A65]]#2, %[[A65]]#3

// STAGE: mpk.stage "A65_0" sequence 9 on A65 batch 2 of 2
// STAGE-SAME: shape = [2, 2, 4]
// STAGE-SAME: "{{.*}}_stage2_a65.so"

// CHECK-LABEL: func.func @main
func.func @main(%x: tensor<1x1x3x4x!x> {mla.name = "x"}, %y: tensor<1x1x3x3x!x> {mla.name = "y"}) -> (tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>) {
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x1x3x4x!x>, tensor<1x1x3x4x!x>) -> tensor<1x1x3x4x!x>
  %1 = mla.add %y, %y {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x1x3x3x!x>, tensor<1x1x3x3x!x>) -> tensor<1x1x3x3x!s>
  %b = mla.reshape %0 : tensor<1x1x3x4x!x> -> tensor<1x3x4x!x>
  %s = mla.reshape %1 : tensor<1x1x3x3x!s> -> tensor<1x3x3x!s>
  %a = mla.constant dense<4> : tensor<3x4xi8> as tensor<3x4x!a>
  // CHECK: mla.detection_postprocess %{{.*}}, %{{.*}}, %{{.*}} {iou_threshold = 5.000000e-01 : f32, num_classes = 2 : i64, scales = array<f32: 1.000000e+01, 1.000000e+01, 5.000000e+00, 5.000000e+00>, score_threshold = 1.000000e-01 : f32}
  %r:4 = mla.detection_postprocess %b, %s, %a {iou_threshold = 0.5 : f32, num_classes = 2 : i64, scales = array<f32: 10.0, 10.0, 5.0, 5.0>, score_threshold = 0.1 : f32} : (tensor<1x3x4x!x>, tensor<1x3x3x!s>, tensor<3x4x!a>) -> (tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>
}
