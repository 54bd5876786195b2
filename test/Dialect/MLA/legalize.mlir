// RUN: sima-opt %s -mla-legalize | FileCheck %s
// RUN: sima-opt %s -mla-legalize=target=%S/Inputs/tiny.yaml | FileCheck %s --check-prefix=TARGET
// RUN: not sima-opt %s -mla-legalize=target=none 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: error: target 'none' is neither built in

// TARGET: module attributes {mla.target = "name: tiny\0A

!q = !quant.uniform<i8:f32, 0.5>
!fc = !quant.uniform<i8:f32:0, {0.5, 0.25}>
!dw = !quant.uniform<i8:f32:3, {0.5, 0.25}>

// The scales of the units become those of the output channels.
// CHECK: ![[ROWS:.*]] = !quant.uniform<i8:f32:0, {5.000000e-01,2.500000e-01}>

// CHECK-LABEL: func.func @product
func.func @product(%x: tensor<3x4x!q>) -> tensor<3x2x!q> {
  %w = mla.constant dense<[[1, 2, 3, 4], [5, 6, 7, 8]]> : tensor<2x4xi8> as tensor<2x4x!fc>
  %b = mla.constant dense<[7, -8]> : tensor<2xi32> as tensor<2xi32>
  // CHECK-DAG: %[[FILTER:.*]] = mla.constant {{.*}} : tensor<2x1x1x4xi8> as tensor<2x1x1x4x![[ROWS]]>
  // CHECK-DAG: %[[MAP:.*]] = mla.reshape %{{.*}} : tensor<3x4x!{{.*}}> -> tensor<3x1x1x4x!
  // CHECK: %[[CONV:.*]] = mla.conv2d %[[MAP]], %[[FILTER]], %{{.*}} {activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite_f64>
  // CHECK: mla.reshape %[[CONV]] : tensor<3x1x1x2x!{{.*}}> -> tensor<3x2x!
  %0 = mla.fully_connected %x, %w, %b {activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite_f64>}
       : (tensor<3x4x!q>, tensor<2x4x!fc>, tensor<2xi32>) -> tensor<3x2x!q>
  func.return %0 : tensor<3x2x!q>
}

// CHECK-LABEL: func.func @depthwise_of_one_channel
func.func @depthwise_of_one_channel(%x: tensor<1x3x2x1x!q>) -> tensor<1x1x1x2x!q> {
  // Taps of a channel are brought together: 1 3 5 7 9 11 and 2 4 6 8 10 12.
  // CHECK: mla.constant dense<{{\[\[\[\[}}1], [3]], {{\[\[}}5], [7]], {{\[\[}}9], [11]]], {{\[\[\[}}2], [4]]
  // CHECK-SAME: as tensor<2x3x2x1x![[ROWS]]>
  %w = mla.constant dense<[[[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 10], [11, 12]]]]> : tensor<1x3x2x2xi8> as tensor<1x3x2x2x!dw>
  %b = mla.constant dense<0> : tensor<2xi32> as tensor<2xi32>
  // CHECK: mla.conv2d
  // CHECK-NOT: depthwise
  %0 = mla.depthwise_conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x3x2x1x!q>, tensor<1x3x2x2x!dw>, tensor<2xi32>) -> tensor<1x1x1x2x!q>
  func.return %0 : tensor<1x1x1x2x!q>
}

// Several input channels, or weights that are not known, stay as they are.
// CHECK-LABEL: func.func @others
func.func @others(%x: tensor<1x3x2x2x!q>, %w: tensor<1x3x2x2x!dw>, %y: tensor<3x4x!q>, %u: tensor<2x4x!fc>)
    -> (tensor<1x1x1x2x!q>, tensor<3x2x!q>) {
  %b = mla.constant dense<0> : tensor<2xi32> as tensor<2xi32>
  // CHECK: mla.depthwise_conv2d
  %0 = mla.depthwise_conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x3x2x2x!q>, tensor<1x3x2x2x!dw>, tensor<2xi32>) -> tensor<1x1x1x2x!q>
  // CHECK: mla.fully_connected
  %1 = mla.fully_connected %y, %u, %b {arithmetic = #mla.arithmetic<tflite_f64>}
       : (tensor<3x4x!q>, tensor<2x4x!fc>, tensor<2xi32>) -> tensor<3x2x!q>
  func.return %0, %1 : tensor<1x1x1x2x!q>, tensor<3x2x!q>
}
