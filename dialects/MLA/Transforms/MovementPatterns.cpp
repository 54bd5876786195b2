//===- MovementPatterns.cpp - Movements that move nothing -----------------===//

#include "dialects/MLA/Transforms/MovementPatterns.h"
#include "dialects/MLA/IR/IndexMap.h"
#include "dialects/MLA/IR/MLA.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

/// Whether the same elements in the same order are the same bytes in local
/// memory, where 16-bit maps have the two bytes of an element 16 apart.
static bool haveOneLayout(Type a, Type b) {
  constexpr int64_t block = 16;
  int64_t from = mapShape(a).channels, to = mapShape(b).channels;
  return elementBytes(a) == 1 || from == to ||
         (from % block == 0 && to % block == 0);
}

/// The operand whose elements `map` leaves in their order, if there is one.
static std::optional<unsigned> keptOperand(const IndexMap &map) {
  if (map.boxes.size() != 1 || !map.boxes[0].operand)
    return std::nullopt;
  unsigned operand = *map.boxes[0].operand;
  int64_t elements = map.output.elementsPerSample();
  if (map.operands[operand].elementsPerSample() != elements ||
      map.operands[operand].samples != map.output.samples)
    return std::nullopt;
  LoopNest nest = map.boxes[0].nest;
  nest.simplify();
  bool inOrder =
      nest.loops.empty() ||
      (nest.loops.size() == 1 && nest.loops[0] == Loop{elements, {1, 1}});
  return inOrder ? std::optional(operand) : std::nullopt;
}

namespace {
template <typename Movement>
struct MovementToReshape : OpRewritePattern<Movement> {
  using OpRewritePattern<Movement>::OpRewritePattern;

  LogicalResult matchAndRewrite(Movement op,
                                PatternRewriter &rewriter) const override {
    std::optional<unsigned> kept = keptOperand(*indexMapOf(op));
    if (!kept)
      return rewriter.notifyMatchFailure(op, "moves elements");
    Value input = op->getOperand(*kept);
    Type type = op.getOutput().getType();
    // Where order does not matter an operation may be its own input.
    if (input == op.getOutput() || !haveOneLayout(input.getType(), type))
      return rewriter.notifyMatchFailure(op, "moves bytes");
    if (input.getType() == type)
      rewriter.replaceOp(op, input);
    else
      rewriter.replaceOpWithNewOp<ReshapeOp>(op, type, input);
    return success();
  }
};

/// Whether the EV74 does `op` behind the segment: it only returns what a layer
/// computes.
static bool isBoundary(ReshapeOp op) {
  Value root = op.getInput();
  while (auto reshape = root.getDefiningOp<ReshapeOp>())
    root = reshape.getInput();
  return !isa<BlockArgument>(root) &&
         llvm::all_of(op->getUsers(), llvm::IsaPred<func::ReturnOp>);
}

struct WideReshapeToRearrange : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ReshapeOp op,
                                PatternRewriter &rewriter) const override {
    RankedTensorType in = op.getInput().getType(),
                     out = op.getOutput().getType();
    if (!isQuantizedTensor(in))
      return rewriter.notifyMatchFailure(op, "is not for the MLA");
    if (haveOneLayout(in, out))
      return rewriter.notifyMatchFailure(op, "is another view");
    if (isBoundary(op))
      return rewriter.notifyMatchFailure(op, "is the EV74's");
    if (mapShape(in).samples != mapShape(out).samples)
      return rewriter.notifyMatchFailure(op, "changes the samples");
    int64_t elements = mapShape(in).elementsPerSample();
    rewriter.replaceOpWithNewOp<RearrangeOp>(
        op, out, op.getInput(), rewriter.getDenseI64ArrayAttr({elements}),
        rewriter.getDenseI64ArrayAttr({0}));
    return success();
  }
};
} // namespace

void mla::populateMovementPatterns(RewritePatternSet &patterns) {
  patterns
      .add<MovementToReshape<PadOp>, MovementToReshape<MirrorPadOp>,
           MovementToReshape<RearrangeOp>, MovementToReshape<StridedSliceOp>,
           MovementToReshape<ConcatOp>, MovementToReshape<GatherOp>,
           MovementToReshape<BroadcastOp>, WideReshapeToRearrange>(
          patterns.getContext());
}
