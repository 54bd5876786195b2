//===- CodeLengths.h - Optimal codes of bounded length ----------*- C++ -*-===//
#ifndef SIMA_LIB_CODEC_CODELENGTHS_H
#define SIMA_LIB_CODEC_CODELENGTHS_H

#include "Format.h"

namespace sima::codec {

/// How often each symbol occurs.
using Counts = std::array<uint32_t, kSymbols>;

/// Lengths of at most kLongestCode bits with the fewest bits in all (Larmore
/// and Hirschberg, "A fast algorithm for optimal length-limited Huffman codes",
/// 1990: package-merge). A single symbol has one bit.
CodeLengths codeLengths(const Counts &counts);

/// The canonical codes of these lengths: shorter ones first, symbols of one
/// length in ascending order, most significant bit first.
std::array<uint16_t, kSymbols> canonicalCodes(const CodeLengths &lengths);

/// The bits that the symbols take at their entropy, in 1/256 bits, rounded by
/// less than 1/256 a symbol. The same on every host.
uint64_t entropyBits256(const Counts &counts);

} // namespace sima::codec

#endif // SIMA_LIB_CODEC_CODELENGTHS_H
