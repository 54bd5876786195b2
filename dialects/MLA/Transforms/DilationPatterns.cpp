//===- DilationPatterns.cpp - Convolutions of every n-th position ---------===//
//
// Exporters that know no dilation let blocks of positions be samples, convolve
// those, and put the results back in place (SPACE_TO_BATCH_ND,
// BATCH_TO_SPACE_ND of TFLite).
//
//===----------------------------------------------------------------------===//
#include "dialects/MLA/IR/MLA.h"
#include "dialects/MLA/Transforms/MovementPatterns.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

namespace {
/// Rows and columns of a block.
using Block = std::array<int64_t, 2>;

/// A convolution between two rearrangements.
template <typename Conv>
struct DilateConvolution : OpRewritePattern<RearrangeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(RearrangeOp op,
                                PatternRewriter &rewriter) const override {
    auto back = op.getInput().getDefiningOp<ReshapeOp>();
    auto conv = back ? back.getInput().getDefiningOp<Conv>() : Conv();
    auto out = conv ? conv.getInput().template getDefiningOp<ReshapeOp>()
                    : ReshapeOp();
    auto apart = out ? out.getInput().template getDefiningOp<RearrangeOp>()
                     : RearrangeOp();
    if (!apart || !conv.getOutput().hasOneUse() ||
        !back.getOutput().hasOneUse())
      return rewriter.notifyMatchFailure(op, "no convolution of samples");
    std::optional<Block> block = blockOf(op, apart);
    if (!block || !areSamples(conv, apart, *block))
      return rewriter.notifyMatchFailure(op, "samples are no blocks");
    if (llvm::any_of(conv.getStrides(), [](int64_t s) { return s != 1; }))
      return rewriter.notifyMatchFailure(op, "the convolution has strides");
    SmallVector<int64_t> dilations(conv.getDilations());
    SmallVector<int64_t> padding(conv.getPadding());
    for (unsigned i = 0; i < 2; ++i)
      dilations[i] *= (*block)[i];
    for (unsigned i = 0; i < 4; ++i)
      padding[i] *= (*block)[i % 2];
    OperationState state(conv.getLoc(), conv->getName(),
                         {apart.getInput(), conv.getFilter(), conv.getBias()},
                         op.getOutput().getType(), conv->getAttrs());
    auto dilated = cast<Conv>(rewriter.create(state));
    dilated.setDilations(dilations);
    dilated.setPadding(padding);
    rewriter.replaceOp(op, dilated);
    return success();
  }

private:
  /// The block that `apart` takes apart and `together` puts together again.
  static std::optional<Block> blockOf(RearrangeOp together, RearrangeOp apart) {
    ArrayRef<int64_t> from = apart.getView(), to = together.getView();
    if (from.size() != 5 || to.size() != 5 ||
        apart.getPermutation() != ArrayRef<int64_t>{1, 3, 0, 2, 4} ||
        together.getPermutation() != ArrayRef<int64_t>{2, 0, 3, 1, 4})
      return std::nullopt;
    Block block = {from[1], from[3]};
    if (to[0] != block[0] || to[1] != block[1])
      return std::nullopt;
    return block;
  }

  /// Whether the samples of the convolution are what the view of `apart` says,
  /// and `apart` itself reads feature maps of rows and columns.
  static bool areSamples(Conv conv, RearrangeOp apart, Block block) {
    ArrayRef<int64_t> view = apart.getView();
    MapShape in = mapShape(apart.getInput().getType());
    MapShape samples = mapShape(conv.getInput().getType());
    return in == MapShape{1, view[0] * block[0], view[2] * block[1], view[4]} &&
           samples == MapShape{block[0] * block[1], view[0], view[2], view[4]};
  }
};
} // namespace

void mla::populateDilationPatterns(RewritePatternSet &patterns) {
  patterns
      .add<DilateConvolution<Conv2DOp>, DilateConvolution<DepthwiseConv2DOp>>(
          patterns.getContext());
}
