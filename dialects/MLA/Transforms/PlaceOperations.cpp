//===- PlaceOperations.cpp - Which processor computes what ----------------===//

#include "PlaceOperations.h"
#include "dialects/MLA/IR/A65Kernels.h"
#include "dialects/MLA/IR/TensorTypes.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using schedule::PlacementProblem;
using schedule::PlacementReason;

/// Cycles of an element in a loop on the A65, and elements of a cycle in a
/// vector layer of the MLA. They decide only what both can compute.
static constexpr uint64_t kA65CyclesPerElement = 4;
static constexpr uint64_t kMLAElementsPerCycle = 64;

static bool onA65(Operation *op) {
  if (auto layer = dyn_cast<LayerOp>(op))
    return llvm::all_of(layer.getBody().front().without_terminator(),
                        [](Operation &inner) {
                          return isa<ConstantOp>(inner) || isForA65(&inner);
                        });
  // What the MLA could compute has to be in a layer, where it can choose.
  return isForA65(op) && (isa<ReshapeOp>(op) || !isForMLA(op));
}

/// Samples stay what they are on the MLA.
static bool keepsSamples(ReshapeOp op) {
  return mapShape(op.getInput().getType()).samples ==
         mapShape(op.getOutput().getType()).samples;
}

static bool onMLA(Operation *op) {
  if (auto reshape = dyn_cast<ReshapeOp>(op))
    return isForMLA(op) && keepsSamples(reshape);
  return isa<LayerOp>(op);
}

static uint64_t elementsOf(Operation *op) {
  uint64_t elements = 0;
  for (Type type : op->getResultTypes())
    elements += uint64_t(cast<RankedTensorType>(type).getNumElements());
  return isa<ReshapeOp>(op) ? 0 : elements;
}

/// The tensor that the values of `value` and reshapes of it are: one to hand
/// over.
static void addTensor(PlacementProblem &problem, Value value, double rate,
                      const llvm::DenseMap<Operation *, int> &numbers) {
  PlacementProblem::Tensor tensor;
  if (Operation *op = value.getDefiningOp())
    tensor.producer = numbers.lookup(op);
  for (Operation *user : value.getUsers()) {
    auto found = numbers.find(user);
    int consumer =
        found == numbers.end() ? PlacementProblem::kOutput : found->second;
    if (!llvm::is_contained(tensor.consumers, consumer))
      tensor.consumers.push_back(consumer);
  }
  // Written and read again.
  tensor.cost = 1 + uint64_t(2 * double(storageBytes(value.getType())) / rate);
  problem.tensors.push_back(std::move(tensor));
}

/// "'name' (top_k)", "top_k" if it has no name.
static std::string describe(Operation *op) {
  StringRef kind = op->getName().stripDialect();
  if (auto layer = dyn_cast<LayerOp>(op))
    kind = layer.getName();
  StringRef name = nodeName(op->getLoc());
  return name.empty() ? kind.str()
                      : "'" + name.str() + "' (" + kind.str() + ")";
}

/// Why an operation is not for the MLA.
static std::string whyNotMLA(Operation *op) {
  if (auto a65 = dyn_cast<A65Op>(op))
    return a65.whyNotMLA().str();
  if (isa<QuantizeOp, DequantizeOp>(op))
    return "it converts float32 within the network";
  if (auto reshape = dyn_cast<ReshapeOp>(op); reshape && isForMLA(op))
    return "it makes " +
           std::to_string(mapShape(reshape.getOutput().getType()).samples) +
           " samples of " +
           std::to_string(mapShape(reshape.getInput().getType()).samples) +
           "; the MLA keeps the size of dimension 0, of the samples";
  return "it is of float32 or wide integers, and the MLA of codes of 8 or 16 "
         "bits";
}

static void remark(Operation *op, StringRef where,
                   const PlacementReason &reason) {
  InFlightDiagnostic remark = op->emitRemark()
                              << "placement of " << describe(op) << ": "
                              << where << ", ";
  switch (reason.kind) {
  case PlacementReason::OnlyMLA:
    remark << "the A65 has no code for it";
    return;
  case PlacementReason::OnlyA65:
    remark << "not on the MLA: " << whyNotMLA(op);
    return;
  case PlacementReason::CheaperHere:
    remark << "handing over and computing cost " << reason.cost << " cycles";
    if (reason.otherCost)
      remark << ", elsewhere " << *reason.otherCost;
    return;
  case PlacementReason::NeedsSegment:
    remark << "elsewhere another segment would be needed";
    return;
  }
}

/// Names the chain that forces several segments.
static LogicalResult refuse(const PlacedOperations &placed,
                            const PlacementProblem &problem) {
  auto witness = schedule::whySegments(problem);
  if (!witness)
    return placed.ops.front()->emitError(llvm::toString(witness.takeError()));
  // The first operation of the A65 between two layers is what stands in the
  // way.
  Operation *culprit = placed.ops[witness->nodes[1]];
  InFlightDiagnostic error = culprit->emitError("the network needs ")
                             << witness->segments << " MLA segments: ";
  llvm::interleave(
      witness->nodes,
      [&](unsigned node) {
        error << describe(placed.ops[node])
              << (onMLA(placed.ops[node]) ? " on the MLA" : " on the A65");
      },
      [&] { error << ", then "; });
  return error << "; " << describe(culprit)
               << " is not for the MLA: " << whyNotMLA(culprit)
               << "; replace it, move it behind the last layer, or compile "
                  "without --strict-one-mla";
}

FailureOr<PlacedOperations>
sima::mla::placeOperations(Block &block, double rate, bool strict) {
  PlacedOperations placed;
  PlacementProblem problem;
  llvm::DenseMap<Operation *, int> numbers;
  for (Operation &op : block.without_terminator()) {
    if (isa<ConstantOp>(op))
      continue;
    PlacementProblem::Node node;
    node.canMLA = onMLA(&op);
    node.canA65 = onA65(&op);
    if (!node.canMLA && !node.canA65)
      return op.emitError(op.getName().getStringRef())
             << " has no place on the MLA or the A65; run --mla-fuse first";
    // Of equal places the MLA's is taken.
    node.costA65 = 1 + elementsOf(&op) * kA65CyclesPerElement;
    node.costMLA = elementsOf(&op) / kMLAElementsPerCycle;
    numbers[&op] = int(placed.ops.size());
    placed.ops.push_back(&op);
    problem.nodes.push_back(node);
  }
  if (placed.ops.empty())
    return placed;
  for (BlockArgument argument : block.getArguments())
    addTensor(problem, argument, rate, numbers);
  for (Operation *op : placed.ops)
    for (Value result : op->getResults())
      addTensor(problem, result, rate, numbers);
  auto placement = schedule::choosePlacement(problem);
  if (!placement)
    return placed.ops.front()->emitError(llvm::toString(placement.takeError()));
  placed.placement = std::move(*placement);
  if (strict && placed.placement.segmentsMLA > 1)
    return refuse(placed, problem);
  if (placed.placement.segmentsA65 > 0) {
    std::vector<PlacementReason> reasons =
        schedule::explain(problem, placed.placement);
    for (auto [i, op] : llvm::enumerate(placed.ops)) {
      unsigned label = placed.placement.label[i];
      std::string where = (schedule::isMLALabel(label) ? "MLA_" : "A65_") +
                          std::to_string(label / 2);
      remark(op, where, reasons[i]);
    }
  }
  return placed;
}
