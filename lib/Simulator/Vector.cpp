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
  return checkPixels(operand, d, shape, context.machine.lmBytes, broadcast);
}

Error sim::checkWords(const VerifyContext &context, StringRef operand,
                      const Descriptor &d, unsigned words) {
  if (Error e = expectSpace(operand, d, Space::Lm))
    return e;
  return AddressRange(d.base).bytes(4 * words).check(operand, "lm", 0,
                                                     context.machine.lmBytes);
}

Expected<uint64_t> sim::countCodes(const VerifyContext &context,
                                   StringRef operand, const PixelShape &shape) {
  return countElements(operand,
                       {shape.rows, shape.cols, shape.channels, shape.outer},
                       context.machine.lmBytes);
}
