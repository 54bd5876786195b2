//===- Descriptor.h - Operand descriptors in registers ----------*- C++ -*-===//
//
// One descriptor register of a quad and the state that `set` builds up. What an
// instruction makes of a descriptor is in Operand.h.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_DESCRIPTOR_H
#define SIMA_LIB_SIMULATOR_DESCRIPTOR_H

#include "sima/Target/MLA/Instruction.h"

namespace sima::sim {

using isa::Space;
using ElementType = isa::Type;

/// Bytes of one element: 1, 1, 2, 4.
unsigned elementBytes(ElementType type);

/// One descriptor register; all zero at reset.
struct Descriptor {
  Space space = Space::Lm;
  ElementType type = ElementType::S8;
  uint32_t base = 0;
  int32_t zp = 0;
  std::array<uint32_t, 4> sizes{};
  std::array<int32_t, 4> strides{};

  /// Extent of dimension `d`: 0 reads as 1.
  uint64_t extent(unsigned d) const { return sizes[d] ? sizes[d] : 1; }

  /// Executes `set field, value`; only the low bits that the field needs count.
  /// Fails on a reserved field, space or type.
  llvm::Error set(unsigned field, uint32_t value);
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_DESCRIPTOR_H
