//===- Rearrangements.cpp - Operators that reorder their input ------------===//
//
// TRANSPOSE, SPACE_TO_DEPTH and DEPTH_TO_SPACE become mla.rearrange.
//
//===----------------------------------------------------------------------===//
#include "Axes.h"
#include "OperatorTable.h"
#include "TensorType.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

/// Makes `input`, rearranged, the node's result of shape `shape`.
static llvm::Error setRearranged(Node &node, Value input, const Shape &view,
                                 const Shape &permutation, const Shape &shape) {
  return setMovement<mla::RearrangeOp>(node, input, shapeInFile(node, shape),
                                       shape, 0, input, view, permutation);
}

/// The order of the value's dimensions that the file states for its own.
static llvm::Expected<Shape> statedOrder(const Node &node) {
  auto stated = node.integers(1);
  if (!stated)
    return stated;
  size_t rank = node.statedShape(0).size();
  if (stated->size() != rank)
    return createStringError("permutation has " + Twine(stated->size()) +
                             " values, the input has rank " + Twine(rank));
  Shape order;
  for (unsigned d = 0; d < node.addedDimensions(); ++d)
    order.push_back(d);
  for (int64_t value : *stated) {
    auto axis = node.axis(value);
    if (!axis)
      return axis.takeError();
    if (llvm::is_contained(order, *axis))
      return createStringError("permutation names dimension " + Twine(*axis) +
                               " twice");
    order.push_back(*axis);
  }
  return order;
}

llvm::Error sima::tfl::importTranspose(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto order = statedOrder(node);
  if (!order)
    return order.takeError();
  Shape view(shapeOf(*input)), permutation = *order, result;
  int64_t rank = view.size();
  for (int64_t axis : permutation)
    result.push_back(view[axis]);
  if (rank > 1) {
    // The dimension of a single sample may change places with others of size 1.
    if (result[0] != view[0] || (permutation[0] != 0 && view[0] != 1))
      return checkWithinSample(0, rank, "moves");
    if (permutation[0] == 0) {
      view.erase(view.begin());
      permutation.erase(permutation.begin());
      for (int64_t &axis : permutation)
        --axis;
    }
  }
  return setRearranged(node, *input, view, permutation, result);
}

/// The block of a rank-4 input; at least 1.
static llvm::Expected<int64_t> checkedBlock(int64_t block) {
  if (block < 1)
    return createStringError("block size " + Twine(block) + " is below 1");
  return block;
}

llvm::Error sima::tfl::importSpaceToDepth(Node &node) {
  auto options = node.options<fb::SpaceToDepthOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0, 4);
  if (!input)
    return input.takeError();
  auto block = checkedBlock((*options)->block_size());
  if (!block)
    return block.takeError();
  llvm::ArrayRef<int64_t> in = shapeOf(*input);
  int64_t b = *block;
  if (in[1] % b != 0 || in[2] % b != 0)
    return createStringError("input of shape " + toString(in) +
                             " does not consist of blocks of " + Twine(b) +
                             " x " + Twine(b));
  return setRearranged(node, *input, {in[1] / b, b, in[2] / b, b, in[3]},
                       {0, 2, 1, 3, 4},
                       {in[0], in[1] / b, in[2] / b, in[3] * b * b});
}

llvm::Error sima::tfl::importDepthToSpace(Node &node) {
  auto options = node.options<fb::DepthToSpaceOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0, 4);
  if (!input)
    return input.takeError();
  auto block = checkedBlock((*options)->block_size());
  if (!block)
    return block.takeError();
  llvm::ArrayRef<int64_t> in = shapeOf(*input);
  int64_t b = *block;
  if (in[3] % (b * b) != 0)
    return createStringError("the " + Twine(in[3]) +
                             " channels are no blocks of " + Twine(b) + " x " +
                             Twine(b));
  int64_t channels = in[3] / (b * b);
  return setRearranged(node, *input, {in[1], in[2], b, b, channels},
                       {0, 2, 1, 3, 4},
                       {in[0], in[1] * b, in[2] * b, channels});
}
