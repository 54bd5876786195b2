// ONNX Runtime rounds halves to even; the instruction's mode was LiteRT's.
// RUN: sima-compile %s -o %t --verify | FileCheck %s
// CHECK: 0 differing bytes

!x = !quant.uniform<i16:f32, 0.5>
!y = !quant.uniform<i16:f32, 1.0>

func.func @main(%x: tensor<1x4x4x40x!x> {mla.name = "x"}) -> (tensor<1x4x4x40x!y> {mla.name = "y"}) {
  %y = mla.rescale %x {arithmetic = #mla.arithmetic<onnx_float>} : (tensor<1x4x4x40x!x>) -> tensor<1x4x4x40x!y>
  return %y : tensor<1x4x4x40x!y>
}
