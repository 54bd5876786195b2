//===- NonMaxSuppression.cpp - NON_MAX_SUPPRESSION_V4 and _V5 -------------===//

#include "Node.h"
#include "Numbers.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

/// The one number of constant operand `input`.
static llvm::Expected<llvm::APFloat> realConstant(const Node &node,
                                                  unsigned input) {
  unsigned tensor = node.inputTensor(input);
  llvm::ArrayRef<uint8_t> data = node.model().data(tensor);
  if (node.model().tensor(tensor).type() != fb::TensorType::FLOAT32 ||
      data.size() != sizeof(float))
    return createStringError("operand " + Twine(input) +
                             " must be one float32 number");
  return llvm::APFloat(
      llvm::APFloat::IEEEsingle(),
      llvm::APInt(32, llvm::support::endian::read32le(data.data())));
}

llvm::Error sima::tfl::importNonMaxSuppression(Node &node) {
  bool isV5 = node.code() == fb::BuiltinOperator::NON_MAX_SUPPRESSION_V5;
  if (node.outputCount() != (isV5 ? 3 : 2))
    return createStringError("has " + Twine(node.outputCount()) +
                             " outputs, gives " + Twine(isV5 ? 3 : 2));
  llvm::SmallVector<Value, 2> inputs;
  for (unsigned i = 0; i < 2; ++i) {
    auto input = node.input(i);
    if (!input)
      return input.takeError();
    if (!mla::isFloatTensor(input->getType()))
      return createStringError("boxes and scores must be float32");
    inputs.push_back(*input);
  }
  if (node.model().tensor(node.inputTensor(2)).type() != fb::TensorType::INT32)
    return createStringError("max_output_size must be int32");
  auto places = node.integers(2, 1);
  if (!places)
    return places.takeError();
  constexpr int64_t kMostPlaces = 1 << 20;
  if (places->size() != 1 || places->front() < 1 ||
      places->front() > kMostPlaces)
    return createStringError(
        "max_output_size must be one number from 1 to " + Twine(kMostPlaces) +
        (places->empty() ? "" : ", is " + Twine(places->front())));
  llvm::SmallVector<llvm::APFloat, 3> thresholds;
  for (unsigned i = 3; i < (isV5 ? 6 : 5); ++i) {
    auto threshold = realConstant(node, i);
    if (!threshold)
      return threshold.takeError();
    thresholds.push_back(*threshold);
  }
  if (!isV5)
    thresholds.push_back(llvm::APFloat(0.0f));
  // The model may leave the sizes of outputs open.
  OpBuilder builder(inputs.front().getContext());
  auto type = [&](int64_t size, Type element) {
    return RankedTensorType::get(node.withSamples({size}), element);
  };
  int64_t count = places->front();
  auto op = node.createChecked<mla::NonMaxSuppressionOp>(
      "", type(count, builder.getI32Type()), type(count, builder.getF32Type()),
      type(1, builder.getI32Type()), inputs[0], inputs[1], thresholds[0],
      thresholds[1], thresholds[2]);
  if (!op)
    return op.takeError();
  if (llvm::Error error = node.setResult(op->getIndices(), 0))
    return error;
  if (isV5)
    if (llvm::Error error = node.setResult(op->getSelectedScores(), 1))
      return error;
  return node.setResult(op->getCount(), isV5 ? 2 : 1);
}
