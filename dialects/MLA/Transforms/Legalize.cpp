//===- Legalize.cpp - Operations that the MLA executes --------------------===//

#include "LegalizePatterns.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "dialects/MLA/IR/Target.h"
#include "dialects/MLA/Transforms/MovementPatterns.h"
#include "dialects/MLA/Transforms/Passes.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "sima/Plan/LayerBody.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

namespace sima::mla {
#define GEN_PASS_DEF_LEGALIZE
#include "dialects/MLA/Transforms/Passes.h.inc"
} // namespace sima::mla

/// The same elements as a constant of another shape, quantized along `axis`
/// where scales differ per channel.
static Type reshapedFilterType(Type type, ArrayRef<int64_t> shape,
                               int32_t axis) {
  Type element = cast<RankedTensorType>(type).getElementType();
  if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(element))
    element = quant::UniformQuantizedPerAxisType::get(
        perAxis.getFlags(), perAxis.getStorageType(),
        perAxis.getExpressedType(), perAxis.getScales(),
        perAxis.getZeroPoints(), axis, perAxis.getStorageTypeMin(),
        perAxis.getStorageTypeMax());
  return RankedTensorType::get(shape, element);
}

/// How many samples the rows of a matrix product come from. Rows that a reshape
/// took from the positions of a sample are positions of that sample.
static int64_t samplesOf(FullyConnectedOp op) {
  int64_t rows = op.getInput().getType().getDimSize(0);
  auto reshape = op.getInput().getDefiningOp<ReshapeOp>();
  if (!reshape)
    return rows;
  ArrayRef<int64_t> shape = reshape.getInput().getType().getShape();
  bool ofPositions = shape.size() > 2 && rows % shape.front() == 0 &&
                     shape.back() == op.getInput().getType().getDimSize(1);
  return ofPositions ? shape.front() : rows;
}

namespace {
/// A matrix product is a convolution of a kernel of one position.
struct FullyConnectedToConv : OpRewritePattern<FullyConnectedOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(FullyConnectedOp op,
                                PatternRewriter &rewriter) const override {
    auto constant = op.getFilter().getDefiningOp<ConstantOp>();
    if (!constant)
      return rewriter.notifyMatchFailure(op, "the filter is not a constant");
    RankedTensorType in = op.getInput().getType();
    RankedTensorType out = op.getOutput().getType();
    int64_t samples = samplesOf(op), features = in.getDimSize(1);
    int64_t positions = in.getDimSize(0) / samples;
    int64_t units = out.getDimSize(1);
    SmallVector<int64_t> filterShape = {units, 1, 1, features};
    ElementsAttr value = reshapeElements(constant.getValue(), filterShape);
    if (!value)
      return rewriter.notifyMatchFailure(op, "the filter's bytes are missing");
    Location loc = op.getLoc();
    Value map = rewriter.create<ReshapeOp>(
        op.getInput().getLoc(),
        RankedTensorType::get({samples, 1, positions, features},
                              in.getElementType()),
        op.getInput());
    Value filter = rewriter.create<ConstantOp>(
        constant.getLoc(),
        reshapedFilterType(op.getFilter().getType(), filterShape, 0), value);
    auto ones = rewriter.getDenseI64ArrayAttr({1, 1});
    Value conv = rewriter.create<Conv2DOp>(
        loc,
        RankedTensorType::get({samples, 1, positions, units},
                              out.getElementType()),
        map, filter, op.getBias(), ones, ones,
        rewriter.getDenseI64ArrayAttr({0, 0, 0, 0}), op.getActivationAttr(),
        op.getArithmeticAttr(), rewriter.getI64IntegerAttr(1));
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, out, conv);
    return success();
  }
};

/// With one input channel every output channel reads the same one.
struct DepthwiseOfOneChannelToConv : OpRewritePattern<DepthwiseConv2DOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DepthwiseConv2DOp op,
                                PatternRewriter &rewriter) const override {
    if (mapShape(op.getInput().getType()).channels != 1)
      return rewriter.notifyMatchFailure(op, "has several input channels");
    auto constant = op.getFilter().getDefiningOp<ConstantOp>();
    if (!constant)
      return rewriter.notifyMatchFailure(op, "the filter is not a constant");
    RankedTensorType type = op.getFilter().getType();
    int64_t kh = type.getDimSize(1), kw = type.getDimSize(2),
            channels = type.getDimSize(3);
    SmallVector<int64_t> shape = {channels, kh, kw, 1};
    ElementsAttr value =
        transposeElements(constant.getValue(), kh * kw, channels, shape);
    if (!value)
      return rewriter.notifyMatchFailure(op, "the filter's bytes are missing");
    Value filter = rewriter.create<ConstantOp>(
        constant.getLoc(), reshapedFilterType(type, shape, 0), value);
    rewriter.replaceOpWithNewOp<Conv2DOp>(
        op, op.getOutput().getType(), op.getInput(), filter, op.getBias(),
        op.getStridesAttr(), op.getDilationsAttr(), op.getPaddingAttr(),
        op.getActivationAttr(), op.getArithmeticAttr(),
        rewriter.getI64IntegerAttr(1));
    return success();
  }
};

/// A convolution pads with the zero point itself, as far as its instruction
/// and its kernel reach.
template <typename Conv> struct PadIntoConvolution : OpRewritePattern<Conv> {
  using OpRewritePattern<Conv>::OpRewritePattern;

  LogicalResult matchAndRewrite(Conv op,
                                PatternRewriter &rewriter) const override {
    auto pad = op.getInput().template getDefiningOp<PadOp>();
    if (!pad || pad.getLow().size() != 4)
      return rewriter.notifyMatchFailure(op, "no padded feature map before it");
    if (!pad.getOutput().hasOneUse())
      return rewriter.notifyMatchFailure(op, "others use the padded map");
    if (pad.getLow()[3] || pad.getHigh()[3])
      return rewriter.notifyMatchFailure(op, "channels are padded");
    if (int64_t(pad.getValue()) != tensorZeroPoint(pad.getOutput().getType()))
      return rewriter.notifyMatchFailure(op, "another value than zero");
    const int64_t added[] = {pad.getLow()[1], pad.getLow()[2], pad.getHigh()[1],
                             pad.getHigh()[2]};
    SmallVector<int64_t> padding(op.getPadding());
    for (unsigned side = 0; side < 4; ++side) {
      int64_t kernel = op.getFilter().getType().getDimSize(1 + side % 2);
      int64_t span = (kernel - 1) * op.getDilations()[side % 2] + 1;
      padding[side] += added[side];
      if (padding[side] >= span ||
          (side < 2 && padding[side] > plan::kMaxConvolutionPadding))
        return rewriter.notifyMatchFailure(op, "more than a kernel spans");
    }
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(pad.getInput());
      op.setPadding(padding);
    });
    rewriter.eraseOp(pad);
    return success();
  }
};

/// A window over all of a map, larger than the instruction holds, is a
/// reduction, where that has the same formula.
template <typename Pool, typename Reduce>
struct CoveringPoolToReduction : OpRewritePattern<Pool> {
  using OpRewritePattern<Pool>::OpRewritePattern;

  LogicalResult matchAndRewrite(Pool op,
                                PatternRewriter &rewriter) const override {
    MapShape in = mapShape(op.getInput().getType());
    MapShape out = mapShape(op.getOutput().getType());
    ArrayRef<int64_t> window = op.getWindow(), padding = op.getPadding();
    if (out.height != 1 || out.width != 1 ||
        window[0] < in.height + padding[0] || window[1] < in.width + padding[1])
      return rewriter.notifyMatchFailure(op, "a window covers a part");
    if (std::max(in.height, in.width) <= plan::kMaxPoolWindow)
      return rewriter.notifyMatchFailure(op, "the instruction holds it");
    if (op.getActivation() != Activation::none ||
        op.getInput().getType().getRank() != 4)
      return rewriter.notifyMatchFailure(
          op, "has a fused activation or another rank");
    if (!sameFormula(op))
      return rewriter.notifyMatchFailure(op, "rounds otherwise");
    rewriter.replaceOpWithNewOp<Reduce>(
        op, op.getOutput().getType(), op.getInput(),
        rewriter.getDenseI64ArrayAttr({1, 2}), op.getArithmeticAttr());
    return success();
  }

private:
  static bool sameFormula(MaxPool2DOp) { return true; }
  static bool sameFormula(AvgPool2DOp op) {
    return op.getArithmetic() == Arithmetic::onnx_float &&
           !op.getCountIncludePad();
  }
};

//===----------------------------------------------------------------------===//
// One-dimensional networks
//===----------------------------------------------------------------------===//

/// A feature map of a single row of several columns.
bool isRow(Value value) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(value.getType()).getShape();
  return shape.size() == 4 && shape[1] == 1 && shape[2] > 1;
}

/// The type of a map with rows and columns exchanged.
RankedTensorType turnedType(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  ArrayRef<int64_t> s = tensor.getShape();
  return RankedTensorType::get({s[0], s[2], s[1], s[3]},
                               tensor.getElementType());
}

Value turned(PatternRewriter &rewriter, Value map) {
  return rewriter.create<ReshapeOp>(map.getLoc(), turnedType(map.getType()),
                                    map);
}

/// [columns, rows] of a pair of values, or of [top, left, bottom, right].
SmallVector<int64_t> turnedValues(ArrayRef<int64_t> values) {
  SmallVector<int64_t> result(values);
  for (size_t i = 0; i < result.size(); i += 2)
    std::swap(result[i], result[i + 1]);
  return result;
}

/// The operation with turned operands and result, and the same attributes.
Operation *createTurned(PatternRewriter &rewriter, Operation *op,
                        ValueRange operands) {
  OperationState state(op->getLoc(), op->getName(), operands,
                       turnedType(op->getResult(0).getType()), op->getAttrs());
  return rewriter.create(state);
}

/// Quads share rows, not columns: a map of one row becomes one of one column.
/// Between two such operations the reshapes cancel out.
template <typename Conv> struct TurnConvolution : OpRewritePattern<Conv> {
  using OpRewritePattern<Conv>::OpRewritePattern;

  LogicalResult matchAndRewrite(Conv op,
                                PatternRewriter &rewriter) const override {
    if (!isRow(op.getInput()) || op.getOutput().getType().getDimSize(1) != 1 ||
        op.getPadding()[0] || op.getPadding()[2])
      return rewriter.notifyMatchFailure(op, "is not one-dimensional");
    auto constant = op.getFilter().template getDefiningOp<ConstantOp>();
    if (!constant || op.getFilter().getType().getDimSize(1) != 1)
      return rewriter.notifyMatchFailure(op, "no constant filter of one row");
    RankedTensorType type = turnedType(op.getFilter().getType());
    ElementsAttr value = reshapeElements(constant.getValue(), type.getShape());
    if (!value)
      return rewriter.notifyMatchFailure(op, "the filter's bytes are missing");
    Value filter = rewriter.create<ConstantOp>(constant.getLoc(), type, value);
    auto conv = cast<Conv>(createTurned(
        rewriter, op, {turned(rewriter, op.getInput()), filter, op.getBias()}));
    conv.setStrides({op.getStrides()[1], 1});
    if constexpr (!std::is_same_v<Conv, TransposeConv2DOp>)
      conv.setDilations({op.getDilations()[1], 1});
    conv.setPadding(turnedValues(op.getPadding()));
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getOutput().getType(), conv);
    return success();
  }
};

template <typename Pool> struct TurnPool : OpRewritePattern<Pool> {
  using OpRewritePattern<Pool>::OpRewritePattern;

  LogicalResult matchAndRewrite(Pool op,
                                PatternRewriter &rewriter) const override {
    if (!isRow(op.getInput()) || op.getWindow()[0] != 1 || op.getPadding()[0] ||
        op.getPadding()[2])
      return rewriter.notifyMatchFailure(op, "is not one-dimensional");
    auto pool = cast<Pool>(
        createTurned(rewriter, op, {turned(rewriter, op.getInput())}));
    pool.setWindow(turnedValues(op.getWindow()));
    pool.setStrides({op.getStrides()[1], 1});
    pool.setPadding(turnedValues(op.getPadding()));
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getOutput().getType(), pool);
    return success();
  }
};

/// The elements of a constant row in the shape of a column; null for other
/// operands, and when bytes are missing.
ElementsAttr turnedElements(Value operand) {
  auto constant = operand.getDefiningOp<ConstantOp>();
  if (!constant || !isRow(operand))
    return {};
  return reshapeElements(constant.getValue(),
                         turnedType(operand.getType()).getShape());
}

/// Element by element it does not matter where an element lies. Operands of a
/// single position stay as they are.
LogicalResult turnElementwise(PatternRewriter &rewriter, Operation *op) {
  if (!isRow(op->getResult(0)))
    return rewriter.notifyMatchFailure(op, "is not one-dimensional");
  for (Value operand : op->getOperands())
    if (isRow(operand) && operand.getDefiningOp<ConstantOp>() &&
        !turnedElements(operand))
      return rewriter.notifyMatchFailure(op, "a constant's bytes are missing");
  SmallVector<Value, 2> operands;
  for (Value operand : op->getOperands()) {
    if (ElementsAttr elements = turnedElements(operand))
      operand = rewriter.create<ConstantOp>(
          operand.getLoc(), turnedType(operand.getType()), elements);
    else if (isRow(operand))
      operand = turned(rewriter, operand);
    operands.push_back(operand);
  }
  Operation *turnedOp = createTurned(rewriter, op, operands);
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, op->getResult(0).getType(),
                                         turnedOp->getResult(0));
  return success();
}

struct TurnBinary : OpInterfaceRewritePattern<BinaryElementwiseOp> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(BinaryElementwiseOp op,
                                PatternRewriter &rewriter) const override {
    return turnElementwise(rewriter, op);
  }
};

template <typename Op> struct TurnUnary : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    return turnElementwise(rewriter, op);
  }
};

struct LegalizePass : sima::mla::impl::LegalizeBase<LegalizePass> {
  using LegalizeBase::LegalizeBase;

  void runOnOperation() override {
    if (!target.empty()) {
      llvm::Expected<Machine> machine = Machine::load(target);
      if (!machine) {
        getOperation().emitError(llvm::toString(machine.takeError()));
        return signalPassFailure();
      }
      setTarget(getOperation(), *machine);
    }
    RewritePatternSet patterns(&getContext());
    patterns.add<FullyConnectedToConv, DepthwiseOfOneChannelToConv,
                 PadIntoConvolution<Conv2DOp>,
                 PadIntoConvolution<DepthwiseConv2DOp>,
                 TurnConvolution<Conv2DOp>, TurnConvolution<DepthwiseConv2DOp>,
                 TurnConvolution<TransposeConv2DOp>,
                 CoveringPoolToReduction<MaxPool2DOp, ReduceMaxOp>,
                 CoveringPoolToReduction<AvgPool2DOp, ReduceMeanOp>,
                 TurnPool<AvgPool2DOp>, TurnPool<MaxPool2DOp>, TurnBinary,
                 TurnUnary<LookupOp>, TurnUnary<RescaleOp>>(&getContext());
    addProductPatterns(patterns);
    addTablePatterns(patterns);
    populateMovementPatterns(patterns);
    populateDilationPatterns(patterns);
    if (failed(applyPatternsAndFoldGreedily(getOperation(),
                                            std::move(patterns)))) {
      getOperation().emitError("operations are rewritten without end");
      signalPassFailure();
    }
  }
};
} // namespace
