//===- Reshape.cpp - RESHAPE, EXPAND_DIMS and SQUEEZE ---------------------===//

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

/// Lets `input` in another shape be the node's result.
static llvm::Error setReshaped(Node &node, Value input, const Shape &shape) {
  auto type = node.outputType(shape, input);
  if (!type)
    return type.takeError();
  return node.setResult(node.create<mla::ReshapeOp>(*type, input));
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
  return setReshaped(node, *input, *shape);
}

llvm::Error sima::tfl::importExpandDims(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto axis = node.integers(1, 1);
  if (!axis)
    return axis.takeError();
  Shape shape = node.statedShape(0);
  int64_t rank = shape.size(), stated = axis->front();
  if (stated < -rank - 1 || stated > rank)
    return createStringError("axis " + Twine(stated) +
                             ", the output has rank " + Twine(rank + 1));
  shape.insert(shape.begin() + (stated < 0 ? stated + rank + 1 : stated), 1);
  return setReshaped(node, *input, shape);
}

llvm::Error sima::tfl::importSqueeze(Node &node) {
  auto options = node.options<fb::SqueezeOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  Shape in = node.statedShape(0);
  int64_t rank = in.size();
  const flatbuffers::Vector<int32_t> *stated = (*options)->squeeze_dims();
  bool all = !stated || stated->size() == 0;
  llvm::SmallVector<bool> dropped(rank, false);
  for (int64_t d = 0; all && d < rank; ++d)
    dropped[d] = in[d] == 1;
  for (unsigned i = 0; !all && i < stated->size(); ++i) {
    int64_t d = stated->Get(i);
    if (d < -rank || d >= rank || in[d < 0 ? d + rank : d] != 1)
      return createStringError("squeezes dimension " + Twine(d) +
                               " of an input of shape " + toString(in) +
                               "; it must be one of size 1");
    dropped[d < 0 ? d + rank : d] = true;
  }
  Shape shape;
  for (int64_t d = 0; d < rank; ++d)
    if (!dropped[d])
      shape.push_back(in[d]);
  return setReshaped(node, *input, shape);
}
