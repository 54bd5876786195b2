//===- InstrPrinter.cpp - Planned instructions as quad operations ---------===//

#include "InstrPrinter.h"

using namespace mlir;
using namespace sima;
using namespace sima::quad;
using plan::Instr;
using plan::Opcode;

namespace {
/// Creates one operation; all share layer and step.
class Printer {
public:
  Printer(OpBuilder &builder, Location loc, const Instr &instr, int64_t layer,
          int64_t step)
      : builder(builder), loc(loc), instr(instr), layer(layer), step(step) {}

  void print() {
    switch (instr.opcode) {
    case Opcode::Ld:
      builder.create<LdOp>(loc, view(0), view(1), integer(instr.mask),
                           builder.getBoolAttr(false), integer(0), integer(0),
                           integer(layer), integer(step), DenseI32ArrayAttr());
      return;
    case Opcode::Ldz:
      builder.create<LdzOp>(loc, view(0), view(1), integer(instr.mask),
                            integer(layer), integer(step), DenseI32ArrayAttr());
      return;
    case Opcode::St:
      builder.create<StOp>(loc, view(0), view(1), integer(layer), integer(step),
                           DenseI32ArrayAttr());
      return;
    case Opcode::Mv:
      builder.create<MvOp>(loc, view(0), view(1), integer(instr.mask),
                           integer(layer), integer(step), DenseI32ArrayAttr());
      return;
    case Opcode::Copy:
      builder.create<CopyOp>(loc, view(0), view(1),
                             builder.getBoolAttr(instr.fill), integer(layer),
                             integer(step), DenseI32ArrayAttr());
      return;
    case Opcode::Conv:
      return printMatrix<ConvOp>();
    case Opcode::Dwconv:
      return printMatrix<DwconvOp>();
    default:
      return printVector();
    }
  }

private:
  template <typename Op> void printMatrix() {
    builder.create<Op>(loc, view(0), view(1), view(2), pair(instr.strides),
                       pair(instr.dilations), pair(instr.padding),
                       integer(instr.parallelBlocks), flag(instr.accumulate),
                       integer(layer), integer(step), DenseI32ArrayAttr());
  }

  void printVector() {
    auto mode = ModeAttr::get(builder.getContext(), instr.mode);
    DenseI32ArrayAttr regs;
    switch (instr.opcode) {
    case Opcode::Requant:
      builder.create<RequantOp>(loc, view(0), view(1), view(2), mode,
                                integer(instr.lo), integer(instr.hi),
                                integer(layer), integer(step), regs);
      return;
    case Opcode::RequantAdd:
      builder.create<RequantAddOp>(loc, view(0), view(1), view(2), view(3),
                                   view(4), mode, flag(instr.subtract),
                                   integer(layer), integer(step), regs);
      return;
    case Opcode::Eltwise:
      builder.create<EltwiseOp>(loc, view(0), view(1), view(2), view(3), mode,
                                kind<EltwiseKindAttr, EltwiseKind>(),
                                flag(instr.broadcastA), flag(instr.broadcastB),
                                integer(instr.parBytes), integer(layer),
                                integer(step), regs);
      return;
    case Opcode::Pool:
      builder.create<PoolOp>(loc, view(0), view(1), view(2), mode,
                             kind<PoolKindAttr, PoolKind>(), pair(instr.window),
                             pair(instr.strides), pair(instr.padding),
                             flag(instr.includePad), integer(instr.parBytes),
                             integer(layer), integer(step), regs);
      return;
    case Opcode::Norm:
      builder.create<NormOp>(
          loc, view(0), view(1), view(2), mode, kind<NormKindAttr, NormKind>(),
          integer(instr.parBytes), integer(layer), integer(step), regs);
      return;
    case Opcode::Reduce:
      builder.create<ReduceOp>(loc, view(0), view(1), view(2), mode,
                               kind<ReduceKindAttr, ReduceKind>(),
                               integer(instr.axes), integer(instr.parBytes),
                               integer(layer), integer(step), regs);
      return;
    case Opcode::Lut:
      builder.create<LutOp>(loc, view(0), view(1), view(2),
                            flag(instr.perChannel), integer(layer),
                            integer(step), regs);
      return;
    case Opcode::Lut16:
      builder.create<Lut16Op>(loc, view(0), view(1), view(2), mode,
                              integer(layer), integer(step), regs);
      return;
    case Opcode::Resize:
      builder.create<ResizeOp>(loc, view(0), view(1), view(2), mode,
                               kind<ResizeKindAttr, ResizeKind>(),
                               integer(instr.row), integer(instr.srcRow),
                               integer(instr.parBytes), integer(layer),
                               integer(step), regs);
      return;
    default:
      llvm_unreachable("not a vector instruction");
    }
  }

  template <typename KindAttr, typename Kind> KindAttr kind() {
    return KindAttr::get(builder.getContext(), Kind(instr.kind));
  }
  BoolAttr flag(bool value) { return builder.getBoolAttr(value); }
  ViewAttr view(unsigned index) { return instr.views[index]; }
  IntegerAttr integer(int64_t value) {
    return builder.getI64IntegerAttr(value);
  }
  DenseI64ArrayAttr pair(const std::array<int64_t, 2> &values) {
    return builder.getDenseI64ArrayAttr(values);
  }

  OpBuilder &builder;
  Location loc;
  const Instr &instr;
  int64_t layer, step;
};
} // namespace

void sima::printInstr(OpBuilder &builder, Location loc, const Instr &instr,
                      int64_t layer, int64_t step) {
  Printer(builder, loc, instr, layer, step).print();
}
