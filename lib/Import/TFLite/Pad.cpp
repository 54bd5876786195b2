//===- Pad.cpp - PAD and PADV2 --------------------------------------------===//

#include "Node.h"
#include "OperatorTable.h"
#include "TensorType.h"
#include "dialects/MLA/IR/Window.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

using Shape = llvm::SmallVector<int64_t>;

namespace {
/// Elements before and behind each dimension.
struct Paddings {
  Shape low, high;
};
} // namespace

static llvm::Expected<Paddings> statedPaddings(const Node &node, int64_t rank) {
  auto stated = node.integers(1, 2 * mla::kMaxRank);
  if (!stated)
    return stated.takeError();
  if (int64_t(stated->size()) != 2 * rank)
    return createStringError("paddings have " + Twine(stated->size()) +
                             " values, an input of rank " + Twine(rank) +
                             " needs " + Twine(2 * rank));
  Paddings paddings;
  for (int64_t d = 0; d < rank; ++d) {
    for (int64_t side : {2 * d, 2 * d + 1})
      if (int64_t value = (*stated)[side];
          value < 0 || value > mla::kMaxWindowValue)
        return createStringError(
            "padding of " + Twine(value) + " along dimension " + Twine(d) +
            ", the limits are 0 and " + Twine(mla::kMaxWindowValue));
    paddings.low.push_back((*stated)[2 * d]);
    paddings.high.push_back((*stated)[2 * d + 1]);
  }
  if (rank > 1 && (paddings.low[0] || paddings.high[0]))
    return createStringError("pads dimension 0, that of the samples; only "
                             "dimensions within a sample are padded");
  return paddings;
}

/// The code that is written around the input: the zero point of `type` or, of
/// PADV2, a constant of its scale.
static llvm::Expected<int64_t> statedValue(Node &node, RankedTensorType type) {
  if (!node.hasInput(2))
    return mla::tensorZeroPoint(type);
  auto constant = node.inputType(2);
  if (!constant)
    return constant.takeError();
  if (constant->getElementType() != type.getElementType())
    return createStringError(
        "pad value must have the scale and zero point of the input");
  llvm::ArrayRef<uint8_t> data = node.model().data(node.inputTensor(2));
  if (data.size() != 1)
    return createStringError("pad value has " + Twine(data.size()) +
                             " bytes, not 1");
  return static_cast<int8_t>(data.front());
}

llvm::Error sima::tfl::importPad(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  Shape shape(shapeOf(*input));
  auto paddings = statedPaddings(node, shape.size());
  if (!paddings)
    return paddings.takeError();
  for (auto [size, low, high] :
       llvm::zip_equal(shape, paddings->low, paddings->high))
    size += low + high;
  auto type = node.outputType(shape, *input);
  if (!type)
    return type.takeError();
  auto value = statedValue(node, *type);
  if (!value)
    return value.takeError();
  return node.setResult(node.create<mla::PadOp>(*type, *input, paddings->low,
                                                paddings->high, *value));
}
