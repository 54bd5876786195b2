//===- Transfer.cpp - Strided bytes in and out of a dense copy ------------===//
//
// Run by run, the runs being those of docs/isa.md taken on one side.
//
//===----------------------------------------------------------------------===//
#include "Transfer.h"
#include "Fail.h"
#include "llvm/ADT/STLExtras.h"
#include <cstring>

using namespace llvm;
using namespace sima;
using namespace sima::sim;

Error sim::gatherBytes(const Memory &memory, StringRef operand,
                       const PlainShape &shape, int64_t base, uint8_t *dense) {
  int64_t failedAt = 0, failedBytes = 0;
  bool whole =
      forEachRun(shape, base, [&](int64_t at, int64_t offset, int64_t bytes) {
        bool written = bytes <= 64 ? memory.isBlockWritten(at, bytes)
                                   : memory.firstUnwritten(at, bytes) ==
                                         static_cast<uint64_t>(at + bytes);
        if (!written) {
          failedAt = at;
          failedBytes = bytes;
          return false;
        }
        std::memcpy(dense + offset, memory.data() + at, bytes);
        return true;
      });
  if (!whole)
    return neverWritten(operand, memory, failedAt, failedBytes);
  return Error::success();
}

void sim::scatterBytes(Memory &memory, const PlainShape &shape, int64_t base,
                       const uint8_t *dense) {
  forEachRun(shape, base, [&](int64_t at, int64_t offset, int64_t bytes) {
    std::memcpy(memory.data() + at, dense + offset, bytes);
    if (bytes <= 64)
      memory.markBlock(at, bytes);
    else
      memory.markRange(at, bytes);
    return true;
  });
}

void sim::fillBytes(MutableArrayRef<uint8_t> dense, const Descriptor &d) {
  unsigned bytes = elementBytes(d.type);
  for (auto [i, byte] : enumerate(dense))
    byte =
        static_cast<uint8_t>(static_cast<uint32_t>(d.zp) >> (8 * (i % bytes)));
}

Error sim::checkPlain(const VerifyContext &context, const Descriptor &dst,
                      const Descriptor &src, const Descriptor &ruling) {
  unsigned bytes = elementBytes(dst.type);
  if (bytes != elementBytes(src.type))
    return fail(
        "operand dst has elements of type {0} and src of type {1}, they "
        "must have the same bytes",
        isa::typeName(dst.type), isa::typeName(src.type));
  return countElements(&ruling == &dst ? "dst" : "src",
                       {ruling.extent(0), ruling.extent(1), ruling.extent(2),
                        ruling.extent(3)},
                       context.machine.lmBytes / bytes)
      .takeError();
}

Error sim::checkPlainLM(const VerifyContext &context, StringRef operand,
                        const Descriptor &d, const PlainShape &shape) {
  if (Error e = expectSpace(operand, d, Space::Lm))
    return e;
  return context.access(operand, Space::Lm, plainFootprint(d, shape));
}

Error sim::checkMask(const VerifyContext &context, uint32_t mask) {
  if (mask == 0)
    return fail("mask=0 names no quad");
  if (mask >> context.machine.quads)
    return fail("mask={0:x} names a quad that target {1} does not have, it has "
                "{2}",
                mask, context.machine.name, context.machine.quads);
  return Error::success();
}
