//===- Compress.cpp - The encoder of compressed blocks --------------------===//

#include "CodeLengths.h"
#include "sima/Codec/BlockCode.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace sima;
using namespace sima::codec;

namespace {
/// Appends bits, most significant first, and nibbles, low ones first.
class BitWriter {
public:
  explicit BitWriter(std::vector<uint8_t> &out) : out(out) {}

  void bits(unsigned value, unsigned count) {
    pending = pending << count | value;
    pendingBits += count;
    for (; pendingBits >= 8; pendingBits -= 8)
      out.push_back(uint8_t(pending >> (pendingBits - 8)));
  }
  void nibble(unsigned value) {
    if (isHigh)
      out.back() |= value << 4;
    else
      out.push_back(value);
    isHigh = !isHigh;
  }
  void flush() {
    if (pendingBits)
      bits(0, 8 - pendingBits);
  }

private:
  std::vector<uint8_t> &out;
  uint64_t pending = 0;
  unsigned pendingBits = 0;
  bool isHigh = false;
};
} // namespace

/// Calls `emit` with the symbols of `bytes`, in which runs of `fill` are cut
/// into powers of two, the largest first.
template <typename Emit>
static void forEachSymbol(ArrayRef<uint8_t> bytes, uint8_t fill, Emit emit) {
  for (size_t i = 0; i < bytes.size();) {
    if (bytes[i] != fill) {
      emit(bytes[i++]);
      continue;
    }
    size_t end = i;
    while (end < bytes.size() && bytes[end] == fill)
      ++end;
    for (unsigned run = kRuns; run-- > 0;)
      for (; end - i >= runBytes(run); i += runBytes(run))
        emit(kLiterals + run);
    if (i < end) {
      emit(fill);
      ++i;
    }
  }
}

static Counts countSymbols(ArrayRef<uint8_t> bytes, uint8_t fill) {
  Counts counts{};
  forEachSymbol(bytes, fill, [&](unsigned symbol) { ++counts[symbol]; });
  return counts;
}

static void appendLengths(BitWriter &writer, const CodeLengths &lengths) {
  for (unsigned i = 0; i < kSymbols;) {
    unsigned end = i + 1;
    while (end < kSymbols && lengths[end] == lengths[i])
      ++end;
    unsigned repeats = end - i;
    if (lengths[i] != 0) {
      writer.nibble(lengths[i]);
      --repeats;
      ++i;
      for (; repeats >= kFewestRepeats; i = end - repeats) {
        unsigned count = std::min(repeats, kFewestRepeats + 15);
        writer.nibble(kRepeatLast);
        writer.nibble(count - kFewestRepeats);
        repeats -= count;
      }
    } else {
      for (; repeats >= kFewestRepeats; i = end - repeats) {
        bool many = repeats >= kFewestMany;
        unsigned least = many ? kFewestMany : kFewestRepeats;
        unsigned count = std::min(repeats, least + (many ? 255 : 15));
        writer.nibble(many ? kManyZeros : kZeros);
        writer.nibble((count - least) & 15);
        if (many)
          writer.nibble((count - least) >> 4);
        repeats -= count;
      }
    }
    for (; i < end; ++i)
      writer.nibble(lengths[i]);
  }
}

static void appendHeader(std::vector<uint8_t> &out, BlockKind kind,
                         size_t bytes) {
  out.resize(out.size() + kHeaderBytes);
  support::endian::write32le(out.data() + out.size() - kHeaderBytes,
                             uint32_t(bytes) << 2 | uint32_t(kind));
}

static void appendBlock(std::vector<uint8_t> &out, ArrayRef<uint8_t> bytes,
                        uint8_t fill, const Counts &counts) {
  size_t begin = out.size();
  appendHeader(out, BlockKind::Coded, bytes.size());
  out.push_back(fill);
  CodeLengths lengths = codeLengths(counts);
  BitWriter table(out);
  appendLengths(table, lengths);
  std::array<uint16_t, kSymbols> codes = canonicalCodes(lengths);
  BitWriter writer(out);
  forEachSymbol(bytes, fill, [&](unsigned symbol) {
    writer.bits(codes[symbol], lengths[symbol]);
  });
  writer.flush();
  if (out.size() - begin < kHeaderBytes + bytes.size())
    return;
  out.resize(begin);
  appendHeader(out, BlockKind::Raw, bytes.size());
  llvm::append_range(out, bytes);
}

/// What a coded block of these symbols takes, roughly, in 1/256 bits.
static uint64_t estimate(const Counts &counts) {
  // Most lengths of a table take a nibble, and many stand for those that do
  // not occur.
  uint64_t distinct = llvm::count_if(counts, [](uint32_t c) { return c != 0; });
  uint64_t tableBits = (kHeaderBytes + 1) * 8 + distinct * 4 + 16;
  return entropyBits256(counts) + tableBits * 256;
}

static Counts sum(Counts a, const Counts &b) {
  for (unsigned i = 0; i < kSymbols; ++i)
    a[i] += b[i];
  return a;
}

static uint8_t mostFrequent(ArrayRef<uint8_t> bytes) {
  std::array<uint32_t, kLiterals> counts{};
  for (uint8_t byte : bytes)
    ++counts[byte];
  return llvm::max_element(counts) - counts.begin();
}

std::vector<uint8_t> codec::compress(ArrayRef<uint8_t> bytes) {
  // Constants change their kind now and then (weights, tables), not at once: a
  // new block begins where that is estimated to cost less than going on.
  constexpr size_t kPieceBytes = 2048;
  std::vector<uint8_t> out;
  uint8_t fill = mostFrequent(bytes);
  size_t begin = 0;
  Counts block{};
  uint64_t blockCost = 0;
  for (size_t at = 0; at < bytes.size(); at += kPieceBytes) {
    ArrayRef<uint8_t> piece =
        bytes.slice(at, std::min(kPieceBytes, bytes.size() - at));
    Counts counts = countSymbols(piece, fill);
    uint64_t cost = estimate(counts);
    Counts joined = sum(block, counts);
    uint64_t joinedCost = estimate(joined);
    if (at > begin && joinedCost > blockCost + cost) {
      appendBlock(out, bytes.slice(begin, at - begin), fill,
                  countSymbols(bytes.slice(begin, at - begin), fill));
      begin = at;
      block = counts;
      blockCost = cost;
    } else {
      block = joined;
      blockCost = joinedCost;
    }
  }
  ArrayRef<uint8_t> rest = bytes.drop_front(begin);
  appendBlock(out, rest, fill, countSymbols(rest, fill));
  // Blocks that were tried for nothing leave their headers behind.
  if (out.size() > kHeaderBytes + bytes.size()) {
    out.clear();
    appendHeader(out, BlockKind::Raw, bytes.size());
    llvm::append_range(out, bytes);
  }
  return out;
}
