//===- TimelineRandomTest.cpp - The event loop against the plain rules ----===//
//
// Small random programs, run by the event loop and by SteppedTimeline, must
// agree in every time of every entry. The generator is seeded: failures repeat.
//
//===----------------------------------------------------------------------===//
#include "SteppedTimeline.h"
#include "TimelineProgram.h"
#include <random>

using namespace sima;
using namespace sima::timeline;
using namespace sima::timeline::test;

namespace {
class Generator {
public:
  explicit Generator(unsigned seed) : random(seed) {}

  unsigned below(unsigned n) { return random() % n; }

  /// Programs in which each queue waits for a semaphore of its own number, so
  /// that two waiters are impossible, and posts come before their waits.
  std::vector<QuadProgram> programs(unsigned quads, unsigned steps) {
    std::vector<Code> codes(quads);
    for (unsigned i = 0; i < steps; ++i)
      step(codes);
    std::vector<QuadProgram> result;
    for (Code &code : codes)
      result.push_back(code.halt());
    return result;
  }

private:
  void step(std::vector<Code> &codes) {
    unsigned quad = below(codes.size());
    Code &code = codes[quad];
    switch (below(10)) {
    case 0:
      code.set(below(6) ? below(5) : below(300));
      return;
    case 1:
      code.ld(below(3000), below(4) ? below(60) : 0);
      return;
    case 2:
      code.ldConst(below(3000), below(40));
      return;
    case 3:
      code.st(below(3000), below(60));
      return;
    case 4:
      code.mv(below(40));
      return;
    case 5:
      code.mxu(below(80));
      return;
    case 6:
      code.vpu(below(80));
      return;
    case 7:
      code.ldz(below(3000), below(40), below(6000));
      return;
    default:
      unsigned target = below(codes.size()), waiter = below(kNumQueues);
      code.post(Queue(below(kNumQueues)), target, waiter);
      codes[target].wait(Queue(waiter), waiter);
    }
  }

  std::mt19937 random;
};
} // namespace

static void compare(unsigned seed, Clock clock) {
  constexpr Rational kBandwidths[] = {{60, 1}, {15, 4}, {102, 1}, {500, 7}};
  Generator generator(seed);
  unsigned quads = 1 + generator.below(4);
  Machine machine = makeMachine(quads, kBandwidths[generator.below(4)],
                                generator.below(3) * 75);
  std::vector<QuadProgram> programs =
      generator.programs(quads, 20 + generator.below(200) * quads);

  Result result = run(machine, programs, clock);
  for (const Fault &fault : result.faults)
    FAIL() << "seed " << seed << ": " << fault.message;
  SteppedTimeline stepped(machine, programs, clock);
  ASSERT_TRUE(stepped.run(result.total + 100)) << "seed " << seed;
  for (unsigned q = 0; q < quads; ++q)
    for (size_t e = 0; e < programs[q].entries.size(); ++e) {
      const EntryTime &found = result.times[q][e];
      const EntryTime &expected = stepped.times[q][e];
      ASSERT_EQ(found.dispatch, expected.dispatch)
          << "seed " << seed << " quad " << q << " entry " << e;
      ASSERT_EQ(found.start, expected.start)
          << "seed " << seed << " quad " << q << " entry " << e;
      ASSERT_EQ(found.end, expected.end)
          << "seed " << seed << " quad " << q << " entry " << e;
    }
  EXPECT_EQ(result.dramLines, stepped.lines);

  uint64_t sum = 0;
  for (LayerCycles layer : layerCycles(machine, programs, result, 1))
    sum += layer.cycles;
  EXPECT_EQ(sum, result.total);
}

TEST(TimelineRandom, StaticClock) {
  for (unsigned seed = 0; seed < 150; ++seed)
    compare(seed, Clock::Static);
}

TEST(TimelineRandom, DramClock) {
  for (unsigned seed = 1000; seed < 1150; ++seed)
    compare(seed, Clock::Dram);
}
