// RUN: split-file %s %t
// RUN: sima-opt %t/network.mlir -mla-fuse -mla-partition | FileCheck %s
// RUN: sima-opt %t/network.mlir -mla-fuse -mla-partition=io=float | FileCheck %s --check-prefix=FLOAT
// RUN: not sima-opt %t/network.mlir -mla-partition=io=double 2>&1 | FileCheck %s --check-prefix=IO
// IO: error: io is 'double', use source, float or codes
// RUN: sima-opt %t/invalid.mlir -split-input-file -mla-partition -verify-diagnostics
// RUN: sima-opt %t/nothing.mlir -mla-partition | FileCheck %s --check-prefix=NOTHING

//--- network.mlir
!q = !quant.uniform<i8:f32, 0.5>
// CHECK-LABEL: func.func @main
// CHECK-SAME: (%[[UNUSED:.*]]: tensor<1x2x!{{.*}}>, %[[X:.*]]: tensor<1x4x!{{.*}}> {mla.name = "x"}) -> (tensor<4x!{{.*}}> {mla.name = "y"})
// CHECK-NEXT: %[[SEGMENT:.*]] = mla.segment "MLA_0"(%[[X]])
// CHECK-NEXT: ^bb0(%[[IN:.*]]: tensor<1x4x!
// CHECK: %[[SUM:.*]] = mla.layer "add_0"(%[[IN]])
// CHECK: %[[FLAT:.*]] = mla.reshape %[[SUM]]
// CHECK: mla.yield %[[FLAT]]
// CHECK: return %[[SEGMENT]]

// FLOAT-LABEL: func.func @main
// FLOAT-SAME: (%{{.*}}: tensor<1x2xf32>, %[[X:.*]]: tensor<1x4xf32> {mla.name = "x"}) -> (tensor<4xf32> {mla.name = "y"})
// FLOAT-NEXT: %[[CODES:.*]] = mla.quantize %[[X]]
// FLOAT-NEXT: %[[SEGMENT:.*]] = mla.segment "MLA_0"(%[[CODES]])
// FLOAT: %[[REAL:.*]] = mla.dequantize %[[SEGMENT]]
// FLOAT-NEXT: return %[[REAL]] : tensor<4xf32>
func.func @main(%unused: tensor<1x2x!q>, %x: tensor<1x4x!q> {mla.name = "x"}) -> (tensor<4x!q> {mla.name = "y"}) {
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x!q>, tensor<1x4x!q>) -> tensor<1x4x!q>
  %1 = mla.reshape %0 : tensor<1x4x!q> -> tensor<4x!q>
  func.return %1 : tensor<4x!q>
}

// A reshape that orders elements by other rows and columns stays behind the segment.
// CHECK-LABEL: func.func @reordered
// CHECK: %[[MAP:.*]] = mla.segment "MLA_0"(%{{.*}}) : (tensor<1x2x4x3x!{{.*}}>) -> tensor<1x2x4x3x!
// CHECK-NOT: mla.reshape
// CHECK: mla.yield
// CHECK: %[[FLAT:.*]] = mla.reshape %[[MAP]] : tensor<1x2x4x3x!{{.*}}> -> tensor<1x24x!
// CHECK: return %[[FLAT]]
func.func @reordered(%x: tensor<1x2x4x3x!q>) -> tensor<1x24x!q> {
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x4x3x!q>, tensor<1x2x4x3x!q>) -> tensor<1x2x4x3x!q>
  %1 = mla.reshape %0 : tensor<1x2x4x3x!q> -> tensor<1x4x6x!q>
  %2 = mla.reshape %1 : tensor<1x4x6x!q> -> tensor<1x24x!q>
  func.return %2 : tensor<1x24x!q>
}

//--- nothing.mlir
// A function without layers and a declaration are left alone.
// NOTHING-NOT: mla.segment
func.func @identity(%x: tensor<1x4xi8>) -> tensor<1x4xi8> {
  func.return %x : tensor<1x4xi8>
}
func.func private @declared(tensor<1x4xi8>)

//--- invalid.mlir
!q = !quant.uniform<i8:f32, 0.5>
func.func @not_fused(%x: tensor<1x4x!q>) -> tensor<1x4x!q> {
  %0 = mla.layer "add_0"(%x) : (tensor<1x4x!q>) -> tensor<1x4x!q> {
  ^bb0(%a: tensor<1x4x!q>):
    mla.yield %a : tensor<1x4x!q>
  }
  // expected-error @+1 {{mla.add has no place on the MLA or the A65; run --mla-fuse first}}
  %1 = mla.add %0, %0 {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x!q>, tensor<1x4x!q>) -> tensor<1x4x!q>
  func.return %1 : tensor<1x4x!q>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
// expected-error @+1 {{returns an input unchanged; the MLA needs at least one layer between}}
func.func @input_returned(%x: tensor<1x4x!q>) -> (tensor<1x4x!q>, tensor<1x4x!q>) {
  %0 = mla.layer "add_0"(%x) : (tensor<1x4x!q>) -> tensor<1x4x!q> {
  ^bb0(%a: tensor<1x4x!q>):
    mla.yield %a : tensor<1x4x!q>
  }
  func.return %0, %x : tensor<1x4x!q>, tensor<1x4x!q>
}
