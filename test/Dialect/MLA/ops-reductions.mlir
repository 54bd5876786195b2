// RUN: sima-opt %s | sima-opt | FileCheck %s

!q = !quant.uniform<i8:f32, 0.5:3>
!p = !quant.uniform<i8:f32, 0.25:-7>
!w = !quant.uniform<i16:f32, 0.001>
!position = !quant.uniform<i16:f32, 1.0>
!log = !quant.uniform<i8:f32, 0.0625:127>
!unit = !quant.uniform<i8:f32, 0.0078125>
!wide = !quant.uniform<i16:f32, 1.52587890625e-05:-32768>

// CHECK-LABEL: func.func @reductions
func.func @reductions(%x: tensor<1x4x4x2x!q>, %w: tensor<1x4x4x2x!w>) {
  // CHECK: mla.reduce_mean %{{.*}} {arithmetic = #mla.arithmetic<tflite_16x8>, axes = array<i64: 3>}
  %0 = mla.reduce_mean %w {axes = array<i64: 3>, arithmetic = #mla.arithmetic<tflite_16x8>} : (tensor<1x4x4x2x!w>) -> tensor<1x4x4x1x!w>
  // CHECK: mla.reduce_sum %{{.*}} {arithmetic = #mla.arithmetic<tflite_u8>, axes = array<i64: 1>}
  %1 = mla.reduce_sum %x {axes = array<i64: 1>, arithmetic = #mla.arithmetic<tflite_u8>} : (tensor<1x4x4x2x!q>) -> tensor<1x1x4x2x!p>
  // CHECK: mla.reduce_max
  %2 = mla.reduce_max %x {axes = array<i64: 1, 2>, arithmetic = #mla.arithmetic<onnx>} : (tensor<1x4x4x2x!q>) -> tensor<1x1x1x2x!q>
  // CHECK: mla.reduce_min
  %3 = mla.reduce_min %x {axes = array<i64: 1, 2, 3>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x2x!q>) -> tensor<1x1x1x1x!q>
  // CHECK: mla.arg_max %{{.*}} {arithmetic = #mla.arithmetic<tflite>, axes = array<i64: 3>}
  %4 = mla.arg_max %x {axes = array<i64: 3>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x1x!position>
  // CHECK: mla.arg_max %{{.*}} {arithmetic = #mla.arithmetic<tflite>, axes = array<i64: 2>, minimum = true}
  %5 = mla.arg_max %x {axes = array<i64: 2>, minimum = true, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x2x!q>) -> tensor<1x4x1x2x!position>
  func.return
}

// CHECK-LABEL: func.func @pools
func.func @pools(%x: tensor<1x4x4x2x!q>) {
  // CHECK: mla.avg_pool2d {{.*}} count_include_pad = true
  %0 = mla.avg_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, count_include_pad = true,
         arithmetic = #mla.arithmetic<onnx_u8>} : (tensor<1x4x4x2x!q>) -> tensor<1x3x3x2x!p>
  func.return
}

// CHECK-LABEL: func.func @norms
func.func @norms(%x: tensor<1x4x4x2x!q>, %w: tensor<1x4x4x2x!w>) {
  %s = mla.constant dense<[1.0, 2.0]> : tensor<2xf32> as tensor<2xf32>
  // CHECK: mla.softmax {{.*}}beta = 1.000000e+00
  %0 = mla.softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!wide>
  // CHECK: mla.log_softmax
  %1 = mla.log_softmax %x {beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite_u8>} : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!log>
  // CHECK: mla.l2_normalization {{.*}}epsilon = 0.000000e+00
  %2 = mla.l2_normalization %x {epsilon = 0.0 : f32, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!unit>
  // CHECK: mla.layer_norm %{{.*}}, %[[S:.*]], %[[S]] {arithmetic = #mla.arithmetic<onnx_float>, epsilon = 9.99999974E-6 : f32}
  %3 = mla.layer_norm %w, %s, %s {epsilon = 1.0e-05 : f32, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<1x4x4x2x!w>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x4x4x2x!p>
  // CHECK: mla.rms_norm
  %4 = mla.rms_norm %x, %s {epsilon = 1.0e-05 : f32, arithmetic = #mla.arithmetic<onnx_float>} : (tensor<1x4x4x2x!q>, tensor<2xf32>) -> tensor<1x4x4x2x!p>
  // CHECK: mla.instance_norm
  %5 = mla.instance_norm %x, %s, %s {epsilon = 1.0e-05 : f32, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<1x4x4x2x!q>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x4x4x2x!p>
  // CHECK: mla.lrn
  %6 = mla.lrn %x {size = 3 : i64, alpha = 1.0e-04 : f32, beta = 0.75 : f32, bias = 1.0 : f32, arithmetic = #mla.arithmetic<onnx_float>}
    : (tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!p>
  func.return
}
