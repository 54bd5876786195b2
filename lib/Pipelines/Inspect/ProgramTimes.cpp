//===- ProgramTimes.cpp - When the words of a program run -----------------===//

#include "ProgramTimes.h"
#include "sima/Simulator/Simulator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace sima;

static WordTime timeOf(const json::Object &line, StringRef clock) {
  const json::Object &time = *line.getObject(clock);
  return {uint64_t(*time.getInteger("dispatch")),
          uint64_t(*time.getInteger("start")),
          uint64_t(*time.getInteger("end"))};
}

/// Lines are the simulator's own: docs/simulator.md.
Error ProgramTimes::addLine(StringRef text) {
  Expected<json::Value> value = json::parse(text);
  if (!value)
    return value.takeError();
  const json::Object &line = *value->getAsObject();
  TimedWord word;
  if (std::optional<StringRef> entry = line.getString("entry");
      entry && *entry == isa::entryName(isa::EntryPoint::Next))
    word.entry = isa::EntryPoint::Next;
  word.quad = *line.getInteger("quad");
  word.word = *line.getInteger("word");
  word.queue = line.getString("queue")->str();
  word.opcode = line.getString("opcode")->str();
  word.times = {timeOf(line, "static"), timeOf(line, "dram")};
  if (const json::Object *semaphore = line.getObject("semaphore"))
    word.semaphore = {*semaphore->getInteger("quad"),
                      *semaphore->getInteger("sem")};
  words.push_back(std::move(word));
  return Error::success();
}

Expected<ProgramTimes> ProgramTimes::of(StringRef elf) {
  sim::Options options;
  options.timingOnly = true;
  options.repeat = 2; // so that `next` is timed too
  auto simulator = sim::Simulator::create(elf, options);
  if (!simulator)
    return simulator.takeError();
  if (Error error = (*simulator)->run())
    return std::move(error);
  std::string text;
  raw_string_ostream os(text);
  if (Error error = (*simulator)->writeTimeline(os))
    return std::move(error);
  ProgramTimes times;
  for (StringRef rest = text; !rest.empty();) {
    auto [line, behind] = rest.split('\n');
    if (Error error = times.addLine(line))
      return std::move(error);
    rest = behind;
  }
  llvm::sort(times.words, [](const TimedWord &a, const TimedWord &b) {
    return std::tie(a.entry, a.quad, a.word) <
           std::tie(b.entry, b.quad, b.word);
  });
  return times;
}

ArrayRef<TimedWord> ProgramTimes::entriesOf(isa::EntryPoint entry,
                                            uint32_t quad) const {
  auto key = std::pair(entry, quad);
  auto begin = partition_point(words, [&](const TimedWord &word) {
    return std::pair(word.entry, word.quad) < key;
  });
  auto end = std::find_if(begin, words.end(), [&](const TimedWord &word) {
    return std::pair(word.entry, word.quad) != key;
  });
  return ArrayRef(words).slice(begin - words.begin(), end - begin);
}

const TimedWord *ProgramTimes::entryAt(isa::EntryPoint entry, uint32_t quad,
                                       uint32_t word) const {
  ArrayRef<TimedWord> entries = entriesOf(entry, quad);
  const TimedWord *found = partition_point(
      entries, [&](const TimedWord &timed) { return timed.word < word; });
  return found == entries.end() ? nullptr : found;
}

uint64_t ProgramTimes::total(isa::EntryPoint entry, ClockKind clock) const {
  uint64_t total = 0;
  for (const TimedWord &word : words)
    if (word.entry == entry)
      total = std::max(
          {total, word.time(clock).end,
           word.opcode == "halt" ? word.time(clock).start + 1 : uint64_t(0)});
  return total;
}

const TimedWord *ProgramTimes::postOf(const TimedWord &wait,
                                      ClockKind clock) const {
  std::vector<const TimedWord *> posts;
  size_t before = 0;
  for (const TimedWord &word : words) {
    if (word.entry != wait.entry || word.semaphore != wait.semaphore)
      continue;
    if (word.opcode == "post")
      posts.push_back(&word);
    else
      before += word.time(clock).end < wait.time(clock).end;
  }
  llvm::sort(posts, [&](const TimedWord *a, const TimedWord *b) {
    return std::tuple(a->time(clock).end, a->quad, a->word) <
           std::tuple(b->time(clock).end, b->quad, b->word);
  });
  return before < posts.size() ? posts[before] : nullptr;
}
