// RUN: sima-opt %s | sima-opt | FileCheck %s
// RUN: sima-opt %s -mlir-print-op-generic | sima-opt | FileCheck %s

!q = !quant.uniform<i8:f32, 0.5:-1>
!q0 = !quant.uniform<i8:f32, 0.5:3>
!q1 = !quant.uniform<i8:f32:0, {0.5, 0.25}>
!q2 = !quant.uniform<i8:f32, 0.00390625:-128>
!dw = !quant.uniform<i8:f32:3, {0.5, 0.25, 1.0, 2.0}>

// CHECK-LABEL: func.func @convolutions
func.func @convolutions(%x: tensor<1x8x8x2x!q0>, %row: tensor<3x2x!q>) {
  // CHECK: %[[FILTER:.*]] = mla.constant dense<1> : tensor<2x3x3x2xi8> as tensor<2x3x3x2x![[AXIS:.*]]>
  %w = mla.constant dense<1> : tensor<2x3x3x2xi8> as tensor<2x3x3x2x!q1>
  // CHECK: %[[BIAS:.*]] = mla.constant dense<[7, -8]> : tensor<2xi32> as tensor<2xi32>
  %b = mla.constant dense<[7, -8]> : tensor<2xi32> as tensor<2xi32>
  // CHECK: mla.conv2d %{{.*}}, %[[FILTER]], %[[BIAS]]
  // CHECK-SAME: activation = #mla.activation<relu>
  // CHECK-SAME: arithmetic = #mla.arithmetic<tflite>
  // CHECK-SAME: dilations = array<i64: 1, 2>
  // CHECK-SAME: padding = array<i64: 1, 2, 0, 1>
  // CHECK-SAME: strides = array<i64: 2, 1>
  // CHECK-SAME: -> tensor<1x4x7x2x!
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 2, 1>, dilations = array<i64: 1, 2>,
         padding = array<i64: 1, 2, 0, 1>, activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x8x8x2x!q0>, tensor<2x3x3x2x!q1>, tensor<2xi32>) -> tensor<1x4x7x2x!q>
  %dw = mla.constant dense<1> : tensor<1x3x3x4xi8> as tensor<1x3x3x4x!dw>
  %db = mla.constant dense<0> : tensor<4xi32> as tensor<4xi32>
  // CHECK: mla.depthwise_conv2d {{.*}}activation = #mla.activation<relu6>
  %1 = mla.depthwise_conv2d %x, %dw, %db {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>, activation = #mla.activation<relu6>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x8x8x2x!q0>, tensor<1x3x3x4x!dw>, tensor<4xi32>) -> tensor<1x6x6x4x!q>
  %fw = mla.constant dense<1> : tensor<2x2xi8> as tensor<2x2x!q1>
  // CHECK: mla.fully_connected {{.*}}arithmetic = #mla.arithmetic<tflite_f64>
  %2 = mla.fully_connected %row, %fw, %b {arithmetic = #mla.arithmetic<tflite_f64>}
       : (tensor<3x2x!q>, tensor<2x2x!q1>, tensor<2xi32>) -> tensor<3x2x!q>
  func.return
}

// CHECK-LABEL: func.func @elementwise
func.func @elementwise(%x: tensor<1x4x4x2x!q>, %y: tensor<1x4x4x2x!q0>) {
  // CHECK: mla.add %{{.*}}, %{{.*}} {activation = #mla.activation<relu_n1_to_1>, arithmetic = #mla.arithmetic<tflite>}
  %0 = mla.add %x, %y {activation = #mla.activation<relu_n1_to_1>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x4x4x2x!q>, tensor<1x4x4x2x!q0>) -> tensor<1x4x4x2x!q0>
  // CHECK: mla.softmax %{{.*}} {arithmetic = #mla.arithmetic<tflite>, beta = 5.000000e-01 : f32}
  %1 = mla.softmax %x {beta = 0.5 : f32, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q2>
  func.return
}

// CHECK-LABEL: func.func @pooling_and_shape
func.func @pooling_and_shape(%x: tensor<1x4x4x2x!q>) {
  // CHECK: mla.avg_pool2d {{.*}} padding = array<i64: 1, 0, 0, 0>, strides = array<i64: 2, 2>, window = array<i64: 3, 2>
  %0 = mla.avg_pool2d %x {window = array<i64: 3, 2>, strides = array<i64: 2, 2>, padding = array<i64: 1, 0, 0, 0>,
         arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!q>
  // CHECK: mla.max_pool2d {{.*}}activation = #mla.activation<relu>
  %1 = mla.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>,
         activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!q>
  // CHECK: mla.reshape %{{.*}} : tensor<1x4x4x2x![[Q:.*]]> -> tensor<1x32x![[Q]]>
  %2 = mla.reshape %x : tensor<1x4x4x2x!q> -> tensor<1x32x!q>
  // CHECK: mla.pad %{{.*}} {high = array<i64: 0, 2, 1, 0>, low = array<i64: 0, 1, 1, 0>, value = -128 : i64} : tensor<1x4x4x2x!{{.*}}> -> tensor<1x7x6x2x!
  %3 = mla.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 2, 1, 0>, value = -128 : i64} : tensor<1x4x4x2x!q> -> tensor<1x7x6x2x!q>
  func.return
}

// CHECK-LABEL: func.func @reductions
func.func @reductions(%x: tensor<1x4x4x2x!q>) {
  // CHECK: mla.reduce_mean %{{.*}} {arithmetic = #mla.arithmetic<tflite>, axes = array<i64: 1, 2>} : (tensor<1x4x4x2x!{{.*}}>) -> tensor<1x1x1x2x!
  %0 = mla.reduce_mean %x {axes = array<i64: 1, 2>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x2x!q>) -> tensor<1x1x1x2x!q0>
  func.return
}

// CHECK-LABEL: func.func @boundary
func.func @boundary(%f: tensor<1x2x2x3xf32>) -> tensor<1x2x2x2x!q> {
  // CHECK: %[[CODES:.*]] = mla.quantize %{{.*}} : tensor<1x2x2x3xf32> -> tensor<1x2x2x3x!
  %0 = mla.quantize %f : tensor<1x2x2x3xf32> -> tensor<1x2x2x3x!q>
  // CHECK: mla.tessellate %[[CODES]] <[1, 2, 3], align_c16 = true, cblock = true> : {{.*}} -> tensor<1x64xi8>
  %1 = mla.tessellate %0 <[1, 2, 3], align_c16 = true, cblock = true> : tensor<1x2x2x3x!q> -> tensor<1x64xi8>
  // CHECK: mla.detessellate %{{.*}} <[1, 2, 3], align_c16 = true, cblock = true>
  %2 = mla.detessellate %1 <[1, 2, 3], align_c16 = true, cblock = true> : tensor<1x64xi8> -> tensor<1x2x2x3x!q>
  // CHECK: mla.load %{{.*}} <[1, 2, 3], align_c16 = true> {home = #mla.home<dram>} : tensor<1x64xi8>
  %3 = mla.load %1 <[1, 2, 3], align_c16 = true> {home = #mla.home<dram>} : tensor<1x64xi8> -> tensor<1x2x2x3x!q>
  // CHECK: mla.store %{{.*}} <[2, 2, 3]> : tensor<1x2x2x3x!{{.*}}> -> tensor<1x12xi8>
  %4 = mla.store %3 <[2, 2, 3]> : tensor<1x2x2x3x!q> -> tensor<1x12xi8>
  // CHECK: mla.bitcast %{{.*}} : tensor<1x12xi8> -> tensor<1x2x2x3x!
  %5 = mla.bitcast %4 : tensor<1x12xi8> -> tensor<1x2x2x3x!q>
  // CHECK: mla.dequantize %{{.*}} -> tensor<1x2x2x3xf32>
  %6 = mla.dequantize %5 : tensor<1x2x2x3x!q> -> tensor<1x2x2x3xf32>
  // CHECK: mla.slice %{{.*}} {begin = array<i64: 0, 0, 0, 1>, end = array<i64: 1, 2, 2, 3>}
  %7 = mla.slice %5 {begin = array<i64: 0, 0, 0, 1>, end = array<i64: 1, 2, 2, 3>}
       : tensor<1x2x2x3x!q> -> tensor<1x2x2x2x!q>
  func.return %7 : tensor<1x2x2x2x!q>
}

// CHECK-LABEL: func.func @structure
func.func @structure(%x: tensor<1x32xi8>) -> tensor<1x32xi8> {
  // CHECK: mla.segment "MLA_0"(%{{.*}}) {desired_batch_size = 4 : i64} : (tensor<1x32xi8>) -> tensor<1x32xi8>
  %0 = mla.segment "MLA_0"(%x) {desired_batch_size = 4 : i64, actual_batch_size = 1 : i64} : (tensor<1x32xi8>) -> tensor<1x32xi8> {
  ^bb0(%bytes: tensor<1x32xi8>):
    // CHECK: mla.load %{{.*}} <[2, 1, 16]> {position = 3 : i64} : tensor<1x32xi8>
    %in = mla.load %bytes <[2, 1, 16]> {position = 3 : i64} : tensor<1x32xi8> -> tensor<1x2x1x16x!q>
    // CHECK: mla.layer "add_0"(%{{.*}}) schedule(<lm, group 7 stream_slots 1 resident true loads[0, 2], [<quad 2 sample 0 rows 0 to 1 channels 0 to 16>, <quad 0 turn 5 sample 0 rows 1 to 2 channels 0 to 16>]>)
    %1 = mla.layer "add_0"(%in) schedule(<lm, group 7 stream_slots 1 resident true loads[0, 2], [
        <quad 2 sample 0 rows 0 to 1 channels 0 to 16>, <quad 0 turn 5 sample 0 rows 1 to 2 channels 0 to 16>]>)
        : (tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q> {
    ^bb0(%a: tensor<1x2x1x16x!q>):
      %2 = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x16x!q>, tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q>
      // CHECK: mla.yield %{{.*}} : tensor<1x2x1x16x!
      mla.yield %2 : tensor<1x2x1x16x!q>
    }
    %out = mla.store %1 <[2, 1, 16]> : tensor<1x2x1x16x!q> -> tensor<1x32xi8>
    mla.yield %out : tensor<1x32xi8>
  }
  func.return %0 : tensor<1x32xi8>
}
