//===- VectorOps.cpp - VPU instructions -----------------------------------===//

#include "dialects/Quad/IR/Quad.h"
#include "sima/Machine/Cycles.h"

using namespace mlir;
using namespace sima;
using namespace sima::quad;

namespace {
/// Rows, columns and channels that rule a vector instruction.
struct Extents {
  int64_t rows, columns, channels;
  explicit Extents(ViewAttr view)
      : rows(extent(view, 0)), columns(extent(view, 1)),
        channels(extent(view, 2)) {}
  uint64_t elements() const { return rows * columns * channels; }
};
} // namespace

static Access pixels(ViewAttr view, const Extents &e, unsigned bytes,
                     bool write) {
  return {view.getBuffer(),
          pixelFootprint(view, e.rows, e.columns, e.channels, bytes), write, 0};
}

static Access block(ViewAttr view, int64_t bytes) {
  Footprint footprint;
  footprint.begin = view.getOffset();
  footprint.runBytes = bytes;
  return {view.getBuffer(), footprint, false, 0};
}

int64_t quad::requantTableBytes(int64_t channels, Mode mode, int64_t planes) {
  int64_t bias = planes > 1 && mode == Mode::onnx ? 8 : 4, factor = 5;
  switch (mode) {
  case Mode::tflite_f64:
    factor = 8;
    break;
  case Mode::tflite_16x8:
    bias = 8;
    break;
  case Mode::tflite_16x8_f64:
    bias = factor = 8;
    break;
  case Mode::onnx:
    factor = 4;
    break;
  case Mode::shift:
    factor = 1;
    break;
  default:
    break;
  }
  return (channels + 15) / 16 * 16 * (bias + factor);
}

QueueKind RequantOp::queue() { return QueueKind::vpu; }
SmallVector<ViewAttr, 5> RequantOp::views() {
  return {getDst(), getAcc(), getPar()};
}
SmallVector<Access, 5> RequantOp::accesses() {
  Extents e(getAcc());
  Access acc = pixels(getAcc(), e, 4, false);
  // Planes of 16-bit products, one behind the other.
  if (int64_t planes = extent(getAcc(), 3); planes > 1) {
    Footprint &footprint = acc.footprint;
    Footprint first = footprint;
    footprint.sizes = {1, 1, 1, 1};
    footprint.strides = {};
    footprint.runBytes =
        first.end() - first.begin + (planes - 1) * getAcc().getStrides()[3];
  }
  return {pixels(getDst(), e, elementBytes(getDst().getType()), true), acc,
          block(getPar(),
                requantTableBytes(e.channels, getMode(), extent(getAcc(), 3)))};
}
uint64_t RequantOp::engineCycles(const Machine &machine) {
  return cycles::requant(machine, Extents(getAcc()).elements() *
                                      uint64_t(extent(getAcc(), 3)));
}

QueueKind RequantAddOp::queue() { return QueueKind::vpu; }
SmallVector<ViewAttr, 5> RequantAddOp::views() {
  return {getDst(), getAcc(), getPar(), getSrc(), getAddpar()};
}
SmallVector<Access, 5> RequantAddOp::accesses() {
  Extents e(getAcc());
  return {pixels(getDst(), e, 1, true), pixels(getAcc(), e, 4, false),
          block(getPar(), requantTableBytes(e.channels, getMode(), 1)),
          pixels(getSrc(), e, 1, false), block(getAddpar(), 52)};
}
uint64_t RequantAddOp::engineCycles(const Machine &machine) {
  return cycles::requantAdd(machine, Extents(getAcc()).elements());
}

QueueKind EltwiseOp::queue() { return QueueKind::vpu; }
SmallVector<ViewAttr, 5> EltwiseOp::views() {
  return {getDst(), getA(), getB(), getPar()};
}
SmallVector<Access, 5> EltwiseOp::accesses() {
  Extents e(getDst()), a(getDst()), b(getDst());
  if (getBcastA())
    a.channels = 1;
  if (getBcastB())
    b.channels = 1;
  return {pixels(getDst(), e, elementBytes(getDst().getType()), true),
          pixels(getA(), a, elementBytes(getA().getType()), false),
          pixels(getB(), b, elementBytes(getB().getType()), false),
          block(getPar(), getParBytes())};
}
uint64_t EltwiseOp::engineCycles(const Machine &machine) {
  return cycles::eltwise(machine, Extents(getDst()).elements());
}

LogicalResult PoolOp::verify() {
  if (getWindow().size() != 2 || getStrides().size() != 2 ||
      getPadding().size() != 2)
    return emitOpError("window, strides and padding have 2 values each");
  return success();
}
QueueKind PoolOp::queue() { return QueueKind::vpu; }
SmallVector<ViewAttr, 5> PoolOp::views() {
  return {getDst(), getSrc(), getPar()};
}
SmallVector<Access, 5> PoolOp::accesses() {
  Extents out(getDst());
  Extents in(getSrc());
  in.channels = out.channels;
  return {pixels(getDst(), out, elementBytes(getDst().getType()), true),
          pixels(getSrc(), in, elementBytes(getSrc().getType()), false),
          block(getPar(), getParBytes())};
}
uint64_t PoolOp::engineCycles(const Machine &machine) {
  return cycles::pool(machine, Extents(getDst()).elements(),
                      getWindow()[0] * getWindow()[1]);
}

QueueKind NormOp::queue() { return QueueKind::vpu; }
SmallVector<ViewAttr, 5> NormOp::views() {
  return {getDst(), getSrc(), getPar()};
}
SmallVector<Access, 5> NormOp::accesses() {
  Extents e(getSrc());
  return {pixels(getDst(), e, elementBytes(getDst().getType()), true),
          pixels(getSrc(), e, elementBytes(getSrc().getType()), false),
          block(getPar(), getParBytes())};
}
uint64_t NormOp::engineCycles(const Machine &machine) {
  return cycles::norm(machine, Extents(getSrc()).elements());
}

LogicalResult ReduceOp::verify() {
  if (getAxes() > 7)
    return emitOpError("axes ") << getAxes() << " are not 3 bits";
  return success();
}
QueueKind ReduceOp::queue() { return QueueKind::vpu; }
SmallVector<ViewAttr, 5> ReduceOp::views() {
  return {getDst(), getSrc(), getPar()};
}
SmallVector<Access, 5> ReduceOp::accesses() {
  Extents in(getSrc()), out(getSrc());
  if (getAxes() & 1)
    out.rows = 1;
  if (getAxes() & 2)
    out.columns = 1;
  if (getAxes() & 4)
    out.channels = 1;
  return {pixels(getDst(), out, elementBytes(getDst().getType()), true),
          pixels(getSrc(), in, elementBytes(getSrc().getType()), false),
          block(getPar(), getParBytes())};
}
uint64_t ReduceOp::engineCycles(const Machine &machine) {
  return cycles::reduce(machine, Extents(getSrc()).elements());
}

QueueKind LutOp::queue() { return QueueKind::vpu; }
SmallVector<ViewAttr, 5> LutOp::views() {
  return {getDst(), getSrc(), getPar()};
}
SmallVector<Access, 5> LutOp::accesses() {
  Extents e(getDst());
  int64_t bytes = elementBytes(getDst().getType());
  int64_t tables = getPerChannel() ? e.channels : 1;
  return {pixels(getDst(), e, bytes, true), pixels(getSrc(), e, 1, false),
          block(getPar(), tables * 256 * bytes)};
}
uint64_t LutOp::engineCycles(const Machine &machine) {
  return cycles::lut(machine, Extents(getDst()).elements());
}

QueueKind Lut16Op::queue() { return QueueKind::vpu; }
SmallVector<ViewAttr, 5> Lut16Op::views() {
  return {getDst(), getSrc(), getPar()};
}
SmallVector<Access, 5> Lut16Op::accesses() {
  Extents e(getDst());
  // A table to interpolate, or multiplier, shift and a table of the sigmoid.
  int64_t parBytes = getMode() == Mode::tflite_16x8 ? 513 * 2 : 8 + 256 * 2;
  return {pixels(getDst(), e, 2, true), pixels(getSrc(), e, 2, false),
          block(getPar(), parBytes)};
}
uint64_t Lut16Op::engineCycles(const Machine &machine) {
  return cycles::lut16(machine, Extents(getDst()).elements());
}

QueueKind ResizeOp::queue() { return QueueKind::vpu; }
SmallVector<ViewAttr, 5> ResizeOp::views() {
  return {getDst(), getSrc(), getPar()};
}
SmallVector<Access, 5> ResizeOp::accesses() {
  Extents out(getDst());
  Extents in(getSrc());
  in.channels = out.channels;
  return {pixels(getDst(), out, elementBytes(getDst().getType()), true),
          pixels(getSrc(), in, elementBytes(getSrc().getType()), false),
          block(getPar(), getParBytes())};
}
uint64_t ResizeOp::engineCycles(const Machine &machine) {
  return cycles::resize(machine, Extents(getDst()).elements(),
                        getKind() == ResizeKind::bilinear);
}
