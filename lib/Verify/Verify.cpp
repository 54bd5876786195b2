//===- Verify.cpp - Proofs about an MLA ELF file --------------------------===//
//
// From the container inwards: each step judges rules that those behind it rely
// on, and ends the proof where it cannot go on.
//
//===----------------------------------------------------------------------===//
#include "sima/Verify/Verify.h"
#include "AddressProof.h"
#include "HappensBefore.h"
#include "MemoryProof.h"
#include "Place.h"
#include "lib/Simulator/Fail.h"
#include "sima/Support/Counted.h"
#include "sima/Target/MLA/ProgramError.h"

using namespace llvm;
using namespace sima;
using namespace sima::verify;
using timeline::EntryKind;
using timeline::kNumQueues;

namespace {
/// What is known of one entry point.
struct EntryProof {
  sim::Trace trace;
  Order order;
  std::optional<HappensBefore> clocks;
  std::optional<MemoryProof> memory;
};

class Verifier {
public:
  Verifier(StringRef elf, const std::optional<Machine> &target)
      : elf(elf), target(target) {}

  Proof run() &&;

private:
  /// Each returns whether the proof can go on.
  bool load();
  bool walk();
  bool orderEntry(EntryProof &proof);
  void proveMemory();

  void judgeHalts(const sim::Trace &trace);
  void judgeBalance(const sim::Trace &trace);
  void reportBlocked(const EntryProof &proof);
  void count(const sim::Trace &trace);
  /// The text with the entry point in front, where there are two.
  std::string named(isa::EntryPoint entry, const std::string &text) const {
    return entryPrefix(image, entry) + text;
  }

  StringRef elf;
  const std::optional<Machine> &target;
  Findings findings;
  Figures figures;
  sim::Image image;
  std::vector<std::unique_ptr<EntryProof>> entries;
};
} // namespace

static Rule ruleOf(isa::ProgramPart part) {
  switch (part) {
  case isa::ProgramPart::Container:
    return Rule::Container;
  case isa::ProgramPart::Words:
    return Rule::Words;
  case isa::ProgramPart::Notes:
    return Rule::Notes;
  case isa::ProgramPart::LayerMap:
    return Rule::LayerMap;
  case isa::ProgramPart::Provenance:
    return Rule::Provenance;
  case isa::ProgramPart::Relocations:
    return Rule::Relocations;
  case isa::ProgramPart::Ports:
    return Rule::Ports;
  }
  llvm_unreachable("all parts are above");
}

bool Verifier::load() {
  auto loaded = sim::loadImage(elf, target);
  if (loaded) {
    image = std::move(*loaded);
    figures.quads = image.program.code.size();
    figures.entryPoints = image.program.entries().size();
    return true;
  }
  handleAllErrors(
      loaded.takeError(),
      [&](const isa::ProgramError &error) {
        findings.add(ruleOf(error.part), error.message);
      },
      [&](const sim::BoundsError &error) {
        findings.add(Rule::Relocations, error.message);
      },
      [&](const ErrorInfoBase &error) {
        findings.add(Rule::Notes, error.message());
      });
  findings.leaveOpenBehind(Rule::Container);
  return false;
}

bool Verifier::walk() {
  bool isGood = true;
  for (isa::EntryPoint point : image.program.entries()) {
    auto trace = sim::traceProgram(image, point);
    if (trace) {
      entries.push_back(std::make_unique<EntryProof>());
      entries.back()->trace = std::move(*trace);
      count(entries.back()->trace);
      continue;
    }
    isGood = false;
    Rule rule = Rule::Operands;
    std::string message;
    handleAllErrors(trace.takeError(), [&](const ErrorInfoBase &error) {
      if (error.isA<sim::BoundsError>())
        rule = Rule::Bounds;
      message = error.message();
    });
    findings.add(rule, named(point, message));
  }
  if (!isGood)
    findings.leaveOpenBehind(Rule::Ports);
  return isGood;
}

void Verifier::count(const sim::Trace &trace) {
  figures.instructions += trace.operations.size();
  for (const timeline::QuadProgram &program : trace.programs) {
    figures.words += program.words;
    for (const timeline::Entry &entry : program.entries) {
      figures.waits += entry.kind == EntryKind::Wait;
      figures.posts += entry.kind == EntryKind::Post;
    }
  }
  figures.relocations += image.program.entry(trace.entry).relocations.size();
}

void Verifier::judgeHalts(const sim::Trace &trace) {
  for (auto [quad, program] : enumerate(trace.programs))
    if (program.entries.empty() ||
        program.entries.back().kind != EntryKind::Halt)
      findings.add(Rule::Halt,
                   named(trace.entry, formatv("quad {0}: the code has no halt; "
                                              "every quad of target {1} needs "
                                              "one",
                                              quad, image.machine.name)));
}

void Verifier::judgeBalance(const sim::Trace &trace) {
  struct Uses {
    uint64_t waits = 0, posts = 0;
  };
  std::vector<Uses> uses(image.machine.quads * Machine::kSemaphores);
  for (auto [quad, program] : enumerate(trace.programs))
    for (const timeline::Entry &entry : program.entries) {
      if (entry.kind == EntryKind::Wait)
        ++uses[quad * Machine::kSemaphores + entry.semaphore].waits;
      if (entry.kind == EntryKind::Post)
        ++uses[entry.quad * Machine::kSemaphores + entry.semaphore].posts;
    }
  for (auto [index, use] : enumerate(uses))
    if (use.waits != use.posts)
      findings.add(Rule::Balance,
                   named(trace.entry,
                         formatv("semaphore {0} of quad {1} has {2} and {3}",
                                 index % Machine::kSemaphores,
                                 index / Machine::kSemaphores,
                                 counted(use.posts, "post"),
                                 counted(use.waits, "wait"))));
}

void Verifier::reportBlocked(const EntryProof &proof) {
  const Order &order = proof.order;
  for (auto [queue, entries] : enumerate(order.queues)) {
    uint32_t place = order.departed[queue];
    unsigned quad = queue / kNumQueues;
    // What was not dispatched is held by what was.
    if (place == entries.size() || entries[place] >= order.dispatched[quad])
      continue;
    const timeline::Entry &entry =
        proof.trace.programs[quad].entries[entries[place]];
    // A sequencer that waits for a place holds the rest of its code back.
    size_t held =
        proof.trace.programs[quad].entries.size() - order.dispatched[quad];
    findings.add(Rule::Deadlock,
                 formatv("{0}: waits for semaphore {1}, which nothing posts "
                         "any more{2}",
                         placeOf(image, proof.trace, quad, entries[place]),
                         entry.semaphore,
                         held ? formatv("; {0} more of the quad's code "
                                        "cannot be dispatched: a queue is full",
                                        held)
                                    .str()
                              : ""));
  }
}

bool Verifier::orderEntry(EntryProof &proof) {
  judgeHalts(proof.trace);
  judgeBalance(proof.trace);
  if (findings.has(Rule::Halt))
    return false;
  proof.order = orderOf(proof.trace);
  if (proof.order.isComplete())
    return true;
  reportBlocked(proof);
  return false;
}

void Verifier::proveMemory() {
  MemoryProof *before = nullptr;
  for (std::unique_ptr<EntryProof> &proof : entries) {
    judgeRelocations(image, proof->trace, findings);
    judgeExpansions(image, proof->trace, findings);
    proof->clocks.emplace(image, proof->trace, proof->order, findings);
    proof->memory.emplace(image, proof->trace, proof->clocks->operationPlaces(),
                          before, findings, figures);
    proof->clocks->walk([&](uint32_t operation, sim::DoneCounts done) {
      proof->memory->visit(operation, done);
    });
    proof->memory->finish();
    before = &*proof->memory;
  }
}

Proof Verifier::run() && {
  if (load() && walk()) {
    bool isOrdered = true;
    for (std::unique_ptr<EntryProof> &proof : entries)
      isOrdered &= orderEntry(*proof);
    if (isOrdered)
      proveMemory();
    else
      findings.leaveOpenBehind(Rule::Balance);
  }
  Proof proof;
  proof.figures = figures;
  findings.moveTo(proof);
  return proof;
}

Proof verify::verifyELF(StringRef elf, const std::optional<Machine> &target) {
  return Verifier(elf, target).run();
}
