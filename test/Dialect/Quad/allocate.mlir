// RUN: split-file %s %t
// RUN: sima-opt %t/fits.mlir --pass-pipeline='builtin.module(quad.segment(quad-allocate))' | FileCheck %s
// RUN: not sima-opt %t/too-much.mlir --pass-pipeline='builtin.module(quad.segment(quad-allocate))' 2>&1 | FileCheck %s --check-prefix=MUCH
// RUN: not sima-opt %t/target.mlir --pass-pipeline='builtin.module(quad.segment(quad-allocate))' 2>&1 | FileCheck %s --check-prefix=TARGET

//--- fits.mlir
// Where there is room no byte is used twice; addresses are multiples of 64.
// CHECK-LABEL: quad.segment @side_by_side
quad.segment @side_by_side layers ["a", "b"] attributes {
    target = "name: t\0Aclock_ghz: 1\0Aquads: 1\0Atiles_per_quad: 1\0Alm_bytes: 65536\0Aacc_bytes: 4096\0Avector_lanes: 16\0Adram_bytes_per_cycle: 16\0Adram_latency_cycles: 10\0Adma_bytes_per_cycle: 64\0Alink_bytes_per_cycle: 64\0Atypes: [int8, uint8, int16]\0A"} {
  // CHECK: quad.buffer @a lm 100 live 0 to 0 at 0
  quad.buffer @a lm 100 live 0 to 0
  // CHECK: quad.buffer @b lm 64 live 1 to 2 at 128
  quad.buffer @b lm 64 live 1 to 2
  // Accumulators are a memory of their own.
  // CHECK: quad.buffer @c acc 4096 live 1 to 1 at 0
  quad.buffer @c acc 4096 live 1 to 1
  // What is written there already does not count.
  // CHECK: quad.buffer @d lm 1 live 0 to 2 at 192
  quad.buffer @d lm 1 live 0 to 2 at 4096
}
// Else dead buffers make room.
// CHECK-LABEL: quad.segment @reuse
quad.segment @reuse layers ["a", "b"] attributes {
    target = "name: t\0Aclock_ghz: 1\0Aquads: 1\0Atiles_per_quad: 1\0Alm_bytes: 65536\0Aacc_bytes: 4096\0Avector_lanes: 16\0Adram_bytes_per_cycle: 16\0Adram_latency_cycles: 10\0Adma_bytes_per_cycle: 64\0Alink_bytes_per_cycle: 64\0Atypes: [int8, uint8, int16]\0A"} {
  // CHECK: quad.buffer @a lm 65536 live 0 to 0 at 0
  quad.buffer @a lm 65536 live 0 to 0
  // CHECK-DAG: quad.buffer @b lm 32768 live 1 to 2 at [[B:0|32768]]
  quad.buffer @b lm 32768 live 1 to 2
  // CHECK-DAG: quad.buffer @c lm 32768 live 2 to 2 at {{0|32768}}
  quad.buffer @c lm 32768 live 2 to 2
}
// What lives through all stages, such as constants for the next execution, shares its bytes with nothing.
// CHECK-LABEL: quad.segment @resident
quad.segment @resident layers ["a", "b"] attributes {
    target = "name: t\0Aclock_ghz: 1\0Aquads: 1\0Atiles_per_quad: 1\0Alm_bytes: 65536\0Aacc_bytes: 4096\0Avector_lanes: 16\0Adram_bytes_per_cycle: 16\0Adram_latency_cycles: 10\0Adma_bytes_per_cycle: 64\0Alink_bytes_per_cycle: 64\0Atypes: [int8, uint8, int16]\0A"} {
  // CHECK: quad.buffer @a lm 49152 live 0 to 0 at 0
  quad.buffer @a lm 49152 live 0 to 0
  // CHECK: quad.buffer @b lm 49152 live 1 to 2 at 0
  quad.buffer @b lm 49152 live 1 to 2
  // CHECK: quad.buffer @c lm 16384 live 0 to 2 at 49152
  quad.buffer @c lm 16384 live 0 to 2
}

//--- too-much.mlir
// MUCH: error: local memory: stage 1 needs 65600 bytes, 64 more than the 65536 there are
quad.segment @s layers ["a"] attributes {
    target = "name: t\0Aclock_ghz: 1\0Aquads: 1\0Atiles_per_quad: 1\0Alm_bytes: 65536\0Aacc_bytes: 4096\0Avector_lanes: 16\0Adram_bytes_per_cycle: 16\0Adram_latency_cycles: 10\0Adma_bytes_per_cycle: 64\0Alink_bytes_per_cycle: 64\0Atypes: [int8, uint8, int16]\0A"} {
  quad.buffer @a lm 65536 live 0 to 1
  quad.buffer @b lm 1 live 1 to 1
}

//--- target.mlir
// TARGET: error: target: {{.+}}
quad.segment @s layers ["a"] attributes {target = "name: t"} {
  quad.buffer @a lm 1 live 0 to 1
}
