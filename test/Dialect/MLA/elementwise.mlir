// RUN: sima-opt %s | sima-opt | FileCheck %s

!a = !quant.uniform<i8:f32, 0.5>
!b = !quant.uniform<i8:f32, 0.25:1>
!w = !quant.uniform<i16:f32, 0.25>

// CHECK-LABEL: func.func @binary
func.func @binary(%x: tensor<1x4x4x8x!a>, %y: tensor<1x1x1x8x!b>, %z: tensor<1x4x1x1x!b>) {
  // CHECK: mla.sub %{{.*}}, %{{.*}} {activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite_u8>}
  %0 = mla.sub %x, %y {activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite_u8>}
       : (tensor<1x4x4x8x!a>, tensor<1x1x1x8x!b>) -> tensor<1x4x4x8x!a>
  // CHECK: mla.mul
  %1 = mla.mul %x, %z {arithmetic = #mla.arithmetic<onnx>} : (tensor<1x4x4x8x!a>, tensor<1x4x1x1x!b>) -> tensor<1x4x4x8x!a>
  // Both operands are repeated.
  // CHECK: mla.div
  %2 = mla.div %y, %z {arithmetic = #mla.arithmetic<onnx_float>} : (tensor<1x1x1x8x!b>, tensor<1x4x1x1x!b>) -> tensor<1x4x1x8x!a>
  // CHECK: mla.minimum
  %3 = mla.minimum %x, %y {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x8x!a>, tensor<1x1x1x8x!b>) -> tensor<1x4x4x8x!a>
  // CHECK: mla.maximum
  %4 = mla.maximum %x, %y {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x8x!a>, tensor<1x1x1x8x!b>) -> tensor<1x4x4x8x!a>
  // CHECK: mla.squared_difference
  %5 = mla.squared_difference %x, %y {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x8x!a>, tensor<1x1x1x8x!b>) -> tensor<1x4x4x8x!a>
  // CHECK: mla.prelu
  %6 = mla.prelu %x, %y {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x8x!a>, tensor<1x1x1x8x!b>) -> tensor<1x4x4x8x!a>
  func.return
}

// CHECK-LABEL: func.func @of_16_bits
func.func @of_16_bits(%x: tensor<1x8x!w>, %y: tensor<1x8x!quant.uniform<i16:f32, 0.0625>>) {
  // CHECK: mla.add {{.*}}arithmetic = #mla.arithmetic<tflite_pot>
  %0 = mla.add %x, %y {arithmetic = #mla.arithmetic<tflite_pot>}
       : (tensor<1x8x!w>, tensor<1x8x!quant.uniform<i16:f32, 0.0625>>) -> tensor<1x8x!w>
  %sigmoid = mla.constant dense<0> : tensor<256xi16> as tensor<256xi16>
  // CHECK: mla.lookup "logistic" %{{.*}}, %{{.*}} {arithmetic = #mla.arithmetic<tflite_logistic>}
  %1 = mla.lookup "logistic" %x, %sigmoid {arithmetic = #mla.arithmetic<tflite_logistic>} : (tensor<1x8x!w>, tensor<256xi16>) -> tensor<1x8x!w>
  %exp = mla.constant dense<0> : tensor<513xi16> as tensor<513xi16>
  // CHECK: mla.lookup "exp"
  %2 = mla.lookup "exp" %x, %exp {arithmetic = #mla.arithmetic<tflite_16x8>} : (tensor<1x8x!w>, tensor<513xi16>) -> tensor<1x8x!w>
  // CHECK: mla.rescale
  %3 = mla.rescale %x {arithmetic = #mla.arithmetic<tflite_16x8>} : (tensor<1x8x!w>) -> tensor<1x8x!a>
  func.return
}
