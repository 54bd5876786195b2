//===- Expand.cpp - The transfer ldz --------------------------------------===//
//
// A compressed constant from DRAM to local memories. What is stored is decoded
// when the instruction is executed; its lengths are known before.
//
//===----------------------------------------------------------------------===//
#include "Fail.h"
#include "Transfer.h"
#include "sima/Codec/BlockCode.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

static FormulaSizes expandSizes(const Operation &op) {
  return {{"bytes", op.operands[1].extent(3)},
          {"expanded", op.operands[0].extent(3)}};
}

/// Fails unless `d` is one run of bytes.
static Error checkRun(StringRef operand, const Descriptor &d) {
  if (elementBytes(d.type) == 1 && d.extent(0) == 1 && d.extent(1) == 1 &&
      d.extent(2) == 1 && d.strides[3] == 1)
    return Error::success();
  return fail("operand {0} must be one run of bytes: a size only in dimension "
              "3, stride 1, type s8 or u8",
              operand);
}

static Error verifyExpand(const VerifyContext &context, Operation &op,
                          timeline::Entry &entry) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  if (Error e = checkMask(context, op.mask))
    return e;
  if (Error e = expectSpace("src", src, Space::Dram))
    return e;
  if (Error e = checkRun("dst", dst))
    return e;
  if (Error e = checkRun("src", src))
    return e;
  if (Error e = checkPlainLM(context, "dst", dst, plainShape(dst, dst)))
    return e;
  PlainShape stored = plainShape(src, src);
  if (Error e = checkSection(context, op, "src", src, stored))
    return e;
  const DramSection &section = context.dram.sections[op.section];
  if (section.kind != SectionKind::Constant)
    return fail("operand src is in section {0}, only constants are compressed",
                section.name);
  entry.bytes = denseBytes(stored);
  entry.lines = stored.lines(src.base);
  entry.expandedBytes = dst.extent(3);
  entry.constant = true;
  return Error::success();
}

static Error executeExpand(State &state, const Operation &op) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  std::vector<uint8_t> stored(src.extent(3)), bytes(dst.extent(3));
  if (Error e = gatherBytes(state.dram, "src", plainShape(src, src), src.base,
                            stored.data()))
    return e;
  if (Error e = codec::expand(stored, bytes))
    return e;
  for (unsigned q = 0; q != state.lm.size(); ++q)
    if (op.mask >> q & 1)
      scatterBytes(state.lm[q], plainShape(dst, dst), dst.base, bytes.data());
  return Error::success();
}

const Engine sim::kExpandEngine{verifyExpand, executeExpand, expandSizes};
