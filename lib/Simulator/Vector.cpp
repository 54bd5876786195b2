//===- Vector.cpp - What the VPU instructions share -----------------------===//
//
// Operand rules of the VPU.
//
//===----------------------------------------------------------------------===//
#include "Vector.h"
#include "Fail.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

Error sim::expectTFLite(const Operation &op) {
  if (op.mode == isa::Mode::Tflite)
    return Error::success();
  return fail("mode {0} is not in the table of {1}, it has tflite",
              isa::modeName(op.mode), isa::mnemonic(op.opcode));
}

Error sim::checkCodes(const VerifyContext &context, StringRef operand,
                      const Descriptor &d, const PixelShape &shape,
                      bool broadcast) {
  if (Error e = expectSpace(operand, d, Space::Lm))
    return e;
  if (d.type != ElementType::S8)
    return fail("operand {0} has type {1}, mode tflite takes s8", operand,
                isa::typeName(d.type));
  return checkPixels(context, operand, d, shape, broadcast);
}

Error sim::expectCodesOf(StringRef operand, const Descriptor &d,
                         ArrayRef<ElementType> types) {
  if (Error e = expectSpace(operand, d, Space::Lm))
    return e;
  if (!is_contained(types, d.type)) {
    std::string taken;
    for (ElementType type : types)
      taken += (taken.empty() ? "" : " or ") + isa::typeName(type).str();
    return fail("operand {0} has type {1}, the instruction takes {2} in its "
                "mode",
                operand, isa::typeName(d.type), taken);
  }
  return Error::success();
}

Error sim::checkCodesOf(const VerifyContext &context, StringRef operand,
                        const Descriptor &d, const PixelShape &shape,
                        ArrayRef<ElementType> types, bool broadcast) {
  if (Error e = expectCodesOf(operand, d, types))
    return e;
  return checkPixels(context, operand, d, shape, broadcast);
}

numerics::tflite::Range sim::codeRange(ElementType type) {
  if (type == ElementType::S16)
    return {-32768, 32767};
  return {-128, 127};
}

Error sim::checkBytes(const VerifyContext &context, StringRef operand,
                      const Descriptor &d, uint64_t bytes) {
  if (Error e = expectSpace(operand, d, Space::Lm))
    return e;
  return context.access(operand, Space::Lm, Footprint(d.base).bytes(bytes));
}

Error sim::checkWords(const VerifyContext &context, StringRef operand,
                      const Descriptor &d, unsigned words) {
  return checkBytes(context, operand, d, uint64_t{4} * words);
}

Expected<uint64_t> sim::countCodes(const VerifyContext &context,
                                   StringRef operand, const PixelShape &shape) {
  return countElements(operand,
                       {shape.rows, shape.cols, shape.channels, shape.outer},
                       context.machine.lmBytes);
}
