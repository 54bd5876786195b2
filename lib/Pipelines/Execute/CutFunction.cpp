//===- CutFunction.cpp - A part of a function as a module -----------------===//

#include "CutFunction.h"
#include "dialects/MLA/IR/MLA.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace sima;

/// The operations of the body that `outputs` need, and arguments.
static void collect(func::FuncOp function, ArrayRef<Value> inputs,
                    ArrayRef<Value> outputs, llvm::DenseSet<Operation *> &ops,
                    llvm::SetVector<Value> &arguments) {
  llvm::DenseSet<Value> known(inputs.begin(), inputs.end());
  SmallVector<Value> todo(outputs);
  while (!todo.empty()) {
    Value value = todo.pop_back_val();
    if (!known.insert(value).second)
      continue;
    Operation *op = value.getDefiningOp();
    if (!op) {
      if (value.getParentBlock() == &function.getBody().front())
        arguments.insert(value);
      continue;
    }
    if (!ops.insert(op).second)
      continue;
    // Operands of the operation and of what its regions hold.
    op->walk([&](Operation *inner) {
      for (Value operand : inner->getOperands())
        if (operand.getParentBlock() == &function.getBody().front())
          todo.push_back(operand);
    });
  }
}

SmallVector<BlockArgument> sima::neededArguments(func::FuncOp function,
                                                 ArrayRef<Value> inputs,
                                                 ArrayRef<Value> outputs) {
  llvm::DenseSet<Operation *> ops;
  llvm::SetVector<Value> found;
  collect(function, inputs, outputs, ops, found);
  SmallVector<BlockArgument> result;
  for (BlockArgument argument : function.getArguments())
    if (found.contains(argument))
      result.push_back(argument);
  return result;
}

/// Attributes with the name of a value that was none of the boundary.
static DictionaryAttr namedAttributes(Value value, StringRef side,
                                      unsigned index, llvm::StringSet<> &used) {
  std::string name = mla::nodeName(value.getLoc()).str();
  if (name.empty() || !used.insert(name).second)
    used.insert(name = (side + Twine(index)).str());
  Builder builder(value.getContext());
  return builder.getDictionaryAttr(
      builder.getNamedAttr(mla::kNameAttr, builder.getStringAttr(name)));
}

static void nameBoundary(func::FuncOp from, func::FuncOp to,
                         ArrayRef<Value> inputs, ArrayRef<Value> outputs) {
  llvm::StringSet<> used;
  for (auto [index, value] : llvm::enumerate(inputs)) {
    auto argument = dyn_cast<BlockArgument>(value);
    DictionaryAttr attributes =
        argument ? from.getArgAttrDict(argument.getArgNumber())
                 : namedAttributes(value, "cut_in_", index, used);
    if (attributes)
      to.setArgAttrs(index, attributes);
  }
  ValueRange returned = from.getBody().front().getTerminator()->getOperands();
  llvm::DenseSet<unsigned> taken;
  for (auto [index, value] : llvm::enumerate(outputs)) {
    unsigned at = 0;
    while (at < returned.size() &&
           (returned[at] != value || taken.contains(at)))
      ++at;
    DictionaryAttr attributes =
        at < returned.size() && taken.insert(at).second
            ? from.getResultAttrDict(at)
            : namedAttributes(value, "cut_out_", index, used);
    if (attributes)
      to.setResultAttrs(index, attributes);
  }
}

OwningOpRef<ModuleOp> sima::cutFunction(func::FuncOp function,
                                        ArrayRef<Value> inputs,
                                        ArrayRef<Value> outputs) {
  auto whole = function->getParentOfType<ModuleOp>();
  OwningOpRef<ModuleOp> module = ModuleOp::create(whole.getLoc());
  (*module)->setAttrs(whole->getAttrDictionary());
  OpBuilder builder = OpBuilder::atBlockEnd(module->getBody());
  auto cut = builder.create<func::FuncOp>(
      function.getLoc(), "main",
      builder.getFunctionType(TypeRange(ValueRange(inputs)),
                              TypeRange(ValueRange(outputs))));
  Block *body = builder.createBlock(&cut.getBody());
  IRMapping mapping;
  for (Value input : inputs)
    mapping.map(input, body->addArgument(input.getType(), input.getLoc()));
  llvm::DenseSet<Operation *> ops;
  llvm::SetVector<Value> missing;
  collect(function, inputs, outputs, ops, missing);
  builder.setInsertionPointToEnd(body);
  for (Operation &op : function.getBody().front())
    if (ops.contains(&op))
      builder.clone(op, mapping);
  SmallVector<Value> returned;
  for (Value output : outputs)
    returned.push_back(mapping.lookup(output));
  builder.create<func::ReturnOp>(function.getLoc(), returned);
  nameBoundary(function, cut, inputs, outputs);
  return module;
}

func::FuncOp sima::onlyFunction(ModuleOp module) {
  return *module.getOps<func::FuncOp>().begin();
}
