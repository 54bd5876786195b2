//===- Engines.cpp - Which engine executes which opcode -------------------===//
//
// The dispatch table of the simulator.
//
//===----------------------------------------------------------------------===//
#include "Engines.h"

using namespace sima;
using namespace sima::sim;

const Engine *sim::engineOf(isa::Opcode opcode) {
  switch (opcode) {
  case isa::Opcode::Ld:
    return &kLoadEngine;
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
