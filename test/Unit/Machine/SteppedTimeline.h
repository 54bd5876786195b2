//===- SteppedTimeline.h - The rules, one cycle at a time -------*- C++ -*-===//
//
// A second, deliberately slow model of docs/isa.md, "Time": it visits every
// cycle and every queue and knows nothing of sleeping. Tests compare the event
// loop with it on small random programs. It finds no faults and shares no code
// with lib/Machine.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TEST_UNIT_MACHINE_STEPPEDTIMELINE_H
#define SIMA_TEST_UNIT_MACHINE_STEPPEDTIMELINE_H

#include "sima/Machine/Timeline.h"
#include <deque>
#include <optional>

namespace sima::timeline::test {

class SteppedTimeline {
public:
  SteppedTimeline(const Machine &machine,
                  const std::vector<QuadProgram> &programs, Clock clock);
  /// Runs at most `limit` cycles; false if something is left then.
  bool run(uint64_t limit);

  std::vector<std::vector<EntryTime>> times;
  uint64_t lines = 0; ///< data lines granted

private:
  struct Running {
    uint32_t entry;
    uint64_t start, linesLeft;
    std::optional<uint64_t> end;
  };
  struct Post {
    uint32_t entry;
    std::optional<uint32_t> after; ///< entry it is bound to
  };
  struct QueueModel {
    std::deque<uint32_t> places;
    std::deque<Running> running;
    std::deque<Post> posts;
    std::optional<uint32_t> lastStarted;
    uint64_t dataEnd = 0;
    int64_t grantTick = 0; ///< earliest tick of the next grant
  };
  struct QuadModel {
    QueueModel queues[kNumQueues];
    std::vector<uint64_t> posts[32]; ///< cycles from which each counts
    uint64_t word = 0;
    bool halted = false;
    std::vector<uint64_t> pieceReady, pieceFreed;
  };

  bool isComplete(unsigned quad, uint32_t entry, uint64_t cycle) const;
  void cycle(uint64_t t);
  void start(unsigned q, unsigned k, uint64_t t);
  void dispatch(unsigned q, uint64_t t);
  std::optional<int64_t> requestTick(unsigned requester) const;
  void grants(uint64_t t);
  void serve(unsigned requester, int64_t now);
  /// Gives ends to what is known, in order.
  void settle(unsigned q, unsigned k);

  const Machine &machine;
  const std::vector<QuadProgram> &programs;
  bool isDram;
  std::vector<QuadModel> quads;
  int64_t freeTick = 0;
  unsigned turn = 0;
};

} // namespace sima::timeline::test

#endif // SIMA_TEST_UNIT_MACHINE_STEPPEDTIMELINE_H
