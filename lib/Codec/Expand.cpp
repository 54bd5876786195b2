//===- Expand.cpp - The decoder of compressed blocks ----------------------===//
//
// Reads each stored byte once. A machine needs, besides the lengths while a
// table is read, for each length the first code and the place of its symbol (48
// bytes), and the symbols in the order of codes (528 bytes); the direct table
// here is the same in another form.
//
//===----------------------------------------------------------------------===//

#include "CodeLengths.h"
#include "sima/Codec/BlockCode.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace sima;
using namespace sima::codec;

namespace {
class Expander {
public:
  Expander(ArrayRef<uint8_t> stored, MutableArrayRef<uint8_t> bytes)
      : stored(stored), bytes(bytes) {}

  Error run() {
    while (done < bytes.size())
      if (Error e = block())
        return e;
    if (at != stored.size())
      return fail("{0} bytes behind the last block", stored.size() - at);
    return Error::success();
  }

private:
  template <typename... Args>
  Error fail(const char *format, Args &&...args) const {
    return createStringError(
        inconvertibleErrorCode(),
        formatv("compressed constant, byte {0}: {1}", at,
                formatv(format, std::forward<Args>(args)...))
            .str());
  }

  Error block() {
    if (stored.size() - at < kHeaderBytes)
      return fail("{0} bytes, a block header has {1}", stored.size() - at,
                  kHeaderBytes);
    uint32_t header = support::endian::read32le(stored.data() + at);
    uint32_t kind = header & 3;
    size_t size = header >> 2;
    if (size == 0 || size > bytes.size() - done)
      return fail("a block of {0} bytes, {1} are to come", size,
                  bytes.size() - done);
    if (kind > uint32_t(BlockKind::Coded))
      return fail("block kind {0}, known are 0 and 1", kind);
    at += kHeaderBytes;
    if (kind == uint32_t(BlockKind::Coded))
      return coded(size);
    if (stored.size() - at < size)
      return fail("a raw block of {0} bytes, {1} are there", size,
                  stored.size() - at);
    llvm::copy(stored.slice(at, size), bytes.begin() + done);
    at += size;
    done += size;
    return Error::success();
  }

  Error coded(size_t size) {
    if (at == stored.size())
      return fail("no fill byte");
    uint8_t fill = stored[at++];
    if (Error e = readLengths())
      return e;
    if (Error e = buildTable())
      return e;
    size_t end = done + size;
    bits = 0;
    bitCount = 0;
    while (done < end) {
      while (bitCount < kLongestCode && at < stored.size()) {
        bits = bits << 8 | stored[at++];
        bitCount += 8;
      }
      // Behind the end there are zeros, which no code may need.
      unsigned window = bitCount >= kLongestCode
                            ? bits >> (bitCount - kLongestCode)
                            : bits << (kLongestCode - bitCount);
      uint16_t found = table[window & ((1u << kLongestCode) - 1)];
      unsigned length = found & 15, symbol = found >> 4;
      if (length == 0 || length > bitCount)
        return fail("a code that is not in the table, or cut off");
      bitCount -= length;
      size_t count = 1;
      if (symbol >= kLiterals) {
        count = runBytes(symbol - kLiterals);
        symbol = fill;
      }
      if (count > end - done)
        return fail("a run of {0} bytes, the block ends after {1}", count,
                    end - done);
      std::fill_n(bytes.begin() + done, count, uint8_t(symbol));
      done += count;
    }
    // What was read ahead belongs to the next block.
    at -= bitCount / 8;
    if (bits & ((1u << bitCount % 8) - 1) << (bitCount / 8 * 8))
      return fail("bits behind the last code of a block");
    return Error::success();
  }

  Error readLengths() {
    lengths = {};
    bool isHigh = false;
    auto nibble = [&]() -> int {
      if (at == stored.size())
        return -1;
      unsigned value = isHigh ? stored[at++] >> 4 : stored[at] & 15;
      isHigh = !isHigh;
      return value;
    };
    for (unsigned symbol = 0; symbol < kSymbols;) {
      int value = nibble();
      unsigned count = 1, length = 0;
      if (value == int(kRepeatLast) || value == int(kZeros)) {
        int more = nibble();
        if (more < 0)
          return fail("the table of lengths is cut off");
        count = kFewestRepeats + more;
        if (value == int(kRepeatLast)) {
          if (symbol == 0)
            return fail("the table of lengths repeats what is not there");
          length = lengths[symbol - 1];
        }
      } else if (value == int(kManyZeros)) {
        int low = nibble(), high = nibble();
        if (high < 0)
          return fail("the table of lengths is cut off");
        count = kFewestMany + low + 16 * high;
      } else if (value >= 0) {
        length = value;
      } else {
        return fail("the table of lengths is cut off");
      }
      if (count > kSymbols - symbol)
        return fail("lengths for {0} symbols, there are {1}", symbol + count,
                    kSymbols);
      std::fill_n(lengths.begin() + symbol, count, uint8_t(length));
      symbol += count;
    }
    if (isHigh && stored[at++] >> 4)
      return fail("a nibble behind the table of lengths");
    return Error::success();
  }

  /// Entries: symbol in the high bits, length in the low four.
  Error buildTable() {
    unsigned used = 0, symbols = 0;
    for (uint8_t length : lengths)
      if (length) {
        used += 1u << (kLongestCode - length);
        ++symbols;
      }
    bool isSingle = symbols == 1 && used == 1u << (kLongestCode - 1);
    if (used != 1u << kLongestCode && !isSingle)
      return fail("lengths that are no complete code");
    table.assign(size_t(1) << kLongestCode, 0);
    std::array<uint16_t, kSymbols> codes = canonicalCodes(lengths);
    for (unsigned symbol = 0; symbol < kSymbols; ++symbol)
      if (unsigned length = lengths[symbol]) {
        unsigned free = kLongestCode - length;
        std::fill_n(table.begin() + (size_t(codes[symbol]) << free),
                    size_t(1) << free, uint16_t(symbol << 4 | length));
      }
    return Error::success();
  }

  ArrayRef<uint8_t> stored;
  MutableArrayRef<uint8_t> bytes;
  size_t at = 0;   ///< stored bytes read
  size_t done = 0; ///< bytes written
  uint32_t bits = 0;
  unsigned bitCount = 0; ///< low bits of `bits` that are not used yet
  CodeLengths lengths{};
  std::vector<uint16_t> table; ///< by the next kLongestCode bits
};
} // namespace

Error codec::expand(ArrayRef<uint8_t> stored, MutableArrayRef<uint8_t> bytes) {
  return Expander(stored, bytes).run();
}
