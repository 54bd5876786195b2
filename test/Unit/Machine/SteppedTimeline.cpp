//===- SteppedTimeline.cpp - The rules, one cycle at a time ---------------===//
//
// Implements SteppedTimeline.h.
//
//===----------------------------------------------------------------------===//
#include "SteppedTimeline.h"
#include <algorithm>

using namespace sima;
using namespace sima::timeline;
using namespace sima::timeline::test;

static constexpr uint64_t kUnknown = UINT64_MAX;

SteppedTimeline::SteppedTimeline(const Machine &machine,
                                 const std::vector<QuadProgram> &programs,
                                 Clock clock)
    : machine(machine), programs(programs), isDram(clock == Clock::Dram),
      quads(programs.size()) {
  for (size_t q = 0; q < programs.size(); ++q) {
    times.emplace_back(programs[q].entries.size(),
                       EntryTime{kUnknown, kUnknown, kUnknown});
    quads[q].pieceFreed.assign((programs[q].words + 127) / 128, kUnknown);
  }
}

bool SteppedTimeline::isComplete(unsigned quad, uint32_t entry,
                                 uint64_t cycle) const {
  const EntryTime &time = times[quad][entry];
  return time.end != kUnknown && std::max(time.end, time.start + 1) <= cycle;
}

bool SteppedTimeline::run(uint64_t limit) {
  for (uint64_t t = 0; t < limit; ++t) {
    cycle(t);
    if (isDram)
      grants(t);
    bool busy = false;
    for (QuadModel &quad : quads) {
      busy |= !quad.halted;
      for (QueueModel &queue : quad.queues)
        busy |= !queue.places.empty() || !queue.running.empty() ||
                !queue.posts.empty();
    }
    if (!busy)
      return true;
  }
  return false;
}

void SteppedTimeline::cycle(uint64_t t) {
  auto entry = [&](unsigned q, uint32_t e) { return programs[q].entries[e]; };
  for (unsigned q = 0; q < quads.size(); ++q)
    for (QueueModel &queue : quads[q].queues)
      while (!queue.running.empty() &&
             isComplete(q, queue.running.front().entry, t))
        queue.running.pop_front();

  for (unsigned q = 0; q < quads.size(); ++q)
    for (QueueModel &queue : quads[q].queues) {
      while (!queue.places.empty() &&
             entry(q, queue.places.front()).kind == EntryKind::Post) {
        queue.posts.push_back({queue.places.front(), queue.lastStarted});
        queue.places.pop_front();
      }
      while (!queue.posts.empty() &&
             (!queue.posts.front().after ||
              isComplete(q, *queue.posts.front().after, t))) {
        uint32_t e = queue.posts.front().entry;
        queue.posts.pop_front();
        times[q][e].start = times[q][e].end = t;
        quads[entry(q, e).quad].posts[entry(q, e).semaphore].push_back(
            t + (entry(q, e).quad == q ? 1 : 16));
      }
    }

  for (unsigned q = 0; q < quads.size(); ++q)
    for (QueueModel &queue : quads[q].queues)
      while (!queue.places.empty() &&
             entry(q, queue.places.front()).kind == EntryKind::Wait) {
        uint32_t e = queue.places.front();
        std::vector<uint64_t> &posts = quads[q].posts[entry(q, e).semaphore];
        auto post =
            std::find_if(posts.begin(), posts.end(),
                         [t](uint64_t visible) { return visible <= t; });
        if (post == posts.end())
          break;
        posts.erase(post);
        times[q][e].start = times[q][e].end = t;
        queue.places.pop_front();
      }

  for (unsigned q = 0; q < quads.size(); ++q)
    for (unsigned k = 0; k < kNumQueues; ++k)
      start(q, k, t);
  for (unsigned q = 0; q < quads.size(); ++q)
    dispatch(q, t);
}

void SteppedTimeline::settle(unsigned q, unsigned k) {
  uint64_t before = 0;
  for (Running &r : quads[q].queues[k].running) {
    if (!r.end)
      return;
    before = times[q][r.entry].end = std::max(*r.end, before);
  }
}

void SteppedTimeline::start(unsigned q, unsigned k, uint64_t t) {
  QueueModel &queue = quads[q].queues[k];
  if (queue.places.empty() || queue.running.size() >= (k < 3 ? 4u : 1u))
    return;
  uint32_t e = queue.places.front();
  const Entry &entry = programs[q].entries[e];
  if (entry.kind != EntryKind::Engine)
    return;
  queue.places.pop_front();
  queue.lastStarted = e;
  times[q][e].start = t;
  Running running{e, t, 0, std::nullopt};
  if (k >= 3) {
    running.end = t + entry.cycles;
  } else if (k == 2) {
    queue.dataEnd = std::max(queue.dataEnd, t) + entry.cycles;
    running.end = queue.dataEnd + 16;
  } else if (isDram) {
    running.linesLeft = entry.lines;
    if (!entry.lines)
      running.end = t;
  } else if (entry.constant) {
    running.end = t;
  } else {
    queue.dataEnd = std::max(queue.dataEnd, t) + (entry.bytes + 63) / 64;
    running.end = queue.dataEnd;
  }
  queue.running.push_back(running);
  settle(q, k);
}

void SteppedTimeline::dispatch(unsigned q, uint64_t t) {
  QuadModel &quad = quads[q];
  if (quad.halted)
    return;
  uint64_t piece = quad.word / 128;
  if (isDram && (piece >= quad.pieceReady.size() || quad.pieceReady[piece] > t))
    return;
  const std::vector<Entry> &entries = programs[q].entries;
  for (uint32_t e = 0; e < entries.size(); ++e) {
    if (entries[e].wordIndex != quad.word)
      continue;
    if (entries[e].kind == EntryKind::Halt) {
      quad.halted = true;
      times[q][e].start = times[q][e].end = t;
    } else {
      QueueModel &queue = quad.queues[unsigned(entries[e].queue)];
      if (queue.places.size() == 16)
        return;
      queue.places.push_back(e);
    }
    times[q][e].dispatch = t;
  }
  if (++quad.word % 128 == 0)
    quad.pieceFreed[piece] = t;
}

std::optional<int64_t> SteppedTimeline::requestTick(unsigned requester) const {
  const QuadModel &quad = quads[requester / 3];
  int64_t perCycle = machine.dramBytesPerCycle.num;
  if (requester % 3 == 2) {
    size_t piece = quad.pieceReady.size();
    if (piece >= quad.pieceFreed.size())
      return std::nullopt;
    if (piece < 16)
      return 0;
    if (quad.pieceFreed[piece - 16] == kUnknown)
      return std::nullopt;
    return int64_t(quad.pieceFreed[piece - 16]) * perCycle;
  }
  const QueueModel &queue = quad.queues[requester % 3];
  for (const Running &r : queue.running)
    if (r.linesLeft)
      return std::max(int64_t(r.start) * perCycle, queue.grantTick);
  return std::nullopt;
}

void SteppedTimeline::grants(uint64_t t) {
  int64_t perCycle = machine.dramBytesPerCycle.num;
  unsigned count = quads.size() * 3;
  for (;;) {
    std::optional<int64_t> earliest;
    for (unsigned r = 0; r < count; ++r)
      if (auto tick = requestTick(r); tick && (!earliest || *tick < *earliest))
        earliest = tick;
    if (!earliest)
      return;
    int64_t now = std::max(*earliest, freeTick);
    if (now >= int64_t(t + 1) * perCycle)
      return;
    unsigned winner = turn;
    for (;; winner = (winner + 1) % count)
      if (auto tick = requestTick(winner); tick && *tick <= now)
        break;
    turn = (winner + 1) % count;
    serve(winner, now);
  }
}

void SteppedTimeline::serve(unsigned winner, int64_t now) {
  int64_t perCycle = machine.dramBytesPerCycle.num;
  QuadModel &quad = quads[winner / 3];
  unsigned role = winner % 3;
  uint64_t n = 0, expanding = 0;
  Running *transfer = nullptr;
  if (role == 2) {
    uint64_t words = programs[winner / 3].words;
    n = (std::min<uint64_t>(words - quad.pieceReady.size() * 128, 128) + 7) / 8;
  } else {
    for (Running &r : quad.queues[role].running)
      if (r.linesLeft && !transfer)
        transfer = &r;
    n = std::min<uint64_t>(transfer->linesLeft, 16);
    transfer->linesLeft -= n;
    // What expands keeps the queue busy for its share of all cycles.
    const Entry &entry = programs[winner / 3].entries[transfer->entry];
    uint64_t all = (entry.expandedBytes + 63) / 64;
    uint64_t after = entry.lines - transfer->linesLeft;
    expanding = all * after / entry.lines - all * (after - n) / entry.lines;
    quad.queues[role].grantTick =
        now + int64_t(std::max(n, expanding)) * perCycle;
    lines += n;
  }
  freeTick = now + int64_t(n) * 64 * machine.dramBytesPerCycle.den;
  int64_t dataTick =
      expanding ? std::max(freeTick, now + int64_t(expanding) * perCycle)
                : freeTick;
  uint64_t done =
      (dataTick + perCycle - 1) / perCycle + machine.dramLatencyCycles;
  if (role == 2) {
    quad.pieceReady.push_back(done);
    return;
  }
  if (!transfer->linesLeft)
    transfer->end = done;
  settle(winner / 3, role);
}
