//===- ChainPlan.h - Small segments to schedule -----------------*- C++ -*-===//
#ifndef SIMA_TEST_UNIT_SCHEDULE_CHAINPLAN_H
#define SIMA_TEST_UNIT_SCHEDULE_CHAINPLAN_H

#include "sima/Schedule/SegmentPlan.h"

namespace sima::schedule {

/// A segment of convolutions, one behind the other, with the kernel size and
/// channels of all of them, over one sample of `rows` x 8.
class ChainPlan {
public:
  /// `machine` is a built-in name.
  ChainPlan(llvm::StringRef machine, unsigned layers, int64_t rows,
            int64_t channels, int64_t kernel);

  /// Gives a layer `tiles` and a group of its own.
  void setTiles(unsigned layer, std::vector<Tile> tiles);
  /// Gives every layer one tile, on quad 0.
  void setWholeTiles();
  /// Rows `begin` to `end` of all channels, on `quad`.
  Tile rowsOn(unsigned quad, int64_t begin, int64_t end,
              unsigned turn = 0) const;

  Machine machine;
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  SegmentPlan plan;

private:
  int64_t rows, channels;
};

} // namespace sima::schedule

#endif // SIMA_TEST_UNIT_SCHEDULE_CHAINPLAN_H
