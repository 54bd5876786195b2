// RUN: sima-opt %s -split-input-file --pass-pipeline='builtin.module(quad.segment(quad-insert-sync))' -verify-diagnostics | FileCheck %s

// A load for both quads, two readers, and a load into the same bytes.
// CHECK-LABEL: quad.segment @load_compute_load
quad.segment @load_compute_load layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1 at 0
  quad.buffer @other lm 64 live 0 to 1 at 64
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  // CHECK: quad.core 0
  quad.core 0 {
    // CHECK-NEXT: quad.ld
    // CHECK-NEXT: quad.post ldq quad 0 [[HERE:[0-9]+]] layer 0
    // CHECK-NEXT: quad.post ldq quad 1 [[THERE:[0-9]+]] layer 0
    quad.ld <@map + 0, [64], [1], s8, 0> from <@in + 0, [], [1], s8, 0> mask 3 layer 0 step 0
    // CHECK-NEXT: quad.wait vpu [[HERE]] layer 0
    // CHECK-NEXT: quad.copy
    // CHECK-NEXT: quad.post vpu quad 0 [[READ:[0-9]+]] layer 0
    quad.copy <@other + 0, [64], [1], s8, 0> from <@map + 0, [], [1], s8, 0> layer 0 step 1
    // CHECK-NEXT: quad.wait ldq [[FAR:[0-9]+]] layer 0
    // CHECK-NEXT: quad.wait ldq [[READ]] layer 0
    // CHECK-NEXT: quad.ld
    // CHECK-NEXT: quad.halt
    quad.ld <@map + 0, [64], [1], s8, 0> from <@in + 0, [], [1], s8, 0> mask 3 layer 0 step 3
    quad.halt layer 0
  }
  // CHECK: quad.core 1
  quad.core 1 {
    // CHECK-NEXT: quad.wait vpu [[THERE]] layer 0
    // CHECK-NEXT: quad.copy
    // CHECK-NEXT: quad.post vpu quad 0 [[FAR]] layer 0
    // CHECK-NEXT: quad.halt
    quad.copy <@other + 0, [64], [1], s8, 0> from <@map + 0, [], [1], s8, 0> layer 0 step 2
    quad.halt layer 0
  }
}

// -----

// One queue that finishes in order, readers among themselves, inputs, and bytes side by side need nothing.
// CHECK-LABEL: quad.segment @nothing_to_order
quad.segment @nothing_to_order layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 128 live 0 to 1 at 0
  quad.buffer @other lm 64 live 0 to 1 at 128
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  // CHECK-NOT: quad.{{post|wait}}
  quad.core 0 {
    quad.ld <@map + 0, [64], [1], s8, 0> from <@in + 0, [], [1], s8, 0> mask 1 layer 0 step 0
    quad.ld <@map + 64, [64], [1], s8, 0> from <@in + 0, [], [1], s8, 0> mask 1 layer 0 step 1
    quad.copy <@other + 0, [32], [1], s8, 0> from <@other + 32, [], [1], s8, 0> layer 0 step 2
    quad.copy <@other + 32, [32], [1], s8, 0> from <@other + 0, [], [1], s8, 0> layer 0 step 3
    quad.halt layer 0
  }
}

// -----

// What ran before an entry point is complete: what first loads, next reads without a wait. Both use semaphores from 0.
// CHECK-LABEL: quad.segment @entry_points
quad.segment @entry_points layers ["a"] attributes {target = ""} {
  quad.buffer @resident lm 64 live 0 to 1 at 0
  quad.buffer @map lm 64 live 0 to 1 at 64
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  // CHECK: quad.core 0 {
  // CHECK-NEXT: quad.ld
  // CHECK-NEXT: quad.post ldq quad 0 0 layer 0
  // CHECK-NEXT: quad.wait vpu 0 layer 0
  // CHECK-NEXT: quad.copy
  // CHECK-NEXT: quad.post vpu quad 0 1 layer 0
  // CHECK-NEXT: quad.wait stq 1 layer 0
  // CHECK-NEXT: quad.st
  // CHECK-NEXT: quad.halt
  quad.core 0 {
    quad.ld <@resident + 0, [64], [1], s8, 0> from <@weights + 0, [], [1], s8, 0> mask 1 layer 0 step 0
    quad.copy <@map + 0, [64], [1], s8, 0> from <@resident + 0, [], [1], s8, 0> layer 0 step 1
    quad.st <@out + 0, [], [1], s8, 0> from <@map + 0, [64], [1], s8, 0> layer 0 step 2
    quad.halt layer 0
  }
  // CHECK: quad.core 0 entry next {
  // CHECK-NEXT: quad.copy
  // CHECK-NEXT: quad.post vpu quad 0 0 layer 0
  // CHECK-NEXT: quad.wait stq 0 layer 0
  // CHECK-NEXT: quad.st
  // CHECK-NEXT: quad.halt
  quad.core 0 entry next {
    quad.copy <@map + 0, [64], [1], s8, 0> from <@resident + 0, [], [1], s8, 0> layer 0 step 0
    quad.st <@out + 0, [], [1], s8, 0> from <@map + 0, [64], [1], s8, 0> layer 0 step 1
    quad.halt layer 0
  }
}

// -----

// Buffers that share an address conflict.
// CHECK-LABEL: quad.segment @shared_address
quad.segment @shared_address layers ["a", "b"] attributes {target = ""} {
  quad.buffer @early lm 64 live 0 to 1 at 0
  quad.buffer @late lm 64 live 2 to 2 at 0
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // CHECK: quad.st
    // CHECK-NEXT: quad.post stq quad 0 [[STORED:[0-9]+]] layer 0
    // CHECK-NEXT: quad.wait ldq [[STORED]] layer 1
    // CHECK-NEXT: quad.ld
    quad.st <@out + 0, [], [1], s8, 0> from <@early + 0, [64], [1], s8, 0> layer 0 step 0
    quad.ld <@late + 0, [64], [1], s8, 0> from <@in + 0, [], [1], s8, 0> mask 1 layer 1 step 1
    quad.halt layer 1
  }
}

// -----

quad.segment @no_address layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{has no address; run --quad-allocate}}
  quad.buffer @map lm 64 live 0 to 1
}
