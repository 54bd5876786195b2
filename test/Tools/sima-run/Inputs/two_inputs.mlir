!l = !quant.uniform<i8:f32, 0.5>
!r = !quant.uniform<i8:f32, 0.25:1>
func.func @main(%lhs: tensor<1x4x!l> {mla.name = "lhs"}, %rhs: tensor<1x4x!r> {mla.name = "rhs"})
    -> (tensor<1x4x!l> {mla.name = "sum"}) {
  %0 = mla.add %lhs, %rhs {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x!l>, tensor<1x4x!r>) -> tensor<1x4x!l>
    loc("add")
  %1 = mla.add %0, %rhs {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x!l>, tensor<1x4x!r>) -> tensor<1x4x!l>
    loc("sum")
  func.return %1 : tensor<1x4x!l>
}
