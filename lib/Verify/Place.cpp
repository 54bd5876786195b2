//===- Place.cpp - How findings name their places -------------------------===//

#include "Place.h"

using namespace sima;

std::string verify::entryPrefix(const sim::Image &image,
                                isa::EntryPoint entry) {
  if (!image.program.next)
    return "";
  return ("entry point " + isa::entryName(entry) + ": ").str();
}

std::string verify::placeOf(const sim::Image &image, const sim::Trace &trace,
                            unsigned quad, uint32_t index) {
  const timeline::Entry &entry = trace.programs[quad].entries[index];
  uint64_t word = image.program.entry(trace.entry).code[quad][entry.wordIndex];
  std::optional<isa::Instruction> instruction = isa::tryDecode(word);
  return entryPrefix(image, trace.entry) +
         sim::placeOf(image, quad, timeline::queueName(entry.queue),
                      entry.wordIndex,
                      instruction ? instruction->opcode : isa::Opcode::Nop,
                      entry.layer, trace.nodes[quad][index]);
}

std::string verify::placeOf(const sim::Image &image, const sim::Trace &trace,
                            const sim::Operation &op) {
  return entryPrefix(image, trace.entry) + sim::placeOf(image, op);
}
