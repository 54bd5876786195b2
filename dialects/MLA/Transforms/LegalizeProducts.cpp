//===- LegalizeProducts.cpp - Products that the MLA executes --------------===//
//
// Matrix products as the matrix unit reads its second operand, and padding that
// an instruction does not hold.
//
//===----------------------------------------------------------------------===//
#include "LegalizePatterns.h"
#include "dialects/MLA/IR/MLA.h"
#include "sima/Plan/LayerBody.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

namespace {
/// Weights are read input channel by input channel: of a computed right operand
/// these have to be its innermost dimension.
struct TransposeRightOperand : OpRewritePattern<MatMulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MatMulOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getTransposeRhs())
      return rewriter.notifyMatchFailure(op, "is transposed");
    if (op.getRhs().getDefiningOp<ConstantOp>())
      return rewriter.notifyMatchFailure(op, "the right operand is a constant");
    RankedTensorType type = op.getRhs().getType();
    SmallVector<int64_t> shape(type.getShape());
    SmallVector<int64_t> view(llvm::drop_begin(shape)), order;
    for (int64_t d = 0; d < int64_t(view.size()); ++d)
      order.push_back(d);
    std::swap(order.back(), order[order.size() - 2]);
    std::swap(shape.back(), shape[shape.size() - 2]);
    Value turned = rewriter.create<RearrangeOp>(
        op.getRhs().getLoc(),
        RankedTensorType::get(shape, type.getElementType()), op.getRhs(),
        rewriter.getDenseI64ArrayAttr(view),
        rewriter.getDenseI64ArrayAttr(order));
    rewriter.modifyOpInPlace(op, [&] {
      op.getRhsMutable().assign(turned);
      op.setTransposeRhs(true);
    });
    return success();
  }
};

/// Quads share rows: where one matrix serves all, the rows of the left one
/// become rows of the feature map.
struct RowsOfMatrixToRows : OpRewritePattern<MatMulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MatMulOp op,
                                PatternRewriter &rewriter) const override {
    MapShape lhs = mapShape(op.getLhs().getType());
    if (lhs.height != 1 || lhs.width == 1 ||
        mapShape(op.getRhs().getType()).height != 1)
      return rewriter.notifyMatchFailure(op, "has rows, or one only");
    auto turned = [&](Value map, Location loc) -> Value {
      MapShape shape = mapShape(map.getType());
      auto type = RankedTensorType::get(
          {shape.samples, shape.width, 1, shape.channels},
          cast<RankedTensorType>(map.getType()).getElementType());
      return rewriter.create<ReshapeOp>(loc, type, map);
    };
    RankedTensorType out = op.getOutput().getType();
    MapShape shape = mapShape(out);
    Value product = rewriter.create<MatMulOp>(
        op.getLoc(),
        RankedTensorType::get({shape.samples, shape.width, 1, shape.channels},
                              out.getElementType()),
        turned(op.getLhs(), op.getLhs().getLoc()), op.getRhs(),
        op.getTransposeRhsAttr(), op.getActivationAttr(),
        op.getArithmeticAttr());
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, out, product);
    return success();
  }
};

/// What a convolution's padding has beyond its kernel, or beyond the field of
/// the instruction, becomes a pad of its own.
template <typename Conv> struct PadBeforeConvolution : OpRewritePattern<Conv> {
  using OpRewritePattern<Conv>::OpRewritePattern;

  LogicalResult matchAndRewrite(Conv op,
                                PatternRewriter &rewriter) const override {
    int64_t kept[4], added[4];
    bool any = false;
    for (unsigned side = 0; side < 4; ++side) {
      int64_t kernel = op.getFilter().getType().getDimSize(1 + side % 2);
      int64_t most = (kernel - 1) * op.getDilations()[side % 2];
      if (side < 2)
        most = std::min(most, plan::kMaxConvolutionPadding);
      kept[side] = std::min(op.getPadding()[side], most);
      added[side] = op.getPadding()[side] - kept[side];
      any |= added[side] > 0;
    }
    if (!any)
      return rewriter.notifyMatchFailure(op, "the instruction pads");
    RankedTensorType type = op.getInput().getType();
    SmallVector<int64_t> shape(type.getShape());
    if (shape.size() != 4)
      return rewriter.notifyMatchFailure(op, "the input has another rank");
    shape[1] += added[0] + added[2];
    shape[2] += added[1] + added[3];
    auto padded = RankedTensorType::get(shape, type.getElementType());
    if (!isQuantizedTensor(padded))
      return rewriter.notifyMatchFailure(op, "the padded input is too large");
    Value pad = rewriter.create<PadOp>(
        op.getInput().getLoc(), padded, op.getInput(),
        rewriter.getDenseI64ArrayAttr({0, added[0], added[1], 0}),
        rewriter.getDenseI64ArrayAttr({0, added[2], added[3], 0}),
        rewriter.getI64IntegerAttr(tensorZeroPoint(type)));
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(pad);
      op.setPadding(kept);
    });
    return success();
  }
};
} // namespace

void sima::mla::addProductPatterns(RewritePatternSet &patterns) {
  patterns.add<TransposeRightOperand, RowsOfMatrixToRows,
               PadBeforeConvolution<Conv2DOp>,
               PadBeforeConvolution<DepthwiseConv2DOp>>(patterns.getContext());
}
