//===- Reductions.cpp - MEAN, SUM, REDUCE_MAX, ARG_MAX and their like -----===//

#include "Node.h"
#include "OperatorTable.h"
#include "TensorType.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

using Shape = llvm::SmallVector<int64_t>;

/// The dimensions that are reduced, ascending and each once. Negative axes
/// count from the end; the samples' dimension needs no reduction where it has
/// size 1, and cannot be reduced where it has not.
static llvm::Expected<Shape> reducedAxes(const Node &node,
                                         llvm::ArrayRef<int64_t> shape) {
  auto stated = node.integers(1);
  if (!stated)
    return stated;
  int64_t rank = shape.size();
  llvm::SmallVector<bool> reduced(rank, false);
  for (int64_t axis : *stated) {
    auto dimension = node.axis(axis);
    if (!dimension)
      return dimension.takeError();
    reduced[*dimension] = true;
  }
  if (rank > 1 && reduced[0] && shape[0] != 1)
    return createStringError("reduces the " + Twine(shape[0]) +
                             " samples of dimension 0; only dimensions within "
                             "a sample are reduced");
  Shape axes;
  for (int64_t d = rank > 1 ? 1 : 0; d < rank; ++d)
    if (reduced[d])
      axes.push_back(d);
  return axes;
}

/// The output's shape where the reduced dimensions are dropped. The stated
/// axes decide: the dimension of one sample may be among them.
static llvm::Expected<Shape> droppedShape(const Node &node) {
  auto stated = node.integers(1);
  if (!stated)
    return stated;
  Shape shape = node.statedShape(0);
  int64_t rank = shape.size();
  Shape left;
  for (int64_t d = 0; d < rank; ++d)
    if (!llvm::is_contained(*stated, d) &&
        !llvm::is_contained(*stated, d - rank))
      left.push_back(shape[d]);
  return left;
}

/// `sameQuantization`: the kernel takes the output in the input's quantization
/// only.
template <typename Op>
static llvm::Error importReduction(Node &node, bool sameQuantization) {
  auto options = node.options<fb::ReducerOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto axes = reducedAxes(node, shapeOf(*input));
  if (!axes)
    return axes.takeError();
  Shape kept(shapeOf(*input));
  for (int64_t axis : *axes)
    kept[axis] = 1;
  llvm::Expected<Shape> shape = kept;
  if (!(*options)->keep_dims())
    shape = droppedShape(node);
  if (!shape)
    return shape.takeError();
  auto type = sameQuantization ? node.outputType(*shape, *input)
                               : node.outputType(*shape);
  if (!type)
    return type.takeError();
  auto keptType = RankedTensorType::get(kept, type->getElementType());
  Value result = node.create<Op>(keptType, *input, *axes, node.arithmetic());
  if (keptType != *type)
    result = node.create<mla::ReshapeOp>(*type, result);
  return node.setResult(result);
}

llvm::Error sima::tfl::importMean(Node &node) {
  return importReduction<mla::ReduceMeanOp>(node, false);
}

/// Not of int16: LiteRT's kernel reads and writes those codes as bytes.
llvm::Error sima::tfl::importSum(Node &node) {
  return importReduction<mla::ReduceSumOp>(node, false);
}

llvm::Error sima::tfl::importReduceMax(Node &node) {
  return importReduction<mla::ReduceMaxOp>(node, true);
}

llvm::Error sima::tfl::importReduceMin(Node &node) {
  return importReduction<mla::ReduceMinOp>(node, true);
}

/// ARG_MAX or, with `minimum`, ARG_MIN: the type of the output, int32 or int64,
/// does not matter to the positions.
static llvm::Error importPosition(Node &node, bool minimum) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto axes = reducedAxes(node, shapeOf(*input));
  if (!axes)
    return axes.takeError();
  if (axes->size() != 1)
    return createStringError("needs one axis within a sample");
  constexpr int64_t mostPositions = 32768;
  int64_t size = shapeOf(*input)[axes->front()];
  if (size > mostPositions)
    return createStringError("finds a position among " + Twine(size) +
                             ", at most " + Twine(mostPositions) +
                             " have a 16-bit code");
  auto shape = droppedShape(node);
  if (!shape)
    return shape.takeError();
  auto type = node.outputType(*shape);
  if (!type)
    return type.takeError();
  Shape kept(shapeOf(*input));
  kept[axes->front()] = 1;
  auto keptType = positionsType(kept, type->getContext());
  // Who computes with positions takes them as the model's integers, and these
  // have the name.
  bool isRead = node.isRead();
  Value result =
      isRead ? node.createStep<mla::ArgMaxOp>("position", keptType, *input,
                                              *axes, node.arithmetic(), minimum)
             : node.create<mla::ArgMaxOp>(keptType, *input, *axes,
                                          node.arithmetic(), minimum);
  auto positions = positionsType(type->getShape(), type->getContext());
  if (keptType != positions)
    result = isRead ? node.createView(positions, result)
                    : Value(node.create<mla::ReshapeOp>(positions, result));
  if (isRead)
    result =
        node.create<mla::PointwiseOp>(*type, mla::PointwiseKind::cast, result);
  return node.setResult(result);
}

llvm::Error sima::tfl::importArgMax(Node &node) {
  return importPosition(node, false);
}

llvm::Error sima::tfl::importArgMin(Node &node) {
  return importPosition(node, true);
}
