//===- MiniMallocFile.h - Problems in MiniMalloc's format -------*- C++ -*-===//
#ifndef SIMA_TEST_UNIT_ALLOC_MINIMALLOCFILE_H
#define SIMA_TEST_UNIT_ALLOC_MINIMALLOCFILE_H

#include "sima/Alloc/Problem.h"

namespace sima::alloc {

/// Reads lines `id,lower,upper,size` below a line with these names; a buffer
/// lives in stages [lower, upper). Alignment is 1, the capacity 0. An error
/// names the line.
llvm::Expected<Problem> readMiniMalloc(const std::string &file);

} // namespace sima::alloc

#endif // SIMA_TEST_UNIT_ALLOC_MINIMALLOCFILE_H
