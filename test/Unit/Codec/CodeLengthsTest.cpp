//===- CodeLengthsTest.cpp - Codes of bounded length ----------------------===//

#include "../../../lib/Codec/CodeLengths.h"
#include <gtest/gtest.h>
#include <queue>
#include <random>

using namespace sima::codec;

static uint64_t bitsOf(const Counts &counts, const CodeLengths &lengths) {
  uint64_t bits = 0;
  for (unsigned i = 0; i < kSymbols; ++i)
    bits += uint64_t(counts[i]) * lengths[i];
  return bits;
}

/// Bits of Huffman's code without a bound: the sum of all inner nodes.
static uint64_t huffmanBits(const Counts &counts) {
  std::priority_queue<uint64_t, std::vector<uint64_t>, std::greater<>> queue;
  for (uint32_t count : counts)
    if (count)
      queue.push(count);
  uint64_t bits = 0;
  while (queue.size() > 1) {
    uint64_t a = queue.top();
    queue.pop();
    uint64_t b = queue.top();
    queue.pop();
    queue.push(a + b);
    bits += a + b;
  }
  return bits;
}

/// Sum of 2^-length in units of 2^-12.
static unsigned kraft(const CodeLengths &lengths) {
  unsigned sum = 0;
  for (uint8_t length : lengths) {
    EXPECT_LE(length, kLongestCode);
    sum += length ? 1u << (kLongestCode - length) : 0;
  }
  return sum;
}

TEST(CodeLengths, OfKnownCounts) {
  Counts counts{};
  counts[3] = 1;
  counts[5] = 1;
  counts[8] = 2;
  counts[200] = 4;
  CodeLengths lengths = codeLengths(counts);
  EXPECT_EQ(lengths[3], 3);
  EXPECT_EQ(lengths[5], 3);
  EXPECT_EQ(lengths[8], 2);
  EXPECT_EQ(lengths[200], 1);
  auto codes = canonicalCodes(lengths);
  EXPECT_EQ(codes[200], 0b0);
  EXPECT_EQ(codes[8], 0b10);
  EXPECT_EQ(codes[3], 0b110);
  EXPECT_EQ(codes[5], 0b111);
}

TEST(CodeLengths, AreHuffmansWhereTheBoundAllows) {
  std::mt19937 random(1);
  for (unsigned trial = 0; trial < 200; ++trial) {
    Counts counts{};
    // At least 1/64 of the largest: no code needs more than 12 bits.
    for (unsigned n = 2 + random() % 60; n; --n)
      counts[random() % kSymbols] = 1000 + random() % 1000;
    unsigned distinct = 0;
    for (uint32_t count : counts)
      distinct += count != 0;
    if (distinct < 2)
      continue;
    CodeLengths lengths = codeLengths(counts);
    EXPECT_EQ(kraft(lengths), 1u << kLongestCode);
    EXPECT_EQ(bitsOf(counts, lengths), huffmanBits(counts));
  }
}

TEST(CodeLengths, StayWithinTheBound) {
  // Fibonacci numbers: Huffman's longest code would have 29 bits.
  Counts counts{};
  counts[0] = counts[1] = 1;
  for (unsigned i = 2; i < 30; ++i)
    counts[i] = counts[i - 1] + counts[i - 2];
  CodeLengths lengths = codeLengths(counts);
  EXPECT_EQ(kraft(lengths), 1u << kLongestCode);
  EXPECT_GT(bitsOf(counts, lengths), huffmanBits(counts));
  // The entropy is below Huffman's bits by less than one a symbol.
  EXPECT_LT(entropyBits256(counts), huffmanBits(counts) * 256);
}

TEST(CodeLengths, EntropyOfPowersOfTwoIsExact) {
  Counts counts{};
  for (unsigned i = 0; i < 256; ++i)
    counts[i] = 16;
  EXPECT_EQ(entropyBits256(counts), uint64_t(256) * 16 * 8 * 256);
}
