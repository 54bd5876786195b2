//===- Reshape.cpp - RESHAPE ----------------------------------------------===//

#include "Node.h"
#include "OperatorTable.h"
#include "TensorType.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

using Shape = llvm::SmallVector<int64_t>;

/// The sizes as the model states them: by a constant operand or, where there is
/// none, by the option.
static llvm::Expected<Shape> statedShape(Node &node) {
  if (node.hasInput(1))
    return node.integers(1);
  auto options = node.options<fb::ReshapeOptions>();
  if (!options)
    return options.takeError();
  const flatbuffers::Vector<int32_t> *sizes = (*options)->new_shape();
  if (!sizes || sizes->size() > mla::kMaxRank)
    return createStringError("new shape has rank " +
                             Twine(sizes ? sizes->size() : 0) +
                             ", imported are ranks 1 to 4");
  return Shape(sizes->begin(), sizes->end());
}

/// Replaces the one -1 of `shape`, if any, by what is left of `elements`.
static llvm::Error inferSize(Shape &shape, int64_t elements) {
  int64_t known = 1, *open = nullptr;
  for (int64_t &size : shape) {
    if (size == -1 && !open)
      open = &size;
    else if (size < 1 || __builtin_mul_overflow(known, size, &known))
      return createStringError("new shape " + toString(shape) +
                               " has sizes that are not positive");
  }
  if (open)
    *open = elements / known;
  if (open ? *open * known != elements : known != elements)
    return createStringError("new shape " + toString(shape) +
                             " does not hold the input's " + Twine(elements) +
                             " elements");
  return llvm::Error::success();
}

llvm::Error sima::tfl::importReshape(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto shape = statedShape(node);
  if (!shape)
    return shape.takeError();
  auto elements = cast<RankedTensorType>(input->getType()).getNumElements();
  if (llvm::Error error = inferSize(*shape, elements))
    return error;
  auto type = node.outputType(*shape, *input);
  if (!type)
    return type.takeError();
  return node.setResult(node.create<mla::ReshapeOp>(*type, *input));
}
