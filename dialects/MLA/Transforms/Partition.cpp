//===- Partition.cpp - Collects what runs on the MLA ----------------------===//

#include "dialects/MLA/IR/TensorTypes.h"
#include "dialects/MLA/Transforms/Passes.h"
#include "llvm/ADT/SetVector.h"

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
    A65SegmentOp a65 = collectA65(block);
    SmallVector<Operation *> moved;
    for (Operation &op : block.without_terminator()) {
      if (&op == a65.getOperation())
        continue;
      if (!isa<LayerOp, ReshapeOp, ConstantOp>(op))
        return op.emitError(op.getName().getStringRef())
               << " has no place on the MLA; run --mla-fuse first";
      moved.push_back(&op);
    }
    SmallVector<Value> inputs;
    for (BlockArgument argument : function.getArguments())
      if (!argument.use_empty())
        inputs.push_back(argument);
    // Who takes what the MLA computes: the A65 and the user.
    SmallVector<OpOperand *> sinks;
    if (a65)
      for (OpOperand &operand : a65->getOpOperands())
        sinks.push_back(&operand);
    for (OpOperand &operand : terminator->getOpOperands())
      if (!a65 || operand.get().getDefiningOp() != a65.getOperation())
        sinks.push_back(&operand);
    SmallVector<Value> outputs;
    for (OpOperand *sink : sinks) {
      Value output = sink->get(), root = rootOf(output);
      if (isa<BlockArgument>(root))
        return refuseUnchanged(function, *sink);
      // A reshape behind the last layer that orders elements otherwise by row,
      // column and channel is left to the EV74.
      MapShape computed = mapShape(root.getType());
      MapShape given = mapShape(output.getType());
      bool same = computed == given || computed.isTurned(given);
      outputs.push_back(same ? output : root);
    }

    OpBuilder builder(a65 ? a65.getOperation() : terminator);
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
    for (auto [sink, result] : llvm::zip_equal(sinks, segment.getOutputs())) {
      Value output = sink->get();
      sink->set(result);
      if (output.getType() == result.getType())
        continue;
      builder.setInsertionPoint(sink->getOwner());
      sink->set(
          builder.create<ReshapeOp>(output.getLoc(), output.getType(), result));
    }
    // Reshapes that only the outputs needed.
    for (Operation *op : llvm::reverse(moved))
      if (isa<ReshapeOp>(op) && op->use_empty())
        op->erase();
    useFloat(function, segment);
    return success();
  }

  /// Moves the operations of the A65 and their constants into a segment at the
  /// end of the block; null if there are none. They follow the MLA: what they
  /// give is float32, which no layer takes.
  static A65SegmentOp collectA65(Block &block) {
    SmallVector<Operation *> moved;
    for (Operation &op : block.without_terminator())
      if (isa<A65Op>(op) || (isa<ConstantOp>(op) && !op.use_empty() &&
                             llvm::all_of(op.getUsers(), [](Operation *user) {
                               return isa<A65Op>(user);
                             })))
        moved.push_back(&op);
    if (llvm::none_of(moved, [](Operation *op) { return isa<A65Op>(op); }))
      return {};
    llvm::SetVector<Value> inputs, outputs;
    for (Operation *op : moved) {
      for (Value operand : op->getOperands())
        if (!llvm::is_contained(moved, operand.getDefiningOp()))
          inputs.insert(operand);
      for (Value result : op->getResults())
        if (llvm::any_of(result.getUsers(), [&](Operation *user) {
              return !llvm::is_contained(moved, user);
            }))
          outputs.insert(result);
    }
    OpBuilder builder(block.getTerminator());
    auto segment = builder.create<A65SegmentOp>(
        moved.back()->getLoc(), ValueRange(outputs.getArrayRef()).getTypes(),
        inputs.getArrayRef(), builder.getStringAttr("A65_0"));
    Block *body = builder.createBlock(&segment.getBody());
    for (Operation *op : moved)
      op->moveBefore(body, body->end());
    for (Value input : inputs)
      input.replaceUsesWithIf(
          body->addArgument(input.getType(), input.getLoc()),
          [&](OpOperand &use) { return use.getOwner()->getBlock() == body; });
    for (unsigned i = 0; i < outputs.size(); ++i) {
      Value value = outputs[i];
      value.replaceUsesWithIf(segment.getResult(i), [&](OpOperand &use) {
        return use.getOwner()->getBlock() != body;
      });
    }
    builder.setInsertionPointToEnd(body);
    builder.create<YieldOp>(segment.getLoc(), outputs.getArrayRef());
    return segment;
  }

  static LogicalResult refuseUnchanged(func::FuncOp function, OpOperand &sink) {
    if (!sink.getOwner()->hasTrait<OpTrait::IsTerminator>())
      return sink.getOwner()->emitError(
          "the A65 takes an input of the network; the MLA needs at least one "
          "layer between");
    auto name = function.getResultAttrOfType<StringAttr>(
        sink.getOperandNumber(), kNameAttr);
    return function.emitError("output '")
           << (name ? name.getValue() : "")
           << "' returns an input unchanged; the MLA needs at least one "
              "layer between";
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
      if (!operand.get().getDefiningOp<A65SegmentOp>() &&
          isFloat(bool(
              function.getResultAttr(operand.getOperandNumber(), kFloatAttr))))
        operand.set(builder.create<DequantizeOp>(
            operand.get().getLoc(), floatType(operand.get().getType()),
            operand.get()));
    function.setFunctionType(builder.getFunctionType(
        function.getBody().getArgumentTypes(), terminator->getOperandTypes()));
  }
};
} // namespace
