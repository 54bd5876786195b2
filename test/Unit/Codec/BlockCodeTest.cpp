//===- BlockCodeTest.cpp - Compressed constants ---------------------------===//

#include "sima/Codec/BlockCode.h"
#include <gtest/gtest.h>
#include <random>

using namespace sima;

using Bytes = std::vector<uint8_t>;

/// What `stored` expands to, or the error's text.
static std::string expandTo(const Bytes &stored, Bytes &bytes) {
  return llvm::toString(codec::expand(stored, bytes));
}

static void expectRoundTrip(const Bytes &bytes, size_t atMost) {
  Bytes stored = codec::compress(bytes);
  EXPECT_LE(stored.size(), atMost);
  EXPECT_LE(stored.size(), bytes.size() + 4);
  Bytes expanded(bytes.size(), 0xee);
  EXPECT_EQ(expandTo(stored, expanded), "");
  EXPECT_EQ(expanded, bytes);
}

/// Bytes of a normal distribution around 0, as weights have.
static Bytes normalBytes(std::mt19937 &random, size_t count, double deviation) {
  std::normal_distribution<double> normal(0, deviation);
  Bytes bytes;
  while (bytes.size() < count)
    bytes.push_back(uint8_t(std::clamp(int(normal(random)), -127, 127)));
  return bytes;
}

// The example of docs/compression.md.
TEST(BlockCode, KnownBytes) {
  Bytes bytes(24, 7);
  bytes[5] = bytes[20] = 9;
  bytes[9] = 250;
  Bytes stored = codec::compress(bytes);
  EXPECT_EQ(stored, (Bytes{0x61, 0, 0, 0,          // 24 bytes, coded
                           7,                      // fill
                           0x4e, 0x02, 0xf3, 0xdd, // lengths
                           0xe3, 0x22, 0x33, 0x2e, //
                           0xc4, 0x4b, 0xd8, 0x80}));
  Bytes expanded(bytes.size());
  EXPECT_EQ(expandTo(stored, expanded), "");
  EXPECT_EQ(expanded, bytes);
}

TEST(BlockCode, RoundTrips) {
  std::mt19937 random(1);
  for (size_t count : {1, 2, 3, 5, 63, 64, 65, 2047, 2048, 2049, 10000}) {
    expectRoundTrip(Bytes(count, 0), 32);
    expectRoundTrip(Bytes(count, 0x80), 32);
    expectRoundTrip(normalBytes(random, count, 1000), count + 4);
    // 5.3 bits of entropy.
    expectRoundTrip(normalBytes(random, count, 10), count * 7 / 10 + 100);
    // Mostly zeros: less than a bit for each.
    Bytes sparse(count, 0);
    for (size_t i = 0; i < count; i += 20)
      sparse[i] = random();
    expectRoundTrip(sparse, count * 3 / 20 + 100);
  }
}

TEST(BlockCode, BytesWithoutPatternStayAsTheyAre) {
  std::mt19937 random(2);
  Bytes bytes(5000);
  for (uint8_t &byte : bytes)
    byte = random();
  Bytes stored = codec::compress(bytes);
  ASSERT_EQ(stored.size(), bytes.size() + 4);
  EXPECT_EQ(Bytes(stored.begin() + 4, stored.end()), bytes);
}

TEST(BlockCode, WeightsAndTablesHaveBlocksOfTheirOwn) {
  std::mt19937 random(3);
  Bytes weights = normalBytes(random, 1 << 14, 6), both = weights;
  for (unsigned i = 0; i < 1 << 13; ++i)
    both.push_back(random());
  EXPECT_LE(codec::compress(both).size(),
            codec::compress(weights).size() + (1 << 13) + 64);
}

TEST(BlockCode, RefusesWhatIsBroken) {
  auto error = [](const Bytes &stored, size_t size) {
    Bytes bytes(size);
    return expandTo(stored, bytes);
  };
  const std::string at = "compressed constant, byte ";
  EXPECT_EQ(error({0, 0}, 1), at + "0: 2 bytes, a block header has 4");
  EXPECT_EQ(error({8, 0, 0, 0, 1, 2}, 1),
            at + "0: a block of 2 bytes, 1 are to come");
  EXPECT_EQ(error({0, 0, 0, 0}, 1),
            at + "0: a block of 0 bytes, 1 are to come");
  EXPECT_EQ(error({6, 0, 0, 0}, 1), at + "0: block kind 2, known are 0 and 1");
  EXPECT_EQ(error({12, 0, 0, 0, 1, 2}, 3),
            at + "4: a raw block of 3 bytes, 2 are there");
  EXPECT_EQ(error({4, 0, 0, 0, 1, 2}, 1), at + "5: 1 bytes behind the last "
                                               "block");
  EXPECT_EQ(error({5, 0, 0, 0}, 1), at + "4: no fill byte");
  EXPECT_EQ(error({5, 0, 0, 0, 0, 0xff}, 1),
            at + "6: the table of lengths is cut off");
  EXPECT_EQ(error({5, 0, 0, 0, 0, 0x0d}, 1),
            at + "6: the table of lengths repeats what is not there");
  // 264 zeros: 0xf, 245 = 0x5 0xf (low first), to the byte.
  EXPECT_EQ(error({5, 0, 0, 0, 0, 0x5f, 0x0f}, 1),
            at + "7: lengths that are no complete code");
  EXPECT_EQ(error({5, 0, 0, 0, 0, 0xff, 0xff, 0x0f}, 1),
            at + "6: lengths for 274 symbols, there are 264");
  // Symbol 0 alone, with one bit: 263 zeros behind it.
  EXPECT_EQ(error({5, 0, 0, 0, 0, 0xf1, 0xf4, 0x00}, 1), "");
  EXPECT_EQ(error({5, 0, 0, 0, 0, 0xf1, 0xf4, 0x80}, 1),
            at + "8: a code that is not in the table, or cut off");
  EXPECT_EQ(error({5, 0, 0, 0, 0, 0xf1, 0xf4, 0x01}, 1),
            at + "8: bits behind the last code of a block");
  EXPECT_EQ(error({5, 0, 0, 0, 0, 0xf1, 0xf4}, 1),
            at + "7: a code that is not in the table, or cut off");
}

TEST(BlockCode, AnyBytesAreExpandedOrRefused) {
  std::mt19937 random(4);
  unsigned refused = 0;
  for (unsigned trial = 0; trial < 20000; ++trial) {
    Bytes bytes = normalBytes(random, 1 + random() % 300, 1 + random() % 40);
    Bytes stored = codec::compress(bytes);
    for (unsigned flips = 1 + random() % 3; flips; --flips)
      stored[random() % stored.size()] ^= 1 << random() % 8;
    if (random() % 4 == 0)
      stored.resize(random() % (stored.size() + 1));
    refused += !expandTo(stored, bytes).empty();
  }
  EXPECT_GT(refused, 1000u);
}
