//===- Pad.cpp - PAD, PADV2 and MIRROR_PAD --------------------------------===//

#include "Axes.h"
#include "OperatorTable.h"
#include "TensorType.h"
#include "dialects/MLA/IR/Window.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

namespace {
/// Elements before and behind each dimension.
struct Paddings {
  Shape low, high;
};
} // namespace

/// Of all dimensions of the value of input 0.
static llvm::Expected<Paddings> statedPaddings(const Node &node) {
  int64_t rank = node.statedShape(0).size();
  auto stated = node.integers(1, 2 * mla::kMaxRank);
  if (!stated)
    return stated.takeError();
  if (int64_t(stated->size()) != 2 * rank)
    return createStringError("paddings have " + Twine(stated->size()) +
                             " values, an input of rank " + Twine(rank) +
                             " needs " + Twine(2 * rank));
  Paddings paddings;
  paddings.low.assign(node.addedDimensions(), 0);
  paddings.high = paddings.low;
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
  if (paddings.low.size() > 1 && (paddings.low[0] || paddings.high[0]))
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
  size_t bytes = mla::elementBytes(type);
  if (data.size() != bytes)
    return createStringError("pad value has " + Twine(data.size()) +
                             " bytes, not " + Twine(bytes));
  if (bytes == 2)
    return static_cast<int16_t>(llvm::support::endian::read16le(data.data()));
  // Codes of uint8 are stored 128 lower.
  bool isUnsigned = node.arithmetic() == mla::Arithmetic::tflite_u8;
  return static_cast<int8_t>(data.front() ^ (isUnsigned ? 0x80 : 0));
}

llvm::Error sima::tfl::importPad(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  Shape shape(shapeOf(*input));
  auto paddings = statedPaddings(node);
  if (!paddings)
    return paddings.takeError();
  for (auto [size, low, high] :
       llvm::zip_equal(shape, paddings->low, paddings->high))
    size += low + high;
  auto value = statedValue(node, cast<RankedTensorType>(input->getType()));
  if (!value)
    return value.takeError();
  return setMovement<mla::PadOp>(node, *input, shapeInFile(node, shape), shape,
                                 0, *input, paddings->low, paddings->high,
                                 *value);
}

llvm::Error sima::tfl::importMirrorPad(Node &node) {
  auto options = node.options<fb::MirrorPadOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  Shape shape(shapeOf(*input));
  auto paddings = statedPaddings(node);
  if (!paddings)
    return paddings.takeError();
  bool symmetric = (*options)->mode() == fb::MirrorPadMode::SYMMETRIC;
  for (auto [d, low, high] : llvm::enumerate(paddings->low, paddings->high)) {
    if (int64_t most = shape[d] - (symmetric ? 0 : 1);
        low > most || high > most)
      return createStringError("mirrors " + Twine(std::max(low, high)) +
                               " elements of dimension " + Twine(d) +
                               ", which has " + Twine(most) + " to mirror");
    shape[d] += low + high;
  }
  return setMovement<mla::MirrorPadOp>(
      node, *input, shapeInFile(node, shape), shape, 0, *input, paddings->low,
      paddings->high,
      symmetric ? mla::MirrorMode::symmetric : mla::MirrorMode::reflect);
}
