//===- Partition.cpp - Collects what runs on the MLA ----------------------===//

#include "dialects/MLA/IR/TensorTypes.h"
#include "dialects/MLA/Transforms/Passes.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

namespace sima::mla {
#define GEN_PASS_DEF_PARTITION
#include "dialects/MLA/Transforms/Passes.h.inc"
} // namespace sima::mla

static RankedTensorType floatType(Type type) {
  return RankedTensorType::get(cast<RankedTensorType>(type).getShape(),
                               Float32Type::get(type.getContext()));
}

/// The value that `output` is a reshape of.
static Value rootOf(Value output) {
  while (auto reshape = output.getDefiningOp<ReshapeOp>())
    output = reshape.getInput();
  return output;
}

namespace {
struct PartitionPass : sima::mla::impl::PartitionBase<PartitionPass> {
  using PartitionBase::PartitionBase;

  void runOnOperation() override {
    if (io != "source" && io != "float" && io != "codes") {
      getOperation().emitError("io is '")
          << io << "', use source, float or codes";
      return signalPassFailure();
    }
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isDeclaration() && !function.getOps<LayerOp>().empty())
        if (failed(partition(function)))
          return signalPassFailure();
  }

private:
  LogicalResult partition(func::FuncOp function) {
    Block &block = function.getBody().front();
    Operation *terminator = block.getTerminator();
    SmallVector<Operation *> moved;
    for (Operation &op : block.without_terminator()) {
      if (!isa<LayerOp, ReshapeOp, ConstantOp>(op))
        return op.emitError(op.getName().getStringRef())
               << " has no place on the MLA; run --mla-fuse first";
      moved.push_back(&op);
    }
    SmallVector<Value> inputs;
    for (BlockArgument argument : function.getArguments())
      if (!argument.use_empty())
        inputs.push_back(argument);
    SmallVector<Value> outputs;
    for (auto [index, output] : llvm::enumerate(terminator->getOperands())) {
      Value root = rootOf(output);
      if (isa<BlockArgument>(root)) {
        auto name = function.getResultAttrOfType<StringAttr>(index, kNameAttr);
        return function.emitError("output '")
               << (name ? name.getValue() : "")
               << "' returns an input unchanged; the MLA needs at least one "
                  "layer between";
      }
      // A reshape behind the last layer that orders elements otherwise by row,
      // column and channel is left to the EV74.
      MapShape computed = mapShape(root.getType());
      MapShape given = mapShape(output.getType());
      bool same = computed == given || computed.isTurned(given);
      outputs.push_back(same ? output : root);
    }

    OpBuilder builder(terminator);
    auto segment = builder.create<SegmentOp>(
        function.getLoc(), ValueRange(outputs).getTypes(), inputs,
        builder.getStringAttr("MLA_0"));
    Block *body = builder.createBlock(&segment.getBody());
    for (Value input : inputs) {
      Value argument = body->addArgument(input.getType(), input.getLoc());
      input.replaceUsesWithIf(
          argument, [&](OpOperand &use) { return use.getOwner() != segment; });
    }
    for (Operation *op : moved)
      op->moveBefore(body, body->end());
    builder.setInsertionPointToEnd(body);
    builder.create<YieldOp>(function.getLoc(), outputs);
    for (auto [operand, result] :
         llvm::zip(terminator->getOpOperands(), segment.getOutputs())) {
      Value output = operand.get();
      operand.set(result);
      if (output.getType() == result.getType())
        continue;
      builder.setInsertionPoint(terminator);
      operand.set(
          builder.create<ReshapeOp>(output.getLoc(), output.getType(), result));
    }
    // Reshapes that only the outputs needed.
    for (Operation *op : llvm::reverse(moved))
      if (isa<ReshapeOp>(op) && op->use_empty())
        op->erase();
    useFloat(function, segment);
    return success();
  }

  /// Puts conversions between the user's float32 tensors and the segment.
  void useFloat(func::FuncOp function, SegmentOp segment) {
    OpBuilder builder(segment);
    auto isFloat = [&](bool inSource) {
      return io == "float" || (io == "source" && inSource);
    };
    for (BlockArgument argument : function.getArguments()) {
      if (!isFloat(
              bool(function.getArgAttr(argument.getArgNumber(), kFloatAttr))))
        continue;
      Type codes = argument.getType();
      argument.setType(floatType(codes));
      auto quantize =
          builder.create<QuantizeOp>(argument.getLoc(), codes, argument);
      argument.replaceAllUsesExcept(quantize.getOutput(), quantize);
      if (quantize->use_empty())
        quantize->erase();
    }
    Operation *terminator = function.getBody().front().getTerminator();
    builder.setInsertionPoint(terminator);
    for (OpOperand &operand : terminator->getOpOperands())
      if (isFloat(bool(
              function.getResultAttr(operand.getOperandNumber(), kFloatAttr))))
        operand.set(builder.create<DequantizeOp>(
            operand.get().getLoc(), floatType(operand.get().getType()),
            operand.get()));
    function.setFunctionType(builder.getFunctionType(
        function.getBody().getArgumentTypes(), terminator->getOperandTypes()));
  }
};
} // namespace
