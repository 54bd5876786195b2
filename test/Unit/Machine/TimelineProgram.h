//===- TimelineProgram.h - Programs for timeline tests ----------*- C++ -*-===//
//
// Builds QuadPrograms word by word, so that a test reads like code. Word n of a
// program that never stalls is dispatched in cycle n of the static clock.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TEST_UNIT_MACHINE_TIMELINEPROGRAM_H
#define SIMA_TEST_UNIT_MACHINE_TIMELINEPROGRAM_H

#include "sima/Machine/Timeline.h"
#include "gtest/gtest.h"

namespace sima::timeline::test {

/// A target with `quads` quads and the DRAM given; the rest is of no matter.
inline Machine makeMachine(unsigned quads, Rational bytesPerCycle = {64, 1},
                           unsigned latency = 100) {
  Machine m = cantFail(Machine::load("mlsoc"));
  m.quads = quads;
  m.dramBytesPerCycle = bytesPerCycle;
  m.dramLatencyCycles = latency;
  return m;
}

class Code {
public:
  Code &set(uint64_t count) {
    program.words += count;
    return *this;
  }
  Code &mxu(uint64_t cycles, uint32_t layer = 0) {
    return add({.queue = Queue::MXU, .layer = layer, .cycles = cycles});
  }
  Code &vpu(uint64_t cycles, uint32_t layer = 0) {
    return add({.queue = Queue::VPU, .layer = layer, .cycles = cycles});
  }
  Code &mv(uint64_t dataCycles, uint32_t layer = 0) {
    return add({.queue = Queue::LNK, .layer = layer, .cycles = dataCycles});
  }
  Code &ld(uint64_t bytes, uint64_t lines, uint32_t layer = 0) {
    return add(
        {.queue = Queue::LDQ, .layer = layer, .bytes = bytes, .lines = lines});
  }
  Code &ldConst(uint64_t bytes, uint64_t lines, uint32_t layer = 0) {
    return add({.queue = Queue::LDQ,
                .layer = layer,
                .bytes = bytes,
                .lines = lines,
                .constant = true});
  }
  Code &ldz(uint64_t bytes, uint64_t lines, uint64_t expandedBytes) {
    return add({.queue = Queue::LDQ,
                .bytes = bytes,
                .lines = lines,
                .constant = true,
                .expandedBytes = expandedBytes});
  }
  Code &st(uint64_t bytes, uint64_t lines, uint32_t layer = 0) {
    return add(
        {.queue = Queue::STQ, .layer = layer, .bytes = bytes, .lines = lines});
  }
  Code &wait(Queue queue, uint8_t semaphore) {
    return add(
        {.kind = EntryKind::Wait, .queue = queue, .semaphore = semaphore});
  }
  Code &post(Queue queue, uint8_t quad, uint8_t semaphore) {
    return add({.kind = EntryKind::Post,
                .queue = queue,
                .semaphore = semaphore,
                .quad = quad});
  }
  Code &halt() { return add({.kind = EntryKind::Halt}); }

  operator QuadProgram() const { return program; }

private:
  Code &add(Entry entry) {
    entry.wordIndex = program.words++;
    program.entries.push_back(entry);
    return *this;
  }

  QuadProgram program;
};

/// Runs one program per quad of a target with the DRAM of `machine`.
inline Result runStatic(std::vector<QuadProgram> programs) {
  return run(makeMachine(programs.size()), programs, Clock::Static);
}
inline Result runDram(std::vector<QuadProgram> programs,
                      Rational bytesPerCycle = {64, 1},
                      unsigned latency = 100) {
  return run(makeMachine(programs.size(), bytesPerCycle, latency), programs,
             Clock::Dram);
}

/// Start and end of an entry, in the notation of the comments: [start, end).
#define EXPECT_RUNS(result, quad, entry, startCycle, endCycle)                 \
  do {                                                                         \
    EXPECT_EQ((result).times[quad][entry].start, uint64_t(startCycle))         \
        << "start of entry " << entry;                                         \
    EXPECT_EQ((result).times[quad][entry].end, uint64_t(endCycle))             \
        << "end of entry " << entry;                                           \
  } while (false)

/// The run reached its end, in cycle `cycles`.
#define EXPECT_TOTAL(result, cycles)                                           \
  do {                                                                         \
    for (const Fault &fault : (result).faults)                                 \
      ADD_FAILURE() << fault.message;                                          \
    EXPECT_EQ((result).total, uint64_t(cycles));                               \
  } while (false)

} // namespace sima::timeline::test

#endif // SIMA_TEST_UNIT_MACHINE_TIMELINEPROGRAM_H
