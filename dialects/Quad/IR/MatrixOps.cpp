//===- MatrixOps.cpp - MXU instructions -----------------------------------===//

#include "dialects/Quad/IR/Quad.h"
#include "sima/Machine/Cycles.h"

using namespace mlir;
using namespace sima;
using namespace sima::quad;

template <typename Op> static LogicalResult verifyMatrix(Op op) {
  if (op.getStrides().size() != 2 || op.getDilations().size() != 2 ||
      op.getPadding().size() != 2)
    return op.emitOpError("strides, dilations and padding have 2 values each");
  if (op.getAcc().getSizes().size() < 3 || op.getIn().getSizes().size() < 3 ||
      op.getWt().getSizes().size() < 3)
    return op.emitOpError("acc and in need rows, columns, channels, wt its "
                          "channels and kernel");
  if (op.getParallelBlocks() < 1)
    return op.emitOpError("parallel_blocks must be a divisor of the tiles");
  return success();
}

/// The accesses that both matrix instructions share; the weights differ.
template <typename Op>
static SmallVector<Access, 5> matrixAccesses(Op op, Footprint weights) {
  ViewAttr acc = op.getAcc(), in = op.getIn();
  Footprint out =
      pixelFootprint(acc, extent(acc, 0), extent(acc, 1), extent(acc, 2), 4);
  Footprint read =
      pixelFootprint(in, extent(in, 0), extent(in, 1), extent(in, 2), 1);
  return {{acc.getBuffer(), out, true, 0},
          {in.getBuffer(), read, false, 0},
          {op.getWt().getBuffer(), weights, false, 0}};
}

LogicalResult ConvOp::verify() { return verifyMatrix(*this); }
QueueKind ConvOp::queue() { return QueueKind::mxu; }
SmallVector<ViewAttr, 5> ConvOp::views() {
  return {getAcc(), getIn(), getWt()};
}
SmallVector<Access, 5> ConvOp::accesses() {
  ViewAttr wt = getWt();
  Footprint weights;
  weights.begin = wt.getOffset();
  for (unsigned d = 0; d < 3; ++d) {
    weights.sizes[d] = extent(wt, d);
    weights.strides[d] = stride(wt, d);
  }
  int64_t blocks = (extent(wt, 3) + 15) / 16;
  weights.runBytes = blocks == 1 ? extent(wt, 3)
                                 : (blocks - 1) * stride(wt, 3) +
                                       (extent(wt, 3) - (blocks - 1) * 16);
  return matrixAccesses(*this, weights);
}
uint64_t ConvOp::engineCycles(const Machine &machine) {
  ViewAttr acc = getAcc(), wt = getWt();
  return cycles::conv(machine, extent(acc, 0) * extent(acc, 1), extent(acc, 2),
                      extent(wt, 3), extent(wt, 1) * extent(wt, 2),
                      getParallelBlocks());
}

LogicalResult DwconvOp::verify() { return verifyMatrix(*this); }
QueueKind DwconvOp::queue() { return QueueKind::mxu; }
SmallVector<ViewAttr, 5> DwconvOp::views() {
  return {getAcc(), getIn(), getWt()};
}
SmallVector<Access, 5> DwconvOp::accesses() {
  ViewAttr wt = getWt();
  Footprint weights;
  weights.begin = wt.getOffset();
  int64_t channels = extent(wt, 0);
  int64_t blocks = (channels + 15) / 16;
  weights.sizes = {extent(wt, 1), extent(wt, 2), 1, 1};
  weights.strides = {stride(wt, 1), stride(wt, 2), 0, 0};
  weights.runBytes =
      (blocks - 1) * stride(wt, 0) + (channels - (blocks - 1) * 16);
  return matrixAccesses(*this, weights);
}
uint64_t DwconvOp::engineCycles(const Machine &machine) {
  ViewAttr acc = getAcc(), wt = getWt();
  return cycles::dwconv(machine, extent(acc, 0) * extent(acc, 1),
                        extent(acc, 2), extent(wt, 1) * extent(wt, 2),
                        getParallelBlocks());
}
