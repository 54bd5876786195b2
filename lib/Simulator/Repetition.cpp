//===- Repetition.cpp - Executions on the same memories -------------------===//
//
// Implements Repetition.h.
//
//===----------------------------------------------------------------------===//
#include "Repetition.h"
#include "Fail.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

Repetition::Repetition(const Image &image, State &state, unsigned executions)
    : image(image), state(state), executions(executions) {
  if (executions == 1)
    return;
  kept.resize(image.program.ports.size());
  for (auto [p, bytes] : enumerate(kept))
    if (image.port(p).kind == SectionKind::Input)
      bytes = ArrayRef<uint8_t>(bytesOf(image.port(p))).vec();
}

void Repetition::begin() {
  for (uint32_t p = 0; p != image.program.ports.size(); ++p) {
    const DramSection &section = image.port(p);
    if (section.kind == SectionKind::Output) {
      state.dram.clearRange(section.address, section.bytes);
      std::fill_n(bytesOf(section).data(), section.bytes, uint8_t(0));
    } else if (done != 0) {
      llvm::copy(kept[p], bytesOf(section).begin());
    }
  }
}

Error Repetition::end() {
  ++done;
  if (executions == 1)
    return Error::success();
  for (auto [p, bytes] : enumerate(kept)) {
    const DramSection &section = image.port(p);
    if (section.kind != SectionKind::Output)
      continue;
    if (done == 1)
      bytes = ArrayRef<uint8_t>(bytesOf(section)).vec();
    else if (Error e = compare(section, bytes))
      return e;
  }
  return Error::success();
}

Error Repetition::compare(const DramSection &section,
                          ArrayRef<uint8_t> expected) const {
  ArrayRef<uint8_t> found = bytesOf(section);
  if (found == expected)
    return Error::success();
  auto [at, other] =
      std::mismatch(found.begin(), found.end(), expected.begin());
  const isa::Port &port = image.program.ports[section.index];
  return fail("output {0}.b{1}: byte {2} is {3} after execution {4}, {5} after "
              "the first; what executions leave in memory must not change the "
              "outputs of later ones",
              port.name, port.sample, at - found.begin(), unsigned(*at), done,
              unsigned(*other));
}
