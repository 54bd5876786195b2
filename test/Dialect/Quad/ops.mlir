// RUN: sima-opt %s | sima-opt | FileCheck %s
// RUN: sima-opt %s -mlir-print-op-generic | sima-opt | FileCheck %s

// CHECK-LABEL: quad.segment @MLA_0 layers ["MLA_0/conv2d_0", "MLA_0/add_1"] attributes {target = "name: mlsoc"}
quad.segment @MLA_0 layers ["MLA_0/conv2d_0", "MLA_0/add_1"] attributes {target = "name: mlsoc"} {
  // CHECK: quad.buffer @map lm 4096 live 0 to 2 at 64
  quad.buffer @map lm 4096 live 0 to 2 at 64
  // CHECK: quad.buffer @constants lm 1024 live 0 to 1{{$}}
  quad.buffer @constants lm 1024 live 0 to 1
  // CHECK: quad.buffer @sums acc 2048 live 1 to 1
  quad.buffer @sums acc 2048 live 1 to 1
  // CHECK: quad.constant @weights dense<1> : tensor<512xi8>
  quad.constant @weights dense<1> : tensor<512xi8>
  // CHECK: quad.port @in input "MLA_0/placeholder_0_0" ordinal 0 sample 0 extent 512
  quad.port @in input "MLA_0/placeholder_0_0" ordinal 0 sample 0 extent 512
  // CHECK: quad.port @out output "MLA_0/add_1_output" ordinal 0 sample 0 extent 512
  quad.port @out output "MLA_0/add_1_output" ordinal 0 sample 0 extent 512
  // CHECK: quad.spill @spill 1024
  quad.spill @spill 1024
  // CHECK: quad.core 0 {
  quad.core 0 {
    // CHECK-NEXT: quad.set 63 stride3 -1 layer 0
    quad.set 63 stride3 -1 layer 0
    // CHECK-NEXT: quad.set 1 base 16 of @weights layer 0
    quad.set 1 base 16 of @weights layer 0
    // CHECK-NEXT: quad.ld <@map + 0, [1, 1, 1, 512], [0, 0, 0, 1], s8, 0> from <@in + 0, [], [0, 0, 0, 1], s8, 0> mask 3 layer 0 step 0 {regs = array<i32: 0, 1>}
    quad.ld <@map + 0, [1, 1, 1, 512], [0, 0, 0, 1], s8, 0> from <@in + 0, [], [0, 0, 0, 1], s8, 0> mask 3 layer 0 step 0 {regs = array<i32: 0, 1>}
    // CHECK-NEXT: quad.ld {{.*}} {fill = true, pad_left = 1 : i64, pad_top = 1 : i64}
    quad.ld <@map + 512, [4, 4, 1, 16], [64, 16, 0, 1], s8, 0> from <@in + 0, [2, 2], [64, 16, 0, 1], s8, -5> mask 1 layer 0 step 1 {fill = true, pad_top = 1 : i64, pad_left = 1 : i64}
    // CHECK-NEXT: quad.wait mxu 31 layer 0
    quad.wait mxu 31 layer 0
    // CHECK-NEXT: quad.post ldq quad 7 0 layer 0
    quad.post ldq quad 7 0 layer 0
    // CHECK-NEXT: quad.conv <@sums + 0, [4, 8, 16], [512, 64, 64], s32, 0> from <@map + 0, [4, 8, 16], [128, 16, 16], s8, -3>, <@constants + 0, [16, 1, 1, 16], [16, 16, 16, 16], s8, 0> layer 0 step 2
    // CHECK-SAME: dilations = array<i64: 1, 1>, padding = array<i64: 0, 0>, parallel_blocks = 2 : i64, strides = array<i64: 1, 1>
    quad.conv <@sums + 0, [4, 8, 16], [512, 64, 64], s32, 0> from <@map + 0, [4, 8, 16], [128, 16, 16], s8, -3>, <@constants + 0, [16, 1, 1, 16], [16, 16, 16, 16], s8, 0>
      layer 0 step 2 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0>, parallel_blocks = 2 : i64}
    // CHECK-NEXT: quad.dwconv {{.*}}accumulate = true
    quad.dwconv <@sums + 0, [4, 8, 16], [512, 64, 64], s32, 0> from <@map + 0, [4, 8, 16], [128, 16, 16], s8, -3>, <@constants + 0, [16, 3, 3], [144, 48, 16], s8, 0>
      layer 0 step 3 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1>, parallel_blocks = 1 : i64, accumulate = true}
    // CHECK-NEXT: quad.requant <{{.*}}> from <{{.*}}>, <@constants + 256, [], [], s8, 0> mode tflite clamp -128 to 127 layer 0 step 4
    quad.requant <@map + 1024, [], [128, 16, 16], s8, 5> from <@sums + 0, [4, 8, 16], [512, 64, 64], s32, 0>, <@constants + 256, [], [], s8, 0> mode tflite clamp -128 to 127 layer 0 step 4
    // CHECK-NEXT: quad.requant_add {{.*}} mode tflite layer 0 step 5 {subtract = true}
    quad.requant_add <@map + 1024, [], [128, 16, 16], s8, 5> from <@sums + 0, [4, 8, 16], [512, 64, 64], s32, 0>, <@constants + 256, [], [], s8, 0>, <@map + 0, [], [128, 16, 16], s8, 1>, <@constants + 448, [], [], s8, 0> mode tflite layer 0 step 5 {subtract = true}
    // CHECK-NEXT: quad.eltwise add <{{.*}}> from <{{.*}}>, <{{.*}}>, <@constants + 0, [], [], s8, 0> mode tflite layer 1 step 6
    quad.eltwise add <@map + 2048, [4, 8, 16], [128, 16, 16], s8, 0> from <@map + 0, [], [128, 16, 16], s8, 0>, <@map + 1024, [], [128, 16, 16], s8, 0>, <@constants + 0, [], [], s8, 0> mode tflite layer 1 step 6
    // CHECK-NEXT: quad.pool max {{.*}} mode tflite layer 1 step 7 {padding = array<i64: 0, 1>, strides = array<i64: 2, 2>, window = array<i64: 2, 3>}
    quad.pool max <@map + 3072, [2, 4, 16], [64, 16, 16], s8, 0> from <@map + 0, [4, 8], [128, 16, 16], s8, 0>, <@constants + 0, [], [], s8, 0> mode tflite layer 1 step 7 {window = array<i64: 2, 3>, strides = array<i64: 2, 2>, padding = array<i64: 0, 1>}
    // CHECK-NEXT: quad.norm softmax
    quad.norm softmax <@map + 3072, [], [16, 16, 16], s8, -128> from <@map + 0, [1, 1, 10], [16, 16, 16], s8, 0>, <@constants + 0, [], [], s8, 0> mode tflite layer 1 step 8
    // CHECK-NEXT: quad.copy {{.*}} {fill = true}
    quad.copy <@map + 0, [16], [1], s8, 0> from <@map + 0, [], [], s8, 7> layer 1 step 9 {fill = true}
    // CHECK-NEXT: quad.mv <@map + 0, [], [0, 0, 0, 1], s8, 0> from <@map + 64, [1, 1, 1, 64], [0, 0, 0, 1], s8, 0> mask 14 layer 1 step 10
    quad.mv <@map + 0, [], [0, 0, 0, 1], s8, 0> from <@map + 64, [1, 1, 1, 64], [0, 0, 0, 1], s8, 0> mask 14 layer 1 step 10
    // CHECK-NEXT: quad.st <@out + 0, [], [0, 0, 0, 1], s8, 0> from <@map + 0, [1, 1, 1, 512], [0, 0, 0, 1], s8, 0> layer 1 step 11
    quad.st <@out + 0, [], [0, 0, 0, 1], s8, 0> from <@map + 0, [1, 1, 1, 512], [0, 0, 0, 1], s8, 0> layer 1 step 11
    // CHECK-NEXT: quad.reduce mean <@map + 0, [], [128, 16, 16], s8, -5> from <@map + 0, [4, 8, 16], [128, 16, 16], s8, 3>, <@constants + 0, [], [], s8, 0> axes 3 mode tflite layer 1 step 12
    quad.reduce mean <@map + 0, [], [128, 16, 16], s8, -5> from <@map + 0, [4, 8, 16], [128, 16, 16], s8, 3>, <@constants + 0, [], [], s8, 0> axes 3 mode tflite layer 1 step 12
    // CHECK-NEXT: quad.halt layer 1
    quad.halt layer 1
  }
}

// CHECK-LABEL: quad.segment @two_entry_points
quad.segment @two_entry_points layers ["a"] attributes {target = ""} {
  // CHECK: quad.core 0 {
  quad.core 0 entry first {
    quad.halt layer 0
  }
  // CHECK: quad.core 0 entry next {
  quad.core 0 entry next {
    quad.halt layer 0
  }
}
