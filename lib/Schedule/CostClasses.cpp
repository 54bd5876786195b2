//===- CostClasses.cpp - Layers that cost the same ------------------------===//
//
// A layer is described by a FoldingSetNodeID, which holds the description
// itself: two layers are of one class when these are equal. Attributes and
// types are unique in their context, so that pointers stand for them.
//
//===----------------------------------------------------------------------===//

#include "CostClasses.h"
#include "llvm/ADT/FoldingSet.h"
#include <unordered_map>

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

namespace {
struct HashOfDescription {
  size_t operator()(const llvm::FoldingSetNodeID &description) const {
    return description.ComputeHash();
  }
};
/// Numbers descriptions in the order in which they are first seen.
class Numbering {
public:
  unsigned of(const llvm::FoldingSetNodeID &description) {
    return numbers.try_emplace(description, numbers.size()).first->second;
  }

private:
  std::unordered_map<llvm::FoldingSetNodeID, unsigned, HashOfDescription>
      numbers;
};
} // namespace

static void addShape(llvm::FoldingSetNodeID &id, const MapShape &shape) {
  for (int64_t size :
       {shape.samples, shape.height, shape.width, shape.channels})
    id.AddInteger(size);
}

/// Whether cycles and bytes depend on operand types no further than by shape
/// and storage, and on constants no further than by their types: so it is with
/// the operations that most networks consist of. A gather, for example, has
/// instructions that follow from its indices.
static bool ignoresValues(Operation *op) {
  return isa<Conv2DOp, DepthwiseConv2DOp, TransposeConv2DOp, MatMulOp,
             AvgPool2DOp, MaxPool2DOp, BinaryElementwiseOp, ReducingOp>(op);
}

static void addValue(llvm::FoldingSetNodeID &id, Value value,
                     bool withoutValues) {
  auto type = cast<RankedTensorType>(value.getType());
  for (int64_t size : type.getShape())
    id.AddInteger(size);
  id.AddInteger(type.getRank());
  id.AddPointer(withoutValues ? storageElementType(type).getAsOpaquePointer()
                              : type.getAsOpaquePointer());
  auto constant = value.getDefiningOp<ConstantOp>();
  id.AddBoolean(bool(constant));
  if (constant)
    id.AddPointer(withoutValues ? nullptr
                                : constant.getValue().getAsOpaquePointer());
  else if (auto argument = dyn_cast<BlockArgument>(value))
    id.AddInteger(argument.getArgNumber());
}

static void addOperation(llvm::FoldingSetNodeID &id, Operation *op) {
  bool withoutValues = ignoresValues(op);
  id.AddPointer(op->getName().getAsOpaquePointer());
  id.AddPointer(op->getAttrDictionary().getAsOpaquePointer());
  id.AddInteger(op->getNumOperands());
  for (Value operand : op->getOperands())
    addValue(id, operand, withoutValues);
  for (Value result : op->getResults())
    addValue(id, result, withoutValues);
}

/// What instructions, cycles and bytes of a layer depend on.
static llvm::FoldingSetNodeID describe(const LayerPlan &layer) {
  llvm::FoldingSetNodeID id;
  const plan::LayerBody &body = layer.body;
  addOperation(id, body.main);
  id.AddBoolean(bool(body.fusedAdd));
  if (body.fusedAdd) {
    addOperation(id, body.fusedAdd);
    id.AddInteger(body.addend);
    id.AddBoolean(body.mainIsLeft);
  }
  return id;
}

/// The class of a layer, where its operands come from, and who reads its
/// output.
static llvm::FoldingSetNodeID describeWiring(const SegmentPlan &plan,
                                             unsigned number) {
  llvm::FoldingSetNodeID id;
  const LayerPlan &layer = plan.layers[number];
  id.AddInteger(layer.costClass);
  id.AddInteger(layer.operands.size());
  for (const Operand &operand : layer.operands) {
    const FeatureMap &map = plan.maps[operand.map];
    id.AddInteger(map.producer < 0 ? 0 : number - unsigned(map.producer));
    addShape(id, operand.shape);
    addShape(id, map.shape);
    id.AddInteger(map.elementBytes());
  }
  const FeatureMap &output = plan.maps[layer.output];
  addShape(id, output.shape);
  id.AddInteger(output.elementBytes());
  id.AddInteger(output.stores.size());
  id.AddBoolean(output.padded);
  for (unsigned reader : output.readers)
    id.AddInteger(reader - number);
  return id;
}

void schedule::numberCostClasses(SegmentPlan &plan) {
  Numbering classes, wirings;
  for (LayerPlan &layer : plan.layers)
    layer.costClass = classes.of(describe(layer));
  for (unsigned number = 0; number < plan.layers.size(); ++number)
    plan.layers[number].wiringClass = wirings.of(describeWiring(plan, number));
}
