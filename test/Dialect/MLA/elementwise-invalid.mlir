// RUN: sima-opt %s -split-input-file -verify-diagnostics

!q = !quant.uniform<i8:f32, 0.5>
func.func @arithmetic_of_sub(%x: tensor<1x4x!q>) {
  // expected-error @+1 {{'mla.sub' op is not defined in onnx arithmetic, only in tflite, tflite_u8, tflite_16x8, onnx_float, tflite_pot}}
  %0 = mla.sub %x, %x {arithmetic = #mla.arithmetic<onnx>} : (tensor<1x4x!q>, tensor<1x4x!q>) -> tensor<1x4x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @arithmetic_of_squared_difference(%x: tensor<1x4x!q>) {
  // expected-error @+1 {{is not defined in onnx_float arithmetic}}
  %0 = mla.squared_difference %x, %x {arithmetic = #mla.arithmetic<onnx_float>} : (tensor<1x4x!q>, tensor<1x4x!q>) -> tensor<1x4x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @shifts_of_bytes(%x: tensor<1x4x!q>) {
  // expected-error @+1 {{tflite_pot arithmetic is of 16-bit operands}}
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite_pot>} : (tensor<1x4x!q>, tensor<1x4x!q>) -> tensor<1x4x!q>
  func.return
}

// -----

!w = !quant.uniform<i16:f32, 0.5>
func.func @coarse_operand(%x: tensor<1x4x!w>) {
  // expected-error @+1 {{tflite_pot arithmetic needs scales that are powers of two, of which one operand's at most is finer than the output's and none is coarser}}
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite_pot>}
       : (tensor<1x4x!w>, tensor<1x4x!w>) -> tensor<1x4x!quant.uniform<i16:f32, 0.25>>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @larger_slopes(%x: tensor<1x1x1x4x!q>, %y: tensor<1x2x1x4x!q>) {
  // expected-error @+1 {{input and output must have one shape}}
  %0 = mla.prelu %x, %y {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x1x1x4x!q>, tensor<1x2x1x4x!q>) -> tensor<1x2x1x4x!q>
  func.return
}

// -----

!w = !quant.uniform<i16:f32, 0.5>
func.func @table_of_bytes(%x: tensor<1x4x!w>, %t: tensor<513xi16>) {
  // expected-error @+1 {{'mla.lookup' op is not defined in tflite arithmetic, only in tflite_16x8, tflite_logistic, tflite_tanh}}
  %0 = mla.lookup "exp" %x, %t {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x!w>, tensor<513xi16>) -> tensor<1x4x!w>
  func.return
}

// -----

!w = !quant.uniform<i16:f32, 0.5>
func.func @short_table(%x: tensor<1x4x!w>, %t: tensor<256xi16>) {
  // expected-error @+1 {{table must have 513 entries}}
  %0 = mla.lookup "exp" %x, %t {arithmetic = #mla.arithmetic<tflite_16x8>} : (tensor<1x4x!w>, tensor<256xi16>) -> tensor<1x4x!w>
  func.return
}

// -----

!w = !quant.uniform<i16:f32, 0.5>
func.func @long_table(%x: tensor<1x4x!w>, %t: tensor<513xi16>) {
  // expected-error @+1 {{table must have 256 entries}}
  %0 = mla.lookup "tanh" %x, %t {arithmetic = #mla.arithmetic<tflite_tanh>} : (tensor<1x4x!w>, tensor<513xi16>) -> tensor<1x4x!w>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @arithmetic_of_rescale(%x: tensor<1x4x!q>) {
  // expected-error @+1 {{'mla.rescale' op is not defined in tflite_f64 arithmetic}}
  %0 = mla.rescale %x {arithmetic = #mla.arithmetic<tflite_f64>} : (tensor<1x4x!q>) -> tensor<1x4x!q>
  func.return
}
