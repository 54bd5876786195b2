//===- Move.cpp - mv between local memories and copy within one -----------===//
//
// Both are charged by the runs that are contiguous on both sides.
//
//===----------------------------------------------------------------------===//
#include "Transfer.h"
#include "sima/Machine/Cycles.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

/// The bytes that mv and copy are charged. A filling copy has no source, so the
/// runs of its destination count.
static uint64_t chargedBytes(const Operation &op) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  const Descriptor &ruling = op.opcode == isa::Opcode::Mv ? src : dst;
  PlainShape to = plainShape(dst, ruling);
  uint64_t run =
      op.fill ? to.runBytes() : commonRunBytes(to, plainShape(src, ruling));
  return cycles::chargedBytes(denseBytes(to) / run, run);
}

static FormulaSizes sizes(const Operation &op) {
  return {{"bytes", chargedBytes(op)}};
}

static Error verifyMove(const VerifyContext &context, Operation &op,
                        timeline::Entry &entry) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  if (Error e = checkMask(context, op.mask))
    return e;
  if (Error e = checkPlain(context, dst, src, src))
    return e;
  if (Error e = checkPlainLM(context, "src", src, plainShape(src, src)))
    return e;
  if (Error e = checkPlainLM(context, "dst", dst, plainShape(dst, src)))
    return e;
  entry.cycles = cycles::moveData(context.machine, chargedBytes(op));
  return Error::success();
}

static Error verifyCopy(const VerifyContext &context, Operation &op,
                        timeline::Entry &entry) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  if (Error e = checkPlain(context, dst, src, dst))
    return e;
  if (Error e = checkPlainLM(context, "dst", dst, plainShape(dst, dst)))
    return e;
  if (!op.fill)
    if (Error e = checkPlainLM(context, "src", src, plainShape(src, dst)))
      return e;
  entry.cycles = cycles::copy(context.machine, chargedBytes(op));
  return Error::success();
}

static Error executeMove(State &state, const Operation &op) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  PlainShape from = plainShape(src, src);
  std::vector<uint8_t> dense(denseBytes(from));
  if (Error e =
          gatherBytes(state.lm[op.quad], "src", from, src.base, dense.data()))
    return e;
  for (unsigned q = 0; q != state.lm.size(); ++q)
    if (op.mask >> q & 1)
      scatterBytes(state.lm[q], plainShape(dst, src), dst.base, dense.data());
  return Error::success();
}

static Error executeCopy(State &state, const Operation &op) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  Memory &lm = state.lm[op.quad];
  PlainShape to = plainShape(dst, dst);
  std::vector<uint8_t> dense(denseBytes(to));
  if (op.fill)
    fillBytes(dense, src);
  else if (Error e = gatherBytes(lm, "src", plainShape(src, dst), src.base,
                                 dense.data()))
    return e;
  scatterBytes(lm, to, dst.base, dense.data());
  return Error::success();
}

const Engine sim::kMoveEngine{verifyMove, executeMove, sizes};
const Engine sim::kCopyEngine{verifyCopy, executeCopy, sizes};
