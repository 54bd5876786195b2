//===- Transfers.h - Loads, stores and moves of feature maps ----*- C++ -*-===//
#ifndef SIMA_PLAN_TRANSFERS_H
#define SIMA_PLAN_TRANSFERS_H

#include "sima/Plan/TilePlan.h"
#include "sima/Support/SliceLayout.h"

namespace sima::plan {

/// Where a feature map lies in DRAM: a symbol (port, spill) plus offset, and
/// the layout of one sample.
struct DramMap {
  std::string symbol;
  int64_t offset = 0;
  SliceLayout layout;
};

/// ld instructions that bring `piece` (all columns) to `dst` of the quads in
/// `mask`.
llvm::SmallVector<Instr> planLoad(mlir::MLIRContext *context,
                                  const DramMap &src, const PlacedMap &dst,
                                  const mla::Piece &piece, uint64_t mask);
/// st instructions that bring `piece` to DRAM.
llvm::SmallVector<Instr> planStore(mlir::MLIRContext *context,
                                   const PlacedMap &src, const DramMap &dst,
                                   const mla::Piece &piece);
/// mv instructions that bring `piece` (`columns` wide) to other quads.
llvm::SmallVector<Instr> planMove(mlir::MLIRContext *context,
                                  const PlacedMap &src, const PlacedMap &dst,
                                  const mla::Piece &piece, int64_t columns,
                                  uint64_t mask);
/// copy that fills a run of bytes with zeros.
Instr planZeros(mlir::MLIRContext *context, llvm::StringRef buffer,
                int64_t offset, int64_t bytes);
/// Constants in a section of their own.
struct StoredConstant {
  std::string symbol;
  int64_t bytes = 0;       ///< in local memory
  int64_t storedBytes = 0; ///< compressed; 0: they are not
};
/// One ld or ldz of constants to the begin of `buffer`.
Instr planConstantLoad(mlir::MLIRContext *context,
                       const StoredConstant &constant, llvm::StringRef buffer,
                       uint64_t mask);

} // namespace sima::plan

#endif // SIMA_PLAN_TRANSFERS_H
