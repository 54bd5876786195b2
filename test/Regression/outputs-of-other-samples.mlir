// Outputs of different numbers of samples do not go into one buffer; the refusal has the output's name.
// RUN: not sima-compile %s -o %t 2>&1 | FileCheck %s
// CHECK: error: output 'b' has shape 4x2x2x8; runtimes take tensors that begin with the batch, 1: give it that leading dimension

!q = !quant.uniform<i8:f32, 0.5>

func.func @main(%x: tensor<1x4x4x8x!q> {mla.name = "x"}) -> (tensor<1x4x4x8x!q> {mla.name = "a"}, tensor<4x2x2x8x!q> {mla.name = "b"}) {
  %a = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x8x!q>, tensor<1x4x4x8x!q>) -> tensor<1x4x4x8x!q>
  %s = mla.rearrange %x {view = array<i64: 2, 2, 2, 2, 8>, permutation = array<i64: 1, 3, 0, 2, 4>} : tensor<1x4x4x8x!q> -> tensor<1x8x2x8x!q>
  %b = mla.reshape %s : tensor<1x8x2x8x!q> -> tensor<4x2x2x8x!q>
  return %a, %b : tensor<1x4x4x8x!q>, tensor<4x2x2x8x!q>
}
