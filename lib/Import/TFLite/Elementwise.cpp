//===- Elementwise.cpp - ADD and SOFTMAX ----------------------------------===//

#include "Node.h"
#include "OperatorTable.h"
#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

llvm::Error sima::tfl::importAdd(Node &node) {
  auto lhs = node.input(0);
  if (!lhs)
    return lhs.takeError();
  auto rhs = node.input(1);
  if (!rhs)
    return rhs.takeError();
  auto type = node.outputType(shapeOf(*lhs));
  if (!type)
    return type.takeError();
  // LiteRT's kernel scales both operands to a grid of 2^-20 times twice the
  // larger scale, and has no multiplier of 1 or more from there to the output.
  double larger = std::max(mla::tensorScale(lhs->getType()),
                           mla::tensorScale(rhs->getType()));
  if (2 * larger / (double(1 << 20) * mla::tensorScale(*type)) >= 1)
    return createStringError("output scale is less than 2^-19 of an input's");
  return node.setResult(node.create<mla::AddOp>(
      *type, *lhs, *rhs, node.activation(), mla::Arithmetic::tflite));
}

llvm::Error sima::tfl::importSoftmax(Node &node) {
  auto options = node.options<fb::SoftmaxOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto type = node.outputType(shapeOf(*input));
  if (!type)
    return type.takeError();
  if (mla::tensorScale(*type) != 1.0 / 256 ||
      mla::tensorZeroPoint(*type) != -128)
    return createStringError(
        "output has scale " + std::to_string(mla::tensorScale(*type)) +
        " and zero point " + Twine(mla::tensorZeroPoint(*type)) +
        ", int8 softmax has 1/256 and -128");
  float beta = (*options)->beta();
  // LiteRT's kernel has no multiplier of 1 or less for the exponent.
  double factor = beta * mla::tensorScale(input->getType()) * double(1 << 26);
  if (!std::isfinite(beta) || !(factor > 1))
    return createStringError("beta " + std::to_string(beta) +
                             " times the input's scale is not above 2^-26");
  return node.setResult(node.create<mla::SoftmaxOp>(
      *type, *input, llvm::APFloat(beta), mla::Arithmetic::tflite));
}
