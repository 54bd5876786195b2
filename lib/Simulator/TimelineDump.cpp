//===- TimelineDump.cpp - A line of JSON per dispatched entry -------------===//
//
// Engine entries carry the waits before them in their queue and the posts bound
// to them, so that a line tells the whole synchronisation of its instruction.
//
//===----------------------------------------------------------------------===//
#include "TimelineDump.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;
using timeline::EntryKind;

namespace {
/// The synchronisation of one engine entry.
struct Sync {
  std::vector<uint32_t> waits, posts; ///< entry indices
};
} // namespace

/// Sync of every engine entry of a quad: waits since the engine entry before it
/// in its queue, posts until the one after it.
static std::vector<Sync> findSync(const timeline::QuadProgram &program) {
  std::vector<Sync> result(program.entries.size());
  std::array<std::vector<uint32_t>, timeline::kNumQueues> waiting;
  std::array<std::optional<uint32_t>, timeline::kNumQueues> last;
  for (auto [index, entry] : enumerate(program.entries)) {
    unsigned queue = static_cast<unsigned>(entry.queue);
    if (entry.kind == EntryKind::Wait) {
      waiting[queue].push_back(index);
    } else if (entry.kind == EntryKind::Post && last[queue]) {
      result[*last[queue]].posts.push_back(index);
    } else if (entry.kind == EntryKind::Engine) {
      result[index].waits = std::move(waiting[queue]);
      waiting[queue].clear();
      last[queue] = index;
    }
  }
  return result;
}

static StringRef opcodeOf(const timeline::Entry &entry, const Operation *op) {
  switch (entry.kind) {
  case EntryKind::Engine:
    return isa::mnemonic(op->opcode);
  case EntryKind::Wait:
    return isa::mnemonic(isa::Opcode::Wait);
  case EntryKind::Post:
    return isa::mnemonic(isa::Opcode::Post);
  case EntryKind::Halt:
    return isa::mnemonic(isa::Opcode::Halt);
  }
  llvm_unreachable("all kinds are above");
}

static void dumpTimes(json::OStream &json, StringRef name,
                      const timeline::EntryTime &time) {
  json.attributeObject(name, [&] {
    json.attribute("dispatch", time.dispatch);
    json.attribute("start", time.start);
    json.attribute("end", time.end);
  });
}

/// What only engine entries have.
static void dumpEngine(json::OStream &json,
                       const timeline::QuadProgram &program,
                       const timeline::Entry &entry, const Operation &op,
                       const Sync &sync) {
  json.attributeObject("sizes", [&] {
    for (auto [name, value] : engineOf(op.opcode)->sizes(op))
      json.attribute(name, value);
  });
  if (op.queue == timeline::Queue::LDQ || op.queue == timeline::Queue::STQ)
    json.attribute("dram_lines", entry.lines);
  else
    json.attribute("cycles", entry.cycles);
  if (op.queue == timeline::Queue::LDQ)
    json.attribute("constant", entry.constant);
  if (op.mask)
    json.attribute("mask", op.mask);
  json.attributeArray("waits", [&] {
    for (uint32_t index : sync.waits)
      json.value(program.entries[index].semaphore);
  });
  json.attributeArray("posts", [&] {
    for (uint32_t index : sync.posts)
      json.object([&] {
        json.attribute("quad", program.entries[index].quad);
        json.attribute("sem", program.entries[index].semaphore);
      });
  });
}

static void dumpSemaphore(json::OStream &json, const timeline::Entry &entry,
                          unsigned quad) {
  bool isPost = entry.kind == EntryKind::Post;
  json.attributeObject("semaphore", [&] {
    json.attribute("quad", isPost ? entry.quad : quad);
    json.attribute("sem", entry.semaphore);
  });
}

static StringRef nameAt(ArrayRef<std::string> names, uint32_t index) {
  return index < names.size() ? StringRef(names[index]) : StringRef();
}

void sim::dumpTimeline(const Image &image, const Trace &trace,
                       const Times &times, raw_ostream &os) {
  for (auto [q, program] : enumerate(trace.programs)) {
    std::vector<Sync> sync = findSync(program);
    for (auto [index, entry] : enumerate(program.entries)) {
      uint32_t operation = trace.operationOf[q][index];
      const Operation *op =
          operation == kNoOperation ? nullptr : &trace.operations[operation];
      json::OStream json(os);
      json.objectBegin();
      if (image.program.next)
        json.attribute("entry", isa::entryName(trace.entry));
      json.attribute("quad", q);
      json.attribute("queue", entry.kind == EntryKind::Halt
                                  ? StringRef("sequencer")
                                  : timeline::queueName(entry.queue));
      json.attribute("word", entry.wordIndex);
      json.attribute("opcode", opcodeOf(entry, op));
      json.attribute("layer",
                     json::fixUTF8(nameAt(image.program.layers, entry.layer)));
      json.attribute("node", json::fixUTF8(nameAt(image.program.nodes,
                                                  trace.nodes[q][index])));
      dumpTimes(json, "static", times.fixed.times[q][index]);
      dumpTimes(json, "dram", times.dram.times[q][index]);
      if (op)
        dumpEngine(json, program, entry, *op, sync[index]);
      else if (entry.kind != EntryKind::Halt)
        dumpSemaphore(json, entry, q);
      json.objectEnd();
      json.flush();
      os << '\n';
    }
  }
}
