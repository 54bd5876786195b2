//===- Partition.cpp - Collects what runs on the MLA ----------------------===//

#include "PlaceOperations.h"
#include "dialects/MLA/IR/Target.h"
#include "dialects/MLA/IR/TensorTypes.h"
#include "dialects/MLA/Transforms/Passes.h"
#include "mlir/IR/IRMapping.h"
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
      if (!function.isDeclaration() && hasWork(function))
        if (failed(partition(function)))
          return signalPassFailure();
  }

private:
  /// Whether it computes something, and was not partitioned before.
  static bool hasWork(func::FuncOp function) {
    return llvm::any_of(function.getOps(),
                        [](Operation &op) { return isa<LayerOp, A65Op>(op); });
  }

  LogicalResult partition(func::FuncOp function) {
    FailureOr<Machine> machine = targetMachine(getOperation());
    if (failed(machine))
      return failure();
    Block &block = function.getBody().front();
    auto placed = placeOperations(block,
                                  double(machine->dramBytesPerCycle.num) /
                                      double(machine->dramBytesPerCycle.den),
                                  strictOneMLA);
    if (failed(placed))
      return failure();
    if (failed(checkUnchanged(function)))
      return failure();
    for (unsigned label : placed->placement.pipeline) {
      SmallVector<Operation *> group;
      for (auto [i, op] : llvm::enumerate(placed->ops))
        if (placed->placement.label[i] == label)
          group.push_back(op);
      std::string number = std::to_string(label / 2);
      if (schedule::isMLALabel(label))
        buildMLA(group, "MLA_" + number);
      else
        buildA65(group, "A65_" + number);
    }
    for (Operation &op : llvm::make_early_inc_range(block))
      if (isa<ConstantOp>(op) && op.use_empty())
        op.erase();
    useFloat(function);
    return success();
  }

  /// Operands outside of `group` that take what it computes, in the order of
  /// the block.
  static SmallVector<OpOperand *> sinksOf(ArrayRef<Operation *> group) {
    SmallVector<OpOperand *> sinks;
    if (group.empty())
      return sinks;
    llvm::SmallPtrSet<Operation *, 16> inside(group.begin(), group.end());
    for (Operation &op : *group.front()->getBlock())
      if (!inside.contains(&op))
        for (OpOperand &operand : op.getOpOperands())
          if (Operation *producer = operand.get().getDefiningOp();
              producer && inside.contains(producer))
            sinks.push_back(&operand);
    return sinks;
  }

  /// What `group` takes from outside, constants aside, in the order of the
  /// function's arguments and then of the operations.
  static SmallVector<Value> inputsOf(ArrayRef<Operation *> group) {
    llvm::SmallPtrSet<Operation *, 16> inside(group.begin(), group.end());
    llvm::SetVector<Value> taken;
    for (Operation *op : group)
      for (Value operand : op->getOperands()) {
        Operation *producer = operand.getDefiningOp();
        if (!producer ||
            (!inside.contains(producer) && !isa<ConstantOp>(producer)))
          taken.insert(operand);
      }
    SmallVector<Value> inputs(taken.begin(), taken.end());
    llvm::stable_sort(inputs, [](Value a, Value b) {
      auto rank = [](Value value) {
        auto argument = dyn_cast<BlockArgument>(value);
        return argument ? argument.getArgNumber() : UINT_MAX;
      };
      return rank(a) < rank(b);
    });
    return inputs;
  }

  /// Copies `group` and the constants that it takes to the end of `body`, whose
  /// arguments stand for `inputs`; layers are opened where `open`.
  static IRMapping copyInto(Block *body, ArrayRef<Operation *> group,
                            ArrayRef<Value> inputs, bool open) {
    IRMapping mapping;
    for (Value input : inputs)
      mapping.map(input, body->addArgument(input.getType(), input.getLoc()));
    OpBuilder builder = OpBuilder::atBlockEnd(body);
    for (Operation *op : group) {
      for (Value operand : op->getOperands())
        if (auto constant = operand.getDefiningOp<ConstantOp>())
          if (!mapping.contains(operand))
            builder.clone(*constant, mapping);
      auto layer = dyn_cast<LayerOp>(op);
      if (!layer || !open) {
        builder.clone(*op, mapping);
        continue;
      }
      Block &inner = layer.getBody().front();
      for (auto [argument, operand] :
           llvm::zip_equal(inner.getArguments(), layer.getInputs()))
        mapping.map(argument, mapping.lookup(operand));
      for (Operation &innerOp : inner.without_terminator())
        builder.clone(innerOp, mapping);
      mapping.map(layer.getOutput(),
                  mapping.lookup(inner.getTerminator()->getOperand(0)));
    }
    return mapping;
  }

  static void eraseGroup(ArrayRef<Operation *> group) {
    for (Operation *op : llvm::reverse(group))
      op->erase();
  }

  /// A segment of the MLA in place of `group`. What the user takes are outputs
  /// of their own, other segments share them.
  void buildMLA(ArrayRef<Operation *> group, const std::string &name) {
    SmallVector<OpOperand *> sinks = sinksOf(group);
    SmallVector<Value> outputs;
    SmallVector<unsigned> outputOf;
    llvm::DenseMap<Value, unsigned> shared;
    for (OpOperand *sink : sinks) {
      Value output = sink->get(), root = rootOf(output);
      // A reshape behind the last layer that orders elements otherwise by row,
      // column and channel is left to the EV74.
      MapShape computed = mapShape(root.getType());
      MapShape given = mapShape(output.getType());
      bool same = isa<BlockArgument>(root) || computed == given ||
                  computed.isTurned(given);
      Value taken = same ? output : root;
      bool isUser = sink->getOwner()->hasTrait<OpTrait::IsTerminator>();
      auto [known, isNew] = shared.try_emplace(taken, outputs.size());
      outputOf.push_back(isNew || isUser ? outputs.size() : known->second);
      if (isNew || isUser)
        outputs.push_back(taken);
    }
    SmallVector<Value> inputs = inputsOf(group);
    Location loc = group.front()->getParentOp()->getLoc();
    OpBuilder builder(group.back()->getBlock()->getTerminator());
    auto segment =
        builder.create<SegmentOp>(loc, ValueRange(outputs).getTypes(), inputs,
                                  builder.getStringAttr(name));
    Block *body = builder.createBlock(&segment.getBody());
    IRMapping mapping = copyInto(body, group, inputs, /*open=*/false);
    SmallVector<Value> yielded;
    for (Value output : outputs)
      yielded.push_back(mapping.lookup(output));
    builder.setInsertionPointToEnd(body);
    builder.create<YieldOp>(loc, yielded);
    // Segments and what stands between them are in order before the terminator;
    // operations of later ones are still in front of it.
    builder.setInsertionPointAfter(segment);
    for (auto [sink, index] : llvm::zip_equal(sinks, outputOf)) {
      Value output = sink->get(), result = segment.getOutputs()[index];
      sink->set(result);
      if (output.getType() == result.getType())
        continue;
      sink->set(
          builder.create<ReshapeOp>(output.getLoc(), output.getType(), result));
    }
    eraseGroup(group);
    // Reshapes that only the outputs needed.
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(*body)))
      if (isa<ReshapeOp, ConstantOp>(op) && op.use_empty())
        op.erase();
  }

  /// A segment of the A65 in place of `group`; layers become the operations
  /// that they hold.
  void buildA65(ArrayRef<Operation *> group, const std::string &name) {
    SmallVector<OpOperand *> sinks = sinksOf(group);
    llvm::SetVector<Value> outputs;
    for (OpOperand *sink : sinks)
      outputs.insert(sink->get());
    SmallVector<Value> inputs = inputsOf(group);
    Location loc = group.back()->getLoc();
    OpBuilder builder(group.back()->getBlock()->getTerminator());
    auto segment = builder.create<A65SegmentOp>(
        loc, ValueRange(outputs.getArrayRef()).getTypes(), inputs,
        builder.getStringAttr(name));
    Block *body = builder.createBlock(&segment.getBody());
    IRMapping mapping = copyInto(body, group, inputs, /*open=*/true);
    SmallVector<Value> yielded;
    for (Value output : outputs)
      yielded.push_back(mapping.lookup(output));
    builder.setInsertionPointToEnd(body);
    builder.create<YieldOp>(loc, yielded);
    for (OpOperand *sink : sinks) {
      const auto *at = llvm::find(outputs, sink->get());
      sink->set(segment.getResult(unsigned(at - outputs.begin())));
    }
    eraseGroup(group);
  }

  /// Every output must be computed.
  static LogicalResult checkUnchanged(func::FuncOp function) {
    for (OpOperand &sink :
         function.getBody().front().getTerminator()->getOpOperands())
      if (isa<BlockArgument>(rootOf(sink.get()))) {
        auto name = function.getResultAttrOfType<StringAttr>(
            sink.getOperandNumber(), kNameAttr);
        return function.emitError("output '")
               << (name ? name.getValue() : "")
               << "' returns an input unchanged; the MLA needs at least one "
                  "layer between";
      }
    return success();
  }

  /// Puts conversions between the user's float32 tensors and the segments.
  void useFloat(func::FuncOp function) {
    OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
    auto isFloat = [&](bool inSource) {
      return io == "float" || (io == "source" && inSource);
    };
    for (BlockArgument argument : function.getArguments()) {
      if (!isFloat(
              bool(function.getArgAttr(argument.getArgNumber(), kFloatAttr))))
        continue;
      Type codes = argument.getType();
      if (!isQuantizedTensor(codes))
        continue;
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
      if (isQuantizedTensor(operand.get().getType()) &&
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
