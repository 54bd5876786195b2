// RUN: sima-opt %s -split-input-file -verify-diagnostics

!z = !quant.uniform<i8:f32, 0.5:300>
func.func @zero_point(%x: tensor<1x2x!z>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of a quantized 8-bit or 16-bit type}}
  %0 = mla.reshape %x : tensor<1x2x!z> -> tensor<2x!z>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @element_type(%x: tensor<4xf64>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor}}
  %0 = mla.bitcast %x : tensor<4xf64> -> tensor<4xf64>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @empty(%x: tensor<1x0x!q>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of a quantized 8-bit or 16-bit type}}
  %0 = mla.reshape %x : tensor<1x0x!q> -> tensor<0x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @too_large(%x: tensor<65536x65536xi8>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor}}
  %0 = mla.bitcast %x : tensor<65536x65536xi8> -> tensor<65536x65536xi8>
  func.return
}

// -----

!a = !quant.uniform<i8:f32:1, {0.5, 0.25}>
func.func @channel_scales(%x: tensor<1x3x!a>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of a quantized 8-bit or 16-bit type}}
  %0 = mla.dequantize %x : tensor<1x3x!a> -> tensor<1x3xf32>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @slice_extents(%x: tensor<1x2x2x3x!q>) {
  // expected-error @+1 {{slice needs 3 extents [h, w, c] of at least 1}}
  %0 = mla.tessellate %x <[2, 2]> : tensor<1x2x2x3x!q> -> tensor<1x12xi8>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @layout_bytes(%x: tensor<1x2x2x3x!q>) {
  // expected-error @+1 {{layout takes 1x64 bytes, not 1x65}}
  %0 = mla.tessellate %x <[1, 2, 3], align_c16 = true> : tensor<1x2x2x3x!q> -> tensor<1x65xi8>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @layout_samples(%x: tensor<2x12xi8>) {
  // expected-error @+1 {{layout takes 1x16 bytes, not 2x12}}
  %0 = mla.detessellate %x <[2, 2, 3]> : tensor<2x12xi8> -> tensor<1x2x2x3x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @load_bytes(%x: tensor<1x11xi8>) {
  // expected-error @+1 {{layout takes 1x16 bytes, not 1x11}}
  %0 = mla.load %x <[2, 2, 3]> : tensor<1x11xi8> -> tensor<1x2x2x3x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @store_slice(%x: tensor<1x1x1x32x!q>) {
  // expected-error @+1 {{tensor 1x1x32 in slices of 1x1x8, 1 bytes an element: a padded channel group must be a multiple of 16 channels}}
  %0 = mla.store %x <[1, 1, 8], align_c16 = true> : tensor<1x1x1x32x!q> -> tensor<1x32xi8>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @quantize_shape(%x: tensor<1x2xf32>) {
  // expected-error @+1 {{input and output must have one shape}}
  %0 = mla.quantize %x : tensor<1x2xf32> -> tensor<2x!q>
  func.return
}

// -----

!a = !quant.uniform<i8:f32:1, {0.5, 0.25}>
func.func @dequantize_per_axis(%x: tensor<1x2x!a>) {
  // expected-error @+1 {{codes are quantized per tensor}}
  %0 = mla.dequantize %x : tensor<1x2x!a> -> tensor<1x2xf32>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @bitcast(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{input has 2 bytes, the output 4}}
  %0 = mla.bitcast %x : tensor<1x2x!q> -> tensor<1xi32>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @slice_rank(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{begin, end and output need one value per dimension}}
  %0 = mla.slice %x {begin = array<i64: 0>, end = array<i64: 1, 2>} : tensor<1x2x!q> -> tensor<1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @slice_range(%x: tensor<1x4x!q>) {
  // expected-error @+1 {{range 1..5 of dimension 1 does not give 4 of 4}}
  %0 = mla.slice %x {begin = array<i64: 0, 1>, end = array<i64: 1, 5>} : tensor<1x4x!q> -> tensor<1x4x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @slice_overflow(%x: tensor<1x4x!q>) {
  // expected-error @+1 {{range 9223372036854775807..-9223372036854775807 of dimension 1 does not give 2 of 4}}
  %0 = mla.slice %x {begin = array<i64: 0, 9223372036854775807>, end = array<i64: 1, -9223372036854775807>} : tensor<1x4x!q> -> tensor<1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!r = !quant.uniform<i8:f32, 0.25>
func.func @slice_type(%x: tensor<1x4x!q>) {
  // expected-error @+1 {{output must have the input's quantization}}
  %0 = mla.slice %x {begin = array<i64: 0, 0>, end = array<i64: 1, 4>} : tensor<1x4x!q> -> tensor<1x4x!r>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @filter_rank(%x: tensor<1x4x4x2x!q>, %w: tensor<2x18x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{filter has rank 2, OHWI needs 4}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>, tensor<2x18x!q>, tensor<2xi32>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @filter_channels(%x: tensor<1x4x4x2x!q>, %w: tensor<2x3x3x3x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{filter has 3 input channels, the input 2}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>, tensor<2x3x3x3x!q>, tensor<2xi32>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @strides(%x: tensor<1x4x4x2x!q>, %w: tensor<2x3x3x2x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{strides need 2 values from 1 to 65535}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 0, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>, tensor<2x3x3x2x!q>, tensor<2xi32>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @padding(%x: tensor<1x4x4x2x!q>, %w: tensor<2x3x3x2x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{padding needs 4 values (top, left, bottom, right) from 0 to 65535}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 65536>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>, tensor<2x3x3x2x!q>, tensor<2xi32>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @dilations(%x: tensor<1x4x4x2x!q>, %w: tensor<2x3x3x2x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{dilations need 2 values from 1 to 65535}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 9223372036854775807>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>, tensor<2x3x3x2x!q>, tensor<2xi32>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!a = !quant.uniform<i8:f32:1, {0.5, 0.25}>
func.func @conv_per_axis(%x: tensor<1x2x4x2x!a>, %w: tensor<2x3x3x2x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{input and output are quantized per tensor}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x2x4x2x!a>, tensor<2x3x3x2x!q>, tensor<2xi32>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!a = !quant.uniform<i8:f32:1, {0.5, 0.25}>
func.func @filter_axis(%x: tensor<1x4x4x2x!q>, %w: tensor<2x2x3x2x!a>, %b: tensor<2xi32>) {
  // expected-error @+1 {{filter has scales along dimension 1, the output's channels are dimension 0}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>, tensor<2x2x3x2x!a>, tensor<2xi32>) -> tensor<1x3x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @conv_shape(%x: tensor<1x4x4x2x!q>, %w: tensor<2x3x3x2x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{output has shape 1x3x2x2, window and filter give 1x2x2x2}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>, tensor<2x3x3x2x!q>, tensor<2xi32>) -> tensor<1x3x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @kernel_too_large(%x: tensor<1x4x4x2x!q>, %w: tensor<2x5x3x2x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{output has shape 1x2x2x2, window and filter give 1x0x2x2}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>, tensor<2x5x3x2x!q>, tensor<2xi32>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @bias(%x: tensor<1x4x4x2x!q>, %w: tensor<2x3x3x2x!q>, %b: tensor<3xi32>) {
  // expected-error @+1 {{bias has 3 values, the output has 2 channels}}
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>, tensor<2x3x3x2x!q>, tensor<3xi32>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @depthwise_filter(%x: tensor<1x4x4x2x!q>, %w: tensor<2x3x3x2x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{filter must have shape 1 x height x width x channels}}
  %0 = mla.depthwise_conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>, tensor<2x3x3x2x!q>, tensor<2xi32>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @depthwise_channels(%x: tensor<1x4x4x2x!q>, %w: tensor<1x3x3x3x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{filter has 3 channels, not a multiple of the input's 2}}
  %0 = mla.depthwise_conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>, tensor<1x3x3x3x!q>, tensor<2xi32>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!a = !quant.uniform<i8:f32:1, {0.5, 0.25}>
func.func @depthwise_axis(%x: tensor<1x4x4x2x!q>, %w: tensor<1x2x3x2x!a>, %b: tensor<2xi32>) {
  // expected-error @+1 {{filter has scales along dimension 1, the output's channels are dimension 3}}
  %0 = mla.depthwise_conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>, tensor<1x2x3x2x!a>, tensor<2xi32>) -> tensor<1x3x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @product_rank(%x: tensor<12x!q>, %w: tensor<2x4x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{input, filter and output have rank 2}}
  %0 = mla.fully_connected %x, %w, %b {arithmetic = #mla.arithmetic<tflite_f64>}
    : (tensor<12x!q>, tensor<2x4x!q>, tensor<2xi32>) -> tensor<3x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @product_features(%x: tensor<3x4x!q>, %w: tensor<2x5x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{filter has 5 features, the input 4}}
  %0 = mla.fully_connected %x, %w, %b {arithmetic = #mla.arithmetic<tflite_f64>}
    : (tensor<3x4x!q>, tensor<2x5x!q>, tensor<2xi32>) -> tensor<3x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @product_shape(%x: tensor<3x4x!q>, %w: tensor<2x4x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{output has shape 3x3, input and filter give 3x2}}
  %0 = mla.fully_connected %x, %w, %b {arithmetic = #mla.arithmetic<tflite_f64>}
    : (tensor<3x4x!q>, tensor<2x4x!q>, tensor<2xi32>) -> tensor<3x3x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!a = !quant.uniform<i8:f32:1, {0.5, 0.25}>
func.func @product_per_axis(%x: tensor<3x4x!q>, %w: tensor<2x4x!q>, %b: tensor<2xi32>) {
  // expected-error @+1 {{input and output are quantized per tensor}}
  %0 = mla.fully_connected %x, %w, %b {arithmetic = #mla.arithmetic<tflite_f64>}
    : (tensor<3x4x!q>, tensor<2x4x!q>, tensor<2xi32>) -> tensor<3x2x!a>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!a = !quant.uniform<i8:f32:1, {0.5, 0.25}>
func.func @product_axis(%x: tensor<3x2x!q>, %w: tensor<2x2x!a>, %b: tensor<2xi32>) {
  // expected-error @+1 {{filter has scales along dimension 1, the output's channels are dimension 0}}
  %0 = mla.fully_connected %x, %w, %b {arithmetic = #mla.arithmetic<tflite_f64>}
    : (tensor<3x2x!q>, tensor<2x2x!a>, tensor<2xi32>) -> tensor<3x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @product_bias(%x: tensor<3x4x!q>, %w: tensor<2x4x!q>, %b: tensor<4xi32>) {
  // expected-error @+1 {{bias has 4 values, the output has 2 channels}}
  %0 = mla.fully_connected %x, %w, %b {arithmetic = #mla.arithmetic<tflite_f64>}
    : (tensor<3x4x!q>, tensor<2x4x!q>, tensor<4xi32>) -> tensor<3x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @add_shape(%x: tensor<1x4x!q>, %y: tensor<1x2x!q>) {
  // expected-error @+1 {{operands must have the output's shape, or 1 instead of its rows, columns or channels}}
  %0 = mla.add %x, %y {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x!q>, tensor<1x2x!q>) -> tensor<1x4x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!a = !quant.uniform<i8:f32:1, {0.5, 0.25}>
func.func @add_per_axis(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{operands and output are quantized per tensor}}
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x!q>, tensor<1x2x!q>) -> tensor<1x2x!a>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @add_arithmetic(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{is not defined in tflite_f64 arithmetic, only in tflite}}
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite_f64>} : (tensor<1x2x!q>, tensor<1x2x!q>) -> tensor<1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @pad_rank(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{low and high need a value for each of 3 dimensions}}
  %0 = mla.pad %x {low = array<i64: 0, 1>, high = array<i64: 0, 1, 0>, value = 0 : i64} : tensor<1x4x2x!q> -> tensor<1x6x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @pad_negative(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{padding -1 is not from 0 to 65535}}
  %0 = mla.pad %x {low = array<i64: 0, -1, 0>, high = array<i64: 0, 1, 0>, value = 0 : i64} : tensor<1x4x2x!q> -> tensor<1x4x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @pad_huge(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{padding 9223372036854775807 is not from 0 to 65535}}
  %0 = mla.pad %x {low = array<i64: 0, 0, 0>, high = array<i64: 0, 9223372036854775807, 0>, value = 0 : i64} : tensor<1x4x2x!q> -> tensor<1x4x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @pad_samples(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{the first dimension, of the samples, is not padded}}
  %0 = mla.pad %x {low = array<i64: 1, 0, 0>, high = array<i64: 0, 0, 0>, value = 0 : i64} : tensor<1x4x2x!q> -> tensor<2x4x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @pad_shape(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{output must have the input's shape plus the padding}}
  %0 = mla.pad %x {low = array<i64: 0, 1, 0>, high = array<i64: 0, 0, 0>, value = 0 : i64} : tensor<1x4x2x!q> -> tensor<1x4x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!s = !quant.uniform<i8:f32, 0.25>
func.func @pad_quantization(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{output must have the input's quantization}}
  %0 = mla.pad %x {low = array<i64: 0, 1, 0>, high = array<i64: 0, 0, 0>, value = 0 : i64} : tensor<1x4x2x!q> -> tensor<1x5x2x!s>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @pad_value(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{value 128 is not a code, -128 to 127}}
  %0 = mla.pad %x {low = array<i64: 0, 1, 0>, high = array<i64: 0, 0, 0>, value = 128 : i64} : tensor<1x4x2x!q> -> tensor<1x5x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @mean_of_samples(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{axes must ascend, from 1 to 2, found 0}}
  %0 = mla.reduce_mean %x {axes = array<i64: 0>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x!q>) -> tensor<1x4x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @mean_order(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{axes must ascend, from 1 to 2, found 1}}
  %0 = mla.reduce_mean %x {axes = array<i64: 2, 1>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x!q>) -> tensor<1x1x1x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @mean_axis(%x: tensor<4x!q>) {
  // expected-error @+1 {{axes must ascend, from 0 to 0, found 4611686018427387904}}
  %0 = mla.reduce_mean %x {axes = array<i64: 4611686018427387904>, arithmetic = #mla.arithmetic<tflite>} : (tensor<4x!q>) -> tensor<4x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @mean_shape(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{output must have the input's shape with 1 along axes}}
  %0 = mla.reduce_mean %x {axes = array<i64: 1>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x!q>) -> tensor<1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!a = !quant.uniform<i8:f32:2, {0.5, 0.25}>
func.func @mean_per_axis(%x: tensor<1x4x2x!a>) {
  // expected-error @+1 {{operands and output are quantized per tensor}}
  %0 = mla.reduce_mean %x {axes = array<i64: 1>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x2x!a>) -> tensor<1x1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @mean_arithmetic(%x: tensor<1x4x2x!q>) {
  // expected-error @+1 {{is not defined in tflite_f64 arithmetic, only in tflite}}
  %0 = mla.reduce_mean %x {axes = array<i64: 1>, arithmetic = #mla.arithmetic<tflite_f64>} : (tensor<1x4x2x!q>) -> tensor<1x1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!s = !quant.uniform<i8:f32, 0.00390625:-128>
func.func @softmax_shape(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{input and output must have one shape}}
  %0 = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x!q>) -> tensor<2x1x!s>
  func.return
}

// -----

!a = !quant.uniform<i8:f32:1, {0.5, 0.25}>
!s = !quant.uniform<i8:f32, 0.00390625:-128>
func.func @softmax_per_axis(%x: tensor<1x2x!a>) {
  // expected-error @+1 {{operands and output are quantized per tensor}}
  %0 = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x!a>) -> tensor<1x2x!s>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @softmax_scale(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{output has scale 5.000000e-01 and zero point 0, tflite arithmetic has 1/256 and -128}}
  %0 = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x!q>) -> tensor<1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!s = !quant.uniform<i8:f32, 0.00390625:-128>
func.func @softmax_beta(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{beta must be finite and not negative}}
  %0 = mla.softmax %x {beta = -1.0 : f32, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x!q>) -> tensor<1x2x!s>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!s = !quant.uniform<i8:f32, 0.00390625:-128>
func.func @softmax_infinite_beta(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{beta must be finite and not negative}}
  %0 = mla.softmax %x {beta = 0x7F800000 : f32, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x!q>) -> tensor<1x2x!s>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!s = !quant.uniform<i8:f32, 0.00390625:-128>
func.func @softmax_arithmetic(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{is not defined in tflite_f64 arithmetic, only in tflite}}
  %0 = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite_f64>} : (tensor<1x2x!q>) -> tensor<1x2x!s>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @pool_window(%x: tensor<1x4x4x2x!q>) {
  // expected-error @+1 {{window needs 2 values from 1 to 65535}}
  %0 = mla.max_pool2d %x {window = array<i64: 0, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @pool_huge_window(%x: tensor<1x4x4x2x!q>) {
  // expected-error @+1 {{window needs 2 values from 1 to 65535}}
  %0 = mla.avg_pool2d %x {window = array<i64: 2, 9223372036854775807>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @pool_strides(%x: tensor<1x4x4x2x!q>) {
  // expected-error @+1 {{strides need 2 values from 1 to 65535}}
  %0 = mla.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!r = !quant.uniform<i8:f32, 0.25>
func.func @pool_type(%x: tensor<1x4x4x2x!q>) {
  // expected-error @+1 {{output must have the input's quantization}}
  %0 = mla.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!r>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @pool_padding(%x: tensor<1x4x4x2x!q>) {
  // expected-error @+1 {{padding 2 is not below the window of 2}}
  %0 = mla.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 2, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @pool_shape(%x: tensor<1x4x4x2x!q>) {
  // expected-error @+1 {{window gives an output of 2x2x2}}
  %0 = mla.avg_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
    : (tensor<1x4x4x2x!q>) -> tensor<1x2x3x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @pool_arithmetic(%x: tensor<1x4x4x2x!q>) {
  // expected-error @+1 {{is not defined in tflite_f64 arithmetic, only in tflite}}
  %0 = mla.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite_f64>}
    : (tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @reshape_elements(%x: tensor<1x4x!q>) {
  // expected-error @+1 {{input has 4 elements, the output 5}}
  %0 = mla.reshape %x : tensor<1x4x!q> -> tensor<5x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!r = !quant.uniform<i8:f32, 0.25>
func.func @reshape_type(%x: tensor<1x4x!q>) {
  // expected-error @+1 {{output must have the input's quantization}}
  %0 = mla.reshape %x : tensor<1x4x!q> -> tensor<4x!r>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @constant_shape() {
  // expected-error @+1 {{value and result must have one shape}}
  %0 = mla.constant dense<1> : tensor<2xi8> as tensor<1x2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @constant_storage() {
  // expected-error @+1 {{value has elements of 'i32', the result is stored as 'i8'}}
  %0 = mla.constant dense<1> : tensor<2xi32> as tensor<2x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @layer_name(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{needs a name}}
  %0 = mla.layer ""(%x) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @layer_argument(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{block arguments must have the types of the operands}}
  %0 = mla.layer "add_0"(%x) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x3x!q>):
    mla.yield %a : tensor<1x3x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!r = !quant.uniform<i8:f32, 0.25>
func.func @layer_yield(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{yielded types must be the result types}}
  %0 = mla.layer "add_0"(%x) : (tensor<1x2x!q>) -> tensor<1x2x!r> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @layer_group(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{group -1 is not from 0 to 2147483647}}
  %0 = mla.layer "add_0"(%x) schedule(<lm, group -1, [<quad 0 sample 0 rows 0 to 1 channels 0 to 2>]>) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @loads_of_tiles(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{2 loads of constants for 1 tiles; there is at most one a tile}}
  %0 = mla.layer "add_0"(%x) schedule(<lm, group 0 loads[0, 1], [<quad 0 sample 0 rows 0 to 1 channels 0 to 2>]>) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @load_position(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{a load of constants at position -1 is not from 0 to 2147483647}}
  %0 = mla.layer "add_0"(%x) schedule(<lm, group 0 loads[-1], [<quad 0 sample 0 rows 0 to 1 channels 0 to 2>]>) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @tile_turn(%x: tensor<1x2x!q>) {
  // expected-error @+2 {{turn 2147483648 of a tile is not from 0 to 2147483647}}
  // expected-error @+1 {{failed to parse MLA_ScheduleAttr parameter 'tiles'}}
  %0 = mla.layer "add_0"(%x) schedule(<lm, group 0 loads[0], [<quad 0 turn 2147483648 sample 0 rows 0 to 1 channels 0 to 2>]>) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @input_position(%x: tensor<1x12xi8>) {
  // expected-error @+1 {{position 2147483648 is not from 0 to 2147483647}}
  %0 = mla.load %x <[2, 2, 3]> {position = 2147483648 : i64} : tensor<1x12xi8> -> tensor<1x2x2x3x!q>
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @stream_slots(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{stream_slots 3 is not 1 or 2}}
  %0 = mla.layer "add_0"(%x) schedule(<lm, group 0 stream_slots 3 loads[0], [<quad 0 sample 0 rows 0 to 1 channels 0 to 2>]>) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @tile_quad(%x: tensor<1x2x!q>) {
  // expected-error @+2 {{quad 8 of a tile is not from 0 to 7}}
  // expected-error @+1 {{failed to parse MLA_ScheduleAttr parameter 'tiles'}}
  %0 = mla.layer "add_0"(%x) schedule(<lm, group 0 loads[0], [<quad 8 sample 0 rows 0 to 1 channels 0 to 2>]>) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @tile_sample(%x: tensor<1x2x!q>) {
  // expected-error @+2 {{sample -1 of a tile is not from 0 to 2147483647}}
  // expected-error @+1 {{failed to parse MLA_ScheduleAttr parameter 'tiles'}}
  %0 = mla.layer "add_0"(%x) schedule(<lm, group 0 loads[0], [<quad 0 sample -1 rows 0 to 1 channels 0 to 2>]>) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @tile_rows(%x: tensor<1x2x!q>) {
  // expected-error @+2 {{rows 1 to 1 of a tile are no range from 0 to 2147483648}}
  // expected-error @+1 {{failed to parse MLA_ScheduleAttr parameter 'tiles'}}
  %0 = mla.layer "add_0"(%x) schedule(<lm, group 0 loads[0], [<quad 0 sample 0 rows 1 to 1 channels 0 to 2>]>) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @tile_channels(%x: tensor<1x2x!q>) {
  // expected-error @+2 {{channels -2 to 2 of a tile are no range from 0 to 2147483648}}
  // expected-error @+1 {{failed to parse MLA_ScheduleAttr parameter 'tiles'}}
  %0 = mla.layer "add_0"(%x) schedule(<lm, group 0 loads[0], [<quad 0 sample 0 rows 0 to 1 channels -2 to 2>]>) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @segment_name(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{needs a name}}
  %0 = mla.segment ""(%x) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @segment_argument(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{block arguments must have the types of the operands}}
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x3x!q>):
    mla.yield %a : tensor<1x3x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
!r = !quant.uniform<i8:f32, 0.25>
func.func @segment_yield(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{yielded types must be the result types}}
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x2x!q>) -> tensor<1x2x!r> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @segment_batch(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{actual batch 0 must be from 1 to the desired 1}}
  %0 = mla.segment "MLA_0"(%x) {actual_batch_size = 0 : i64} : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @segment_desired(%x: tensor<1x2x!q>) {
  // expected-error @+1 {{actual batch 3 must be from 1 to the desired 2}}
  %0 = mla.segment "MLA_0"(%x) {actual_batch_size = 3 : i64, desired_batch_size = 2 : i64} : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    mla.yield %a : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @layers_of_one_name(%x: tensor<1x2x!q>) {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
  ^bb0(%a: tensor<1x2x!q>):
    %1 = mla.layer "add_0"(%a) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
    ^bb0(%b: tensor<1x2x!q>):
      mla.yield %b : tensor<1x2x!q>
    }
    // expected-error @+1 {{is the second one with the name 'add_0'}}
    %2 = mla.layer "add_0"(%1) : (tensor<1x2x!q>) -> tensor<1x2x!q> {
    ^bb0(%b: tensor<1x2x!q>):
      mla.yield %b : tensor<1x2x!q>
    }
    mla.yield %2 : tensor<1x2x!q>
  }
  func.return
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @no_terminator(%x: tensor<1x2x!q>) -> tensor<1x2x!q> {
  %0 = "mla.layer"(%x) <{name = "add_0"}> ({
  ^bb0(%a: tensor<1x2x!q>):
    // expected-error @+1 {{block with no terminator}}
    %1 = "mla.reshape"(%a) : (tensor<1x2x!q>) -> tensor<1x2x!q>
  }) : (tensor<1x2x!q>) -> tensor<1x2x!q>
  func.return %0 : tensor<1x2x!q>
}
