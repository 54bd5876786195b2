//===- QueueActivity.cpp - What a queue did, stretch by stretch -----------===//

#include "QueueActivity.h"
#include "sima/Support/CheckedMath.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

using namespace llvm;
using namespace sima;
using namespace sima::sim;
using timeline::EntryKind;
using timeline::kNumQueues;

namespace {
/// The post whose unit a wait takes.
struct Source {
  uint64_t fired;
  uint32_t queue; ///< that posts
};

/// Who posts to and waits for one semaphore.
struct Semaphore {
  struct Post {
    uint64_t visible;
    Source source;
  };
  struct Wait {
    uint64_t passed;
    uint32_t quad, entry;
  };
  std::vector<Post> posts;
  std::vector<Wait> waits;
};

class Builder {
public:
  Builder(const Image &image, const Trace &trace,
          const timeline::Result &result, timeline::Clock clock)
      : image(image), trace(trace), result(result), clock(clock),
        sources(trace.programs.size()), held(trace.programs.size()),
        activities(trace.programs.size() * kNumQueues) {}

  Activities run() &&;

private:
  struct Held {
    uint64_t start, end;
  };

  const timeline::EntryTime &time(unsigned quad, uint32_t entry) const {
    return result.times[quad][entry];
  }
  void matchPosts();
  void findHeld(unsigned quad);
  void walk(unsigned quad, unsigned kind);
  uint64_t addRun(std::vector<Stretch> &to, unsigned quad, uint32_t entry,
                  uint64_t from);
  void addTransfer(std::vector<Stretch> &to, const Operation &op,
                   const timeline::Entry &entry, uint64_t from, uint64_t end);
  void addUndispatched(std::vector<Stretch> &to, unsigned quad, uint64_t from,
                       uint64_t end);
  void addWait(std::vector<Stretch> &to, const std::optional<Source> &source,
               uint64_t from, uint64_t end);
  void add(std::vector<Stretch> &to, uint64_t from, uint64_t end,
           CycleClass cls, CycleClass seenAs, uint32_t waitsFor = kNoQueue);

  const Image &image;
  const Trace &trace;
  const timeline::Result &result;
  timeline::Clock clock;
  /// [quad][entry]: of waits.
  std::vector<std::vector<std::optional<Source>>> sources;
  /// By quad: cycles in which a full queue holds the sequencer.
  std::vector<std::vector<Held>> held;
  Activities activities;
};
} // namespace

void Builder::add(std::vector<Stretch> &to, uint64_t from, uint64_t end,
                  CycleClass cls, CycleClass seenAs, uint32_t waitsFor) {
  end = std::min(end, result.total);
  if (from < end)
    to.push_back({from, end, cls, seenAs, waitsFor});
}

/// Units of a semaphore are alike: the k-th wait that passes takes the k-th
/// post that becomes visible.
void Builder::matchPosts() {
  std::vector<Semaphore> semaphores(trace.programs.size() *
                                    Machine::kSemaphores);
  for (auto [quad, program] : enumerate(trace.programs)) {
    sources[quad].resize(program.entries.size());
    for (auto [index, entry] : enumerate(program.entries)) {
      uint64_t start = time(quad, index).start;
      uint32_t queue = quad * kNumQueues + unsigned(entry.queue);
      if (entry.kind == EntryKind::Wait)
        semaphores[quad * Machine::kSemaphores + entry.semaphore]
            .waits.push_back({start, uint32_t(quad), uint32_t(index)});
      else if (entry.kind == EntryKind::Post)
        semaphores[entry.quad * Machine::kSemaphores + entry.semaphore]
            .posts.push_back(
                {start + (entry.quad == quad ? 1 : Machine::kRemotePostCycles),
                 {start, queue}});
    }
  }
  for (Semaphore &semaphore : semaphores) {
    llvm::sort(semaphore.posts, [](const auto &a, const auto &b) {
      return std::tie(a.visible, a.source.fired, a.source.queue) <
             std::tie(b.visible, b.source.fired, b.source.queue);
    });
    llvm::sort(semaphore.waits, [](const auto &a, const auto &b) {
      return std::tie(a.passed, a.entry) < std::tie(b.passed, b.entry);
    });
    for (auto [wait, post] : zip(semaphore.waits, semaphore.posts))
      sources[wait.quad][wait.entry] = post.source;
  }
}

/// An entry whose place in its queue became free in the cycle in which it was
/// dispatched had waited for that place since its word was reached.
void Builder::findHeld(unsigned quad) {
  struct Place {
    uint64_t left = 0;
    bool isPost = false;
  };
  ArrayRef<timeline::Entry> entries = trace.programs[quad].entries;
  std::array<std::vector<Place>, kNumQueues> queues;
  uint64_t nextWord = 0, reached = 0;
  for (auto [index, entry] : enumerate(entries)) {
    const timeline::EntryTime &t = time(quad, index);
    reached += entry.wordIndex - nextWord;
    if (entry.kind != EntryKind::Halt) {
      std::vector<Place> &places = queues[unsigned(entry.queue)];
      if (places.size() >= Machine::kQueueDepth) {
        uint64_t freed = places[places.size() - Machine::kQueueDepth].left;
        if (freed == t.dispatch && freed > reached)
          held[quad].push_back({reached, freed});
      }
      Place before = places.empty() ? Place{} : places.back();
      bool isPost = entry.kind == EntryKind::Post;
      // Posts at the head are taken off at the beginning of a cycle.
      uint64_t left =
          isPost ? std::max(t.dispatch + 1,
                            before.left +
                                (before.isPost || places.empty() ? 0 : 1))
                 : t.start;
      places.push_back({left, isPost});
    }
    nextWord = entry.wordIndex + 1;
    reached = t.dispatch + 1;
  }
}

void Builder::addUndispatched(std::vector<Stretch> &to, unsigned quad,
                              uint64_t from, uint64_t end) {
  const auto *it = llvm::partition_point(held[quad], [&](const Held &h) {
                     return h.end <= from;
                   }).base();
  const auto *last = held[quad].data() + held[quad].size();
  for (; it != last && it->start < end; ++it) {
    add(to, from, std::min(end, it->start), CycleClass::Instructions,
        CycleClass::Instructions);
    from = std::max(from, it->start);
    add(to, from, std::min(end, it->end), CycleClass::Idle,
        CycleClass::Semaphore);
    from = std::max(from, std::min(end, it->end));
  }
  add(to, from, end, CycleClass::Instructions, CycleClass::Instructions);
}

void Builder::addWait(std::vector<Stretch> &to,
                      const std::optional<Source> &source, uint64_t from,
                      uint64_t end) {
  if (source) {
    uint64_t fired = std::min(end, source->fired);
    add(to, from, fired, CycleClass::Semaphore, CycleClass::Semaphore,
        source->queue);
    from = std::max(from, fired);
  }
  add(to, from, end, CycleClass::Semaphore, CycleClass::Semaphore);
}

/// Where a transfer moves bytes, and what others wait for then.
static CycleClass transferClass(const Operation &op,
                                const timeline::Entry &entry) {
  if (op.queue == timeline::Queue::STQ)
    return CycleClass::Output;
  return entry.constant ? CycleClass::Weights : CycleClass::Input;
}

void Builder::addTransfer(std::vector<Stretch> &to, const Operation &op,
                          const timeline::Entry &entry, uint64_t from,
                          uint64_t end) {
  uint64_t cycles = end - from;
  uint64_t data = ceilDiv<uint64_t>(std::max(entry.bytes, entry.expandedBytes),
                                    image.machine.dmaBytesPerCycle);
  uint64_t compute = std::min(cycles, data);
  uint64_t latency = clock == timeline::Clock::Dram
                         ? std::min<uint64_t>(cycles - compute,
                                              image.machine.dramLatencyCycles)
                         : 0;
  CycleClass kind = transferClass(op, entry);
  uint64_t moves = end - latency - compute;
  add(to, from, moves, kind, kind);
  add(to, moves, moves + compute, CycleClass::Compute, kind);
  add(to, moves + compute, end, CycleClass::FillDrain, kind);
}

/// The stretches of an instruction that holds its queue from `from` on; returns
/// where it ends.
uint64_t Builder::addRun(std::vector<Stretch> &to, unsigned quad,
                         uint32_t index, uint64_t from) {
  const timeline::Entry &entry = trace.programs[quad].entries[index];
  const Operation &op = trace.operations[trace.operationOf[quad][index]];
  uint64_t end = time(quad, index).end;
  if (end <= from)
    return from;
  if (op.queue == timeline::Queue::LDQ || op.queue == timeline::Queue::STQ) {
    addTransfer(to, op, entry, from, end);
    return end;
  }
  EngineShare share = engineShare(image.machine, op, entry);
  bool isLink = op.queue == timeline::Queue::LNK;
  CycleClass seenAs = isLink ? CycleClass::Link : CycleClass::Semaphore;
  // Behind the data of a `mv` lies its way to the other quad.
  uint64_t drain =
      isLink ? end - std::min(end, std::max(from, time(quad, index).start) +
                                       entry.cycles)
             : share.fillDrain;
  drain = std::min(drain, end - from);
  uint64_t compute = std::min(share.compute, end - from - drain);
  add(to, from, from + compute, CycleClass::Compute, seenAs);
  add(to, from + compute, end - drain, CycleClass::UnderFilled, seenAs);
  add(to, end - drain, end, CycleClass::FillDrain, seenAs);
  return end;
}

void Builder::walk(unsigned quad, unsigned kind) {
  std::vector<Stretch> &to = activities[quad * kNumQueues + kind];
  uint64_t cursor = 0;
  for (auto [index, entry] : enumerate(trace.programs[quad].entries)) {
    if (entry.kind == EntryKind::Halt || unsigned(entry.queue) != kind)
      continue;
    const timeline::EntryTime &t = time(quad, index);
    if (t.dispatch + 1 > cursor) {
      addUndispatched(to, quad, cursor, t.dispatch + 1);
      cursor = t.dispatch + 1;
    }
    if (entry.kind == EntryKind::Post)
      continue;
    if (t.start > cursor) {
      // An instruction at the head starts, but for the cycle that takes a post
      // off.
      if (entry.kind == EntryKind::Wait)
        addWait(to, sources[quad][index], cursor, t.start);
      else
        add(to, cursor, t.start, CycleClass::Semaphore, CycleClass::Semaphore);
      cursor = t.start;
    }
    if (entry.kind == EntryKind::Engine)
      cursor = addRun(to, quad, index, cursor);
  }
  add(to, cursor, result.total, CycleClass::Idle, CycleClass::Semaphore);
}

Activities Builder::run() && {
  matchPosts();
  for (unsigned quad = 0; quad != trace.programs.size(); ++quad) {
    findHeld(quad);
    for (unsigned kind = 0; kind != kNumQueues; ++kind)
      walk(quad, kind);
  }
  return std::move(activities);
}

Activities sim::activitiesOf(const Image &image, const Trace &trace,
                             const timeline::Result &result,
                             timeline::Clock clock) {
  return Builder(image, trace, result, clock).run();
}
