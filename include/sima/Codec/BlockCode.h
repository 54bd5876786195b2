//===- BlockCode.h - The code of compressed constants -----------*- C++ -*-===//
//
// What `ldz` expands: canonical Huffman codes with runs of one byte, in blocks
// that may also be raw. docs/compression.md defines the format.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_CODEC_BLOCKCODE_H
#define SIMA_CODEC_BLOCKCODE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <vector>

namespace sima::codec {

/// Encodes 1 to 2^30 - 1 bytes. The result depends on them alone. It is at most
/// one block header longer than they are, should nothing be gained.
std::vector<uint8_t> compress(llvm::ArrayRef<uint8_t> bytes);

/// Decodes `stored` into all of `bytes`. An error says at which stored byte
/// which rule of the format is broken; nothing outside either is touched.
llvm::Error expand(llvm::ArrayRef<uint8_t> stored,
                   llvm::MutableArrayRef<uint8_t> bytes);

} // namespace sima::codec

#endif // SIMA_CODEC_BLOCKCODE_H
