// RUN: sima-opt %s -canonicalize | FileCheck %s

!q = !quant.uniform<i8:f32, 0.5>

// CHECK-LABEL: func.func @same_shape
// CHECK-SAME: (%[[X:.*]]: tensor
func.func @same_shape(%x: tensor<2x3x!q>) -> tensor<2x3x!q> {
  // CHECK-NEXT: return %[[X]]
  %0 = mla.reshape %x : tensor<2x3x!q> -> tensor<2x3x!q>
  func.return %0 : tensor<2x3x!q>
}

// CHECK-LABEL: func.func @there_and_back
// CHECK-SAME: (%[[X:.*]]: tensor
func.func @there_and_back(%x: tensor<2x3x!q>) -> tensor<2x3x!q> {
  // CHECK-NEXT: return %[[X]]
  %0 = mla.reshape %x : tensor<2x3x!q> -> tensor<6x!q>
  %1 = mla.reshape %0 : tensor<6x!q> -> tensor<2x3x!q>
  func.return %1 : tensor<2x3x!q>
}

// CHECK-LABEL: func.func @chain
// CHECK-SAME: (%[[X:.*]]: tensor
func.func @chain(%x: tensor<2x3x!q>) -> tensor<1x1x1x6x!q> {
  // CHECK-NEXT: %[[FLAT:.*]] = mla.reshape %[[X]] : tensor<2x3x!{{.*}}> -> tensor<1x1x1x6x!{{.*}}>
  // CHECK-NEXT: return %[[FLAT]]
  %0 = mla.reshape %x : tensor<2x3x!q> -> tensor<3x2x!q>
  %1 = mla.reshape %0 : tensor<3x2x!q> -> tensor<6x!q>
  %2 = mla.reshape %1 : tensor<6x!q> -> tensor<1x1x1x6x!q>
  func.return %2 : tensor<1x1x1x6x!q>
}

// Another shape of an operation's result is no fold.
// CHECK-LABEL: func.func @stays
func.func @stays(%x: tensor<2x3x!q>) -> tensor<6x!q> {
  // CHECK: %[[SUM:.*]] = mla.add
  // CHECK: mla.reshape %[[SUM]]
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<2x3x!q>, tensor<2x3x!q>) -> tensor<2x3x!q>
  %1 = mla.reshape %0 : tensor<2x3x!q> -> tensor<6x!q>
  func.return %1 : tensor<6x!q>
}

// CHECK-LABEL: func.func @pad_of_nothing
// CHECK-SAME: (%[[X:.*]]: tensor
func.func @pad_of_nothing(%x: tensor<2x3x!q>) -> (tensor<2x3x!q>, tensor<2x4x!q>) {
  // CHECK-NEXT: %[[WIDER:.*]] = mla.pad
  // CHECK-NEXT: return %[[X]], %[[WIDER]]
  %0 = mla.pad %x {low = array<i64: 0, 0>, high = array<i64: 0, 0>, value = 5 : i64} : tensor<2x3x!q> -> tensor<2x3x!q>
  %1 = mla.pad %x {low = array<i64: 0, 0>, high = array<i64: 0, 1>, value = 5 : i64} : tensor<2x3x!q> -> tensor<2x4x!q>
  func.return %0, %1 : tensor<2x3x!q>, tensor<2x4x!q>
}
