//===- Engines.cpp - Which engine executes which opcode -------------------===//
//
// The dispatch table of the simulator, and the gate of all operands.
//
//===----------------------------------------------------------------------===//
#include "Engines.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

Error VerifyContext::access(StringRef operand, Space space,
                            const Footprint &footprint, StringRef where,
                            uint64_t begin, uint64_t end) const {
  if (Error e = footprint.check(operand, where, begin, end))
    return e;
  if (accesses)
    accesses->push_back({operand, space, footprint});
  return Error::success();
}

Error VerifyContext::access(StringRef operand, Space space,
                            const Footprint &footprint) const {
  uint64_t bytes = space == Space::Acc ? machine.accBytes : machine.lmBytes;
  return access(operand, space, footprint, isa::spaceName(space), 0, bytes);
}

bool sim::writesOperand(isa::Opcode opcode, StringRef operand) {
  bool isMatrix = opcode == isa::Opcode::Conv || opcode == isa::Opcode::DwConv;
  return operand == (isMatrix ? "acc" : "dst");
}

const Engine *sim::engineOf(isa::Opcode opcode) {
  switch (opcode) {
  case isa::Opcode::Ld:
    return &kLoadEngine;
  case isa::Opcode::Ldz:
    return &kExpandEngine;
  case isa::Opcode::St:
    return &kStoreEngine;
  case isa::Opcode::Mv:
    return &kMoveEngine;
  case isa::Opcode::Conv:
    return &kConvEngine;
  case isa::Opcode::DwConv:
    return &kDepthwiseEngine;
  case isa::Opcode::Requant:
    return &kRequantEngine;
  case isa::Opcode::RequantAdd:
    return &kRequantAddEngine;
  case isa::Opcode::Eltwise:
    return &kEltwiseEngine;
  case isa::Opcode::Pool:
    return &kPoolEngine;
  case isa::Opcode::Norm:
    return &kNormEngine;
  case isa::Opcode::Reduce:
    return &kReduceEngine;
  case isa::Opcode::Lut:
    return &kLutEngine;
  case isa::Opcode::Lut16:
    return &kLut16Engine;
  case isa::Opcode::Resize:
    return &kResizeEngine;
  case isa::Opcode::Copy:
    return &kCopyEngine;
  default:
    return nullptr;
  }
}
