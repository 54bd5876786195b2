// RUN: sima-opt %s -mla-legalize | FileCheck %s

!a = !quant.uniform<i8:f32, 0.5>
!b = !quant.uniform<i8:f32, 0.25:1>
!w = !quant.uniform<i16:f32, 0.25>

// A second operand that is the same code everywhere makes a table: q + (5 - 1) / 2.
// CHECK-LABEL: func.func @scalar
func.func @scalar(%x: tensor<1x2x2x8x!a>) -> tensor<1x2x2x8x!a> {
  // CHECK: %[[TABLE:.*]] = mla.constant dense_resource<add> : tensor<256xi8> as tensor<256xi8>
  // CHECK: mla.lookup "add" %{{.*}}, %[[TABLE]] {arithmetic = #mla.arithmetic<tflite>}
  %c = mla.constant dense<5> : tensor<1x1x1x8xi8> as tensor<1x1x1x8x!b>
  %0 = mla.add %x, %c {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x2x8x!a>, tensor<1x1x1x8x!b>) -> tensor<1x2x2x8x!a>
  func.return %0 : tensor<1x2x2x8x!a>
}

// Of the left operand, too.
// CHECK-LABEL: func.func @scalar_on_the_left
func.func @scalar_on_the_left(%x: tensor<1x4x!a>) -> tensor<1x4x!a> {
  // CHECK: mla.lookup "sub"
  %c = mla.constant dense<5> : tensor<1x1xi8> as tensor<1x1x!b>
  %0 = mla.sub %c, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x1x!b>, tensor<1x4x!a>) -> tensor<1x4x!a>
  func.return %0 : tensor<1x4x!a>
}

// CHECK-LABEL: func.func @rescale
func.func @rescale(%x: tensor<1x4x!a>) -> tensor<1x4x!w> {
  // CHECK: mla.lookup "rescale" %{{.*}} : (tensor<1x4x!{{.*}}>, tensor<256xi16>)
  %0 = mla.rescale %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x!a>) -> tensor<1x4x!w>
  func.return %0 : tensor<1x4x!w>
}

// CHECK-LABEL: func.func @others_stay
func.func @others_stay(%x: tensor<1x1x1x2x!a>, %y: tensor<1x4x!w>) -> (tensor<1x1x1x2x!a>, tensor<1x2x1x2x!a>, tensor<1x4x!a>) {
  // Constants that differ, a map that is repeated, 16 bits.
  // CHECK-NOT: mla.lookup
  %c = mla.constant dense<[[[[1, 2]]]]> : tensor<1x1x1x2xi8> as tensor<1x1x1x2x!b>
  %0 = mla.mul %x, %c {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x1x1x2x!a>, tensor<1x1x1x2x!b>) -> tensor<1x1x1x2x!a>
  %d = mla.constant dense<3> : tensor<1x2x1x1xi8> as tensor<1x2x1x1x!b>
  %1 = mla.mul %x, %d {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x1x1x2x!a>, tensor<1x2x1x1x!b>) -> tensor<1x2x1x2x!a>
  %2 = mla.rescale %y {arithmetic = #mla.arithmetic<tflite_16x8>} : (tensor<1x4x!w>) -> tensor<1x4x!a>
  func.return %0, %1, %2 : tensor<1x1x1x2x!a>, tensor<1x2x1x2x!a>, tensor<1x4x!a>
}

// A map of one row is turned into one of one column; so is a constant row. A single position stays.
// CHECK-LABEL: func.func @row
func.func @row(%x: tensor<1x1x3x2x!a>) -> tensor<1x1x3x2x!a> {
  // CHECK-DAG: %[[ROW:.*]] = mla.constant dense<{{\[\[\[\[}}1]], {{\[\[}}2]], {{\[\[}}3]]]]> : tensor<1x3x1x1xi8>
  // CHECK-DAG: %[[SLOPES:.*]] = mla.constant dense<{{.*}}4, 5{{.*}}> : tensor<1x1x1x2xi8>
  // CHECK-DAG: %[[TURNED:.*]] = mla.reshape %{{.*}} : tensor<1x1x3x2x!{{.*}}> -> tensor<1x3x1x2x!
  // CHECK: %[[MAXIMUM:.*]] = mla.maximum %[[TURNED]], %[[ROW]]
  // CHECK-NEXT: %[[PRELU:.*]] = mla.prelu %[[MAXIMUM]], %[[SLOPES]]
  // CHECK-NEXT: mla.reshape %[[PRELU]] : tensor<1x3x1x2x!{{.*}}> -> tensor<1x1x3x2x!
  %c = mla.constant dense<[[[[1], [2], [3]]]]> : tensor<1x1x3x1xi8> as tensor<1x1x3x1x!b>
  %0 = mla.maximum %x, %c {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x1x3x2x!a>, tensor<1x1x3x1x!b>) -> tensor<1x1x3x2x!a>
  %s = mla.constant dense<[[[[4, 5]]]]> : tensor<1x1x1x2xi8> as tensor<1x1x1x2x!b>
  %1 = mla.prelu %0, %s {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x1x3x2x!a>, tensor<1x1x1x2x!b>) -> tensor<1x1x3x2x!a>
  func.return %1 : tensor<1x1x3x2x!a>
}
