!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<1x4x6x20x!q> {mla.name = "x"}) -> (tensor<1x480x!q> {mla.name = "flat"}, tensor<1x6x4x20x!q> {mla.name = "turned"}) {
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x6x20x!q>, tensor<1x4x6x20x!q>) -> tensor<1x4x6x20x!q>
  %1 = mla.reshape %0 : tensor<1x4x6x20x!q> -> tensor<1x480x!q>
  %2 = mla.reshape %0 : tensor<1x4x6x20x!q> -> tensor<1x6x4x20x!q>
  func.return %1, %2 : tensor<1x480x!q>, tensor<1x6x4x20x!q>
}
