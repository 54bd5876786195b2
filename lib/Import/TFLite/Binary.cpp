//===- Binary.cpp - Elementwise operators of two operands -----------------===//
//
// ADD, SUB, MUL, DIV, MINIMUM, MAXIMUM, SQUARED_DIFFERENCE and PRELU. Operands
// are broadcast as in NumPy: shapes are aligned at their last dimensions.
//
//===----------------------------------------------------------------------===//
#include "Node.h"
#include "OperatorTable.h"
#include "TensorType.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "sima/Numerics/TFLiteElementwise.h"
#include "llvm/Support/Endian.h"
#include <algorithm>

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;
namespace tflite = sima::numerics::tflite;

using Shape = llvm::SmallVector<int64_t, 4>;

namespace {
/// Both operands in the rank of the result, and the result's type.
struct Operands {
  Value lhs, rhs;
  RankedTensorType result;

  double lhsScale() const { return mla::tensorScale(lhs.getType()); }
  double rhsScale() const { return mla::tensorScale(rhs.getType()); }
  double outScale() const { return mla::tensorScale(result); }
  bool isWide() const { return mla::elementBytes(result) == 2; }
};
} // namespace

/// The shape of the result, in which sizes of 1 are repeated.
static llvm::Expected<Shape> broadcastShape(llvm::ArrayRef<int64_t> lhs,
                                            llvm::ArrayRef<int64_t> rhs) {
  Shape shape(std::max(lhs.size(), rhs.size()));
  auto sizeOf = [&](llvm::ArrayRef<int64_t> of, size_t d) -> int64_t {
    size_t missing = shape.size() - of.size();
    return d < missing ? 1 : of[d - missing];
  };
  for (size_t d = 0; d < shape.size(); ++d) {
    int64_t a = sizeOf(lhs, d), b = sizeOf(rhs, d);
    if (a != b && a != 1 && b != 1)
      return createStringError("operands of shapes " + toString(lhs) + " and " +
                               toString(rhs) + " do not fit together");
    shape[d] = std::max(a, b);
  }
  return shape;
}

/// `value` with sizes of 1 before its own.
static llvm::Expected<Value> withRank(Node &node, Value value, size_t rank) {
  auto type = cast<RankedTensorType>(value.getType());
  Shape shape(rank - type.getRank(), 1);
  llvm::append_range(shape, type.getShape());
  if (shape == Shape(type.getShape()))
    return value;
  auto wanted = RankedTensorType::get(shape, type.getElementType());
  auto constant = value.getDefiningOp<mla::ConstantOp>();
  if (!constant)
    return node.createView(wanted, value);
  ElementsAttr elements = mla::reshapeElements(constant.getValue(), shape);
  if (!elements)
    return createStringError("the bytes of a constant operand are missing");
  return Value(node.create<mla::ConstantOp>(wanted, elements));
}

/// Dimension 0 of tensors of several dimensions counts samples, which run one
/// by one.
static llvm::Error checkSamples(Value operand, llvm::ArrayRef<int64_t> result) {
  bool isConstant = operand.getDefiningOp<mla::ConstantOp>() != nullptr;
  int64_t samples = shapeOf(operand).front();
  if (result.size() == 1 || samples == (isConstant ? 1 : result.front()))
    return llvm::Error::success();
  if (isConstant)
    return createStringError("constant operand of shape " +
                             toString(shapeOf(operand)) +
                             " differs between samples, its first size has to "
                             "be 1");
  return createStringError("operand of shape " + toString(shapeOf(operand)) +
                           " is repeated for each of " + Twine(result.front()) +
                           " samples; only constants can be");
}

static llvm::Expected<Operands> operandsOf(Node &node) {
  auto lhs = node.input(0);
  if (!lhs)
    return lhs.takeError();
  auto rhs = node.input(1);
  if (!rhs)
    return rhs.takeError();
  auto shape = broadcastShape(shapeOf(*lhs), shapeOf(*rhs));
  if (!shape)
    return shape.takeError();
  auto type = node.outputType(*shape);
  if (!type)
    return type.takeError();
  Operands operands{*lhs, *rhs, *type};
  for (Value *operand : {&operands.lhs, &operands.rhs}) {
    // The result may have got a dimension of samples in front.
    auto value = withRank(node, *operand, type->getRank());
    if (!value)
      return value.takeError();
    *operand = *value;
    if (llvm::Error error = checkSamples(*operand, type->getShape()))
      return std::move(error);
  }
  return operands;
}

template <typename Op>
static llvm::Error setBinary(Node &node, const Operands &operands,
                             mla::Arithmetic arithmetic) {
  return node.setResult(node.create<Op>(operands.result, operands.lhs,
                                        operands.rhs, node.activation(),
                                        arithmetic));
}

//===----------------------------------------------------------------------===//
// ADD, SUB, SQUARED_DIFFERENCE
//===----------------------------------------------------------------------===//

/// LiteRT's kernels scale both operands to a grid and have no multiplier of 1
/// or more from there to the output.
static llvm::Error checkGrid(const tflite::AddParams &params) {
  // A multiplier has a significand from 1/2 up to 1 and a power of two.
  if (params.output.shift <= 0)
    return llvm::Error::success();
  return createStringError("output scale is too fine for the inputs': LiteRT "
                           "has no multiplier of 1 or more");
}

/// Whether the option says that scales which are powers of two are shifts.
template <typename Options>
static llvm::Expected<bool> hasPowerOfTwoOption(Node &node) {
  auto options = node.options<Options>();
  if (!options)
    return options.takeError();
  return (*options)->pot_scale_int16();
}

template <typename Op, typename Options>
static llvm::Error importAddition(Node &node, bool mayRepeat) {
  auto operands = operandsOf(node);
  if (!operands)
    return operands.takeError();
  double lhs = operands->lhsScale(), rhs = operands->rhsScale(),
         out = operands->outScale();
  if (!operands->isWide()) {
    if (llvm::Error error = checkGrid(tflite::addParams(lhs, rhs, out)))
      return error;
    return setBinary<Op>(node, *operands, node.arithmetic());
  }
  auto option = hasPowerOfTwoOption<Options>(node);
  if (!option)
    return option.takeError();
  int32_t exponent = 0;
  bool shifts =
      *option && llvm::all_of(llvm::ArrayRef{lhs, rhs, out}, [&](double scale) {
        return tflite::isPowerOfTwoScale(scale, &exponent);
      });
  if (!shifts) {
    if (llvm::Error error = checkGrid(
            tflite::addParams(lhs, rhs, out, tflite::kAddLeftShift16)))
      return error;
    return setBinary<Op>(node, *operands, node.arithmetic());
  }
  if (!tflite::powerOfTwoShifts(lhs, rhs, out))
    return createStringError(
        "scales are powers of two, of which one input's at most may be finer "
        "than the output's and none coarser (LiteRT's limit)");
  if (!mayRepeat && shapeOf(operands->lhs) != shapeOf(operands->rhs))
    return createStringError("inputs of different shapes, with scales that are "
                             "powers of two: LiteRT does not broadcast these");
  return setBinary<Op>(node, *operands, mla::Arithmetic::tflite_pot);
}

llvm::Error sima::tfl::importAdd(Node &node) {
  return importAddition<mla::AddOp, fb::AddOptions>(node, /*mayRepeat=*/false);
}

llvm::Error sima::tfl::importSub(Node &node) {
  return importAddition<mla::SubOp, fb::SubOptions>(node, /*mayRepeat=*/true);
}

llvm::Error sima::tfl::importSquaredDifference(Node &node) {
  auto operands = operandsOf(node);
  if (!operands)
    return operands.takeError();
  if (llvm::Error error = checkGrid(tflite::squaredDifferenceParams(
          operands->lhsScale(), operands->rhsScale(), operands->outScale())))
    return error;
  return setBinary<mla::SquaredDifferenceOp>(node, *operands,
                                             node.arithmetic());
}

//===----------------------------------------------------------------------===//
// The others
//===----------------------------------------------------------------------===//

template <typename Op> static llvm::Error importPlain(Node &node) {
  auto operands = operandsOf(node);
  if (!operands)
    return operands.takeError();
  return setBinary<Op>(node, *operands, node.arithmetic());
}

llvm::Error sima::tfl::importMul(Node &node) {
  auto operands = operandsOf(node);
  if (!operands)
    return operands.takeError();
  return setBinary<mla::MulOp>(node, *operands, node.arithmetic());
}

/// Whether one of a constant's codes is its zero point.
static bool holdsZero(mla::ConstantOp constant) {
  std::optional<mla::ElementBytes> bytes =
      mla::elementBytes(constant.getValue());
  bool wide = mla::elementBytes(constant.getType()) == 2;
  int64_t zero = mla::tensorZeroPoint(constant.getType());
  for (size_t i = 0; bytes && i < bytes->size(); i += wide ? 2 : 1) {
    int64_t code =
        wide ? int16_t(llvm::support::endian::read16le(bytes->data() + i))
             : int8_t((*bytes)[i]);
    if (code == zero)
      return true;
  }
  return false;
}

llvm::Error sima::tfl::importDiv(Node &node) {
  auto operands = operandsOf(node);
  if (!operands)
    return operands.takeError();
  if (auto constant = operands->rhs.getDefiningOp<mla::ConstantOp>())
    if (holdsZero(constant))
      return createStringError("divides by a constant 0");
  return setBinary<mla::DivOp>(node, *operands, node.arithmetic());
}

llvm::Error sima::tfl::importMinimum(Node &node) {
  return importPlain<mla::MinimumOp>(node);
}

llvm::Error sima::tfl::importMaximum(Node &node) {
  return importPlain<mla::MaximumOp>(node);
}

/// Slopes have the input's type; those of int16 are int8.
static llvm::Error checkSlopeType(Node &node) {
  auto typeOf = [&](int tensor) { return node.model().tensor(tensor).type(); };
  fb::TensorType input = typeOf(node.inputTensor(0));
  fb::TensorType slope = typeOf(node.inputTensor(1));
  if (typeOf(node.op().outputs()->Get(0)) != input)
    return createStringError("input and output have to be of one type");
  if (input != fb::TensorType::INT16)
    return slope == input
               ? llvm::Error::success()
               : createStringError("slopes have to be of the input's type");
  if (slope == fb::TensorType::INT8)
    return llvm::Error::success();
  return createStringError("slopes of int16 have to be int8: LiteRT reads "
                           "bytes, whatever their type");
}

llvm::Error sima::tfl::importPRelu(Node &node) {
  auto operands = operandsOf(node);
  if (!operands)
    return operands.takeError();
  if (operands->result.getShape() != shapeOf(operands->lhs))
    return createStringError("slopes of shape " +
                             toString(shapeOf(operands->rhs)) +
                             " are more than the input's");
  if (llvm::Error error = checkSlopeType(node))
    return error;
  return setBinary<mla::PReluOp>(node, *operands, node.arithmetic());
}
