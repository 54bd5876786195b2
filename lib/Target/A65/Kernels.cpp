//===- Kernels.cpp - The bitcode of the kernels ---------------------------===//

#include "Steps.h"

// NOLINTBEGIN: what the assembler sees
asm(".section .rodata\n"
    ".balign 16\n"
    "sima_a65_kernels_begin:\n"
    ".incbin \"" SIMA_A65_KERNELS "\"\n"
    "sima_a65_kernels_end:\n"
    ".text\n");
extern "C" const char kernelsBegin[] asm("sima_a65_kernels_begin");
extern "C" const char kernelsEnd[] asm("sima_a65_kernels_end");
// NOLINTEND

llvm::StringRef sima::a65::kernelBitcode() {
  return {kernelsBegin, size_t(kernelsEnd - kernelsBegin)};
}
