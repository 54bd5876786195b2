//===- RandomWordsTest.cpp - Round trips over random words ----------------===//
//
// encode, decode, print and parse agree on every legal word.
//
//===----------------------------------------------------------------------===//
#include "SamplePrograms.h"
#include "gtest/gtest.h"
#include <cstdio>
#include <ctime>

using namespace llvm;
using namespace sima::isa;
using sima::isa::testing::randomInstruction;

TEST(RandomWords, PrintAndParseAreInverse) {
  std::mt19937_64 random(1);
  std::vector<uint64_t> words;
  std::string text;
  for (unsigned i = 0; i < 100'000; ++i) {
    Instruction instruction = randomInstruction(random);
    Expected<uint64_t> word = encode(instruction);
    ASSERT_TRUE(bool(word)) << toString(word.takeError());
    Expected<Instruction> decoded = decode(*word);
    ASSERT_TRUE(bool(decoded)) << toString(decoded.takeError());
    ASSERT_TRUE(*decoded == instruction) << print(instruction);
    words.push_back(*word);
    text += print(instruction) + "\n";
  }
  Expected<std::vector<uint64_t>> parsed = assembleWords(text);
  ASSERT_TRUE(bool(parsed)) << toString(parsed.takeError());
  EXPECT_TRUE(*parsed == words);
}

TEST(RandomWords, WhateverDecodesEncodesToItself) {
  std::mt19937_64 random(2);
  unsigned legal = 0;
  for (unsigned i = 0; i < 1'000'000; ++i) {
    // Few bits, so that reserved ones are often zero.
    uint64_t word = random() & random() & random();
    std::optional<Instruction> instruction = tryDecode(word);
    if (!instruction)
      continue;
    ++legal;
    ASSERT_EQ(cantFail(encode(*instruction)), word);
  }
  EXPECT_GT(legal, 1000u);
}

TEST(RandomWords, DecodingIsFast) {
  std::mt19937_64 random(3);
  std::vector<uint64_t> words(4096);
  for (uint64_t &word : words)
    word = cantFail(encode(randomInstruction(random)));
  constexpr unsigned kRounds = 100;
  int64_t sum = 0;
  std::clock_t start = std::clock();
  for (unsigned round = 0; round < kRounds; ++round)
    for (uint64_t word : words)
      sum += tryDecode(word)->values[0];
  double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
  RecordProperty("sum", std::to_string(sum));
  double rate = kRounds * words.size() / seconds;
  std::printf("%.1f million words per second of one core\n", rate / 1e6);
  // A loose floor: sanitizers are slow.
  EXPECT_GT(rate, 1e5);
}
