// What the MLA cannot compute goes to the A65, with the fewest segments of the MLA; what both can is where
// it costs least, and every placement has its reason.

// RUN: sima-opt %s -split-input-file -mla-fuse -mla-partition 2>%t | FileCheck %s
// RUN: FileCheck %s --check-prefix=WHY --input-file=%t
// RUN: not sima-opt %s -split-input-file -mla-fuse -mla-partition=strict-one-mla=1 2>&1 >/dev/null | FileCheck %s --check-prefix=STRICT

!x = !quant.uniform<i8:f32, 0.5>
// CHECK-LABEL: func.func @behind
// CHECK: %[[M:.*]] = mla.segment "MLA_0"(%arg0)
// CHECK: mla.layer "maximum_0"
// CHECK: %[[A:.*]]:2 = mla.a65_segment "A65_0"(%[[M]])
// CHECK: mla.top_k
// CHECK: return %[[A]]#0, %[[A]]#1
// WHY: placement of maximum_0: MLA_0, handing over and computing cost {{[0-9]+}} cycles, elsewhere {{[0-9]+}}
// WHY: placement of top_k: A65_0, not on the MLA: it sorts, which the MLA has no instruction for
func.func @behind(%x: tensor<1x8x8x1000x!x>) -> (tensor<1x8x8x5x!x>, tensor<1x8x8x5xi32>) {
  %0 = mla.maximum %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x8x8x1000x!x>, tensor<1x8x8x1000x!x>) -> tensor<1x8x8x1000x!x>
  %v, %i = mla.top_k %0 : tensor<1x8x8x1000x!x> -> tensor<1x8x8x5x!x>, tensor<1x8x8x5xi32>
  return %v, %i : tensor<1x8x8x5x!x>, tensor<1x8x8x5xi32>
}

// -----

!x = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i8:f32, 0.25>
// CHECK-LABEL: func.func @between
// CHECK: %[[M0:.*]] = mla.segment "MLA_0"(%arg0)
// CHECK: %[[A0:.*]] = mla.a65_segment "A65_0"(%[[M0]])
// CHECK: mla.pointwise <exp>
// CHECK: %[[M1:.*]] = mla.segment "MLA_1"(%[[A0]])
// CHECK: return %[[M1]]
// STRICT: error: the network needs 2 MLA segments: fully_connected_0 on the MLA, then dequantize on the A65, then fully_connected_1 on the MLA;
// STRICT-SAME: is not for the MLA: it converts float32 within the network; replace it, move it behind the last layer, or compile without --strict-one-mla
func.func @between(%x: tensor<1x16x!x>) -> tensor<1x16x!x> {
  %w = mla.constant dense<1> : tensor<16x16xi8> as tensor<16x16x!w>
  %b = mla.constant dense<0> : tensor<16xi32> as tensor<16xi32>
  %0 = mla.fully_connected %x, %w, %b {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x16x!x>, tensor<16x16x!w>, tensor<16xi32>) -> tensor<1x16x!x>
  %1 = mla.dequantize %0 : tensor<1x16x!x> -> tensor<1x16xf32>
  %2 = mla.pointwise <exp> %1 : (tensor<1x16xf32>) -> tensor<1x16xf32>
  %3 = mla.pointwise <div> %2, %1 : (tensor<1x16xf32>, tensor<1x16xf32>) -> tensor<1x16xf32>
  %4 = mla.quantize %3 {arithmetic = #mla.arithmetic<tflite>} : tensor<1x16xf32> -> tensor<1x16x!x>
  %5 = mla.fully_connected %4, %w, %b {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x16x!x>, tensor<16x16x!w>, tensor<16xi32>) -> tensor<1x16x!x>
  return %5 : tensor<1x16x!x>
}
