//===- Elementwise.cpp - ADD ----------------------------------------------===//

#include "Node.h"
#include "OperatorTable.h"
#include <algorithm>

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;

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
