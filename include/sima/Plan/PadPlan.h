//===- PadPlan.h - Instructions of one tile of a pad ------------*- C++ -*-===//
//
// A pad is fills around a strided copy, all of them `copy` instructions.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PLAN_PADPLAN_H
#define SIMA_PLAN_PADPLAN_H

#include "sima/Plan/TilePlan.h"

namespace sima::plan {

/// The copies and fills of `piece` of a pad's output. The fills cover the
/// borders or, where those are many short runs, all of the piece before the
/// copy.
llvm::SmallVector<Instr, 2> planPad(const TileContext &context,
                                    const mla::Piece &piece);
/// Their cycles when both maps lie whole in local memory.
uint64_t padCycles(const Machine &machine, const LayerBody &body,
                   const mla::Piece &piece);

} // namespace sima::plan

#endif // SIMA_PLAN_PADPLAN_H
