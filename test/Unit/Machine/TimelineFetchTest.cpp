//===- TimelineFetchTest.cpp - Instruction fetch --------------------------===//
//
// The fetch buffer and its place in the round robin, dram clock.
// Numbers are derived by hand from docs/isa.md, "Time"; see the comment of each
// test. [a, b) means: starts in cycle a, is complete in cycle b.
//
//===----------------------------------------------------------------------===//
#include "TimelineProgram.h"

using namespace sima;
using namespace sima::timeline;
using namespace sima::timeline::test;

// A word is one line: granted 0..1, dispatched in 1 + 100.
TEST(TimelineFetch, FirstWordWaitsForTheFirstPiece) {
  Result r = runDram({Code().halt()});
  EXPECT_EQ(r.times[0][0].dispatch, 101u);
  EXPECT_TOTAL(r, 102);
  EXPECT_EQ(r.fetchLines, 1u);
}

// 60 bytes per cycle, latency 150: grants of a line end in 16/15, 32/15, 48/15,
// 64/15, that is 2, 3, 4, 5 rounded up.
TEST(TimelineFetch, QuadsInOrder) {
  Code halt;
  halt.halt();
  Result r = runDram({halt, halt, halt, halt}, {60, 1}, 150);
  for (unsigned q = 0; q < 4; ++q)
    EXPECT_EQ(r.times[q][0].dispatch, 152u + q);
  EXPECT_TOTAL(r, 156);
}

// 129 words: pieces of 16 lines and 1 line, granted 0..16 and 16..17. Words
// 0..127 in 116..243, the halt in 244 (there since 117).
TEST(TimelineFetch, WordsFollowAcrossPieces) {
  Result r = runDram({Code().set(128).halt()});
  EXPECT_EQ(r.times[0][0].dispatch, 244u);
  EXPECT_EQ(r.fetchLines, 17u);
}

// One byte per cycle: piece 0 (1024 cycles) is there in 1124, its words go in
// 1124..1251. Piece 1 has 72 words = 9 lines, 1024..1600, there in 1700: words
// 128..199 in 1700..1771.
TEST(TimelineFetch, SequencerStallsForAPiece) {
  Result r = runDram({Code().set(199).halt()}, {1, 1});
  EXPECT_EQ(r.times[0][0].dispatch, 1771u);
  EXPECT_TOTAL(r, 1772);
}

// Latency 5000, 16 pieces and a word. Piece 0 is there in 5016, its last word
// goes in 5143 and frees its place: the 17th piece is granted 5143..5144, there
// in 10144. Words up to 2047 are gone by 7063.
TEST(TimelineFetch, FullBufferHoldsTheNextPiece) {
  Result r = runDram({Code().set(2048).halt()}, {64, 1}, 5000);
  EXPECT_EQ(r.times[0][0].dispatch, 10144u);
  EXPECT_EQ(r.fetchLines, 257u);
}

// Latency 100, the same length. Pieces 0..13 are granted one after the other,
// the last of them 208..224. The load is word 100: dispatched in 116 + 100,
// starts in 217 and takes turns with fetch from 224 on: load 224..240, piece 14
// 240..256, load 256..272, piece 15 272..288, load 288..304. Piece 16, a line,
// is requested in 243, when the last word of piece 0 goes: 304..305. Load
// 305..321, complete in 421.
TEST(TimelineFetch, FetchTakesPartInTheRoundRobin) {
  Result r = runDram({Code().set(100).ld(4096, 64).set(1947).halt()});
  EXPECT_RUNS(r, 0, 0, 217, 421);
  EXPECT_EQ(r.times[0][1].dispatch, 116u + 2048);
}

// 128 bytes per cycle, no latency: fetch is not a DMA queue, its grants follow
// without a pause: piece 0 0..8, piece 1 8..16. The load, word 0, is dispatched
// in 8 and starts in 9; it is next in turn at 16: 16..24.
TEST(TimelineFetch, FetchIsNotPaced) {
  Result r = runDram({Code().ld(1024, 16).set(400).halt()}, {128, 1}, 0);
  EXPECT_EQ(r.times[0][0].dispatch, 8u);
  EXPECT_RUNS(r, 0, 0, 9, 24);
}

// The queue is full when piece 1 arrives, and the sequencer goes on where it
// stood. 18 MXU entries of 1000 cycles from word 0, dispatched from 116; entry
// k starts in 117 + 1000k. Entry 17 finds a place when entry 1 starts, in 1117.
// Then 111 set words, 18..128 in 1118..1228, and the halt in 1229.
TEST(TimelineFetch, FullQueueAndPieceBoundary) {
  Code code;
  for (int i = 0; i < 18; ++i)
    code.mxu(1000);
  Result r = runDram({code.set(111).halt()});
  EXPECT_EQ(r.times[0][16].dispatch, 132u);
  EXPECT_EQ(r.times[0][17].dispatch, 1117u);
  EXPECT_EQ(r.times[0][18].dispatch, 1229u);
}

// The entry is the last word of its piece: it frees the place in the cycle of
// its dispatch. Word 127 in 243 as above, so the 17th piece is there in 344 and
// the program runs through: halt, word 2048, in 116 + 2048.
TEST(TimelineFetch, EntryAsLastWordOfAPiece) {
  Result r = runDram({Code().set(127).mxu(5).set(1920).halt()});
  EXPECT_RUNS(r, 0, 0, 244, 249);
  EXPECT_EQ(r.times[0][1].dispatch, 2164u);
}
