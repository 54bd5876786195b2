// RUN: sima-opt %s -split-input-file -verify-diagnostics

!q = !quant.uniform<i8:f32, 0.5>
!p = !quant.uniform<i8:f32, 0.25>
func.func @maximum_rescales(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{output must have the input's quantization}}
  %0 = mla.reduce_max %x {axes = array<i64: 1>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x!q>) -> tensor<1x1x2x!p>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @minimum_arithmetic(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{is not defined in shift arithmetic, only in tflite, tflite_u8, tflite_16x8, onnx, onnx_u8, onnx_float}}
  %0 = mla.reduce_min %x {axes = array<i64: 1>, arithmetic = #mla.arithmetic<shift>} : (tensor<1x4x2x!q>) -> tensor<1x1x2x!q>
  func.return
}

// -----

!w = !quant.uniform<i16:f32, 0.5>
func.func @sum_of_16_bits(%x: tensor<1x4x2x!w>) {
  // expected-error @+1 {{of 16-bit codes is not defined in tflite arithmetic}}
  %0 = mla.reduce_sum %x {axes = array<i64: 1>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x!w>) -> tensor<1x1x2x!w>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @sum_arithmetic(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{is not defined in onnx arithmetic, only in tflite, tflite_u8, onnx_float}}
  %0 = mla.reduce_sum %x {axes = array<i64: 1>, arithmetic = #mla.arithmetic<onnx>} : (tensor<1x4x2x!q>) -> tensor<1x1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!position = !quant.uniform<i16:f32, 1.0>
func.func @position_axes(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{has 2 axes, needs one}}
  %0 = mla.arg_max %x {axes = array<i64: 1, 2>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x!q>) -> tensor<1x1x1x!position>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @position_type(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{output holds positions: 16-bit codes of scale 1 and zero point 0}}
  %0 = mla.arg_max %x {axes = array<i64: 1>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x!q>) -> tensor<1x1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!position = !quant.uniform<i16:f32, 1.0>
func.func @position_count(%x: tensor<1x40000x2x!q>) {
  // expected-error @+1 {{finds a position among 40000, at most 32768 have a 16-bit code}}
  %0 = mla.arg_max %x {axes = array<i64: 1>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x40000x2x!q>) -> tensor<1x1x2x!position>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @padding_counts(%x: tensor<1x4x4x2x!q>) {
  // expected-error @+1 {{counts padding, which only onnx arithmetics do}}
  %0 = mla.avg_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, count_include_pad = true,
         arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!p = !quant.uniform<i8:f32, 0.25>
func.func @average_rescales(%x: tensor<1x4x4x2x!q>) {
  // expected-error @+1 {{output must have the input's quantization}}
  %0 = mla.avg_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>,
         arithmetic = #mla.arithmetic<tflite_u8>} : (tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!p>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @maximum_arithmetic(%x: tensor<1x4x4x2x!q>) {
  // expected-error @+1 {{is not defined in tflite_f64 arithmetic}}
  %0 = mla.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>,
         arithmetic = #mla.arithmetic<tflite_f64>} : (tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!w = !quant.uniform<i16:f32, 0.5>
func.func @softmax_of_16_bits(%x: tensor<1x2x!w>) {
  // expected-error @+1 {{from 16-bit to 16-bit codes is not defined in tflite arithmetic}}
  %0 = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x!w>) -> tensor<1x2x!w>
  func.return
}

// -----

!w = !quant.uniform<i16:f32, 0.5>
func.func @softmax_scale_of_16_bits(%x: tensor<1x2x!w>) {
  // expected-error @+1 {{output has scale 5.000000e-01 and zero point 0, tflite_16x8 arithmetic has 1/32768 and 0}}
  %0 = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite_16x8>} : (tensor<1x2x!w>) -> tensor<1x2x!w>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @softmax_beta(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{has a beta other than 1, which only softmax in tflite arithmetics takes}}
  %0 = mla.softmax %x {beta = 0.5 : f32, arithmetic = #mla.arithmetic<onnx>} : (tensor<1x2x!q>) -> tensor<1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @log_softmax_scale(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{output has scale 5.000000e-01 and zero point 0, tflite arithmetic has 1/16 and 127}}
  %0 = mla.log_softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x!q>) -> tensor<1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @l2_arithmetic(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{is not defined in onnx arithmetic, only in tflite, tflite_u8, onnx_float}}
  %0 = mla.l2_normalization %x {epsilon = 0.0 : f32, arithmetic = #mla.arithmetic<onnx>} : (tensor<1x2x!q>) -> tensor<1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @layer_norm_arithmetic(%x: tensor<1x2x!q>, %s: tensor<2xf32>) {
  // expected-error @+1 {{is not defined in tflite arithmetic, only in onnx_float}}
  %0 = mla.layer_norm %x, %s, %s {epsilon = 0.0 : f32, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x!q>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @rms_norm_channels(%x: tensor<1x2x!q>, %s: tensor<3xf32>) {
  // expected-error @+1 {{scale needs one value for each of 2 channels}}
  %0 = mla.rms_norm %x, %s {epsilon = 0.0 : f32, arithmetic = #mla.arithmetic<onnx_float>} : (tensor<1x2x!q>, tensor<3xf32>) -> tensor<1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @instance_norm_epsilon(%x: tensor<1x2x!q>, %s: tensor<2xf32>) {
  // expected-error @+1 {{epsilon must be finite and not negative}}
  %0 = mla.instance_norm %x, %s, %s {epsilon = -1.0 : f32, arithmetic = #mla.arithmetic<onnx_float>} : (tensor<1x2x!q>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @lrn_size(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{size must be from 1 to 65535}}
  %0 = mla.lrn %x {size = 0 : i64, alpha = 1.0 : f32, beta = 0.75 : f32, bias = 1.0 : f32, arithmetic = #mla.arithmetic<onnx_float>} : (tensor<1x2x!q>) -> tensor<1x2x!q>
  func.return
}
