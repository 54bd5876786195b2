// RUN: sima-opt %s -split-input-file --pass-pipeline='builtin.module(quad.segment(quad-assign-descriptors))' -verify-diagnostics | FileCheck %s

// CHECK-LABEL: quad.segment @registers
quad.segment @registers layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 256 live 0 to 1 at 64
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // Fields that are 0, as after reset, are not written.
    // CHECK: quad.core 0
    // CHECK-NEXT: quad.set [[DST:[0-9]+]] base 64 layer 0
    // CHECK-NEXT: quad.set [[DST]] size0 16 layer 0
    // CHECK-NEXT: quad.set [[DST]] stride0 1 layer 0
    // CHECK-NEXT: quad.set [[SRC:[0-9]+]] space 2 layer 0
    // CHECK-NEXT: quad.set [[SRC]] base 16 of @in layer 0
    // CHECK-NEXT: quad.set [[SRC]] stride0 1 layer 0
    // CHECK-NEXT: quad.ld {{.*}} step 0 {regs = array<i32: [[DST]], [[SRC]]>}
    quad.ld <@map + 0, [16], [1], s8, 0> from <@in + 16, [], [1], s8, 0> mask 1 layer 0 step 0
    // The same views again need no word.
    // CHECK-NEXT: quad.ld {{.*}} step 1 {regs = array<i32: [[DST]], [[SRC]]>}
    quad.ld <@map + 0, [16], [1], s8, 0> from <@in + 16, [], [1], s8, 0> mask 1 layer 0 step 1
    // One field that differs is one word.
    // CHECK-NEXT: quad.set [[DST]] base 128 layer 0
    // CHECK-NEXT: quad.ld {{.*}} step 2 {regs = array<i32: [[DST]], [[SRC]]>}
    quad.ld <@map + 64, [16], [1], s8, 0> from <@in + 16, [], [1], s8, 0> mask 1 layer 0 step 2
    // Two views of an instruction never share a register.
    // CHECK: quad.copy {{.*}} step 3 {regs = array<i32: [[A:[0-9]+]], [[B:[0-9]+]]>}
    quad.copy <@map + 0, [16], [1], s8, 0> from <@map + 0, [16], [1], s8, 0> layer 0 step 3
    // A size that a register still has is cleared.
    // CHECK: quad.copy {{.*}} step 4 {regs = array<i32: [[C:[0-9]+]], [[D:[0-9]+]]>}
    quad.copy <@map + 0, [2, 8], [8, 1], s8, 0> from <@map + 32, [2, 8], [8, 1], s8, 0> layer 0 step 4
    // CHECK-NEXT: quad.set [[C]] size1 0 layer 0
    // CHECK-NEXT: quad.set [[D]] size1 0 layer 0
    // CHECK-NEXT: quad.copy {{.*}} step 5 {regs = array<i32: [[C]], [[D]]>}
    quad.copy <@map + 0, [2], [8], s8, 0> from <@map + 32, [2], [8], s8, 0> layer 0 step 5
    quad.halt layer 0
  }
}

// -----

// Each entry point begins with registers of 0.
// CHECK-LABEL: quad.segment @entry_points
quad.segment @entry_points layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 256 live 0 to 1 at 64
  // CHECK: quad.core 0 {
  quad.core 0 {
    // CHECK-COUNT-6: quad.set
    // CHECK-NEXT: quad.copy
    quad.copy <@map + 0, [16], [1], s8, 0> from <@map + 64, [16], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
  // CHECK: quad.core 0 entry next {
  quad.core 0 entry next {
    // CHECK-COUNT-6: quad.set
    // CHECK-NEXT: quad.copy
    quad.copy <@map + 0, [16], [1], s8, 0> from <@map + 64, [16], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @no_address layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{has no address; run --quad-allocate}}
  quad.buffer @map lm 64 live 0 to 1
}
