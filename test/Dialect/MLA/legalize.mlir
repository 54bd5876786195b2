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

// Rows that come from the positions of a sample stay positions of that sample, one below the other.
// CHECK-LABEL: func.func @product_of_positions
func.func @product_of_positions(%x: tensor<1x5x4x!q>) -> tensor<1x5x2x!q> {
  %w = mla.constant dense<1> : tensor<2x4xi8> as tensor<2x4x!fc>
  %b = mla.constant dense<0> : tensor<2xi32> as tensor<2xi32>
  // CHECK: %[[MAP:.*]] = mla.reshape %{{.*}} : tensor<1x5x4x!{{.*}}> -> tensor<1x5x1x4x!
  // CHECK: %[[CONV:.*]] = mla.conv2d %[[MAP]], {{.*}} -> tensor<1x5x1x2x!
  // CHECK-NEXT: mla.reshape %[[CONV]] : tensor<1x5x1x2x!{{.*}}> -> tensor<1x5x2x!
  %0 = mla.reshape %x : tensor<1x5x4x!q> -> tensor<5x4x!q>
  %1 = mla.fully_connected %0, %w, %b {arithmetic = #mla.arithmetic<tflite_f64>} : (tensor<5x4x!q>, tensor<2x4x!fc>, tensor<2xi32>) -> tensor<5x2x!q>
  %2 = mla.reshape %1 : tensor<5x2x!q> -> tensor<1x5x2x!q>
  func.return %2 : tensor<1x5x2x!q>
}

// CHECK-LABEL: func.func @pad_into_convolutions
// CHECK-SAME: (%[[X:.*]]: tensor
func.func @pad_into_convolutions(%x: tensor<1x4x4x2x!q>) -> (tensor<1x5x5x2x!q>, tensor<1x4x4x2x!q>) {
  %w = mla.constant dense<1> : tensor<2x3x3x2xi8> as tensor<2x3x3x2x!q>
  %b = mla.constant dense<0> : tensor<2xi32> as tensor<2xi32>
  %dw = mla.constant dense<1> : tensor<1x3x3x2xi8> as tensor<1x3x3x2x!q>
  // CHECK-NOT: mla.pad
  // CHECK: mla.conv2d %[[X]], {{.*}} padding = array<i64: 1, 1, 2, 2>
  %0 = mla.pad %x {low = array<i64: 0, 1, 0, 0>, high = array<i64: 0, 2, 1, 0>, value = 0 : i64} : tensor<1x4x4x2x!q> -> tensor<1x7x5x2x!q>
  %1 = mla.conv2d %0, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 1, 0, 1>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x7x5x2x!q>, tensor<2x3x3x2x!q>, tensor<2xi32>) -> tensor<1x5x5x2x!q>
  // CHECK: mla.depthwise_conv2d %[[X]], {{.*}} padding = array<i64: 1, 1, 1, 1>
  %2 = mla.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 0 : i64} : tensor<1x4x4x2x!q> -> tensor<1x6x6x2x!q>
  %3 = mla.depthwise_conv2d %2, %dw, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x6x6x2x!q>, tensor<1x3x3x2x!q>, tensor<2xi32>) -> tensor<1x4x4x2x!q>
  func.return %1, %3 : tensor<1x5x5x2x!q>, tensor<1x4x4x2x!q>
}

// Another value, padded channels, a kernel that spans no more, a second user.
// CHECK-LABEL: func.func @pad_stays
func.func @pad_stays(%x: tensor<1x4x4x2x!q>, %y: tensor<1x4x4x1x!q>) -> (tensor<1x4x4x2x!q>, tensor<1x4x4x2x!q>, tensor<1x5x2x2x!q>, tensor<1x4x4x2x!q>, tensor<1x6x6x2x!q>) {
  %w = mla.constant dense<1> : tensor<2x3x3x2xi8> as tensor<2x3x3x2x!q>
  %b = mla.constant dense<0> : tensor<2xi32> as tensor<2xi32>
  // CHECK-COUNT-4: mla.pad
  %0 = mla.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 1 : i64} : tensor<1x4x4x2x!q> -> tensor<1x6x6x2x!q>
  %1 = mla.conv2d %0, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x6x6x2x!q>, tensor<2x3x3x2x!q>, tensor<2xi32>) -> tensor<1x4x4x2x!q>
  %2 = mla.pad %y {low = array<i64: 0, 1, 1, 1>, high = array<i64: 0, 1, 1, 0>, value = 0 : i64} : tensor<1x4x4x1x!q> -> tensor<1x6x6x2x!q>
  %3 = mla.conv2d %2, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x6x6x2x!q>, tensor<2x3x3x2x!q>, tensor<2xi32>) -> tensor<1x4x4x2x!q>
  %4 = mla.pad %x {low = array<i64: 0, 3, 0, 0>, high = array<i64: 0, 0, 0, 0>, value = 0 : i64} : tensor<1x4x4x2x!q> -> tensor<1x7x4x2x!q>
  %5 = mla.conv2d %4, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x7x4x2x!q>, tensor<2x3x3x2x!q>, tensor<2xi32>) -> tensor<1x5x2x2x!q>
  %6 = mla.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 0 : i64} : tensor<1x4x4x2x!q> -> tensor<1x6x6x2x!q>
  %7 = mla.conv2d %6, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, arithmetic = #mla.arithmetic<tflite>}
       : (tensor<1x6x6x2x!q>, tensor<2x3x3x2x!q>, tensor<2xi32>) -> tensor<1x4x4x2x!q>
  func.return %1, %3, %5, %7, %6 : tensor<1x4x4x2x!q>, tensor<1x4x4x2x!q>, tensor<1x5x2x2x!q>, tensor<1x4x4x2x!q>, tensor<1x6x6x2x!q>
}

// Quads share rows: what has one row gets one column instead.
// CHECK-LABEL: func.func @one_row
func.func @one_row(%x: tensor<1x1x9x2x!q>) -> tensor<1x1x4x1x!q> {
  %w = mla.constant dense<[[[[1, 2], [3, 4], [5, 6]]]]> : tensor<1x1x3x2xi8> as tensor<1x1x3x2x!q>
  %b = mla.constant dense<7> : tensor<1xi32> as tensor<1xi32>
  // CHECK-DAG: %[[IN:.*]] = mla.reshape %{{.*}} : tensor<1x1x9x2x!{{.*}}> -> tensor<1x9x1x2x!
  // CHECK-DAG: %[[W:.*]] = mla.constant dense<{{.*}}1, 2]], {{\[\[}}3, 4]], {{\[\[}}5, 6]]]]> : tensor<1x3x1x2xi8>
  // CHECK: %[[CONV:.*]] = mla.conv2d %[[IN]], %[[W]]
  // CHECK-SAME: dilations = array<i64: 2, 1>, padding = array<i64: 1, 0, 2, 0>, strides = array<i64: 2, 1>
  %0 = mla.conv2d %x, %w, %b {arithmetic = #mla.arithmetic<tflite>, strides = array<i64: 3, 2>, dilations = array<i64: 1, 2>,
         padding = array<i64: 0, 1, 0, 2>} : (tensor<1x1x9x2x!q>, tensor<1x1x3x2x!q>, tensor<1xi32>) -> tensor<1x1x4x1x!q>
  // CHECK-NEXT: %[[POOL:.*]] = mla.max_pool2d %[[CONV]] {{.*}}padding = array<i64: 1, 0, 1, 0>, strides = array<i64: 1, 1>, window = array<i64: 3, 1>
  %1 = mla.max_pool2d %0 {arithmetic = #mla.arithmetic<tflite>, padding = array<i64: 0, 1, 0, 1>, strides = array<i64: 5, 1>,
         window = array<i64: 1, 3>} : (tensor<1x1x4x1x!q>) -> tensor<1x1x4x1x!q>
  // CHECK-NEXT: %[[SUM:.*]] = mla.add %[[CONV]], %[[POOL]]
  %2 = mla.add %0, %1 {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x1x4x1x!q>, tensor<1x1x4x1x!q>) -> tensor<1x1x4x1x!q>
  // CHECK-NEXT: mla.reshape %[[SUM]] : tensor<1x4x1x1x!{{.*}}> -> tensor<1x1x4x1x!
  func.return %2 : tensor<1x1x4x1x!q>
}

// Two rows are not turned.
// CHECK-LABEL: func.func @two_rows
// CHECK-NOT: mla.reshape
func.func @two_rows(%x: tensor<1x2x4x1x!q>) -> tensor<1x2x4x1x!q> {
  %0 = mla.add %x, %x {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x4x1x!q>, tensor<1x2x4x1x!q>) -> tensor<1x2x4x1x!q>
  func.return %0 : tensor<1x2x4x1x!q>
}
