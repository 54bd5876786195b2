// What a layer cannot do on the MLA is refused with a reason; these crashed or
// were computed wrongly.
// RUN: sima-opt %s --split-input-file --verify-diagnostics --mla-fuse --mla-partition --mla-tessellate --mla-quad-schedule

!q = !quant.uniform<i8:f32, 0.5:3>
!w = !quant.uniform<i8:f32, 0.1:0>

func.func @padding_alone(%x: tensor<1x2x2x4x!q>) -> tensor<1x4x2x2x!q> {
  %w = mla.constant dense<2> : tensor<2x1x1x4xi8> as tensor<2x1x1x4x!w>
  %b = mla.constant dense<7> : tensor<2xi32> as tensor<2xi32>
  // expected-error @below {{padding 1 is not below the 1 positions of the kernel}}
  %y = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 1, 0, 1, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x2x2x4x!q>, tensor<2x1x1x4x!w>, tensor<2xi32>) -> tensor<1x4x2x2x!q>
  return %y : tensor<1x4x2x2x!q>
}
