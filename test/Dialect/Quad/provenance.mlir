// RUN: split-file %s %t
// RUN: sima-opt %t/passes.mlir -mlir-print-debuginfo -mlir-print-local-scope --pass-pipeline='builtin.module(quad.segment(quad-allocate,quad-insert-sync,quad-assign-descriptors))' | FileCheck %s
// RUN: not sima-translate --emit-asm %t/lost.mlir 2>&1 | FileCheck %s --check-prefix=LOST
// RUN: not sima-translate --emit-asm %t/role.mlir 2>&1 | FileCheck %s --check-prefix=ROLE
// RUN: not sima-opt %t/box.mlir 2>&1 | FileCheck %s --check-prefix=BOX
// RUN: not sima-opt %t/numbers.mlir 2>&1 | FileCheck %s --check-prefix=NUMBERS

//--- passes.mlir
// What passes insert has the place of the instruction that it serves.
// CHECK-LABEL: quad.segment @s
quad.segment @s layers ["a"] attributes {
    target = "name: t\0Aclock_ghz: 1\0Aquads: 1\0Atiles_per_quad: 1\0Alm_bytes: 65536\0Aacc_bytes: 4096\0Avector_lanes: 16\0Adram_bytes_per_cycle: 16\0Adram_latency_cycles: 10\0Adma_bytes_per_cycle: 64\0Alink_bytes_per_cycle: 64\0Atypes: [int8, uint8, int16]\0A"} {
  quad.buffer @map lm 64 live 0 to 1
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // CHECK: quad.set {{.*}} layer 0 loc(fused<{box = array<i64: 0, 4, 0, 2, 0, 8>, role = "input", sample = 0 : i64}>["n"])
    // CHECK: quad.ld {{.*}} loc(fused<{{.*}}role = "input"
    // CHECK-NEXT: quad.post {{.*}} loc(fused<{{.*}}role = "input"
    quad.ld <@map + 0, [64], [1], s8, 0> from <@in + 0, [], [1], s8, 0> mask 1 layer 0 step 0 loc(fused<{box = array<i64: 0, 4, 0, 2, 0, 8>, role = "input", sample = 0 : i64}>["n"])
    // CHECK: quad.wait {{.*}} loc(fused<{{.*}}role = "store"
    // CHECK: quad.st {{.*}} loc(fused<{{.*}}role = "store"
    quad.st <@out + 0, [64], [1], s8, 0> from <@map + 0, [64], [1], s8, 0> layer 0 step 1 loc(fused<{box = array<i64: 0, 4, 0, 2, 0, 8>, role = "store", sample = 0 : i64}>["n"])
    // CHECK: quad.halt layer 0 loc(fused<{role = "halt"}>["s"])
    quad.halt layer 0 loc(fused<{role = "halt"}>["s"])
  }
}

//--- lost.mlir
// LOST: has lost its provenance
quad.segment @s layers ["a"] attributes {target = "name: t\0Aclock_ghz: 1\0Aquads: 1\0Atiles_per_quad: 1\0Alm_bytes: 65536\0Aacc_bytes: 4096\0Avector_lanes: 16\0Adram_bytes_per_cycle: 16\0Adram_latency_cycles: 10\0Adma_bytes_per_cycle: 64\0Alink_bytes_per_cycle: 64\0Atypes: [int8, uint8, int16]\0A"} {
  quad.core 0 {
    quad.halt layer 0
  }
} loc(fused<{operations = [{layer = 0 : i64, name = "mla.add", node = "n"}]}>["s"])

//--- role.mlir
// ROLE: has a place of unknown role 'rest'
quad.segment @s layers ["a"] attributes {target = "name: t\0Aclock_ghz: 1\0Aquads: 1\0Atiles_per_quad: 1\0Alm_bytes: 65536\0Aacc_bytes: 4096\0Avector_lanes: 16\0Adram_bytes_per_cycle: 16\0Adram_latency_cycles: 10\0Adma_bytes_per_cycle: 64\0Alink_bytes_per_cycle: 64\0Atypes: [int8, uint8, int16]\0A"} {
  quad.core 0 {
    quad.halt layer 0 loc(fused<{role = "rest"}>["s"])
  }
} loc(fused<{operations = [{layer = 0 : i64, name = "mla.add", node = "n"}]}>["s"])

//--- box.mlir
// BOX: has a place whose box goes from 4 to 4
quad.segment @s layers ["a"] attributes {target = ""} {
  quad.core 0 {
    quad.halt layer 0 loc(fused<{box = array<i64: 0, 4, 4, 4, 0, 8>, role = "input", sample = 0 : i64}>["n"])
  }
}

//--- numbers.mlir
// NUMBERS: has a place whose box has 2 numbers, it must have 6
quad.segment @s layers ["a"] attributes {target = ""} {
  quad.core 0 {
    quad.halt layer 0 loc(fused<{box = array<i64: 0, 4>, role = "input", sample = 0 : i64}>["n"])
  }
}
