//===- Mean.cpp - MEAN ----------------------------------------------------===//

#include "Node.h"
#include "OperatorTable.h"
#include "TensorType.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

using Shape = llvm::SmallVector<int64_t>;

/// The dimensions that are averaged, ascending and each once. Negative axes
/// count from the end; the samples' dimension needs no mean where it has size
/// 1, and cannot be averaged where it has not.
static llvm::Expected<Shape> averagedAxes(const Node &node,
                                          llvm::ArrayRef<int64_t> shape) {
  auto stated = node.integers(1);
  if (!stated)
    return stated;
  int64_t rank = shape.size();
  llvm::SmallVector<bool> averaged(rank, false);
  for (int64_t axis : *stated) {
    auto dimension = node.axis(axis);
    if (!dimension)
      return dimension.takeError();
    averaged[*dimension] = true;
  }
  if (rank > 1 && averaged[0] && shape[0] != 1)
    return createStringError("averages over the " + Twine(shape[0]) +
                             " samples of dimension 0; only dimensions within "
                             "a sample are reduced");
  Shape axes;
  for (int64_t d = rank > 1 ? 1 : 0; d < rank; ++d)
    if (averaged[d])
      axes.push_back(d);
  return axes;
}

/// The output's shape where the averaged dimensions are dropped. The stated
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

llvm::Error sima::tfl::importMean(Node &node) {
  auto options = node.options<fb::ReducerOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto axes = averagedAxes(node, shapeOf(*input));
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
  auto type = node.outputType(*shape);
  if (!type)
    return type.takeError();
  auto keptType = RankedTensorType::get(kept, type->getElementType());
  Value mean = node.create<mla::ReduceMeanOp>(keptType, *input, *axes,
                                              mla::Arithmetic::tflite);
  if (keptType != *type)
    mean = node.create<mla::ReshapeOp>(*type, mean);
  return node.setResult(mean);
}
