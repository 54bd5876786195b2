//===- IndexMap.h - Where the elements of an output come from ---*- C++ -*-===//
//
// Concatenations, slices, transposes, gathers, paddings and their kin move
// codes and change none. Each is a function from output indices to a constant
// or to an operand and its index; here that function is a value, which halos
// and the code generator ask. The interpreter does not use it.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MLA_INDEXMAP_H
#define SIMA_MLA_INDEXMAP_H

#include "dialects/MLA/IR/TensorTypes.h"
#include "mlir/IR/Operation.h"
#include "sima/Support/LoopNest.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <vector>

namespace sima::mla {

/// Some elements of the output: `To` counts the elements of one sample of the
/// output in row-major order, `From` those of one sample of the operand.
struct IndexBox {
  std::optional<unsigned> operand; ///< none: they hold IndexMap::value
  LoopNest nest;
};

/// Where indices along one axis of the output (`To`) come from along that axis
/// of an operand (`From`).
using AxisRuns = std::vector<LoopNest>;

/// Output indices `to` and on come from `begin`, begin + step, …
AxisRuns sliceRuns(int64_t begin, int64_t count, int64_t step = 1,
                   int64_t to = 0);
/// Output index i comes from indices[i].
AxisRuns gatherRuns(llvm::ArrayRef<int64_t> indices);
/// `count` indices, `times` times one behind the other.
AxisRuns tileRuns(int64_t count, int64_t times);
/// `count` indices between `low` and `high` mirrored ones, not more than there
/// are; with `edge` the outermost index is mirrored too (SYMMETRIC).
AxisRuns mirrorRuns(int64_t low, int64_t count, int64_t high, bool edge);
/// `count` indices between `low` and `high` repetitions of the outermost.
AxisRuns edgeRuns(int64_t low, int64_t count, int64_t high);
/// `count` indices, with `low` of the last before and `high` of the first
/// behind.
AxisRuns wrapRuns(int64_t low, int64_t count, int64_t high);

/// One sample of an operation that moves codes. Shapes are those of samples: no
/// dimension for the sample, any rank.
class IndexMap {
public:
  IndexMap(MapShape output, llvm::ArrayRef<MapShape> operands)
      : output(output), operands(operands) {}

  MapShape output;
  llvm::SmallVector<MapShape, 2> operands;
  /// Every element of the output once.
  std::vector<IndexBox> boxes;
  int64_t value = 0; ///< the code of elements without an operand

  /// The operand seen as `view`, its dimensions permuted (dimension d of the
  /// result is number permutation[d] of the view), seen as the output:
  /// transposes, depth-to-space, space-to-depth, reshapes.
  void addRearranged(unsigned operand, llvm::ArrayRef<int64_t> view,
                     llvm::ArrayRef<int64_t> permutation);
  /// Output elements all of whose indices have a source come from there:
  /// slices, concatenations, gathers, broadcasts, paddings.
  void addProduct(unsigned operand, llvm::ArrayRef<int64_t> outShape,
                  llvm::ArrayRef<int64_t> inShape,
                  llvm::ArrayRef<AxisRuns> axes);
  /// Output elements with an index outside [begin[d], end[d]) hold `value`.
  void addBorders(llvm::ArrayRef<int64_t> outShape,
                  llvm::ArrayRef<int64_t> begin, llvm::ArrayRef<int64_t> end);

  /// The boxes cut to `piece`.
  std::vector<IndexBox> within(const Piece &piece) const;
  /// The rows and channels of `operand` that `piece` of the output needs.
  Piece needed(unsigned operand, const Piece &piece) const;
};

/// The index map of an operation that moves codes (pad, mirror_pad, rearrange,
/// strided_slice, concat, gather, broadcast); nothing of other operations.
std::optional<IndexMap> indexMapOf(mlir::Operation *op);

} // namespace sima::mla

#endif // SIMA_MLA_INDEXMAP_H
