//===- Accesses.cpp - What an accepted operation accesses -----------------===//
//
// Implements Accesses.h.
//
//===----------------------------------------------------------------------===//
#include "Accesses.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

Expected<SmallVector<Access, 6>> sim::accessesOf(const Image &image,
                                                 const Operation &op) {
  SmallVector<Access, 6> accesses;
  Operation copy = op;
  timeline::Entry unused;
  if (Error e = engineOf(op.opcode)->verify(
          {image.machine, image.dram, &accesses}, copy, unused))
    return at(placeOf(image, op), std::move(e));
  return accesses;
}

uint32_t sim::quadsOf(const Operation &op, const Access &access, bool write) {
  bool isMulticast =
      access.space == Space::Lm && write &&
      (op.queue == timeline::Queue::LDQ || op.opcode == isa::Opcode::Mv);
  return isMulticast ? op.mask : uint32_t(1) << op.quad;
}
