//===- ConstantParts.h - What the bytes of a chunk hold ---------*- C++ -*-===//
#ifndef SIMA_PLAN_CONSTANTPARTS_H
#define SIMA_PLAN_CONSTANTPARTS_H

#include "sima/Plan/Constants.h"

namespace sima::plan {

/// Consecutive bytes of a chunk. Roles have the names of docs/isa.md, "ELF".
struct ConstantPart {
  llvm::StringRef role;
  int64_t bytes = 0;
  mlir::Operation *user = nullptr; ///< the operation of the layer
};

/// The parts of a built chunk of `bytes` bytes, in order and without gaps.
llvm::SmallVector<ConstantPart, 4>
constantParts(const LayerBody &body, const ConstantChunk &chunk, int64_t bytes);

} // namespace sima::plan

#endif // SIMA_PLAN_CONSTANTPARTS_H
