//===- Batches.cpp - SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND --------------===//
//
// Blocks of positions become samples and samples positions: the usual frame of
// a dilated convolution, which --mla-legalize makes of it.
//
//===----------------------------------------------------------------------===//
#include "Axes.h"
#include "OperatorTable.h"
#include "TensorType.h"
#include "dialects/MLA/IR/Window.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

namespace {
/// The two constant operands.
struct Blocks {
  Shape block;  ///< rows, columns
  Shape around; ///< top, bottom, left, right: padding or what is cut off
};
} // namespace

static llvm::Expected<Blocks> statedBlocks(Node &node) {
  auto block = node.integers(1, 2);
  if (!block)
    return block.takeError();
  auto around = node.integers(2, 4);
  if (!around)
    return around.takeError();
  if (block->size() != 2 || around->size() != 4)
    return createStringError("has " + Twine(block->size()) +
                             " sizes of blocks, imported are 2");
  for (int64_t size : *block)
    if (size < 1 || size > mla::kMaxWindowValue)
      return createStringError("blocks of " + Twine(size) + " positions");
  for (int64_t size : *around)
    if (size < 0 || size > mla::kMaxWindowValue)
      return createStringError("padding or cut of " + Twine(size));
  return Blocks{*block, *around};
}

llvm::Error sima::tfl::importSpaceToBatch(Node &node) {
  auto input = node.input(0, 4);
  if (!input)
    return input.takeError();
  auto stated = statedBlocks(node);
  if (!stated)
    return stated.takeError();
  auto [block, around] = *stated;
  Shape shape(shapeOf(*input));
  if (shape[0] != 1)
    return createStringError("makes samples of blocks of " + Twine(shape[0]) +
                             " samples; only those of 1 are imported");
  Shape low = {0, around[0], around[2], 0}, high = {0, around[1], around[3], 0};
  for (unsigned d : {1, 2}) {
    shape[d] += low[d] + high[d];
    if (shape[d] % block[d - 1] != 0)
      return createStringError(
          "dimension " + Twine(d) + " of " + Twine(shape[d]) +
          " positions does not consist of blocks of " + Twine(block[d - 1]));
  }
  Value padded = *input;
  if (shape != Shape(shapeOf(padded)))
    padded = node.createStep<mla::PadOp>(
        "padded", withShape(padded, shape), padded, low, high,
        mla::tensorZeroPoint(padded.getType()));
  int64_t h = shape[1] / block[0], w = shape[2] / block[1], c = shape[3];
  int64_t samples = block[0] * block[1];
  Value stacked = node.createStep<mla::RearrangeOp>(
      "stacked", withShape(padded, {1, samples * h, w, c}), padded,
      Shape{h, block[0], w, block[1], c}, Shape{1, 3, 0, 2, 4});
  return setMoved(node, stacked, {samples, h, w, c});
}

llvm::Error sima::tfl::importBatchToSpace(Node &node) {
  auto input = node.input(0, 4);
  if (!input)
    return input.takeError();
  auto stated = statedBlocks(node);
  if (!stated)
    return stated.takeError();
  auto [block, around] = *stated;
  llvm::ArrayRef<int64_t> in = shapeOf(*input);
  int64_t samples = block[0] * block[1];
  if (in[0] != samples)
    return createStringError("makes blocks of " + Twine(samples) +
                             " positions of " + Twine(in[0]) +
                             " samples; the numbers must be equal");
  int64_t h = in[1], w = in[2], c = in[3];
  Value stacked = reshaped(node, "stacked", *input, {1, samples * h, w, c});
  Shape shape = {1, h * block[0], w * block[1], c};
  Shape cut = {1, shape[1] - around[0] - around[1],
               shape[2] - around[2] - around[3], c};
  if (cut[1] < 1 || cut[2] < 1)
    return createStringError("cuts everything off");
  auto type = node.outputType(cut, *input);
  if (!type)
    return type.takeError();
  Shape view = {block[0], block[1], h, w, c}, order = {2, 0, 3, 1, 4};
  if (cut == shape)
    return node.setResult(
        node.create<mla::RearrangeOp>(*type, stacked, view, order));
  Value whole = node.createStep<mla::RearrangeOp>(
      "whole", withShape(*input, shape), stacked, view, order);
  return node.setResult(node.create<mla::StridedSliceOp>(
      *type, whole, Shape{0, around[0], around[2], 0}, Shape{1, 1, 1, 1}));
}
