//===- StoredShare.cpp - What compression leaves of constants -------------===//

#include "sima/Plan/StoredShare.h"
#include "sima/Codec/BlockCode.h"
#include "sima/Machine/Machine.h"

using namespace mlir;
using namespace sima;
using namespace sima::plan;

int64_t StoredShare::of(int64_t part) const {
  return int64_t((__int128(part) * storedBytes + bytes - 1) / bytes);
}

static uint64_t linesOf(size_t bytes) {
  return (bytes + Machine::kLineBytes - 1) / Machine::kLineBytes;
}

std::vector<uint8_t> sima::plan::compressChunk(ArrayRef<uint8_t> bytes) {
  if (bytes.size() <= Machine::kLineBytes)
    return {};
  std::vector<uint8_t> stored = codec::compress(bytes);
  if (linesOf(stored.size()) >= linesOf(bytes.size()))
    return {};
  return stored;
}

FailureOr<StoredShare> sima::plan::storedShare(const LayerBody &body) {
  StoredShare share;
  auto chunk = buildChunk(body, {0, body.outputShape().channels});
  if (failed(chunk))
    return failure();
  std::vector<uint8_t> stored = compressChunk(chunk->bytes);
  if (stored.empty())
    return share;
  share.bytes = chunk->bytes.size();
  share.storedBytes = stored.size();
  return share;
}
