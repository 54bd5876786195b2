//===- WatchedMemories.cpp - A number for every byte of a machine ---------===//
//
// Implements WatchedMemories.h.
//
//===----------------------------------------------------------------------===//
#include "WatchedMemories.h"
#include "Fail.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

WatchedMemories::WatchedMemories(const Image &image)
    : image(image), dram{"dram", Space::Dram, ShadowMemory(image.dram.end)} {
  for (unsigned q = 0; q != image.machine.quads; ++q) {
    lm.push_back({formatv("lm of quad {0}", q).str(), Space::Lm,
                  ShadowMemory(image.machine.lmBytes)});
    acc.push_back({formatv("acc of quad {0}", q).str(), Space::Acc,
                   ShadowMemory(image.machine.accBytes)});
  }
}

Error WatchedMemories::forEachMemory(const Operation &op, const Access &access,
                                     bool write, Visit visit) {
  if (access.space == Space::Acc)
    return visit(acc[op.quad], access.footprint);
  if (access.space == Space::Dram) {
    SectionKind kind = image.dram.sections[op.section].kind;
    if (kind == SectionKind::Constant || kind == SectionKind::Code)
      return Error::success();
    return visit(dram, access.footprint);
  }
  uint32_t mask = quadsOf(op, access, write);
  for (unsigned q = 0; q != lm.size(); ++q)
    if (mask >> q & 1)
      if (Error e = visit(lm[q], access.footprint))
        return e;
  return Error::success();
}

std::string WatchedMemories::bytesOf(const WatchedMemory &memory,
                                     uint64_t first, uint64_t last) const {
  std::string text =
      formatv("bytes {0} to {1} of {2}", first, last, memory.name);
  if (memory.space == Space::Dram)
    if (std::optional<uint32_t> section = image.dram.find(first))
      text += ", section " + image.dram.sections[*section].name;
  return text;
}
