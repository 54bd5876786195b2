//===- Fuse.cpp - Groups operations into layers ---------------------------===//

#include "dialects/MLA/IR/A65Kernels.h"
#include "dialects/MLA/Transforms/Passes.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

namespace sima::mla {
#define GEN_PASS_DEF_FUSE
#include "dialects/MLA/Transforms/Passes.h.inc"
} // namespace sima::mla

static Activation activationOf(Operation *op) {
  auto attr = op->getAttrOfType<ActivationAttr>("activation");
  return attr ? attr.getValue() : Activation::none;
}

/// "conv2d_relu" for a convolution with a fused clamp.
static std::string partName(Operation *op) {
  auto lookup = dyn_cast<LookupOp>(op);
  std::string name =
      lookup ? lookup.getFunction().str() : op->getName().stripDialect().str();
  if (Activation activation = activationOf(op); activation != Activation::none)
    name += "_" + stringifyActivation(activation).str();
  return name;
}

/// The convolution that `add` can be fused behind: an operand that nothing else
/// uses. Of two, the one that comes last, so that the other is there by then.
static Operation *fusableConvolution(AddOp add) {
  Operation *best = nullptr;
  bool whole =
      mapShape(add.getLhs().getType()) == mapShape(add.getRhs().getType());
  if (!whole || add.getLhs().getDefiningOp<ConstantOp>() ||
      add.getRhs().getDefiningOp<ConstantOp>())
    return nullptr;
  for (Value operand : {add.getLhs(), add.getRhs()}) {
    Operation *producer = operand.getDefiningOp();
    if (!producer || !isa<Conv2DOp, DepthwiseConv2DOp>(producer) ||
        producer->getAttrOfType<ArithmeticAttr>("arithmetic").getValue() !=
            Arithmetic::tflite ||
        add.getArithmetic() != Arithmetic::tflite ||
        elementBytes(producer->getOperand(0).getType()) != 1 ||
        elementBytes(add.getOutput().getType()) != 1 || !operand.hasOneUse() ||
        producer->getBlock() != add->getBlock())
      continue;
    if (!best || best->isBeforeInBlock(producer))
      best = producer;
  }
  return best;
}

namespace {
struct FusePass : sima::mla::impl::FuseBase<FusePass> {
  using FuseBase::FuseBase;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (function.isDeclaration())
        continue;
      index = 0;
      SmallVector<SmallVector<Operation *, 2>> groups = groupsOf(function);
      for (ArrayRef<Operation *> group : groups)
        createLayer(group);
    }
  }

private:
  /// Groups in the order of their last operation.
  SmallVector<SmallVector<Operation *, 2>> groupsOf(func::FuncOp function) {
    SmallVector<SmallVector<Operation *, 2>> groups;
    llvm::SmallPtrSet<Operation *, 8> fused;
    for (AddOp add : function.getOps<AddOp>())
      if (Operation *producer = fusableConvolution(add))
        fused.insert(producer);
    for (Operation &op : function.getBody().front()) {
      if (!isa<TileableOp>(op) || !isForMLA(&op) || fused.contains(&op))
        continue;
      SmallVector<Operation *, 2> group;
      if (auto add = dyn_cast<AddOp>(op))
        if (Operation *producer = fusableConvolution(add))
          group.push_back(producer);
      group.push_back(&op);
      groups.push_back(group);
    }
    return groups;
  }

  void createLayer(ArrayRef<Operation *> group) {
    Operation *last = group.back();
    llvm::SetVector<Value> inputs, constants;
    std::string name;
    for (Operation *op : group) {
      name += partName(op) + "_";
      for (Value operand : op->getOperands())
        if (operand.getDefiningOp<ConstantOp>())
          constants.insert(operand);
        else if (!llvm::is_contained(group, operand.getDefiningOp()))
          inputs.insert(operand);
    }
    name += std::to_string(index++);

    OpBuilder builder(last);
    auto layer = builder.create<LayerOp>(
        last->getLoc(), last->getResult(0).getType(), inputs.getArrayRef(),
        builder.getStringAttr(name), ScheduleAttr());
    Block *body = builder.createBlock(&layer.getBody());
    IRMapping mapping;
    for (Value input : inputs)
      mapping.map(input, body->addArgument(input.getType(), input.getLoc()));
    for (Value constant : constants)
      builder.clone(*constant.getDefiningOp(), mapping);
    for (Operation *op : group)
      builder.clone(*op, mapping);
    builder.create<YieldOp>(last->getLoc(),
                            ValueRange{mapping.lookup(last->getResult(0))});
    last->getResult(0).replaceAllUsesWith(layer.getOutput());
    for (Operation *op : llvm::reverse(group))
      op->erase();
    for (Value constant : constants)
      if (constant.use_empty())
        constant.getDefiningOp()->erase();
  }

  unsigned index = 0;
};
} // namespace
