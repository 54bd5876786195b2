// Inputs read in another order than declared, outputs returned in another order than computed.
!q = !quant.uniform<i8:f32, 0.05:3>
!r = !quant.uniform<i8:f32, 0.1:-5>
func.func @main(%a: tensor<1x5x7x20x!q> {mla.name = "a"}, %b: tensor<1x5x7x20x!q> {mla.name = "b"})
    -> (tensor<1x5x7x20x!r> {mla.name = "last"}, tensor<1x5x7x20x!q> {mla.name = "middle"},
        tensor<1x5x7x20x!r> {mla.name = "first"}) {
  %0 = mla.add %b, %b {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x5x7x20x!q>, tensor<1x5x7x20x!q>) -> tensor<1x5x7x20x!r> loc("one")
  %1 = mla.add %a, %0 {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x5x7x20x!q>, tensor<1x5x7x20x!r>) -> tensor<1x5x7x20x!q> loc("two")
  %2 = mla.add %1, %0 {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x5x7x20x!q>, tensor<1x5x7x20x!r>) -> tensor<1x5x7x20x!r> loc("three")
  return %2, %1, %0 : tensor<1x5x7x20x!r>, tensor<1x5x7x20x!q>, tensor<1x5x7x20x!r>
}
