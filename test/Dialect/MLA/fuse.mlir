// RUN: sima-opt %s -mla-fuse | FileCheck %s

!q = !quant.uniform<i8:f32, 0.5>

// CHECK-LABEL: func.func @convolution_and_add
// CHECK-SAME: (%[[X:.*]]: tensor
func.func @convolution_and_add(%x: tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q> {
  %w = mla.constant dense<1> : tensor<2x1x1x2xi8> as tensor<2x1x1x2x!q>
  %b = mla.constant dense<0> : tensor<2xi32> as tensor<2xi32>
  // The first convolution comes before the second, which the add is fused behind.
  // CHECK: %[[FIRST:.*]] = mla.layer "conv2d_0"(%[[X]])
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x4x4x2x!q>, tensor<2x1x1x2x!q>, tensor<2xi32>) -> tensor<1x4x4x2x!q>
  // CHECK: %[[SUM:.*]] = mla.layer "conv2d_relu_add_relu6_1"(%[[X]], %[[FIRST]])
  // CHECK-NEXT: ^bb0(%[[IN:.*]]: tensor<{{.*}}>, %[[OTHER:.*]]: tensor
  // CHECK: %[[WEIGHTS:.*]] = mla.constant dense<1>
  // CHECK: %[[BIAS:.*]] = mla.constant dense<0>
  // CHECK: %[[CONV:.*]] = mla.conv2d %[[IN]], %[[WEIGHTS]], %[[BIAS]]
  // CHECK: %[[ADD:.*]] = mla.add %[[OTHER]], %[[CONV]]
  // CHECK: mla.yield %[[ADD]]
  %1 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, activation = #mla.activation<relu>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x4x4x2x!q>, tensor<2x1x1x2x!q>, tensor<2xi32>) -> tensor<1x4x4x2x!q>
  %2 = mla.add %0, %1 {activation = #mla.activation<relu6>, arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x2x!q>, tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  // CHECK: return %[[SUM]]
  func.return %2 : tensor<1x4x4x2x!q>
}

// A convolution with another user stays in a layer of its own; reshapes stay outside.
// CHECK-LABEL: func.func @convolution_used_twice
func.func @convolution_used_twice(%x: tensor<1x4x4x2x!q>) -> (tensor<1x4x4x2x!q>, tensor<1x32x!q>) {
  %w = mla.constant dense<1> : tensor<2x1x1x2xi8> as tensor<2x1x1x2x!q>
  %b = mla.constant dense<0> : tensor<2xi32> as tensor<2xi32>
  // CHECK: %[[CONV:.*]] = mla.layer "conv2d_0"
  %0 = mla.conv2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x4x4x2x!q>, tensor<2x1x1x2x!q>, tensor<2xi32>) -> tensor<1x4x4x2x!q>
  // CHECK: mla.layer "add_1"(%{{.*}}, %[[CONV]])
  %1 = mla.add %x, %0 {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x4x4x2x!q>, tensor<1x4x4x2x!q>) -> tensor<1x4x4x2x!q>
  // CHECK: mla.reshape %[[CONV]]
  %2 = mla.reshape %0 : tensor<1x4x4x2x!q> -> tensor<1x32x!q>
  func.return %1, %2 : tensor<1x4x4x2x!q>, tensor<1x32x!q>
}

// An operand used on both sides is one input.
// CHECK-LABEL: func.func @pool_and_double
func.func @pool_and_double(%x: tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!q> {
  // CHECK: %[[POOL:.*]] = mla.layer "max_pool2d_0"
  %0 = mla.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x4x4x2x!q>) -> tensor<1x2x2x2x!q>
  // CHECK: mla.layer "add_1"(%[[POOL]])
  // CHECK-NEXT: ^bb0(%[[IN:.*]]: tensor<1x2x2x2x!{{[^,]*}}):
  // CHECK-NEXT: mla.add %[[IN]], %[[IN]]
  %1 = mla.add %0, %0 {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x2x2x!q>, tensor<1x2x2x2x!q>) -> tensor<1x2x2x2x!q>
  func.return %1 : tensor<1x2x2x2x!q>
}
