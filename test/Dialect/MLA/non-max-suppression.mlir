// RUN: sima-opt %s | sima-opt | FileCheck %s
// RUN: sima-opt %s -mlir-print-op-generic | sima-opt | FileCheck %s
// RUN: sima-translate --emit-a65 %s | FileCheck %s --check-prefix=A65

// One call with the boxes, the scores, three thresholds, the results and a scratch of 12 bytes a box.
// A65: memref.global {{.*}} dense<[0, 0, 0, 63, 0, 0, -128, 62, 0, 0, 0, 0]>
// A65: call @simaNonMaxSuppression(
// A65-SAME: (!llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, i64, i64) -> ()

// CHECK-LABEL: func.func @main
func.func @main(%b: tensor<1x5x4xf32> {mla.name = "b"}, %s: tensor<1x5xf32> {mla.name = "s"}) -> (tensor<1x3xi32> {mla.name = "i"}, tensor<1xi32> {mla.name = "n"}) {
  // CHECK: mla.a65_segment
  %r:2 = mla.a65_segment "A65_0"(%b, %s) : (tensor<1x5x4xf32>, tensor<1x5xf32>) -> (tensor<1x3xi32>, tensor<1xi32>) {
  ^bb0(%x: tensor<1x5x4xf32>, %y: tensor<1x5xf32>):
    // CHECK: %{{.*}}, %{{.*}}, %{{.*}} = mla.non_max_suppression %{{.*}}, %{{.*}} {iou_threshold = 5.000000e-01 : f32, score_threshold = 2.500000e-01 : f32, soft_nms_sigma = 0.000000e+00 : f32} : (tensor<1x5x4xf32>, tensor<1x5xf32>) -> (tensor<1x3xi32>, tensor<1x3xf32>, tensor<1xi32>)
    %i, %c, %n = mla.non_max_suppression %x, %y {iou_threshold = 0.5 : f32, score_threshold = 0.25 : f32, soft_nms_sigma = 0.0 : f32} : (tensor<1x5x4xf32>, tensor<1x5xf32>) -> (tensor<1x3xi32>, tensor<1x3xf32>, tensor<1xi32>)
    mla.yield %i, %n : tensor<1x3xi32>, tensor<1xi32>
  }
  return %r#0, %r#1 : tensor<1x3xi32>, tensor<1xi32>
}
