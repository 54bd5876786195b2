//===- LayerBody.h - What a layer consists of -------------------*- C++ -*-===//
//
// A layer holds one main operation and what is fused behind it. This is the one
// place that says which combinations the machine can execute.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PLAN_LAYERBODY_H
#define SIMA_PLAN_LAYERBODY_H

#include "dialects/MLA/IR/MLA.h"
#include "sima/Machine/Machine.h"

namespace sima::plan {

class OpPlan;

/// Padding at the top and left of a convolution that its instruction holds.
inline constexpr int64_t kMaxConvolutionPadding = 127;

/// Positions of a pool's window along an axis that its instruction holds.
inline constexpr int64_t kMaxPoolWindow = 128;

/// The operations of one layer, recognised.
struct LayerBody {
  // Operations are handles whose accessors are not const.
  mutable mla::LayerOp layer;
  mutable mla::TileableOp main; ///< what planOf() knows
  mutable mla::AddOp fusedAdd;  ///< behind a convolution, or null
  /// Position of the layer's operand that is `fusedAdd`'s other operand.
  unsigned addend = 0;
  /// Whether the convolution is the left operand of `fusedAdd`.
  bool mainIsLeft = true;

  /// Recognises the layer; emits an error that names what is not supported.
  static mlir::FailureOr<LayerBody> analyze(mla::LayerOp layer);

  bool isConvolution() const;
  bool usesAccumulators() const;
  /// Accumulators for each element of the output, where it uses any.
  int64_t accumulatorPlanes() const;
  /// How the machine executes the main operation.
  const OpPlan &opPlan() const;
  mla::MapShape outputShape() const {
    return mla::mapShape(layer.getOutput().getType());
  }
  /// The part of layer operand `operand` that output `piece` needs.
  mla::Piece inputPiece(unsigned operand, const mla::Piece &piece) const;
  uint64_t macs() const;
  /// Checks sizes against the fields of the instructions; emits an error with
  /// value and limit.
  mlir::LogicalResult checkLimits(const Machine &machine) const;
};

/// The value in `layer`'s region that is the block argument of `operand`.
mlir::Value layerArgument(mla::LayerOp layer, unsigned operand);

} // namespace sima::plan

#endif // SIMA_PLAN_LAYERBODY_H
