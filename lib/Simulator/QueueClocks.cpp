//===- QueueClocks.cpp - What is surely complete at a start ---------------===//
//
// Walks the entries of all queues in the order of one execution. What a wait
// learns depends on counts of posts alone, so it holds in every execution.
//
//===----------------------------------------------------------------------===//
#include "QueueClocks.h"
#include "llvm/ADT/STLExtras.h"
#include <queue>

using namespace llvm;
using namespace sima;
using namespace sima::sim;
using timeline::EntryKind;

/// Replays for what shared semaphores guarantee; each may find more, and to
/// stop early is safe.
static constexpr unsigned kMaxReplays = 64;

/// MXU and VPU finish an instruction before they start the next.
static bool isSerial(uint32_t queue) {
  return queue % timeline::kNumQueues >=
         static_cast<uint32_t>(timeline::Queue::MXU);
}

template <typename User>
static User &findUser(std::vector<User> &users, uint32_t queue) {
  auto it = find_if(users, [&](const User &u) { return u.queue == queue; });
  if (it != users.end())
    return *it;
  users.push_back({});
  users.back().queue = queue;
  return users.back();
}

QueueClocks::Semaphore::Poster &QueueClocks::Semaphore::poster(uint32_t queue) {
  return findUser(posters, queue);
}

QueueClocks::Semaphore::Waiter &QueueClocks::Semaphore::waiter(uint32_t queue) {
  return findUser(waiters, queue);
}

QueueClocks::QueueClocks(const Machine &machine, const Trace &trace,
                         const timeline::Result &times)
    : trace(trace), times(times), all(machine.quads * timeline::kNumQueues),
      semaphores(machine.quads * Machine::kSemaphores),
      places(trace.operations.size()) {
  for (auto [quad, program] : enumerate(trace.programs))
    for (auto [index, entry] : enumerate(program.entries)) {
      if (entry.kind == EntryKind::Halt)
        continue;
      uint32_t id =
          quad * timeline::kNumQueues + static_cast<uint32_t>(entry.queue);
      if (entry.kind == EntryKind::Post)
        ++semaphore(entry.quad, entry).poster(id).total;
      if (entry.kind == EntryKind::Wait)
        semaphore(quad, entry)
            .waiter(id)
            .waits.push_back(all[id].entries.size());
      all[id].entries.push_back(index);
    }
  anyShared =
      any_of(semaphores, [](const Semaphore &s) { return s.isShared(); });
}

const timeline::Entry &QueueClocks::entryAt(uint32_t queue,
                                            uint32_t place) const {
  return trace.programs[queue / timeline::kNumQueues]
      .entries[all[queue].entries[place]];
}

QueueClocks::Semaphore &QueueClocks::semaphore(uint32_t quad,
                                               const timeline::Entry &entry) {
  return semaphores[quad * Machine::kSemaphores + entry.semaphore];
}

void QueueClocks::join(Clock &clock, const Clock &other) const {
  for (size_t i = 0; i != clock.size(); ++i)
    clock[i] = std::max(clock[i], other[i]);
}

void QueueClocks::reset() {
  for (Queue &queue : all) {
    queue.next = queue.ordinal = 0;
    queue.clock.assign(2 * all.size(), 0);
  }
  for (Semaphore &semaphore : semaphores)
    for (Semaphore::Poster &poster : semaphore.posters) {
      poster.known = std::move(poster.posts);
      poster.posts.clear();
    }
  guaranteed = 0;
}

Error QueueClocks::replay(Visit visit) {
  auto replayOnce = [&](Visit visit) -> Error {
    reset();
    // Heads that are no posts, by the cycle in which they leave their queue.
    using Head = std::pair<uint64_t, uint32_t>;
    std::priority_queue<Head, std::vector<Head>, std::greater<>> heads;
    auto push = [&](uint32_t q) {
      takePosts(q);
      const Queue &queue = all[q];
      if (queue.next == queue.entries.size())
        return;
      uint32_t entry = queue.entries[queue.next];
      heads.emplace(times.times[q / timeline::kNumQueues][entry].start, q);
    };
    for (uint32_t q = 0; q != queues(); ++q)
      push(q);
    while (!heads.empty()) {
      uint32_t q = heads.top().second;
      heads.pop();
      if (Error e = step(q, visit))
        return e;
      push(q);
    }
    isFirstReplay = false;
    return Error::success();
  };
  auto ignore = [](uint32_t, DoneCounts) { return Error::success(); };
  uint64_t before = 0;
  for (unsigned i = 0; anyShared && i != kMaxReplays; ++i) {
    if (Error e = replayOnce(ignore))
      return e;
    if (i != 0 && guaranteed == before)
      break;
    before = guaranteed;
  }
  return replayOnce(visit);
}

Error QueueClocks::step(uint32_t queue, Visit visit) {
  const timeline::Entry &entry = entryAt(queue, all[queue].next);
  if (entry.kind == EntryKind::Engine)
    return start(queue, visit);
  ++all[queue].next;
  all[queue].clock[queues() + queue] = all[queue].next;
  Semaphore &waited = semaphore(queue / timeline::kNumQueues, entry);
  if (waited.isShared())
    passSharedWait(queue, waited);
  else
    passWait(queue, waited);
  return Error::success();
}

Error QueueClocks::start(uint32_t q, Visit visit) {
  Queue &queue = all[q];
  uint32_t quad = q / timeline::kNumQueues;
  uint32_t operation = trace.operationOf[quad][queue.entries[queue.next]];
  // A transfer starts when fewer than kOutstandingTransfers before it are
  // incomplete; they complete in order.
  uint32_t running = isSerial(q) ? 0 : Machine::kOutstandingTransfers - 1;
  if (queue.ordinal > running)
    queue.clock[q] = std::max(queue.clock[q], queue.ordinal - running);
  places[operation] = {q, queue.ordinal++};
  ++queue.next;
  queue.clock[queues() + q] = queue.next;
  return visit(operation, ArrayRef(queue.clock).take_front(queues()));
}

void QueueClocks::takePosts(uint32_t q) {
  Queue &queue = all[q];
  for (; queue.next != queue.entries.size(); ++queue.next) {
    const timeline::Entry &entry = entryAt(q, queue.next);
    if (entry.kind != EntryKind::Post)
      return;
    // It fires when all of its queue before it is complete, which the queue
    // itself does not wait for.
    Clock clock = queue.clock;
    clock[q] = queue.ordinal;
    clock[queues() + q] = queue.next + 1;
    semaphore(entry.quad, entry).poster(q).posts.push_back(std::move(clock));
  }
}

/// One queue posts, one waits: the k-th wait takes the k-th post.
void QueueClocks::passWait(uint32_t queue, Semaphore &semaphore) {
  if (semaphore.posters.empty() || semaphore.posters[0].posts.empty())
    return;
  join(all[queue].clock, semaphore.posters[0].posts.front());
  semaphore.posters[0].posts.pop_front();
}

/// When n waits have surely passed, n posts have fired. Whatever the other
/// posters may have given of them, the rest came from this one.
void QueueClocks::passSharedWait(uint32_t q, Semaphore &semaphore) {
  Clock &clock = all[q].clock;
  uint32_t place = all[q].next - 1;
  // Posts that may fire before this wait passes: those not known to be later.
  auto mayFire = [&](const Semaphore::Poster &poster) -> uint64_t {
    if (isFirstReplay)
      return poster.total;
    return partition_point(
               poster.known,
               [&](const Clock &post) { return post[queues() + q] <= place; }) -
           poster.known.begin();
  };
  uint64_t allMayFire = 0;
  std::vector<uint64_t> mayFireFrom;
  for (const Semaphore::Poster &poster : semaphore.posters)
    allMayFire += mayFireFrom.emplace_back(mayFire(poster));

  // What a post tells may be that more waits have passed.
  uint64_t taken = 0, takenBefore = 0;
  do {
    takenBefore = taken;
    uint64_t passed = 0;
    for (const Semaphore::Waiter &waiter : semaphore.waiters)
      passed += lower_bound(waiter.waits, clock[queues() + waiter.queue]) -
                waiter.waits.begin();
    taken = 0;
    for (auto [poster, own] : zip_equal(semaphore.posters, mayFireFrom)) {
      uint64_t others = allMayFire - own;
      uint64_t count = passed > others ? passed - others : 0;
      count = std::min<uint64_t>(count, poster.posts.size());
      if (count)
        join(clock, poster.posts[count - 1]);
      taken += count;
    }
  } while (taken != takenBefore);
  guaranteed += taken;
}
