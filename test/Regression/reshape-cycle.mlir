// RUN: sima-opt %s -canonicalize | FileCheck %s

// In a module, and in blocks that nothing reaches, reshapes may form a cycle; folding them came to no end.

!q = !quant.uniform<i8:f32, 0.5>

// CHECK: module
%0 = mla.reshape %1 : tensor<1x4x!q> -> tensor<1x4x!q>
%1 = mla.reshape %2 : tensor<4x!q> -> tensor<1x4x!q>
%2 = mla.reshape %0 : tensor<1x4x!q> -> tensor<4x!q>
%3 = mla.reshape %3 : tensor<1x4x!q> -> tensor<1x4x!q>

// CHECK-LABEL: func.func @unreachable
func.func @unreachable() {
  func.return
^bb1:
  %4 = mla.reshape %5 : tensor<1x4x!q> -> tensor<1x4x!q>
  %5 = mla.reshape %4 : tensor<1x4x!q> -> tensor<1x4x!q>
  func.return
}
