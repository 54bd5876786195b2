// A filter's zero point reaches the descriptor; it was lost.
// RUN: sima-compile %s -o %t --verify | FileCheck %s
// CHECK: 0 differing bytes

!q = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.01:-5>

func.func @main(%x: tensor<1x6x6x20x!q> {mla.name = "x"}) -> (tensor<1x6x6x24x!q> {mla.name = "y"}) {
  %w = mla.constant dense<2> : tensor<24x3x3x20xi8> as tensor<24x3x3x20x!w>
  %b = mla.constant dense<7> : tensor<24xi32> as tensor<24xi32>
  %y = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 1, 1, 1, 1>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x6x6x20x!q>, tensor<24x3x3x20x!w>, tensor<24xi32>) -> tensor<1x6x6x24x!q>
  return %y : tensor<1x6x6x24x!q>
}
