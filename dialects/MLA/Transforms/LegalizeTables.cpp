//===- LegalizeTables.cpp - Functions of one 8-bit operand ----------------===//
//
// An operation with one operand of 8 bits, or with a second one that is the
// same constant everywhere, is a table of 256 results. The interpreter's scalar
// function computes them, so a table cannot differ from the operation. A chain
// of float32 functions between codes is one, too, and needs no A65 then.
//
//===----------------------------------------------------------------------===//
#include "LegalizePatterns.h"
#include "dialects/MLA/IR/A65Kernels.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "sima/Numerics/PointwiseTable.h"
#include "sima/Reference/ElementwiseFunction.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

/// The code that all elements of a constant hold, if they hold one.
static std::optional<int32_t> scalarCode(Value value) {
  auto constant = value.getDefiningOp<ConstantOp>();
  if (!constant)
    return std::nullopt;
  std::optional<ElementBytes> bytes = elementBytes(constant.getValue());
  auto width = static_cast<size_t>(elementBytes(value.getType()));
  if (!bytes || bytes->size() < width)
    return std::nullopt;
  for (size_t i = width; i < bytes->size(); ++i)
    if ((*bytes)[i] != (*bytes)[i - width])
      return std::nullopt;
  if (width == 1)
    return static_cast<int8_t>((*bytes)[0]);
  return static_cast<int16_t>(llvm::support::endian::read16le(bytes->data()));
}

/// Replaces `op` by the table of `function` over `input`.
static void replaceByTable(PatternRewriter &rewriter, Operation *op,
                           Value input, Arithmetic arithmetic,
                           const reference::UnaryFunction &function) {
  Type output = op->getResult(0).getType();
  unsigned width = elementBytes(output);
  std::vector<char> bytes;
  for (int32_t code = -128; code <= 127; ++code) {
    auto result = static_cast<uint16_t>(function(code));
    bytes.push_back(static_cast<char>(result & 0xff));
    if (width == 2)
      bytes.push_back(static_cast<char>(result >> 8));
  }
  auto type = RankedTensorType::get({256}, rewriter.getIntegerType(8 * width));
  StringRef name = op->getName().stripDialect();
  Value table = rewriter.create<ConstantOp>(op->getLoc(), type,
                                            makeElements(type, bytes, name));
  rewriter.replaceOpWithNewOp<LookupOp>(op, output, name, input, table,
                                        arithmetic);
}

/// A map of 8-bit codes in the shape of `output`.
static bool isByteMap(Value input, Value output) {
  return elementBytes(input.getType()) == 1 &&
         cast<RankedTensorType>(input.getType()).getShape() ==
             cast<RankedTensorType>(output.getType()).getShape();
}

namespace {
struct ScalarOperandToTable : OpInterfaceRewritePattern<BinaryElementwiseOp> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(BinaryElementwiseOp op,
                                PatternRewriter &rewriter) const override {
    reference::BinaryFunction function = reference::binaryFunction(op);
    if (isByteMap(op.getLhs(), op.getOutput()))
      if (std::optional<int32_t> rhs = scalarCode(op.getRhs())) {
        replaceByTable(rewriter, op, op.getLhs(), op.getArithmetic(),
                       [&](int32_t code) { return function(code, *rhs); });
        return success();
      }
    if (isByteMap(op.getRhs(), op.getOutput()))
      if (std::optional<int32_t> lhs = scalarCode(op.getLhs())) {
        replaceByTable(rewriter, op, op.getRhs(), op.getArithmetic(),
                       [&](int32_t code) { return function(*lhs, code); });
        return success();
      }
    return rewriter.notifyMatchFailure(
        op, "no 8-bit map with one constant code beside it");
  }
};

struct RescaleToTable : OpRewritePattern<RescaleOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(RescaleOp op,
                                PatternRewriter &rewriter) const override {
    if (!isByteMap(op.getInput(), op.getOutput()))
      return rewriter.notifyMatchFailure(op, "has 16-bit codes");
    replaceByTable(rewriter, op, op.getInput(), op.getArithmetic(),
                   reference::rescaleFunction(op));
    return success();
  }
};

/// One step of a chain of float32 functions of one number: the function, and
/// the constant that is its other operand, if it has one.
struct Step {
  numerics::PointwiseFunction function;
  std::optional<float> constant;
  bool constantFirst = false;

  float operator()(float x) const {
    float other = constant.value_or(0), result = 0;
    function(constantFirst ? &other : &x, constantFirst ? &x : &other, &result);
    return result;
  }
};

/// Codes that leave for float32 and come back, place by place.
struct FloatsToTable : OpRewritePattern<QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<Step> steps; // the last one first
    Value value = op.getInput();
    while (auto pointwise = value.getDefiningOp<PointwiseOp>()) {
      std::optional<Step> step = stepOf(pointwise, value);
      if (!step)
        return rewriter.notifyMatchFailure(op, "is of several numbers");
      steps.push_back(*step);
    }
    auto source = value.getDefiningOp<DequantizeOp>();
    if (!source || !op.getArithmetic() ||
        !isByteMap(source.getInput(), op.getOutput()))
      return rewriter.notifyMatchFailure(op, "is not of 8-bit codes");
    Type in = source.getInput().getType(), out = op.getOutput().getType();
    auto range = codeRange(out);
    replaceByTable(rewriter, op, source.getInput(), *op.getArithmetic(),
                   [&](int32_t code) {
                     float x = simaDequantize(code, float(tensorScale(in)),
                                              int32_t(tensorZeroPoint(in)));
                     for (const Step &step : llvm::reverse(steps))
                       x = step(x);
                     return simaQuantize(
                         x, float(tensorScale(out)),
                         int32_t(tensorZeroPoint(out)), range.lo, range.hi,
                         *op.getArithmetic() == Arithmetic::tflite);
                   });
    return success();
  }

private:
  /// The step that `op` is, and in `value` the operand that varies.
  static std::optional<Step> stepOf(PointwiseOp op, Value &value) {
    if (op.getKind() == PointwiseKind::cast ||
        !getElementTypeOrSelf(op.getOutput().getType()).isF32() ||
        op.getInputs().size() > 2)
      return std::nullopt;
    Step step = {numerics::findPointwise(pointwiseName(op)), std::nullopt};
    Value varying = op.getInputs().front();
    if (op.getInputs().size() == 2) {
      std::optional<float> lhs = scalarFloat(op.getInputs()[0]),
                           rhs = scalarFloat(op.getInputs()[1]);
      if (lhs.has_value() == rhs.has_value())
        return std::nullopt;
      step.constant = lhs ? lhs : rhs;
      step.constantFirst = lhs.has_value();
      varying = op.getInputs()[lhs ? 1 : 0];
    }
    if (cast<RankedTensorType>(varying.getType()) != op.getOutput().getType())
      return std::nullopt;
    value = varying;
    return step;
  }

  /// The number that all elements of a constant are, if they are one.
  static std::optional<float> scalarFloat(Value value) {
    auto constant = value.getDefiningOp<ConstantOp>();
    if (!constant || !isFloatTensor(value.getType()))
      return std::nullopt;
    std::optional<ElementBytes> bytes = elementBytes(constant.getValue());
    if (!bytes || bytes->size() < sizeof(float))
      return std::nullopt;
    for (size_t i = sizeof(float); i < bytes->size(); ++i)
      if ((*bytes)[i] != (*bytes)[i - sizeof(float)])
        return std::nullopt;
    return llvm::bit_cast<float>(
        llvm::support::endian::read32le(bytes->data()));
  }
};
} // namespace

void sima::mla::addTablePatterns(RewritePatternSet &patterns) {
  patterns.add<ScalarOperandToTable, RescaleToTable, FloatsToTable>(
      patterns.getContext());
}
