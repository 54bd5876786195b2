//===- Order.cpp - One order of a program, without any times --------------===//

#include "Order.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace sima;
using namespace sima::verify;
using timeline::EntryKind;
using timeline::kNumQueues;

namespace {
class Network {
public:
  explicit Network(const sim::Trace &trace);

  Order run() &&;

private:
  const timeline::Entry &entryAt(uint32_t queue, uint32_t place) const {
    return trace.programs[queue / kNumQueues]
        .entries[order.queues[queue][place]];
  }
  uint64_t &semaphore(unsigned quad, const timeline::Entry &entry) {
    return counts[quad * Machine::kSemaphores + entry.semaphore];
  }
  /// Both return whether anything moved.
  bool dispatch(unsigned quad);
  bool drain(uint32_t queue);

  const sim::Trace &trace;
  Order order;
  std::vector<uint32_t> filled; ///< by queue: entries dispatched to it
  std::vector<uint64_t> counts; ///< by quad * kSemaphores + number
};
} // namespace

bool Order::isComplete() const {
  return all_of(zip_equal(queues, departed), [](const auto &pair) {
    return std::get<0>(pair).size() == std::get<1>(pair);
  });
}

Network::Network(const sim::Trace &trace)
    : trace(trace), filled(trace.programs.size() * kNumQueues),
      counts(trace.programs.size() * Machine::kSemaphores) {
  order.queues.resize(filled.size());
  order.departed.resize(filled.size());
  order.dispatched.resize(trace.programs.size());
  for (auto [quad, program] : enumerate(trace.programs))
    for (auto [index, entry] : enumerate(program.entries))
      if (entry.kind != EntryKind::Halt)
        order.queues[quad * kNumQueues + unsigned(entry.queue)].push_back(
            index);
}

bool Network::dispatch(unsigned quad) {
  ArrayRef<timeline::Entry> entries = trace.programs[quad].entries;
  uint32_t &next = order.dispatched[quad];
  uint32_t before = next;
  for (; next != entries.size(); ++next) {
    if (entries[next].kind == EntryKind::Halt)
      continue; // the last one
    uint32_t queue = quad * kNumQueues + unsigned(entries[next].queue);
    if (filled[queue] - order.departed[queue] == Machine::kQueueDepth)
      break;
    ++filled[queue];
  }
  return next != before;
}

bool Network::drain(uint32_t queue) {
  unsigned quad = queue / kNumQueues;
  uint32_t &next = order.departed[queue];
  uint32_t before = next;
  for (; next != filled[queue]; ++next) {
    const timeline::Entry &entry = entryAt(queue, next);
    if (entry.kind == EntryKind::Post) {
      ++semaphore(entry.quad, entry);
    } else if (entry.kind == EntryKind::Wait) {
      uint64_t &count = semaphore(quad, entry);
      if (count == 0)
        break;
      --count;
    }
    order.departures.push_back({queue, next});
  }
  return next != before;
}

Order Network::run() && {
  for (bool moves = true; moves;) {
    moves = false;
    for (unsigned quad = 0; quad != trace.programs.size(); ++quad)
      moves |= dispatch(quad);
    for (uint32_t queue = 0; queue != filled.size(); ++queue)
      moves |= drain(queue);
  }
  return std::move(order);
}

Order verify::orderOf(const sim::Trace &trace) { return Network(trace).run(); }
