// A reshape that makes samples of positions led the emitter beyond its tables.
// RUN: sima-opt %s --verify-diagnostics --mla-legalize --mla-fuse --mla-partition --mla-tessellate --mla-quad-schedule

!q = !quant.uniform<i8:f32, 0.5:3>

func.func @main(%x: tensor<1x4x8x!q>) -> tensor<1x4x8x!q> {
  %a = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x8x!q>, tensor<1x4x8x!q>) -> tensor<1x4x8x!q>
  // expected-error @below {{makes 4 samples of 1; keep the size of dimension 0, of the samples}}
  %r = mla.reshape %a : tensor<1x4x8x!q> -> tensor<4x8x!q>
  %s = mla.add %r, %r {arithmetic = #mla.arithmetic<tflite>} : (tensor<4x8x!q>, tensor<4x8x!q>) -> tensor<4x8x!q>
  %y = mla.reshape %s : tensor<4x8x!q> -> tensor<1x4x8x!q>
  return %y : tensor<1x4x8x!q>
}
