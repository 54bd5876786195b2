//===- TransferOps.cpp - DMA, link and copies -----------------------------===//

#include "dialects/Quad/IR/Quad.h"
#include "sima/Machine/Cycles.h"

using namespace mlir;
using namespace sima;
using namespace sima::quad;

static LogicalResult verifyMask(Operation *op, int64_t mask) {
  if (mask < 1 || mask > 255)
    return op->emitOpError("mask ") << mask << " must name 1 to 8 quads";
  return success();
}

LogicalResult LdOp::verify() { return verifyMask(*this, getMask()); }
LogicalResult LdzOp::verify() {
  for (auto [name, view] : {std::pair("dst", getDst()), {"src", getSrc()}}) {
    PlainShape shape = plainShape(view);
    if (shape.elementBytes != 1 || shape.elements() != shape.sizes[3] ||
        shape.strides[3] != 1)
      return emitOpError(name) << " must be one run of bytes: a size only in "
                                  "dimension 3, stride 1";
  }
  return verifyMask(*this, getMask());
}
LogicalResult MvOp::verify() { return verifyMask(*this, getMask()); }

QueueKind LdOp::queue() { return QueueKind::ldq; }
SmallVector<ViewAttr, 5> LdOp::views() { return {getDst(), getSrc()}; }
SmallVector<Access, 5> LdOp::accesses() {
  ArrayRef<int64_t> sizes = getDst().getSizes();
  // With a window, what lies inside the source is read.
  SmallVector<int64_t, 4> read(sizes);
  if (getFill())
    for (unsigned d = 0; d < 2 && d < read.size(); ++d)
      read[d] = std::min(read[d], extent(getSrc(), d));
  return {{getDst().getBuffer(), plainFootprint(getDst(), sizes), true,
           uint64_t(getMask())},
          {getSrc().getBuffer(), plainFootprint(getSrc(), read), false, 0}};
}
uint64_t LdOp::engineCycles(const Machine &) { return 0; }

QueueKind LdzOp::queue() { return QueueKind::ldq; }
SmallVector<ViewAttr, 5> LdzOp::views() { return {getDst(), getSrc()}; }
SmallVector<Access, 5> LdzOp::accesses() {
  return {{getDst().getBuffer(), plainFootprint(getDst(), getDst().getSizes()),
           true, uint64_t(getMask())},
          {getSrc().getBuffer(), plainFootprint(getSrc(), getSrc().getSizes()),
           false, 0}};
}
uint64_t LdzOp::engineCycles(const Machine &) { return 0; }

QueueKind StOp::queue() { return QueueKind::stq; }
SmallVector<ViewAttr, 5> StOp::views() { return {getDst(), getSrc()}; }
SmallVector<Access, 5> StOp::accesses() {
  ArrayRef<int64_t> sizes = getSrc().getSizes();
  return {{getDst().getBuffer(), plainFootprint(getDst(), sizes), true, 0},
          {getSrc().getBuffer(), plainFootprint(getSrc(), sizes), false, 0}};
}
uint64_t StOp::engineCycles(const Machine &) { return 0; }

/// Bytes that mv and copy charge: `sizes` rule, runs merge on both sides.
static uint64_t chargedBytes(ViewAttr dst, ViewAttr src, ViewAttr sizes) {
  PlainShape a = plainShape(dst), b = plainShape(src);
  a.sizes = b.sizes = plainShape(sizes).sizes;
  int64_t run = commonRunBytes(a, b);
  return cycles::chargedBytes(a.elements() * a.elementBytes / run, run);
}

QueueKind MvOp::queue() { return QueueKind::lnk; }
SmallVector<ViewAttr, 5> MvOp::views() { return {getDst(), getSrc()}; }
SmallVector<Access, 5> MvOp::accesses() {
  ArrayRef<int64_t> sizes = getSrc().getSizes();
  return {{getDst().getBuffer(), plainFootprint(getDst(), sizes), true,
           uint64_t(getMask())},
          {getSrc().getBuffer(), plainFootprint(getSrc(), sizes), false, 0}};
}
uint64_t MvOp::engineCycles(const Machine &machine) {
  uint64_t bytes = chargedBytes(getDst(), getSrc(), getSrc());
  return (bytes + machine.linkBytesPerCycle - 1) / machine.linkBytesPerCycle;
}

QueueKind CopyOp::queue() { return QueueKind::vpu; }
SmallVector<ViewAttr, 5> CopyOp::views() { return {getDst(), getSrc()}; }
SmallVector<Access, 5> CopyOp::accesses() {
  ArrayRef<int64_t> sizes = getDst().getSizes();
  SmallVector<Access, 5> accesses = {
      {getDst().getBuffer(), plainFootprint(getDst(), sizes), true, 0}};
  // A fill takes the zero point of its source and reads nothing.
  if (!getFill())
    accesses.push_back(
        {getSrc().getBuffer(), plainFootprint(getSrc(), sizes), false, 0});
  return accesses;
}
uint64_t CopyOp::engineCycles(const Machine &machine) {
  ViewAttr src = getFill() ? getDst() : getSrc();
  return cycles::copy(machine, chargedBytes(getDst(), src, getDst()));
}
