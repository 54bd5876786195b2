// A shared object exports one function, needs nothing but libc and libm, is vectorised, and is the same bytes
// each time.

// RUN: sima-translate --emit-a65-so %s -o %t.1.so && sima-translate --emit-a65-so %s -o %t.2.so && cmp %t.1.so %t.2.so
// RUN: llvm-readelf-19 --dyn-syms -d -h %t.1.so | FileCheck %s
// CHECK: Type: DYN
// CHECK: Machine: AArch64
// CHECK-DAG: Shared library: [libc.so.6]
// CHECK-DAG: Shared library: [libm.so.6]
// CHECK-DAG: Library soname: [liba65.so]
// CHECK: Symbol table '.dynsym' contains 5 entries
// CHECK-DAG: UND aligned_alloc
// CHECK-DAG: UND free
// CHECK-DAG: UND expf
// CHECK-DAG: FUNC GLOBAL DEFAULT {{[0-9]+}} sima_a65_run

// RUN: sima-translate --emit-a65-asm %s | FileCheck %s --check-prefix=ASM
// ASM: sima_a65_run:
// ASM: fmul v{{[0-9]+}}.4s
// ASM: bl expf

// RUN: sima-translate --emit-a65 %s | FileCheck %s --check-prefix=LOOPS
// LOOPS: func.func @sima_a65_segment(%{{.*}}: memref<4096xi8>, %{{.*}}: memref<4096xf32>
// LOOPS: linalg.generic
// LOOPS: func.call @simaDequantize

!x = !quant.uniform<i8:f32, 0.5:3>
func.func @main(%x: tensor<1x4096x!x>) -> tensor<1x4096xf32> {
  %0 = mla.a65_segment "A65_0"(%x) : (tensor<1x4096x!x>) -> tensor<1x4096xf32> {
  ^bb0(%in: tensor<1x4096x!x>):
    %1 = mla.dequantize %in : tensor<1x4096x!x> -> tensor<1x4096xf32>
    %2 = mla.pointwise <mul> %1, %1 : (tensor<1x4096xf32>, tensor<1x4096xf32>) -> tensor<1x4096xf32>
    %3 = mla.pointwise <exp> %2 : (tensor<1x4096xf32>) -> tensor<1x4096xf32>
    mla.yield %3 : tensor<1x4096xf32>
  }
  return %0 : tensor<1x4096xf32>
}
