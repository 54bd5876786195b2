//===- EventLoop.cpp - The cycles in which something happens --------------===//
//
// Implements EventLoop.h. A quad sleeps until its next known event; posts from
// other quads and DRAM grants bring that event forward. Nothing is visited in a
// cycle in which nothing changes.
//
//===----------------------------------------------------------------------===//
#include "EventLoop.h"
#include "sima/Support/CheckedMath.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace sima;
using namespace sima::timeline;

/// Requesters of the channel, per quad and in this order.
static constexpr unsigned kRequestersPerQuad = 3;
static constexpr unsigned kFetchRequester = 2;
/// From the end of the data of an `mv` to its completion.
static constexpr uint64_t kLinkTailCycles = 16;

static bool isTransferQueue(unsigned queue) {
  return queue <= unsigned(Queue::LNK);
}

static bool isDmaQueue(unsigned queue) { return queue <= unsigned(Queue::STQ); }

EventLoop::EventLoop(const Machine &machine, ArrayRef<QuadProgram> programs,
                     Clock clock, Result &result)
    : machine(machine), clock(clock), result(result),
      channel(machine, machine.quads * kRequestersPerQuad) {
  for (unsigned q = 0; q < machine.quads; ++q)
    quads.push_back({q,
                     programs[q],
                     result.times[q],
                     Sequencer(programs[q], clock == Clock::Dram),
                     {},
                     {},
                     {}});
}

void EventLoop::run() {
  if (clock == Clock::Dram)
    for (Quad &quad : quads)
      requestPiece(quad);
  for (Quad &quad : quads)
    quad.wake = quad.sequencer.nextStep();

  while (result.faults.empty()) {
    uint64_t cycle = kNever;
    for (const Quad &quad : quads)
      cycle = std::min(cycle, quad.wake);
    std::optional<ChannelTime> grantTime = channel.nextGrant();
    // A grant waits for all events of its own cycle.
    if (grantTime && grantTime->cycle < cycle) {
      grant();
      continue;
    }
    if (cycle == kNever)
      return reportDeadlock();
    now = cycle;
    runCycle();
  }
}

//===----------------------------------------------------------------------===//
// The phases of a cycle
//===----------------------------------------------------------------------===//

void EventLoop::runCycle() {
  SmallVector<Quad *, 8> awake;
  for (Quad &quad : quads)
    if (quad.wake == now)
      awake.push_back(&quad);

  for (Quad *quad : awake) {
    quad->lookAgain = false;
    quad->semaphores.reveal(now);
    for (QueueState &queue : quad->queues)
      queue.complete(now);
  }
  for (Quad *quad : awake)
    firePosts(*quad);
  for (Quad *quad : awake)
    passWaits(*quad);
  for (Quad *quad : awake)
    startEntries(*quad);
  for (Quad *quad : awake)
    dispatch(*quad);
  for (Quad *quad : awake)
    quad->wake = nextWake(*quad);
}

void EventLoop::firePosts(Quad &quad) {
  for (QueueState &queue : quad.queues) {
    while (!queue.isEmpty() && quad.entry(queue.head()).kind == EntryKind::Post)
      queue.bindPost();
    uint32_t entry;
    while (queue.nextFiringPost(entry))
      if (!firePost(quad, entry))
        return;
  }
}

bool EventLoop::firePost(Quad &quad, uint32_t index) {
  const Entry &entry = quad.entry(index);
  Quad &target = quads[entry.quad];
  bool isRemote = &target != &quad;
  quad.times[index].start = quad.times[index].end = now;
  if (!target.semaphores.post(entry.semaphore, now, isRemote)) {
    fault(Fault::SemaphoreOverflow, quad, index,
          formatv("quad {0} {1}: post would raise semaphore {2} of quad {3} "
                  "above {4} in cycle {5}",
                  quad.index, queueName(entry.queue), entry.semaphore,
                  target.index, Machine::kSemaphoreMax, now));
    return false;
  }
  target.wake = std::min(target.wake, SemaphoreBank::visibleAt(now, isRemote));
  return true;
}

void EventLoop::passWaits(Quad &quad) {
  for (unsigned q = 0; q < kNumQueues; ++q) {
    QueueState &queue = quad.queues[q];
    while (!queue.isEmpty()) {
      uint32_t index = queue.head();
      const Entry &entry = quad.entry(index);
      // A post that a wait uncovers is taken off in the next cycle.
      if (entry.kind == EntryKind::Post)
        quad.lookAgain = true;
      if (entry.kind != EntryKind::Wait)
        break;
      if (!checkOnlyWaiter(quad, q, index))
        return;
      if (!quad.semaphores.take(entry.semaphore))
        break;
      quad.taken[entry.semaphore] = {now, q};
      quad.times[index].start = quad.times[index].end = now;
      queue.pop();
    }
  }
}

bool EventLoop::checkOnlyWaiter(Quad &quad, unsigned queue, uint32_t index) {
  unsigned semaphore = quad.entry(index).semaphore;
  const Quad::Taken &taken = quad.taken[semaphore];
  for (unsigned other = 0; other < kNumQueues; ++other) {
    if (other == queue)
      continue;
    const QueueState &state = quad.queues[other];
    bool waits = !state.isEmpty() &&
                 quad.entry(state.head()).kind == EntryKind::Wait &&
                 quad.entry(state.head()).semaphore == semaphore;
    if (!waits && !(taken.cycle == now && taken.queue == other))
      continue;
    fault(Fault::TwoWaiters, quad, index,
          formatv("quad {0}: {1} and {2} both wait for semaphore {3} in cycle "
                  "{4}; one queue at most may wait",
                  quad.index, queueName(Queue(std::min(queue, other))),
                  queueName(Queue(std::max(queue, other))), semaphore, now));
    return false;
  }
  return true;
}

void EventLoop::startEntries(Quad &quad) {
  for (unsigned q = 0; q < kNumQueues; ++q) {
    QueueState &queue = quad.queues[q];
    if (queue.isEmpty() || quad.entry(queue.head()).kind != EntryKind::Engine)
      continue;
    unsigned limit = isTransferQueue(q) ? Machine::kOutstandingTransfers : 1;
    if (queue.runningCount() < limit)
      startEntry(quad, q);
  }
}

void EventLoop::startEntry(Quad &quad, unsigned q) {
  QueueState &queue = quad.queues[q];
  uint32_t index = queue.pop();
  const Entry &entry = quad.entry(index);
  quad.lookAgain |= !queue.isEmpty();
  quad.times[index].start = now;

  uint64_t lines = clock == Clock::Dram && isDmaQueue(q) ? entry.lines : 0;
  uint64_t end = ownEnd(entry, queue);
  if (end > kLastCycle)
    return fault(Fault::TooLong, quad, index,
                 formatv("quad {0} {1}: entry {2} would end after cycle 2^62",
                         quad.index, queueName(Queue(q)), index));
  queue.start(index, now, end, lines);
  queue.settle(quad.times);
  if (lines && !channel.isRequesting(quad.index * kRequestersPerQuad + q))
    requestLines(quad, q);
}

uint64_t EventLoop::ownEnd(const Entry &entry, QueueState &queue) const {
  if (!isTransferQueue(unsigned(entry.queue)))
    return saturatingAdd(now, entry.cycles);

  bool isLink = entry.queue == Queue::LNK;
  if (!isLink && (clock == Clock::Dram || entry.constant))
    return now;
  uint64_t data =
      isLink ? entry.cycles
             : ceilDiv<uint64_t>(entry.bytes, machine.dmaBytesPerCycle);
  queue.dataEnd = saturatingAdd(std::max(now, queue.dataEnd), data);
  return saturatingAdd(queue.dataEnd, isLink ? kLinkTailCycles : 0);
}

void EventLoop::dispatch(Quad &quad) {
  Sequencer &sequencer = quad.sequencer;
  if (sequencer.nextStep() > now)
    return;
  if (std::optional<uint32_t> index = sequencer.stepEntry()) {
    const Entry &entry = quad.entry(*index);
    EntryTime &time = quad.times[*index];
    if (entry.kind == EntryKind::Halt) {
      time.start = time.end = now;
    } else {
      QueueState &queue = quad.queues[unsigned(entry.queue)];
      if (queue.isFull())
        return;
      quad.lookAgain |= queue.isEmpty();
      queue.push(*index);
    }
    time.dispatch = now;
  }
  sequencer.step(now);
  if (clock == Clock::Dram)
    requestPiece(quad);
}

uint64_t EventLoop::nextWake(const Quad &quad) const {
  if (quad.lookAgain)
    return now + 1;
  uint64_t wake = quad.semaphores.nextVisible();
  for (const QueueState &queue : quad.queues)
    wake = std::min(wake, queue.nextCompletion());
  // A step that is due already waits for a place in a full queue, which only
  // one of the other events can free.
  if (uint64_t step = quad.sequencer.nextStep(); step > now)
    wake = std::min(wake, step);
  return wake;
}

//===----------------------------------------------------------------------===//
// The DRAM channel
//===----------------------------------------------------------------------===//

void EventLoop::requestLines(Quad &quad, unsigned queue) {
  std::optional<QueueState::Pending> oldest =
      quad.queues[queue].oldestWithLines();
  if (!oldest)
    return;
  const Entry &entry = quad.entry(oldest->entry);
  DramChannel::Request request;
  request.cycle = oldest->start;
  request.lines = std::min<uint64_t>(oldest->lines, Machine::kGrantLines);
  request.expandCycles =
      expandCycles(entry, entry.lines - oldest->lines, request.lines);
  request.paceCycles = std::max<uint64_t>(request.lines * Machine::kLineBytes /
                                              machine.dmaBytesPerCycle,
                                          request.expandCycles);
  channel.request(quad.index * kRequestersPerQuad + queue, request);
}

/// Cycles of the data path for what `count` lines behind the first `done`
/// expand to: the whole cycles of the transfer, shared out by lines.
uint64_t EventLoop::expandCycles(const Entry &entry, uint64_t done,
                                 uint64_t count) const {
  unsigned __int128 all =
      ceilDiv<uint64_t>(entry.expandedBytes, machine.dmaBytesPerCycle);
  return all * (done + count) / entry.lines - all * done / entry.lines;
}

void EventLoop::requestPiece(Quad &quad) {
  unsigned requester = quad.index * kRequestersPerQuad + kFetchRequester;
  if (channel.isRequesting(requester))
    return;
  if (std::optional<Sequencer::Piece> piece = quad.sequencer.wantedPiece())
    channel.request(requester, {piece->cycle, piece->lines});
}

void EventLoop::grant() {
  DramChannel::Grant grant = channel.grant();
  Quad &quad = quads[grant.requester / kRequestersPerQuad];
  unsigned role = grant.requester % kRequestersPerQuad;
  uint64_t end = grant.endCycle + machine.dramLatencyCycles;
  if (role == kFetchRequester) {
    result.fetchLines += grant.lines;
    quad.sequencer.fetched(end);
    if (quad.sequencer.nextStep() > now)
      quad.wake = std::min(quad.wake, quad.sequencer.nextStep());
    return requestPiece(quad);
  }
  result.dramLines += grant.lines;
  QueueState &queue = quad.queues[role];
  queue.granted(grant.lines, end);
  queue.settle(quad.times);
  quad.wake = std::min(quad.wake, queue.nextCompletion());
  requestLines(quad, role);
}

//===----------------------------------------------------------------------===//
// Faults
//===----------------------------------------------------------------------===//

void EventLoop::reportDeadlock() {
  // Engine entries always end and posts always fire, so every queue that is
  // not empty has a wait at its head, and a quad that is not halted has one.
  for (const Quad &quad : quads)
    for (const QueueState &queue : quad.queues) {
      if (queue.isEmpty())
        continue;
      const Entry &entry = quad.entry(queue.head());
      fault(Fault::Deadlock, quad, queue.head(),
            formatv("quad {0} {1}: waits for semaphore {2}, which nothing will "
                    "post (word {3}, deadlock in cycle {4})",
                    quad.index, queueName(entry.queue), entry.semaphore,
                    entry.wordIndex, now));
    }
}

void EventLoop::fault(Fault::Kind kind, const Quad &quad, uint32_t entry,
                      std::string message) {
  result.faults.push_back({kind, quad.index, entry, now, std::move(message)});
}
