// RUN: sima-opt %s -mla-legalize | FileCheck %s

!q = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i16:f32, 0.5>

// A transpose of dimensions of size 1 is a reshape.
// CHECK-LABEL: func.func @in_order
// CHECK-NEXT: %[[VIEW:.*]] = mla.reshape
// CHECK-NEXT: return %[[VIEW]]
func.func @in_order(%x: tensor<1x1x6x4x!q>) -> tensor<1x6x1x4x!q> {
  %0 = mla.rearrange %x {view = array<i64: 1, 6, 4>, permutation = array<i64: 1, 0, 2>} : tensor<1x1x6x4x!q> -> tensor<1x6x1x4x!q>
  func.return %0 : tensor<1x6x1x4x!q>
}

// CHECK-LABEL: func.func @everything
// CHECK-SAME: (%[[X:.*]]: tensor
// CHECK-NEXT: return %[[X]]
func.func @everything(%x: tensor<1x2x3x4x!q>) -> tensor<1x2x3x4x!q> {
  %0 = mla.strided_slice %x {begin = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1, 1, 1>} : tensor<1x2x3x4x!q> -> tensor<1x2x3x4x!q>
  %1 = mla.concat %0 {axis = 1 : i64} : (tensor<1x2x3x4x!q>) -> tensor<1x2x3x4x!q>
  %2 = mla.gather %1 {indices = array<i64: 0, 1, 2>, axis = 2 : i64} : tensor<1x2x3x4x!q> -> tensor<1x2x3x4x!q>
  %3 = mla.broadcast %2 : tensor<1x2x3x4x!q> -> tensor<1x2x3x4x!q>
  func.return %3 : tensor<1x2x3x4x!q>
}

// CHECK-LABEL: func.func @moved
// CHECK: mla.rearrange
// CHECK: mla.strided_slice
func.func @moved(%x: tensor<1x2x3x4x!q>) -> tensor<1x3x2x4x!q> {
  %0 = mla.rearrange %x {view = array<i64: 2, 3, 4>, permutation = array<i64: 1, 0, 2>} : tensor<1x2x3x4x!q> -> tensor<1x3x2x4x!q>
  %1 = mla.strided_slice %0 {begin = array<i64: 0, 2, 0, 0>, strides = array<i64: 1, -1, 1, 1>} : tensor<1x3x2x4x!q> -> tensor<1x3x2x4x!q>
  func.return %1 : tensor<1x3x2x4x!q>
}

// Of 16 bits, the bytes of a block of channels lie apart: other blocks, other bytes.
// CHECK-LABEL: func.func @wide
// CHECK-NEXT: %[[SAME:.*]] = mla.reshape
// CHECK-NEXT: mla.rearrange %[[SAME]] {permutation = array<i64: 0>, view = array<i64: 192>}
func.func @wide(%x: tensor<1x2x3x32x!w>) -> tensor<1x1x24x8x!w> {
  %0 = mla.reshape %x : tensor<1x2x3x32x!w> -> tensor<1x4x3x16x!w>
  %1 = mla.rearrange %0 {view = array<i64: 192>, permutation = array<i64: 0>} : tensor<1x4x3x16x!w> -> tensor<1x1x24x8x!w>
  func.return %1 : tensor<1x1x24x8x!w>
}

// CHECK-LABEL: func.func @wide_reshape
// CHECK-NEXT: mla.rearrange
func.func @wide_reshape(%x: tensor<1x2x3x8x!w>) -> tensor<1x48x!w> {
  %0 = mla.reshape %x : tensor<1x2x3x8x!w> -> tensor<1x48x!w>
  func.return %0 : tensor<1x48x!w>
}
