//===- QuadToInstruction.cpp - One quad operation as a word ---------------===//

#include "QuadToInstruction.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sima;
using namespace sima::quad;
using isa::Instruction;
using isa::Opcode;
using isa::Operand;

namespace {

class Translator {
public:
  Translator(Operation *op, const Machine &machine)
      : op(op), machine(machine) {}

  FailureOr<Instruction> run() {
    if (auto instruction = dyn_cast<InstructionOp>(op)) {
      auto attr = op->getAttrOfType<DenseI32ArrayAttr>("regs");
      if (!attr || attr.size() != int64_t(instruction.views().size()))
        return op->emitError("has no descriptor registers; run "
                             "--quad-assign-descriptors");
      regs = attr.asArrayRef();
    }
    return llvm::TypeSwitch<Operation *, FailureOr<Instruction>>(op)
        .Case<SetOp, WaitOp, PostOp, HaltOp, LdOp, LdzOp, StOp, MvOp, CopyOp,
              ConvOp, DwconvOp, RequantOp, RequantAddOp, EltwiseOp, PoolOp,
              NormOp, ReduceOp, LutOp, Lut16Op, ResizeOp>(
            [&](auto typed) { return translate(typed); })
        .Default([&](Operation *other) -> FailureOr<Instruction> {
          return other->emitError("is not an instruction");
        });
  }

private:
  //===--------------------------------------------------------------------===//
  // Sequencer
  //===--------------------------------------------------------------------===//

  FailureOr<Instruction> translate(SetOp set) {
    // The loader fills in addresses that depend on a symbol.
    int64_t value = set.getSymbol() ? 0 : set.getValue();
    return isa::makeSet(set.getReg(), isa::Field(unsigned(set.getField())),
                        value);
  }
  FailureOr<Instruction> translate(WaitOp wait) {
    return Instruction(Opcode::Wait,
                       {{Operand::Queue, int64_t(wait.getQueue())},
                        {Operand::Sem, wait.getSemaphore()}});
  }
  FailureOr<Instruction> translate(PostOp post) {
    return Instruction(Opcode::Post,
                       {{Operand::Queue, int64_t(post.getQueue())},
                        {Operand::Quad, post.getQuad()},
                        {Operand::Sem, post.getSemaphore()}});
  }
  FailureOr<Instruction> translate(HaltOp) { return Instruction(Opcode::Halt); }

  //===--------------------------------------------------------------------===//
  // Transfers
  //===--------------------------------------------------------------------===//

  FailureOr<Instruction> translate(LdOp ld) {
    return Instruction(Opcode::Ld,
                       {{Operand::Dst, regs[0]},
                        {Operand::Src, regs[1]},
                        {Operand::Mask, int64_t(ld.getMask())},
                        {Operand::Fill, ld.getFill()},
                        {Operand::PadTop, int64_t(ld.getPadTop())},
                        {Operand::PadLeft, int64_t(ld.getPadLeft())}});
  }
  FailureOr<Instruction> translate(LdzOp ld) {
    return Instruction(Opcode::Ldz, {{Operand::Dst, regs[0]},
                                     {Operand::Src, regs[1]},
                                     {Operand::Mask, int64_t(ld.getMask())}});
  }
  FailureOr<Instruction> translate(StOp) {
    return Instruction(Opcode::St,
                       {{Operand::Dst, regs[0]}, {Operand::Src, regs[1]}});
  }
  FailureOr<Instruction> translate(MvOp mv) {
    return Instruction(Opcode::Mv, {{Operand::Dst, regs[0]},
                                    {Operand::Src, regs[1]},
                                    {Operand::Mask, int64_t(mv.getMask())}});
  }
  FailureOr<Instruction> translate(CopyOp copy) {
    return Instruction(Opcode::Copy, {{Operand::Dst, regs[0]},
                                      {Operand::Src, regs[1]},
                                      {Operand::Fill, copy.getFill()}});
  }

  //===--------------------------------------------------------------------===//
  // Matrix unit
  //===--------------------------------------------------------------------===//

  template <typename Op>
  FailureOr<Instruction> translateMatrix(Opcode opcode, Op matrix) {
    auto divisors = machine.divisors();
    auto *k = llvm::find(divisors, unsigned(matrix.getParallelBlocks()));
    if (k == divisors.end())
      return op->emitError("parallel_blocks ")
             << matrix.getParallelBlocks() << " does not divide the "
             << machine.tilesPerQuad << " tiles of a quad";
    return Instruction(opcode, {{Operand::Acc, regs[0]},
                                {Operand::In, regs[1]},
                                {Operand::Wt, regs[2]},
                                {Operand::StrideH, matrix.getStrides()[0]},
                                {Operand::StrideW, matrix.getStrides()[1]},
                                {Operand::DilH, matrix.getDilations()[0]},
                                {Operand::DilW, matrix.getDilations()[1]},
                                {Operand::PadTop, matrix.getPadding()[0]},
                                {Operand::PadLeft, matrix.getPadding()[1]},
                                {Operand::K, k - divisors.begin()},
                                {Operand::Accumulate, matrix.getAccumulate()}});
  }
  FailureOr<Instruction> translate(ConvOp conv) {
    return translateMatrix(Opcode::Conv, conv);
  }
  FailureOr<Instruction> translate(DwconvOp conv) {
    return translateMatrix(Opcode::DwConv, conv);
  }

  //===--------------------------------------------------------------------===//
  // Vector unit
  //===--------------------------------------------------------------------===//

  FailureOr<Instruction> translate(RequantOp requant) {
    return Instruction(Opcode::Requant,
                       {{Operand::Dst, regs[0]},
                        {Operand::Acc, regs[1]},
                        {Operand::Par, regs[2]},
                        {Operand::Mode, int64_t(requant.getMode())},
                        {Operand::Lo, int64_t(requant.getLo())},
                        {Operand::Hi, int64_t(requant.getHi())}});
  }
  FailureOr<Instruction> translate(RequantAddOp requant) {
    return Instruction(Opcode::RequantAdd,
                       {{Operand::Dst, regs[0]},
                        {Operand::Acc, regs[1]},
                        {Operand::Par, regs[2]},
                        {Operand::Src, regs[3]},
                        {Operand::AddPar, regs[4]},
                        {Operand::Mode, int64_t(requant.getMode())},
                        {Operand::Subtract, requant.getSubtract()}});
  }
  FailureOr<Instruction> translate(EltwiseOp eltwise) {
    return Instruction(Opcode::Eltwise,
                       {{Operand::Dst, regs[0]},
                        {Operand::A, regs[1]},
                        {Operand::B, regs[2]},
                        {Operand::Par, regs[3]},
                        {Operand::Mode, int64_t(eltwise.getMode())},
                        {Operand::Kind, int64_t(eltwise.getKind())},
                        {Operand::BcastA, eltwise.getBcastA()},
                        {Operand::BcastB, eltwise.getBcastB()}});
  }
  FailureOr<Instruction> translate(PoolOp pool) {
    return Instruction(Opcode::Pool,
                       {{Operand::Dst, regs[0]},
                        {Operand::Src, regs[1]},
                        {Operand::Par, regs[2]},
                        {Operand::Mode, int64_t(pool.getMode())},
                        {Operand::Kind, int64_t(pool.getKind())},
                        {Operand::KernelH, pool.getWindow()[0]},
                        {Operand::KernelW, pool.getWindow()[1]},
                        {Operand::StrideH, pool.getStrides()[0]},
                        {Operand::StrideW, pool.getStrides()[1]},
                        {Operand::PadTop, pool.getPadding()[0]},
                        {Operand::PadLeft, pool.getPadding()[1]},
                        {Operand::IncludePad, pool.getIncludePad()}});
  }
  FailureOr<Instruction> translate(NormOp norm) {
    return Instruction(Opcode::Norm,
                       {{Operand::Dst, regs[0]},
                        {Operand::Src, regs[1]},
                        {Operand::Par, regs[2]},
                        {Operand::Mode, int64_t(norm.getMode())},
                        {Operand::Kind, int64_t(norm.getKind())}});
  }
  FailureOr<Instruction> translate(ReduceOp reduce) {
    return Instruction(Opcode::Reduce,
                       {{Operand::Dst, regs[0]},
                        {Operand::Src, regs[1]},
                        {Operand::Par, regs[2]},
                        {Operand::Mode, int64_t(reduce.getMode())},
                        {Operand::Kind, int64_t(reduce.getKind())},
                        {Operand::Axes, int64_t(reduce.getAxes())}});
  }

  FailureOr<Instruction> translate(LutOp lut) {
    return Instruction(Opcode::Lut,
                       {{Operand::Dst, regs[0]},
                        {Operand::Src, regs[1]},
                        {Operand::Par, regs[2]},
                        {Operand::PerChannel, lut.getPerChannel()}});
  }
  FailureOr<Instruction> translate(Lut16Op lut) {
    return Instruction(Opcode::Lut16,
                       {{Operand::Dst, regs[0]},
                        {Operand::Src, regs[1]},
                        {Operand::Par, regs[2]},
                        {Operand::Mode, int64_t(lut.getMode())}});
  }
  FailureOr<Instruction> translate(ResizeOp resize) {
    return Instruction(Opcode::Resize,
                       {{Operand::Dst, regs[0]},
                        {Operand::Src, regs[1]},
                        {Operand::Par, regs[2]},
                        {Operand::Mode, int64_t(resize.getMode())},
                        {Operand::Kind, int64_t(resize.getKind())},
                        {Operand::Row, int64_t(resize.getRow())},
                        {Operand::SrcRow, int64_t(resize.getSrcRow())}});
  }

  Operation *op;
  const Machine &machine;
  ArrayRef<int32_t> regs;
};

} // namespace

FailureOr<Instruction> sima::quadToInstruction(Operation *op,
                                               const Machine &machine) {
  return Translator(op, machine).run();
}
