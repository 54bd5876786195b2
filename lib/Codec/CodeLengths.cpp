//===- CodeLengths.cpp - Optimal codes of bounded length ------------------===//

#include "CodeLengths.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <vector>

using namespace sima;
using namespace sima::codec;

namespace {
/// A symbol, or two entries of the list for codes one bit longer.
struct Entry {
  uint64_t weight;
  bool isPackage;
};
} // namespace

/// `list` in pairs; one that is left over is dropped.
static std::vector<Entry> packagesOf(llvm::ArrayRef<Entry> list) {
  std::vector<Entry> packages;
  for (size_t i = 0; i + 1 < list.size(); i += 2)
    packages.push_back({list[i].weight + list[i + 1].weight, true});
  return packages;
}

CodeLengths codec::codeLengths(const Counts &counts) {
  CodeLengths lengths{};
  std::vector<unsigned> symbols;
  for (unsigned symbol = 0; symbol < kSymbols; ++symbol)
    if (counts[symbol])
      symbols.push_back(symbol);
  if (symbols.size() < 2) {
    for (unsigned symbol : symbols)
      lengths[symbol] = 1;
    return lengths;
  }
  llvm::sort(symbols, [&](unsigned a, unsigned b) {
    return std::pair(counts[a], a) < std::pair(counts[b], b);
  });
  std::vector<Entry> leaves;
  leaves.reserve(symbols.size());
  for (unsigned symbol : symbols)
    leaves.push_back({counts[symbol], false});

  // lists[0] is that of the longest codes.
  std::array<std::vector<Entry>, kLongestCode> lists;
  for (unsigned level = 0; level < kLongestCode; ++level) {
    std::vector<Entry> packages;
    if (level > 0)
      packages = packagesOf(lists[level - 1]);
    std::merge(
        leaves.begin(), leaves.end(), packages.begin(), packages.end(),
        std::back_inserter(lists[level]),
        [](const Entry &a, const Entry &b) { return a.weight < b.weight; });
  }
  // Taking the lightest entries takes the lightest symbols, each of them one
  // bit deeper, and the packages' entries of the list before.
  size_t taken = 2 * symbols.size() - 2;
  for (unsigned level = kLongestCode; level-- > 0 && taken > 0;) {
    auto chosen = llvm::ArrayRef(lists[level]).take_front(taken);
    size_t packages = llvm::count_if(
        chosen, [](const Entry &entry) { return entry.isPackage; });
    for (unsigned symbol :
         llvm::ArrayRef(symbols).take_front(chosen.size() - packages))
      ++lengths[symbol];
    taken = 2 * packages;
  }
  return lengths;
}

std::array<uint16_t, kSymbols>
codec::canonicalCodes(const CodeLengths &lengths) {
  std::array<uint16_t, kSymbols> codes{};
  unsigned code = 0;
  for (unsigned length = 1; length <= kLongestCode; ++length, code <<= 1)
    for (unsigned symbol = 0; symbol < kSymbols; ++symbol)
      if (lengths[symbol] == length)
        codes[symbol] = code++;
  return codes;
}

/// Base 2 logarithm in 1/256, rounded down: whole part from the highest bit,
/// then a bit of the fraction for each squaring.
static uint64_t log256(uint64_t value) {
  unsigned whole = llvm::Log2_64(value);
  uint64_t mantissa =
      whole > 31 ? value >> (whole - 31) : value << (31 - whole);
  uint64_t result = whole;
  for (unsigned bit = 0; bit < 8; ++bit) {
    mantissa = (mantissa * mantissa) >> 31;
    bool carry = mantissa >> 32;
    mantissa >>= carry;
    result = result << 1 | carry;
  }
  return result;
}

uint64_t codec::entropyBits256(const Counts &counts) {
  uint64_t total = 0, sum = 0;
  for (uint32_t count : counts)
    if (count) {
      total += count;
      sum += count * log256(count);
    }
  return total ? total * log256(total) - sum : 0;
}
