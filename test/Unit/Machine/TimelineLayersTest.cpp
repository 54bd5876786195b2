//===- TimelineLayersTest.cpp - Layer attribution -------------------------===//
//
// Which layer owns which cycle, static clock.
// Numbers are derived by hand from docs/isa.md, "Time"; see the comment of each
// test. [a, b) means: starts in cycle a, is complete in cycle b.
//
//===----------------------------------------------------------------------===//
#include "TimelineProgram.h"

using namespace sima;
using namespace sima::timeline;
using namespace sima::timeline::test;

/// Cycles per layer; checks that they lie end to end and sum to the total.
static std::vector<uint64_t> layersOf(std::vector<QuadProgram> programs,
                                      unsigned numLayers) {
  Machine machine = makeMachine(programs.size());
  Result result = run(machine, programs, Clock::Static);
  std::vector<uint64_t> cycles;
  uint64_t end = 0;
  for (LayerCycles layer : layerCycles(machine, programs, result, numLayers)) {
    EXPECT_EQ(layer.start, end);
    end += layer.cycles;
    cycles.push_back(layer.cycles);
  }
  EXPECT_EQ(end, result.total);
  return cycles;
}
using Cycles = std::vector<uint64_t>;

// MXU [1, 11), VPU [2, 22). Cycle 0 belongs to the next to start, layer 0; so
// do 1..10. 11..21 are layer 1's.
TEST(TimelineLayers, MatrixBeforeVector) {
  EXPECT_EQ(layersOf({Code().mxu(10, 0).vpu(20, 1).halt()}, 2),
            (Cycles{11, 11}));
}

// Quad 0 MXU [5, 15), quad 1 MXU [1, 21). 5..14 are quad 0's, the other 11 of
// 21 cycles quad 1's (in cycle 0 its entry is the next to start).
TEST(TimelineLayers, LowestQuadFirst) {
  EXPECT_EQ(
      layersOf({Code().set(4).mxu(10, 0).halt(), Code().mxu(20, 1).halt()}, 2),
      (Cycles{10, 11}));
}

// Quad 0 VPU [1, 21), quad 1 MXU [5, 10): any MXU is before any VPU.
TEST(TimelineLayers, MatrixOfAHigherQuadBeforeVectorOfALower) {
  EXPECT_EQ(
      layersOf({Code().vpu(20, 0).halt(), Code().set(4).mxu(5, 1).halt()}, 2),
      (Cycles{16, 5}));
}

// Load [1, 11), store [2, 12), link [3, 20). Cycles 0 and 1: load; 2: the
// store, which goes before loads; 3..19: link.
TEST(TimelineLayers, LinkBeforeStoreBeforeLoad) {
  EXPECT_EQ(layersOf({Code().ld(640, 10, 0).st(640, 10, 1).mv(1, 2).halt()}, 3),
            (Cycles{2, 1, 17}));
}

// Loads [1, 11) and [2, 21): the oldest owns what they share.
TEST(TimelineLayers, OldestTransferOfAQueue) {
  EXPECT_EQ(layersOf({Code().ld(640, 10, 0).ld(640, 10, 1).halt()}, 2),
            (Cycles{11, 10}));
}

// MXU [1, 6); the second is word 21: [22, 27). The gap 6..21 belongs to it:
// 16 + 5 cycles.
TEST(TimelineLayers, GapBelongsToTheNextStart) {
  EXPECT_EQ(layersOf({Code().mxu(5, 0).set(20).mxu(5, 1).halt()}, 2),
            (Cycles{6, 21}));
}

// MXU [1, 6), VPU [2, 5). The halt, word 22, makes the total 23: nothing starts
// after 6, so 6..22 belong to the last to have started, the VPU's layer.
TEST(TimelineLayers, TailBelongsToTheLastStart) {
  EXPECT_EQ(layersOf({Code().mxu(5, 0).vpu(3, 1).set(20).halt()}, 2),
            (Cycles{6, 17}));
}

// Constant: word 10, starts in 11 and takes no time. MXU: word 20, [21, 26).
// 0..11 belong to the load (it starts in 11), 12..20 and 21..25 to the MXU.
TEST(TimelineLayers, ConstantLoadOwnsTheGapBeforeIt) {
  EXPECT_EQ(
      layersOf({Code().set(10).ldConst(64, 1, 1).set(9).mxu(5, 2).halt()}, 3),
      (Cycles{0, 12, 14}));
}

// Both start in 1 and take no time; the halts make the total 2. Quad order
// decides: both cycles are layer 1's.
TEST(TimelineLayers, QuadOrderBreaksTies) {
  EXPECT_EQ(layersOf({Code().ldConst(64, 1, 1).halt(),
                      Code().ldConst(64, 1, 0).halt()},
                     2),
            (Cycles{0, 2}));
}

// Nothing ever starts: the first layer owns the cycles.
TEST(TimelineLayers, NothingStarts) {
  EXPECT_EQ(layersOf({Code().set(5).halt()}, 1), (Cycles{6}));
}

// A wait in front of an entry does not start: MXU layer 0 [1, 11), post 11, the
// VPU's wait passes in 12, VPU layer 1 [12, 17): cycle 11 is layer 1's.
TEST(TimelineLayers, WaitsOwnNothing) {
  EXPECT_EQ(layersOf({Code()
                          .mxu(10, 0)
                          .post(Queue::MXU, 0, 0)
                          .wait(Queue::VPU, 0)
                          .vpu(5, 1)
                          .halt()},
                     2),
            (Cycles{11, 6}));
}

TEST(TimelineLayers, FaultyRunHasNoLayers) {
  Machine machine = makeMachine(1);
  QuadProgram program = Code().wait(Queue::MXU, 0).halt();
  Result result = run(machine, program, Clock::Static);
  EXPECT_EQ(layerCycles(machine, program, result, 2)[0].cycles, 0u);
  EXPECT_TRUE(layerCycles(machine, program, result, 0).empty());
}
