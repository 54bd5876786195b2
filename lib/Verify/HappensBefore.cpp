//===- HappensBefore.cpp - What is complete, whatever the timing ----------===//

#include "HappensBefore.h"
#include "Place.h"
#include <numeric>

using namespace llvm;
using namespace sima;
using namespace sima::verify;
using timeline::EntryKind;
using timeline::kNumQueues;

/// Rounds for what shared semaphores tell; to stop early is safe.
static constexpr unsigned kMaxRounds = 64;

/// The element of `users` for a queue, which is made if there is none.
template <typename User>
static User &userOf(std::vector<User> &users, uint32_t queue) {
  for (User &user : users)
    if (user.queue == queue)
      return user;
  users.emplace_back();
  users.back().queue = queue;
  return users.back();
}

HappensBefore::HappensBefore(const sim::Image &image, const sim::Trace &trace,
                             const Order &order, Findings &findings)
    : image(image), trace(trace), order(order), findings(findings),
      clocks(order.queues.size()), ordinals(order.queues.size()),
      semaphores(image.machine.quads * Machine::kSemaphores),
      places(trace.operations.size()) {
  collectUsers();
}

std::string HappensBefore::placeOf(Departure d) const {
  return verify::placeOf(image, trace, d.queue / kNumQueues, entryIndex(d));
}

HappensBefore::Semaphore &HappensBefore::semaphoreOf(Departure d) {
  const timeline::Entry &e = entry(d);
  unsigned quad = e.kind == EntryKind::Post ? e.quad : d.queue / kNumQueues;
  return semaphores[quad * Machine::kSemaphores + e.semaphore];
}

void HappensBefore::collectUsers() {
  for (uint32_t queue = 0; queue != queues(); ++queue)
    for (uint32_t place = 0; place != order.queues[queue].size(); ++place) {
      Departure d{queue, place};
      EntryKind kind = entry(d).kind;
      if (kind == EntryKind::Post)
        ++userOf(semaphoreOf(d).posters, queue).total;
      else if (kind == EntryKind::Wait)
        userOf(semaphoreOf(d).waiters, queue).places.push_back(place);
    }
  anyShared =
      any_of(semaphores, [](const Semaphore &s) { return s.isShared(); });
}

void HappensBefore::walk(Visit visit) {
  auto ignore = [](uint32_t, sim::DoneCounts) {};
  uint64_t before = 0;
  for (unsigned i = 0; anyShared && i != kMaxRounds; ++i) {
    round(/*isLast=*/false, ignore);
    if (i != 0 && learned == before)
      break;
    before = learned;
  }
  round(/*isLast=*/true, visit);
}

void HappensBefore::round(bool isLast, Visit visit) {
  learned = 0;
  std::fill(ordinals.begin(), ordinals.end(), 0);
  for (Clock &clock : clocks)
    clock.assign(2 * clocks.size(), 0);
  for (Semaphore &semaphore : semaphores) {
    semaphore.taken = 0;
    semaphore.lastWait.reset();
    for (Poster &poster : semaphore.posters) {
      poster.earlier = std::move(poster.fired);
      poster.fired.clear();
    }
  }
  for (Departure departure : order.departures) {
    switch (entry(departure).kind) {
    case EntryKind::Engine:
      start(departure, visit);
      break;
    case EntryKind::Post:
      fire(departure, isLast);
      break;
    case EntryKind::Wait:
      pass(departure, isLast);
      break;
    case EntryKind::Halt:
      break;
    }
  }
}

void HappensBefore::start(Departure d, Visit visit) {
  Clock &clock = clocks[d.queue];
  uint32_t &ordinal = ordinals[d.queue];
  auto kind = static_cast<timeline::Queue>(d.queue % kNumQueues);
  // An engine finishes an instruction before it starts the next. Transfers
  // complete in order, and fewer than the limit are under way at a start.
  bool isEngine = kind == timeline::Queue::MXU || kind == timeline::Queue::VPU;
  uint32_t underWay = isEngine ? 0 : Machine::kOutstandingTransfers - 1;
  if (ordinal > underWay)
    clock[d.queue] = std::max(clock[d.queue], ordinal - underWay);
  uint32_t operation = trace.operationOf[d.queue / kNumQueues][entryIndex(d)];
  places[operation] = {d.queue, ordinal++};
  clock[queues() + d.queue] = d.place + 1;
  visit(operation, ArrayRef(clock).take_front(queues()));
}

void HappensBefore::fire(Departure d, bool isLast) {
  // A post fires when all in front of it is complete; its queue goes on.
  Clock known = clocks[d.queue];
  known[d.queue] = ordinals[d.queue];
  known[queues() + d.queue] = d.place + 1;
  Semaphore &semaphore = semaphoreOf(d);
  Poster &poster = userOf(semaphore.posters, d.queue);
  poster.fired.push_back(std::move(known));
  if (isLast)
    checkLimit(semaphore, poster, d);
}

void HappensBefore::pass(Departure d, bool isLast) {
  Semaphore &semaphore = semaphoreOf(d);
  if (isLast)
    checkWaiters(semaphore, d);
  Clock &clock = clocks[d.queue];
  clock[queues() + d.queue] = d.place + 1;
  if (semaphore.isShared())
    return learnShared(semaphore, d);
  // One queue posts and one waits: the posts are taken in their order.
  const Clock &post = semaphore.posters.front().fired[semaphore.taken++];
  for (auto [mine, told] : zip_equal(clock, post))
    mine = std::max(mine, told);
}

uint64_t HappensBefore::waitsPassed(const Semaphore &semaphore,
                                    const Clock &clock) const {
  uint64_t passed = 0;
  for (const Waiter &waiter : semaphore.waiters)
    passed += lower_bound(waiter.places, clock[queues() + waiter.queue]) -
              waiter.places.begin();
  return passed;
}

uint64_t HappensBefore::mayHaveFired(const Poster &poster,
                                     Departure entry) const {
  if (poster.earlier.empty())
    return poster.total;
  auto isBehind = [&](const Clock &post) {
    return post[queues() + entry.queue] > entry.place;
  };
  // What did not depart is not known either.
  uint64_t unknown = poster.total - poster.earlier.size();
  return unknown + (find_if(poster.earlier, isBehind) - poster.earlier.begin());
}

/// When n waits have passed, n posts have fired. Those that others cannot have
/// given came from this poster, and its first ones at that.
void HappensBefore::learnShared(Semaphore &semaphore, Departure wait) {
  Clock &clock = clocks[wait.queue];
  SmallVector<uint64_t, 8> most;
  for (const Poster &poster : semaphore.posters)
    most.push_back(mayHaveFired(poster, wait));
  uint64_t all = std::accumulate(most.begin(), most.end(), uint64_t(0));
  // What posts tell may be that more waits have passed.
  for (uint64_t known = 0, before = ~uint64_t(0); known != before;) {
    before = std::exchange(known, 0);
    uint64_t passed = waitsPassed(semaphore, clock);
    for (auto [poster, own] : zip_equal(semaphore.posters, most)) {
      uint64_t others = all - own;
      uint64_t least = passed > others ? passed - others : 0;
      least = std::min<uint64_t>(least, poster.fired.size());
      known += least;
      if (least == 0)
        continue;
      for (auto [mine, told] : zip_equal(clock, poster.fired[least - 1]))
        mine = std::max(mine, told);
    }
    if (known == before)
      learned += known;
  }
}

void HappensBefore::checkLimit(Semaphore &semaphore, const Poster &poster,
                               Departure post) {
  uint64_t most = poster.fired.size();
  for (const Poster &other : semaphore.posters)
    if (&other != &poster)
      most += mayHaveFired(other, post);
  uint64_t least = waitsPassed(semaphore, poster.fired.back());
  if (most <= least + Machine::kSemaphoreMax || semaphore.isReported)
    return;
  semaphore.isReported = true;
  const timeline::Entry &e = entry(post);
  findings.add(Rule::Overflow,
               formatv("{0}: up to {1} posts to semaphore {2} of quad {3} may "
                       "have fired when {4} waits have passed; the limit of "
                       "the difference is {5}",
                       placeOf(post), most, e.semaphore, e.quad, least,
                       Machine::kSemaphoreMax));
}

/// A wait must have passed before another queue comes to wait.
void HappensBefore::checkWaiters(Semaphore &semaphore, Departure wait) {
  std::optional<Departure> last = std::exchange(semaphore.lastWait, wait);
  if (!last || last->queue == wait.queue ||
      clocks[wait.queue][queues() + last->queue] > last->place)
    return;
  findings.add(Rule::TwoWaiters,
               formatv("{0}: may wait for semaphore {1} of quad {2} while {3} "
                       "waits for it; one queue at most may wait",
                       placeOf(wait), entry(wait).semaphore,
                       wait.queue / kNumQueues, placeOf(*last)));
}
