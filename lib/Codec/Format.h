//===- Format.h - Numbers of the format of compressed blocks ----*- C++ -*-===//
#ifndef SIMA_LIB_CODEC_FORMAT_H
#define SIMA_LIB_CODEC_FORMAT_H

#include <array>
#include <cstdint>

namespace sima::codec {

/// A block begins with 32 bits, little endian: its kind in the low two, above
/// them the number of bytes it expands to.
inline constexpr unsigned kHeaderBytes = 4;
enum class BlockKind : uint32_t { Raw = 0, Coded = 1 };

/// Symbols of a coded block: a byte, or a run of 2, 4, ..., 256 fill bytes.
inline constexpr unsigned kLiterals = 256;
inline constexpr unsigned kRuns = 8;
inline constexpr unsigned kSymbols = kLiterals + kRuns;
/// Bytes that symbol kLiterals + `run` stands for.
inline constexpr unsigned runBytes(unsigned run) { return 2u << run; }

/// Bits of the longest code.
inline constexpr unsigned kLongestCode = 12;
/// Length of the code of each symbol in bits, 0 for those that do not occur.
using CodeLengths = std::array<uint8_t, kSymbols>;

/// The table of lengths is a sequence of nibbles, low ones first: 0 to 12 are
/// lengths, the others repeat.
inline constexpr unsigned kRepeatLast = 13; ///< + 1 nibble: 3 to 18 times
inline constexpr unsigned kZeros = 14;      ///< + 1 nibble: 3 to 18 zeros
inline constexpr unsigned kManyZeros = 15;  ///< + 2 nibbles: 19 to 274 zeros
inline constexpr unsigned kFewestRepeats = 3;
inline constexpr unsigned kFewestMany = 19;

} // namespace sima::codec

#endif // SIMA_LIB_CODEC_FORMAT_H
