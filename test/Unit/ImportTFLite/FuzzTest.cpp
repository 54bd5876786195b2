//===- FuzzTest.cpp - Damaged models give an error or a valid module ------===//

#include "DigitsModel.h"
#include "mlir/IR/Verifier.h"
#include <random>

using namespace sima;
using namespace sima::test;

namespace {

/// Damages a model. Only raw bits of the generator are used, so that the cases
/// are the same with every standard library.
class Mutator {
public:
  Mutator(uint32_t seed, const std::string &original)
      : random(seed), original(original), bytes(original) {}

  std::string run() {
    unsigned changes = 1 + below(4);
    while (changes-- > 0 && !bytes.empty())
      change();
    return std::move(bytes);
  }

private:
  size_t below(size_t limit) { return random() % limit; }

  void change() {
    switch (below(5)) {
    case 0:
      bytes[position()] ^= char(1u << below(8));
      break;
    case 1:
      bytes[position()] = char(below(256));
      break;
    case 2:
      setWord();
      break;
    case 3:
      splice();
      break;
    default:
      // Rarely, since few of the files cut short get past the verifier.
      if (below(4) == 0)
        bytes.resize(below(bytes.size() + 1));
    }
  }

  /// Two of three in the first or last part of the file, where the tables are.
  size_t position() {
    size_t part = std::min<size_t>(bytes.size(), 4096);
    switch (below(3)) {
    case 0:
      return below(part);
    case 1:
      return bytes.size() - 1 - below(part);
    default:
      return below(bytes.size());
    }
  }

  /// A number at the edge of something, in an aligned word.
  void setWord() {
    static constexpr uint32_t values[] = {
        0,          1,          2,          4,          5,          0xffff,
        0x10000,    0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0x7f800000,
        0x7fc00000, 0x00000001, 0xbf800000, 0x3b800000};
    size_t at = position() & ~size_t(3);
    uint32_t value = values[below(std::size(values))];
    for (size_t i = 0; i < 4 && at + i < bytes.size(); ++i)
      bytes[at + i] = char(value >> (8 * i));
  }

  /// Copies a piece of the original over another place, aligned or not.
  void splice() {
    size_t alignment = below(2) ? 4 : 1;
    size_t length = 1 + below(64);
    size_t from = below(original.size()) / alignment * alignment;
    size_t to = position() / alignment * alignment;
    for (size_t i = 0; i < length; ++i)
      if (from + i < original.size() && to + i < bytes.size())
        bytes[to + i] = original[from + i];
  }

  std::mt19937 random;
  const std::string &original;
  std::string bytes;
};

TEST(FuzzTest, ErrorOrValidModule) {
  std::string original = readDigits();
  ASSERT_FALSE(original.empty());
  constexpr unsigned cases = 2000;
  unsigned valid = 0;
  for (uint32_t seed = 0; seed < cases; ++seed) {
    SCOPED_TRACE(seed);
    mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
    Imported result = import(Mutator(seed, original).run(), context);
    if (result.module) {
      ++valid;
      EXPECT_TRUE(result.errors.empty());
      EXPECT_TRUE(mlir::succeeded(mlir::verify(*result.module)));
    } else {
      ASSERT_EQ(result.errors.size(), 1u);
      EXPECT_EQ(result.errors[0].find('\n'), std::string::npos);
      EXPECT_EQ(result.errors[0].find("digits.tflite: "), 0u);
    }
  }
  // The damage must neither be harmless nor always be found by FlatBuffers.
  EXPECT_GT(valid, cases / 10);
  EXPECT_LT(valid, cases * 9 / 10);
}

/// Every place a transfer may stop at.
TEST(FuzzTest, EveryTruncation) {
  std::string original = readDigits();
  ASSERT_FALSE(original.empty());
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  for (size_t size = 0; size < original.size(); size += 7) {
    SCOPED_TRACE(size);
    Imported result =
        import(llvm::StringRef(original).take_front(size), context);
    EXPECT_EQ(bool(result.module), result.errors.empty());
    EXPECT_LE(result.errors.size(), 1u);
  }
}

} // namespace
