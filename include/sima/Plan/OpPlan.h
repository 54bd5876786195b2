//===- OpPlan.h - How the machine executes one kind of layer ----*- C++ -*-===//
//
// What the compiler knows of a main operation: its limits, its constants, its
// instructions and their cycles. One class and one file an operation; Registry
// says which one plans which operation.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PLAN_OPPLAN_H
#define SIMA_PLAN_OPPLAN_H

#include "sima/Plan/TilePlan.h"

namespace sima::plan {

class OpPlan {
public:
  virtual ~OpPlan();

  /// Whether operand `operand` of the operation may be a constant of the layer.
  virtual bool acceptsConstant(unsigned operand) const { return false; }
  /// Checks sizes against the fields of the instructions; emits an error with
  /// layer, value and limit.
  virtual mlir::LogicalResult check(const LayerBody &body,
                                    const Machine &machine) const;
  virtual bool usesAccumulators() const { return false; }
  /// 32-bit sums for each element of the output.
  virtual int64_t accumulatorPlanes(const LayerBody &body) const { return 1; }

  /// Bytes of what buildChunk() makes for `channels` of the output.
  virtual int64_t chunkBytes(const LayerBody &body,
                             mla::Range channels) const = 0;
  /// Appends constants to `chunk`, whose channels are set; emits an error when
  /// the bytes of a constant are missing.
  virtual mlir::LogicalResult buildChunk(const LayerBody &body,
                                         ConstantChunk &chunk) const = 0;
  /// Bytes of the constants as the dram bound counts them.
  virtual uint64_t constantBytes(const LayerBody &body) const { return 0; }

  /// The instructions of `piece` of the output.
  virtual llvm::SmallVector<Instr, 2>
  planTile(const TileContext &context, const mla::Piece &piece) const = 0;
  /// MXU and VPU cycles of `piece`, both maps whole in local memory.
  virtual uint64_t matrixCycles(const Machine &machine, const LayerBody &body,
                                const mla::Piece &piece) const;
  virtual uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                                const mla::Piece &piece) const = 0;
  /// How the MXU computes `piece`, if it does.
  virtual std::optional<MatrixMapping>
  matrixMapping(const Machine &machine, const LayerBody &body,
                const mla::Piece &piece) const;
  /// Accumulator bytes of `piece`.
  virtual int64_t accumulatorBytes(const Machine &machine,
                                   const LayerBody &body,
                                   const mla::Piece &piece) const;
};

/// The plan of an operation, or null: the MLA does not execute it as it is.
const OpPlan *planOf(mlir::Operation *op);

} // namespace sima::plan

#endif // SIMA_PLAN_OPPLAN_H
