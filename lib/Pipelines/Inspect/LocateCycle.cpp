//===- LocateCycle.cpp - What the queues of a quad do in a cycle ----------===//

#include "Locate.h"
#include "sima/Support/OneLine.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace sima;

/// Queues in the order in which a cycle looks at them (docs/isa.md, "Time").
static constexpr StringLiteral kQueues[] = {"ldq", "stq", "lnk", "mxu", "vpu"};

namespace {
/// One cycle of one quad.
class Cycle {
public:
  Cycle(const LocatedProgram &program, const LocateOptions &options,
        uint32_t quad, uint64_t cycle)
      : program(program), clock(options.clock), entry(options.entry),
        quad(quad), cycle(cycle) {}

  json::Object queue(StringRef name) const;

private:
  /// Why an instruction at the head of its queue has not started.
  std::string reason(const TimedWord &head, const TimedWord *running) const;

  const LocatedProgram &program;
  ClockKind clock;
  isa::EntryPoint entry;
  uint32_t quad;
  uint64_t cycle;
};
} // namespace

std::string Cycle::reason(const TimedWord &head,
                          const TimedWord *running) const {
  if (head.opcode == "wait") {
    std::string text = formatv("semaphore {0}", head.semaphore->second);
    if (const TimedWord *post = program.times().postOf(head, clock))
      text +=
          formatv(", which quad {0} {1} word {2} raises in cycle {3}",
                  post->quad, post->queue, post->word, post->time(clock).end);
    return text;
  }
  if (running)
    return formatv("the end of word {0}", running->word);
  return "its turn";
}

json::Object Cycle::queue(StringRef name) const {
  json::Array running;
  const TimedWord *last = nullptr, *next = nullptr;
  for (const TimedWord &timed : program.times().entriesOf(entry, quad)) {
    if (timed.queue != name)
      continue;
    if (timed.time(clock).isIn(cycle)) {
      running.push_back(program.word(entry, quad, timed.word));
      last = &timed;
    } else if (timed.time(clock).start > cycle && timed.opcode != "post" &&
               !next) {
      next = &timed;
    }
  }
  json::Object object{{"queue", name}, {"running", std::move(running)}};
  if (!next)
    return object;
  bool isDispatched = next->time(clock).dispatch <= cycle;
  object["next"] = program.word(entry, quad, next->word);
  object["waits_for"] =
      isDispatched ? reason(*next, last)
                   : formatv("the sequencer, which dispatches it in cycle {0}",
                             next->time(clock).dispatch)
                         .str();
  return object;
}

Expected<json::Object> sima::locateCycle(const LocatedProgram &program,
                                         const LocateOptions &options) {
  auto [quadText, cycleText] = StringRef(options.at).split(',');
  uint32_t quad;
  uint64_t cycle;
  if (quadText.getAsInteger(10, quad) || cycleText.getAsInteger(10, cycle))
    return createStringError(formatv(
        "--at '{0}' is not QUAD,CYCLE, such as 0,100", oneLine(options.at)));
  size_t quads = program.program().code.size();
  if (quad >= quads)
    return createStringError(formatv("quad {0}; the program has {1}, 0 to {2}",
                                     quad, quads, quads - 1));
  if (options.entry == isa::EntryPoint::Next && !program.program().next)
    return createStringError("the program has no entry point next");
  uint64_t total = program.times().total(options.entry, options.clock);
  bool isStatic = options.clock == ClockKind::Static;
  if (cycle >= total)
    return createStringError(
        formatv("cycle {0}; the program ends after {1} cycles of clock {2}",
                cycle, total, isStatic ? "static" : "dram"));
  Cycle at(program, options, quad, cycle);
  json::Array queues;
  for (StringRef name : kQueues)
    queues.push_back(at.queue(name));
  return json::Object{{"clock", isStatic ? "static" : "dram"},
                      {"entry", isa::entryName(options.entry)},
                      {"quad", int64_t(quad)},
                      {"cycle", int64_t(cycle)},
                      {"total", int64_t(total)},
                      {"queues", std::move(queues)}};
}
