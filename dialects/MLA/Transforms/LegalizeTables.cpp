//===- LegalizeTables.cpp - Functions of one 8-bit operand ----------------===//
//
// An operation with one operand of 8 bits, or with a second one that is the
// same constant everywhere, is a table of 256 results. The interpreter's scalar
// function computes them, so a table cannot differ from the operation.
//
//===----------------------------------------------------------------------===//
#include "LegalizePatterns.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "dialects/MLA/IR/MLA.h"
#include "sima/Reference/ElementwiseFunction.h"
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
} // namespace

void sima::mla::addTablePatterns(RewritePatternSet &patterns) {
  patterns.add<ScalarOperandToTable, RescaleToTable>(patterns.getContext());
}
