// RUN: sima-opt %s -split-input-file -verify-diagnostics

!q = !quant.uniform<i8:f32, 0.5>
func.func @coordinates(%x: tensor<1x2x2x3x!q>) -> tensor<1x4x4x3x!q> {
  // expected-error @+1 {{has coordinates pytorch_half_pixel and rounding floor, which tflite arithmetic does not define}}
  %0 = mla.resize %x {kind = #mla.resize_kind<nearest>, coordinates = #mla.coordinates<pytorch_half_pixel>,
    scales = array<f32: 2.0, 2.0>, arithmetic = #mla.arithmetic<tflite>} : tensor<1x2x2x3x!q> -> tensor<1x4x4x3x!q>
  func.return %0 : tensor<1x4x4x3x!q>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @arithmetic(%x: tensor<1x2x2x3x!q>) -> tensor<1x4x4x3x!q> {
  // expected-error @+1 {{is not defined in tflite_16x8 arithmetic, only in tflite, tflite_u8, onnx, onnx_float}}
  %0 = mla.resize %x {kind = #mla.resize_kind<bilinear>, coordinates = #mla.coordinates<half_pixel>,
    scales = array<f32: 2.0, 2.0>, arithmetic = #mla.arithmetic<tflite_16x8>} : tensor<1x2x2x3x!q> -> tensor<1x4x4x3x!q>
  func.return %0 : tensor<1x4x4x3x!q>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!r = !quant.uniform<i8:f32, 0.25>
func.func @scales(%x: tensor<1x2x2x3x!q>) -> tensor<1x4x4x3x!r> {
  // expected-error @+1 {{output must have the input's quantization}}
  %0 = mla.resize %x {kind = #mla.resize_kind<bilinear>, coordinates = #mla.coordinates<half_pixel>,
    scales = array<f32: 2.0, 2.0>, arithmetic = #mla.arithmetic<tflite>} : tensor<1x2x2x3x!q> -> tensor<1x4x4x3x!r>
  func.return %0 : tensor<1x4x4x3x!r>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @codes(%x: tensor<1x2x2x3x!q>) -> tensor<1x4x4x3x!q> {
  // expected-error @+1 {{interpolates codes, which onnx arithmetic does not define; onnx_float does}}
  %0 = mla.resize %x {kind = #mla.resize_kind<bilinear>, coordinates = #mla.coordinates<half_pixel>,
    scales = array<f32: 2.0, 2.0>, arithmetic = #mla.arithmetic<onnx>} : tensor<1x2x2x3x!q> -> tensor<1x4x4x3x!q>
  func.return %0 : tensor<1x4x4x3x!q>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @rows(%x: tensor<1x70000x2x3x!q>) -> tensor<1x4x4x3x!q> {
  // expected-error @+1 {{has more than 65536 rows or columns}}
  %0 = mla.resize %x {kind = #mla.resize_kind<nearest>, coordinates = #mla.coordinates<half_pixel>,
    scales = array<f32: 2.0, 2.0>, arithmetic = #mla.arithmetic<tflite>} : tensor<1x70000x2x3x!q> -> tensor<1x4x4x3x!q>
  func.return %0 : tensor<1x4x4x3x!q>
}
