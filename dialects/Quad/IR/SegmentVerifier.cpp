//===- SegmentVerifier.cpp - What instructions refer to -------------------===//
//
// Checks across operations of a segment: memory objects and layers that
// instructions name exist, and every byte they touch lies inside its object
// and in the memory that the instruction can reach. Not for the order of
// instructions, which SyncProblem verifies.
//
//===----------------------------------------------------------------------===//

#include "dialects/Quad/IR/Provenance.h"
#include "dialects/Quad/IR/Quad.h"

using namespace mlir;
using namespace sima::quad;

namespace {

/// What the verifier knows about a memory object.
struct MemoryObject {
  Space space = Space::dram;
  int64_t bytes = 0;
  bool writable = true;
  bool constant = false;
};

/// The memory that view `index` of an instruction must lie in.
Space requiredSpace(Operation *op, unsigned index) {
  if (isa<LdOp, LdzOp>(op) && index == 1)
    return Space::dram;
  if (isa<StOp>(op) && index == 0)
    return Space::dram;
  if (isa<ConvOp, DwconvOp>(op) && index == 0)
    return Space::acc;
  if (isa<RequantOp, RequantAddOp>(op) && index == 1)
    return Space::acc;
  return Space::lm;
}

class SegmentVerifier {
public:
  explicit SegmentVerifier(SegmentOp segment) : segment(segment) {}

  LogicalResult run() {
    for (Operation &op : segment.getBody().front())
      if (failed(addObject(op)))
        return failure();
    uint64_t seen[2] = {};
    for (CoreOp core : segment.getOps<CoreOp>()) {
      uint64_t bit = uint64_t(1) << core.getQuad();
      if (seen[unsigned(core.getEntry())] & bit)
        return core.emitOpError("is the second one of quad ") << core.getQuad();
      seen[unsigned(core.getEntry())] |= bit;
      for (Operation &op : core.getBody().front())
        if (failed(verifyInstruction(op)))
          return failure();
    }
    return verifyEntryPoints(seen[0], seen[1]);
  }

private:
  /// `first` and `next` are masks of the quads that have a core of it. Where
  /// there is a `next`, every quad has both.
  LogicalResult verifyEntryPoints(uint64_t first, uint64_t next) {
    if (next == 0 || first == next)
      return success();
    unsigned quad = llvm::countr_zero(first ^ next);
    bool isFirst = first >> quad & 1;
    return segment.emitOpError("quad ")
           << quad << " has a core of entry point "
           << (isFirst ? "first and none of next" : "next and none of first");
  }

  LogicalResult addObject(Operation &op) {
    if (isa<CoreOp>(op))
      return success();
    MemoryObject object;
    if (auto buffer = dyn_cast<BufferOp>(op)) {
      object = {buffer.getSpace(), int64_t(buffer.getBytes()), true};
      if (int64_t last = buffer.getLast(); last > INT32_MAX)
        return buffer.emitOpError("lives to stage ")
               << last << ", the last one there can be is " << INT32_MAX;
    } else if (auto constant = dyn_cast<ConstantOp>(op)) {
      auto type = cast<RankedTensorType>(constant.getValue().getType());
      object = {Space::dram, type.getDimSize(0), false, true};
    } else if (auto port = dyn_cast<PortOp>(op)) {
      object = {Space::dram, int64_t(port.getExtent()),
                port.getDirection() == Direction::output};
    } else if (auto spill = dyn_cast<SpillOp>(op)) {
      object = {Space::dram, int64_t(spill.getBytes()), true};
      if (std::exchange(hasSpill, true))
        return spill.emitOpError("is the second one; a segment has one area");
    } else {
      return op.emitOpError("is neither a memory object nor a core");
    }
    objects[SymbolTable::getSymbolName(&op)] = object;
    return success();
  }

  LogicalResult verifyInstruction(Operation &op) {
    int64_t layer = op.getAttrOfType<IntegerAttr>("layer").getInt();
    int64_t layers = segment.getLayers().size();
    if (layer < 0 || layer >= layers)
      return op.emitOpError("layer ")
             << layer << ", the segment has " << layers << " layers";
    if (failed(verifyPlace(&op)))
      return failure();
    if (auto set = dyn_cast<SetOp>(op))
      return verifySymbol(set);
    auto instruction = dyn_cast<InstructionOp>(op);
    if (!instruction)
      return success();
    if (failed(verifyStrides(instruction)))
      return failure();
    for (auto [index, access] : llvm::enumerate(instruction.accesses()))
      if (failed(verifyAccess(op, index, access)))
        return failure();
    return success();
  }

  /// Only the source of a copy may be read backwards.
  LogicalResult verifyStrides(InstructionOp instruction) {
    for (auto [index, view] : llvm::enumerate(instruction.views())) {
      if (index == 1 && isa<CopyOp>(instruction.getOperation()))
        continue;
      for (int64_t stride : view.getStrides())
        if (stride < 0)
          return instruction.emitOpError("operand ")
                 << index << " has stride " << stride
                 << ", only the source of a copy may have negative ones";
    }
    return success();
  }

  LogicalResult verifySymbol(SetOp set) {
    FlatSymbolRefAttr symbol = set.getSymbolAttr();
    if (!symbol)
      return success();
    auto object = objects.find(symbol.getAttr());
    if (object == objects.end() || object->second.space != Space::dram)
      return set.emitOpError("refers to ")
             << symbol << ", which is nothing in DRAM";
    return success();
  }

  LogicalResult verifyAccess(Operation &op, unsigned index,
                             const Access &access) {
    auto place = objects.find(access.buffer.getAttr());
    if (place == objects.end())
      return op.emitOpError("names ")
             << access.buffer << ", which the segment does not have";
    const MemoryObject &object = place->second;
    if (Space space = requiredSpace(&op, index); object.space != space)
      return op.emitOpError("operand ")
             << index << " must lie in " << stringifySpace(space) << ", "
             << access.buffer << " lies in " << stringifySpace(object.space);
    if (isa<LdzOp>(op) && index == 1 && !object.constant)
      return op.emitOpError("operand 1 must be a constant, ")
             << access.buffer << " is none";
    if (access.write && !object.writable)
      return op.emitOpError("writes ")
             << access.buffer << ", which is constant";
    if (access.footprint.begin < 0)
      return op.emitOpError("touches byte ")
             << access.footprint.begin << " of " << access.buffer;
    if (int64_t end = access.footprint.end(); end > object.bytes)
      return op.emitOpError("touches bytes up to ")
             << end << " of " << access.buffer << ", which has "
             << object.bytes;
    return success();
  }

  SegmentOp segment;
  llvm::DenseMap<StringAttr, MemoryObject> objects;
  bool hasSpill = false;
};

} // namespace

LogicalResult SegmentOp::verifyRegions() {
  return SegmentVerifier(*this).run();
}
