//===- Constants.h - Constants of a layer as the MLA reads them -*- C++ -*-===//
#ifndef SIMA_PLAN_CONSTANTS_H
#define SIMA_PLAN_CONSTANTS_H

#include "sima/Plan/LayerBody.h"
#include <vector>

namespace sima::plan {

/// The constants for a range of output channels: weights, requantisation table,
/// parameter block, one behind the other, so that one transfer brings them.
struct ConstantChunk {
  mla::Range channels;
  std::vector<uint8_t> bytes;
  int64_t tableOffset = 0;     ///< requantisation table (docs/isa.md, requant)
  int64_t parameterOffset = 0; ///< block of the vector instruction
  /// Places of constant operands (feature maps) of the main operation, or -1.
  llvm::SmallVector<int64_t, 3> operandOffsets;
};

/// Bytes of the chunk, without building it.
int64_t chunkBytes(const LayerBody &body, mla::Range channels);
/// Builds it. Channel begin is a multiple of 16.
mlir::FailureOr<ConstantChunk> buildChunk(const LayerBody &body,
                                          mla::Range channels);
/// Bytes of the network's constants as the dram bound counts them: unpadded
/// weights and 9 bytes per requantised channel.
uint64_t constantBytes(const LayerBody &body);

} // namespace sima::plan

#endif // SIMA_PLAN_CONSTANTS_H
