//===- ProductConstants.h - Constants of matrix products --------*- C++ -*-===//
//
// The chunk of a convolution or matrix product: weights of every run of
// channels, the table of `requant`, the parameters of a fused addition.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PLAN_PRODUCTCONSTANTS_H
#define SIMA_LIB_PLAN_PRODUCTCONSTANTS_H

#include "Product.h"
#include "sima/Plan/Constants.h"

namespace sima::plan {

/// Where the parts of the chunk for some channels lie.
class ProductLayout {
public:
  ProductLayout(const LayerBody &body, const Product &product,
                mla::Range channels);

  /// Weights of run `run`: byte plane `plane` of matrix `matrix`, as output
  /// channel x row x column x input channel of the run or, depthwise, as row x
  /// column x channel. Kernels of transposed convolutions are turned round.
  int64_t weights(unsigned run, int64_t matrix, unsigned plane) const;
  /// 16 bytes that are 0, for sums without a term.
  int64_t zeros() const { return zerosOffset; }
  int64_t table() const { return tableOffset; }
  int64_t parameters() const { return parameterOffset; }
  int64_t bytes() const { return totalBytes; }
  llvm::ArrayRef<ChannelRun> runs() const { return channelRunsOfChunk; }

private:
  llvm::SmallVector<ChannelRun> channelRunsOfChunk;
  llvm::SmallVector<int64_t> runOffsets, planeBytes;
  int64_t matrices, weightPlanes;
  int64_t zerosOffset, tableOffset, parameterOffset, totalBytes;
};

/// The one zero point of the weights, as the chunk holds them. A filter whose
/// channels have different ones is moved to a common one; none if its values
/// then need more than 256 codes, or its bytes are missing.
std::optional<int64_t> weightZeroPoint(const Product &product);

/// Fills `chunk`, whose channels are set; emits an error when the bytes of a
/// constant are missing.
mlir::LogicalResult buildProductChunk(const LayerBody &body,
                                      const Product &product,
                                      ConstantChunk &chunk);

/// Bytes of the constants as the dram bound counts them.
uint64_t productConstantBytes(const Product &product);

} // namespace sima::plan

#endif // SIMA_LIB_PLAN_PRODUCTCONSTANTS_H
