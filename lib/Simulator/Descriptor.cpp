//===- Descriptor.cpp - Operand descriptors as registers hold them --------===//
//
// Execution of `set`.
//
//===----------------------------------------------------------------------===//
#include "Descriptor.h"
#include "Fail.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

unsigned sim::elementBytes(ElementType type) {
  switch (type) {
  case ElementType::S8:
  case ElementType::U8:
    return 1;
  case ElementType::S16:
    return 2;
  case ElementType::S32:
    return 4;
  }
  llvm_unreachable("set() admits no other type");
}

/// `set d, space, value`: two bits.
static Error setSpace(Space &space, unsigned code) {
  if (code > static_cast<unsigned>(Space::Dram))
    return fail("space {0} is reserved, the last is 2 (dram)", code);
  space = static_cast<Space>(code);
  return Error::success();
}

/// `set d, type, value`: three bits.
static Error setType(ElementType &type, unsigned code) {
  if (code > static_cast<unsigned>(ElementType::S32))
    return fail("element type {0} is reserved, the last is 3 (s32)", code);
  type = static_cast<ElementType>(code);
  return Error::success();
}

Error Descriptor::set(unsigned field, uint32_t value) {
  constexpr unsigned kSize0 = static_cast<unsigned>(isa::Field::Size0);
  constexpr unsigned kStride0 = static_cast<unsigned>(isa::Field::Stride0);
  if (field >= kStride0 + 4)
    return fail("descriptor field {0} is reserved, the last is {1} (stride3)",
                field, kStride0 + 3);
  if (field >= kStride0)
    strides[field - kStride0] = static_cast<int32_t>(value);
  else if (field >= kSize0)
    sizes[field - kSize0] = value;
  else if (field == static_cast<unsigned>(isa::Field::SpaceField))
    return setSpace(space, value & 3);
  else if (field == static_cast<unsigned>(isa::Field::TypeField))
    return setType(type, value & 7);
  else if (field == static_cast<unsigned>(isa::Field::BaseField))
    base = value;
  else
    zp = static_cast<int32_t>(value);
  return Error::success();
}
