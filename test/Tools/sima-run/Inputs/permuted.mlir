!x = !quant.uniform<i8:f32, 0.5>
!y = !quant.uniform<i8:f32, 1.0>
// The model has channels behind the samples.
func.func @main(%x: tensor<1x1x2x3x!x> {mla.name = "x"})
    -> (tensor<1x1x2x3x!y> {mla.name = "y", mla.source_permutation = array<i64: 0, 2, 3, 1>}) {
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>, mla.source_permutation = array<i64: 0, 2, 3, 1>}
    : (tensor<1x1x2x3x!x>, tensor<1x1x2x3x!x>) -> tensor<1x1x2x3x!y> loc("sum")
  %1 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>, mla.source_permutation = array<i64: 0, 2, 9, 1>}
    : (tensor<1x1x2x3x!x>, tensor<1x1x2x3x!x>) -> tensor<1x1x2x3x!y> loc("same order")
  func.return %0 : tensor<1x1x2x3x!y>
}
