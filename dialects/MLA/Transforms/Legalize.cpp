//===- Legalize.cpp - Operations that the MLA executes --------------------===//

#include "dialects/MLA/IR/ConstantElements.h"
#include "dialects/MLA/IR/Target.h"
#include "dialects/MLA/Transforms/Passes.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

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

namespace {
/// A matrix product is a convolution of one position.
struct FullyConnectedToConv : OpRewritePattern<FullyConnectedOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(FullyConnectedOp op,
                                PatternRewriter &rewriter) const override {
    auto constant = op.getFilter().getDefiningOp<ConstantOp>();
    if (!constant)
      return rewriter.notifyMatchFailure(op, "the filter is not a constant");
    RankedTensorType in = op.getInput().getType();
    RankedTensorType out = op.getOutput().getType();
    int64_t samples = in.getDimSize(0), features = in.getDimSize(1);
    int64_t units = out.getDimSize(1);
    SmallVector<int64_t> filterShape = {units, 1, 1, features};
    ElementsAttr value = reshapeElements(constant.getValue(), filterShape);
    if (!value)
      return rewriter.notifyMatchFailure(op, "the filter's bytes are missing");
    Location loc = op.getLoc();
    Value map = rewriter.create<ReshapeOp>(
        loc,
        RankedTensorType::get({samples, 1, 1, features}, in.getElementType()),
        op.getInput());
    Value filter = rewriter.create<ConstantOp>(
        constant.getLoc(),
        reshapedFilterType(op.getFilter().getType(), filterShape, 0), value);
    auto ones = rewriter.getDenseI64ArrayAttr({1, 1});
    Value conv = rewriter.create<Conv2DOp>(
        loc,
        RankedTensorType::get({samples, 1, 1, units}, out.getElementType()),
        map, filter, op.getBias(), ones, ones,
        rewriter.getDenseI64ArrayAttr({0, 0, 0, 0}), op.getActivationAttr(),
        op.getArithmeticAttr());
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
        op.getActivationAttr(), op.getArithmeticAttr());
    return success();
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
    patterns.add<FullyConnectedToConv, DepthwiseOfOneChannelToConv>(
        &getContext());
    if (failed(
            applyPatternsAndFoldGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
