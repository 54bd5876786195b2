// Ports stand in the order of the segment's borders, whatever layer reads first.
// RUN: sima-compile %s -o %t --verify | FileCheck %s
// CHECK: 0 differing bytes

!q = !quant.uniform<i8:f32, 0.5:3>

func.func @main(%a: tensor<1x5x7x20x!q> {mla.name = "a"}, %b: tensor<1x5x7x20x!q> {mla.name = "b"})
    -> (tensor<1x5x7x20x!q> {mla.name = "twice"}, tensor<1x5x7x20x!q> {mla.name = "sum"}) {
  %twice = mla.add %b, %b {arithmetic = #mla.arithmetic<tflite>}
      : (tensor<1x5x7x20x!q>, tensor<1x5x7x20x!q>) -> tensor<1x5x7x20x!q>
  %sum = mla.add %a, %twice {arithmetic = #mla.arithmetic<tflite>}
      : (tensor<1x5x7x20x!q>, tensor<1x5x7x20x!q>) -> tensor<1x5x7x20x!q>
  return %twice, %sum : tensor<1x5x7x20x!q>, tensor<1x5x7x20x!q>
}
