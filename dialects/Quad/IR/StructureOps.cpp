//===- StructureOps.cpp - Verifiers of memory objects and cores -----------===//

#include "dialects/Quad/IR/Quad.h"

using namespace mlir;
using namespace sima::quad;

/// A memory object is addressed with 32 bits.
static constexpr int64_t kMaxObjectBytes = int64_t(1) << 32;
/// Constants are held in memory while an ELF file is written.
static constexpr int64_t kMaxConstantBytes = int64_t(1) << 31;
/// Ports and samples have indices of 16 bits.
static constexpr int64_t kMaxOrdinal = 65535;

/// Checks that a memory object has from 1 to `limit` bytes.
static LogicalResult verifyBytes(Operation *op, int64_t bytes,
                                 int64_t limit = kMaxObjectBytes) {
  if (bytes < 1 || bytes > limit)
    return op->emitOpError("has ")
           << bytes << " bytes, from 1 to " << limit << " are possible";
  return success();
}

LogicalResult BufferOp::verify() {
  if (getSpace() == Space::dram)
    return emitOpError(
        "lies in lm or acc; DRAM has constants, ports and spill");
  if (failed(verifyBytes(*this, getBytes())))
    return failure();
  int64_t first = getFirst(), last = getLast();
  if (first < 0 || last < first)
    return emitOpError("live range ") << first << " to " << last << " is empty";
  if (std::optional<int64_t> address = getAddress();
      address &&
      (*address < 0 || *address > kMaxObjectBytes - int64_t(getBytes())))
    return emitOpError("address ")
           << *address << " does not leave " << getBytes() << " bytes of the "
           << kMaxObjectBytes << " that 32 bits address";
  return success();
}

LogicalResult ConstantOp::verify() {
  auto type = dyn_cast<RankedTensorType>(getValue().getType());
  if (!type || type.getRank() != 1 ||
      !type.getElementType().isSignlessInteger(8))
    return emitOpError("value must be a 1-D tensor of i8");
  return verifyBytes(*this, type.getDimSize(0), kMaxConstantBytes);
}

LogicalResult PortOp::verify() {
  for (auto [what, value] : {std::pair("ordinal", int64_t(getOrdinal())),
                             std::pair("sample", int64_t(getSample()))})
    if (value < 0 || value > kMaxOrdinal)
      return emitOpError(what)
             << " " << value << " is not from 0 to " << kMaxOrdinal;
  return verifyBytes(*this, getExtent());
}

LogicalResult SpillOp::verify() { return verifyBytes(*this, getBytes()); }

SmallVector<CoreOp> SegmentOp::coresOf(EntryPoint entry) {
  SmallVector<CoreOp> cores;
  for (CoreOp core : getOps<CoreOp>())
    if (core.getEntry() == entry)
      cores.push_back(core);
  return cores;
}

SmallVector<EntryPoint, 2> SegmentOp::entryPoints() {
  if (coresOf(EntryPoint::next).empty())
    return {EntryPoint::first};
  return {EntryPoint::first, EntryPoint::next};
}

LogicalResult CoreOp::verify() {
  int64_t quad = getQuad();
  if (quad < 0 || quad >= int64_t(kMaxQuads))
    return emitOpError("is of quad ")
           << quad << ", a machine has at most " << kMaxQuads;
  return success();
}

LogicalResult CoreOp::verifyRegions() {
  Block &block = getBody().front();
  if (block.empty() || !isa<HaltOp>(block.back()))
    return emitOpError("must end with quad.halt");
  std::optional<int64_t> last;
  for (Operation &op : block) {
    if (isa<SetOp, WaitOp, PostOp, HaltOp>(op))
      continue;
    if (!isa<InstructionOp>(op))
      return op.emitOpError("is not an instruction of a quad");
    int64_t step = op.getAttrOfType<IntegerAttr>("step").getInt();
    if (last && step <= *last)
      return op.emitOpError("step ") << step << " comes after step " << *last
                                     << "; steps of a core must ascend";
    last = step;
  }
  return success();
}
