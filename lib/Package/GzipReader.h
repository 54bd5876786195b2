//===- GzipReader.h - Unpacks an untrusted gzip file ------------*- C++ -*-===//
//
// libarchive's own gzip filter neither compares checksums nor looks at what
// stands behind the stream; an archive that a runtime gets must be whole.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PACKAGE_GZIPREADER_H
#define SIMA_LIB_PACKAGE_GZIPREADER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <memory>
#include <vector>

namespace sima::package {

/// What a gzip file may unpack to: `kMinBombBytes`, or `kMaxRatio` times its
/// own size if that is more. Zeros shrink to a thousandth, programs and weights
/// hardly below a half.
inline constexpr uint64_t kMinBombBytes = uint64_t(1) << 28;
inline constexpr uint64_t kMaxRatio = 200;

/// The most that a gzip file of `fileBytes` may unpack to.
inline uint64_t maxUnpackedBytes(uint64_t fileBytes) {
  return std::max(kMinBombBytes, fileBytes * kMaxRatio);
}

/// One file with one gzip stream, read from its beginning.
class GzipReader {
public:
  /// Errors are one line without the path.
  static llvm::Expected<std::unique_ptr<GzipReader>>
  open(const std::string &path);
  ~GzipReader();

  /// The next bytes, valid until the next call; none at the end, when checksum
  /// and length have been compared and nothing follows.
  llvm::Expected<llvm::ArrayRef<uint8_t>> read();

  /// Unpacks the rest. Position behind the last byte that is not 0.
  llvm::Expected<uint64_t> finish();

private:
  struct State;
  explicit GzipReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

} // namespace sima::package

#endif // SIMA_LIB_PACKAGE_GZIPREADER_H
