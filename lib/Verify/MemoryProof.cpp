//===- MemoryProof.cpp - Every access meets what it should ----------------===//

#include "MemoryProof.h"
#include "Place.h"

using namespace llvm;
using namespace sima;
using namespace sima::verify;
using sim::Access;
using sim::Operation;
using sim::SectionKind;
using sim::ShadowMemory;
using sim::WatchedMemory;

MemoryProof::MemoryProof(const sim::Image &image, const sim::Trace &trace,
                         const std::vector<sim::QueuePlace> &places,
                         MemoryProof *before, Findings &findings,
                         Figures &figures)
    : image(image), trace(trace), before(before), findings(findings),
      figures(figures), states(places), memories(image) {
  makeGiven();
  if (before)
    keepConstants(*before);
}

/// Gives all bytes of a stretch one state.
static void assign(WatchedMemory &memory, uint64_t begin, uint64_t end,
                   uint32_t state) {
  memory.states.update(begin, end, [&](uint32_t) { return state; });
}

void MemoryProof::makeGiven() {
  // State 0 is that of bytes that nothing wrote.
  [[maybe_unused]] uint32_t given = states.addInitial();
  [[maybe_unused]] uint32_t kept = states.addInitial();
  assert(given == kGiven && kept == kKept);
  for (const sim::DramSection &section : image.dram.sections)
    if (section.kind == SectionKind::Input)
      assign(memories.dramMemory(), section.address, section.end(), kGiven);
}

bool MemoryProof::isConstantLoad(const Operation &op) const {
  return (op.opcode == isa::Opcode::Ld || op.opcode == isa::Opcode::Ldz) &&
         image.dram.sections[op.section].kind == SectionKind::Constant;
}

void MemoryProof::keepConstants(MemoryProof &before) {
  for (unsigned quad = 0; quad != image.machine.quads; ++quad)
    before.memories.lmOf(quad).states.forEachStretch(
        0, image.machine.lmBytes,
        [&](uint64_t begin, uint64_t end, uint32_t state) {
          uint32_t writer = before.states.writer(state);
          if (writer < before.trace.operations.size() &&
              before.isConstantLoad(before.trace.operations[writer]))
            assign(memories.lmOf(quad), begin, end, kKept);
        });
}

void MemoryProof::visit(uint32_t index, sim::DoneCounts done) {
  const Operation &op = trace.operations[index];
  states.begin(index, done);
  auto accesses = accessesOf(image, op);
  if (!accesses) // Trace has accepted it
    return findings.add(Rule::Operands, toString(accesses.takeError()));
  figures.operands += accesses->size();
  for (const Access &access : *accesses)
    if (op.accumulate || !sim::writesOperand(op.opcode, access.operand))
      meet(op, access, /*write=*/false);
  if (op.opcode == isa::Opcode::Resize)
    judgeTable(op);
  for (const Access &access : *accesses)
    if (sim::writesOperand(op.opcode, access.operand))
      meet(op, access, /*write=*/true);
}

std::optional<Rule> MemoryProof::broken(const WatchedMemory &memory,
                                        uint32_t state, bool write) const {
  if (!write && states.writer(state) == sim::kNoOperation)
    return Rule::Uninitialised;
  if (states.conflict(state, write))
    return Rule::Conflict;
  // A later execution would read another byte than this one.
  if (write && before && memory.space != isa::Space::Dram &&
      states.writer(state) == states.kBefore && states.isRead(state))
    return Rule::Resident;
  return std::nullopt;
}

void MemoryProof::meet(const Operation &op, const Access &access, bool write) {
  bool isReported = false;
  cantFail(memories.forEachMemory(
      op, access, write,
      [&](WatchedMemory &memory, const sim::Footprint &footprint) {
        auto step = [&](uint32_t state) {
          std::optional<Rule> rule = broken(memory, state, write);
          if (rule && !isReported)
            return ShadowMemory::kStop;
          if (write)
            return states.overwrite();
          return rule == Rule::Conflict ? state : states.afterRead(state);
        };
        footprint.forEachRun([&](sim::Footprint::Run run) {
          figures.bytes += run.end - run.begin;
          uint64_t at = memory.states.update(run.begin, run.end, step);
          if (at == run.end)
            return true;
          report(op, access, memory, at, run.end, write);
          isReported = true;
          memory.states.update(at, run.end, step);
          return true;
        });
        return Error::success();
      }));
}

void MemoryProof::report(const Operation &op, const Access &access,
                         const WatchedMemory &memory, uint64_t address,
                         uint64_t end, bool write) {
  uint32_t state = memory.states.at(address);
  Rule rule = *broken(memory, state, write);
  uint64_t last = address;
  while (last + 1 != end && memory.states.at(last + 1) == state)
    ++last;
  std::string what = formatv(
      "{0}: operand {1} {2} {3}", placeOf(image, trace, op), access.operand,
      write ? "writes" : "reads", memories.bytesOf(memory, address, last));
  switch (rule) {
  case Rule::Uninitialised:
    return findings.add(rule, what + (before ? ", which nothing of entry point "
                                               "next wrote, and which hold no "
                                               "constant of first"
                                             : ", which nothing wrote"));
  case Rule::Resident:
    return findings.add(rule, what + ", which it reads as first left them; the "
                                     "next execution finds something else");
  default:
    break;
  }
  auto conflict = *states.conflict(state, write);
  findings.add(
      rule, formatv("{0} that {1} {2}; nothing orders the two", what,
                    placeOf(image, trace, trace.operations[conflict.operation]),
                    conflict.isWrite ? "writes" : "reads"));
}

void MemoryProof::judgeTable(const Operation &op) {
  if (!constants) {
    auto made = ConstantReader::create(image);
    if (!made)
      return findings.add(Rule::Table, toString(made.takeError()));
    constants.emplace(std::move(*made));
  }
  auto byteAt = [&](uint64_t address) -> Expected<uint8_t> {
    // Where `next` found the byte, `first` loaded it.
    const MemoryProof *proof = this;
    uint32_t writer = 0;
    for (MemoryProof *at = this; at; at = at->before) {
      uint32_t state = at->memories.lmOf(op.quad).states.at(address);
      writer = at->states.writer(state);
      proof = at;
      if (writer != sim::AccessStates::kBefore)
        break;
    }
    if (writer >= proof->trace.operations.size() ||
        !isConstantLoad(proof->trace.operations[writer]))
      return createStringError(
          formatv("byte {0} of its table in lm is no constant", address));
    if (Error e = constants->load(proof->trace.operations[writer]))
      return std::move(e);
    return constants->at(op.quad, address);
  };
  if (Error e = checkResizeTable(op, byteAt))
    findings.add(Rule::Table, formatv("{0}: {1}", placeOf(image, trace, op),
                                      toString(std::move(e))));
}

/// Lanes that fill a block of 16 bytes are not written, nor is what lies
/// between slices, which begin at multiples of 16 bytes.
static bool mayBePadding(uint64_t begin, uint64_t end, uint64_t extent) {
  constexpr uint64_t kAlign = 16;
  return end - begin < kAlign && begin % kAlign != 0 &&
         (end % kAlign == 0 || end == extent);
}

void MemoryProof::finish() {
  for (const sim::DramSection &section : image.dram.sections) {
    if (section.kind != SectionKind::Output)
      continue;
    uint64_t missing = 0;
    std::optional<uint64_t> first;
    memories.dramMemory().states.forEachStretch(
        section.address, section.end(),
        [&](uint64_t begin, uint64_t end, uint32_t state) {
          begin -= section.address;
          end -= section.address;
          if (states.writer(state) != sim::kNoOperation ||
              mayBePadding(begin, end, section.bytes))
            return;
          missing += end - begin;
          first = first.value_or(begin);
        });
    if (missing)
      findings.add(Rule::Output,
                   formatv("{0}{1} of {2} bytes of section {3} are never "
                           "written, the first at {4}",
                           entryPrefix(image, trace.entry), missing,
                           section.bytes, section.name, *first));
  }
}
