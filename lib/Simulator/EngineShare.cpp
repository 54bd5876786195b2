//===- EngineShare.cpp - How much of an instruction is work ---------------===//
//
// Splits the cycles of one instruction by what its array could have done.
//
//===----------------------------------------------------------------------===//
#include "QueueActivity.h"
#include "sima/Machine/Cycles.h"
#include "sima/Support/CheckedMath.h"

using namespace sima;
using namespace sima::sim;
using isa::Opcode;

uint64_t sim::productsOf(const Operation &op) {
  const Descriptor &acc = op.operands[0], &wt = op.operands[2];
  uint64_t perChannel = saturatingMul(acc.extent(0), acc.extent(1));
  perChannel = saturatingMul(perChannel, acc.extent(2));
  perChannel = saturatingMul(perChannel, wt.extent(1) * wt.extent(2));
  return op.opcode == Opcode::DwConv ? perChannel
                                     : saturatingMul(perChannel, wt.extent(3));
}

/// Bytes that `mv` and `copy` move, without what short runs cost.
static uint64_t denseBytes(const Operation &op) {
  const Descriptor &ruling = op.operands[op.opcode == Opcode::Mv ? 1 : 0];
  uint64_t bytes = elementBytes(ruling.type);
  for (unsigned d = 0; d != 4; ++d)
    bytes = saturatingMul(bytes, ruling.extent(d));
  return bytes;
}

EngineShare sim::engineShare(const Machine &machine, const Operation &op,
                             const timeline::Entry &entry) {
  EngineShare share;
  switch (op.opcode) {
  case Opcode::Conv:
  case Opcode::DwConv:
    share.fillDrain = cycles::kMatrixFillCycles;
    share.compute =
        cycles::fullArray(machine, productsOf(op), op.opcode == Opcode::DwConv);
    break;
  case Opcode::Copy:
    share.fillDrain = cycles::kVectorFillCycles;
    share.compute = cycles::copy(machine, denseBytes(op)) - share.fillDrain;
    break;
  case Opcode::Mv:
    share.compute = cycles::moveData(machine, denseBytes(op));
    break;
  default:
    share.fillDrain = op.opcode == Opcode::Norm ? cycles::kNormFillCycles
                                                : cycles::kVectorFillCycles;
    share.compute = entry.cycles;
    break;
  }
  share.fillDrain = std::min(share.fillDrain, entry.cycles);
  share.compute = std::min(share.compute, entry.cycles - share.fillDrain);
  return share;
}
