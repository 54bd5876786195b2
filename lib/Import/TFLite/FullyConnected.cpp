//===- FullyConnected.cpp - FULLY_CONNECTED -------------------------------===//

#include "OperatorTable.h"
#include "ProductOperands.h"
#include "TensorType.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

/// `value` in rank 2 with `features` per sample, through a reshape if needed.
static Value flatten(Node &node, Value value, int64_t features) {
  auto type = cast<RankedTensorType>(value.getType());
  auto flat = RankedTensorType::get(
      {type.getNumElements() / features, features}, type.getElementType());
  return type == flat ? value : node.createView(flat, value);
}

/// The output's shape: samples x units, or, where dimensions are kept, the
/// input's with its last one replaced.
static llvm::SmallVector<int64_t> outputShape(llvm::ArrayRef<int64_t> input,
                                              int64_t samples, int64_t units,
                                              bool keepDims) {
  if (!keepDims)
    return {samples, units};
  llvm::SmallVector<int64_t> shape(input);
  shape.back() = units;
  return shape;
}

llvm::Error sima::tfl::importFullyConnected(Node &node) {
  auto options = node.options<fb::FullyConnectedOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto filter = node.filter(2, 0, /*hasZeroPoint=*/true);
  if (!filter)
    return filter.takeError();
  int64_t units = shapeOf(*filter)[0], features = shapeOf(*filter)[1];
  int64_t elements = cast<RankedTensorType>(input->getType()).getNumElements();
  bool keepDims = (*options)->keep_num_dims();
  if (elements % features != 0 ||
      (keepDims && shapeOf(*input).back() != features))
    return createStringError("filter takes " + Twine(features) +
                             " features, the input has shape " +
                             toString(shapeOf(*input)));
  int64_t samples = elements / features;
  auto type =
      node.outputType(outputShape(shapeOf(*input), samples, units, keepDims));
  if (!type)
    return type.takeError();
  auto operands = productOperands(
      node, 0, 2, units, (*options)->quantized_bias_type(), Rescaling::Float64);
  if (!operands)
    return operands.takeError();
  auto flat = RankedTensorType::get({samples, units}, type->getElementType());
  Value result = node.create<mla::FullyConnectedOp>(
      flat, flatten(node, *input, features), *filter, operands->bias,
      node.activation(), operands->arithmetic);
  if (flat != *type)
    result = node.create<mla::ReshapeOp>(*type, result);
  return node.setResult(result);
}
