//===- Product.h - Convolutions and matrix products -------------*- C++ -*-===//
//
// What the operations of the matrix unit have in common: the window along each
// axis, which input channels an output channel reads, the byte planes of wide
// operands, and how a tile of them is cut into passes that one instruction each
// can do. Addresses are not decided here.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PLAN_PRODUCT_H
#define SIMA_LIB_PLAN_PRODUCT_H

#include "dialects/MLA/IR/MLA.h"
#include "dialects/MLA/IR/Window.h"
#include "dialects/Quad/IR/Quad.h"
#include "sima/Machine/Machine.h"
#include <vector>

namespace sima::plan {

/// Output positions along one axis that share their taps, and the input
/// positions that these taps read.
struct AxisPhase {
  int64_t first = 0, step = 1, count = 0; ///< outputs first + k * step
  /// Kernel positions firstTap + i * tapStep, i below `taps`; of a transposed
  /// convolution counted from the last one.
  int64_t taps = 0, firstTap = 0, tapStep = 1;
  /// Output k, tap i reads input begin + k * stride + i * dilation.
  int64_t begin = 0, stride = 1, dilation = 1;

  /// The input positions that are read, of `size` there are.
  mla::Range present(int64_t size) const;
};

/// A convolution or matrix product, whichever operation it is.
struct Product {
  mlir::Value input, filter, output;
  mlir::Value bias; ///< null: none
  mla::Activation activation = mla::Activation::none;
  mla::MapShape in, out;
  mla::Window h, w; ///< of a transposed convolution: from output to input
  int64_t groups = 1;
  bool depthwise = false;  ///< output channel c reads input channel c alone
  bool transposed = false; ///< every input position is spread over outputs
  /// Matrices of a product of two operands: 1, or one for each row.
  int64_t matrices = 1;
  /// Elements from weight to weight along output channel, kernel row, kernel
  /// column and input channel, where they are a constant.
  int64_t outPitch = 0, rowPitch = 0, columnPitch = 0, inPitch = 1;

  /// None unless `op` is such an operation.
  static std::optional<Product> of(mlir::Operation *op);

  int64_t taps() const { return h.kernel * w.kernel; }
  /// Input channels that one output channel reads.
  int64_t depth() const { return depthwise ? 1 : in.channels / groups; }
  /// Byte planes of input and weights, and of their products.
  unsigned inputPlanes() const;
  unsigned weightPlanes() const;
  unsigned planes() const { return inputPlanes() * weightPlanes(); }
  /// Whether the weights are computed, not constants.
  bool hasComputedWeights() const;
  /// The mode of `requant`.
  quad::Mode mode() const;
};

/// Output channels that one instruction computes and the input channels it
/// reads. Weights between channels of different groups are zero.
struct ChannelRun {
  mla::Range out, in;
};
/// The runs that `channels` of the output consist of. All but the last have
/// whole blocks of 16 channels, counted from channels.begin.
llvm::SmallVector<ChannelRun> channelRuns(const Product &product,
                                          mla::Range channels);

/// One instruction of the matrix unit.
struct MatrixPass {
  ChannelRun channels;
  /// Its columns. Where kernel columns are folded into channels it has one tap:
  /// a run of `folded` pixels, from kernel column `firstTap` on.
  AxisPhase w;
  int64_t folded = 0;
  unsigned inputPlane = 0, weightPlane = 0;
  /// Of the accumulators, behind those of the pass over columns.
  int64_t accumulatorOffset = 0;

  /// Input channels of a tap.
  int64_t depth() const {
    return channels.in.size() * std::max<int64_t>(1, folded);
  }
};
/// Output positions that are finished together: the passes of the matrix unit,
/// then one requantization.
struct ProductPhase {
  AxisPhase h, w;
  bool empty = false; ///< no tap reads the input: the sums are 0
  std::vector<MatrixPass> passes;
  int64_t accumulatorOffset = 0;
  int64_t pixelBytes = 0, planeBytes = 0; ///< in the accumulators

  int64_t positions() const { return h.count * w.count; }
};
/// The phases of rows x columns x channels of the output.
std::vector<ProductPhase> phasesOf(const Machine &machine,
                                   const Product &product, mla::Range rows,
                                   mla::Range columns, mla::Range channels);

/// Cycles of a pass, with the K that takes fewest.
uint64_t passCycles(const Machine &machine, const Product &product,
                    const ProductPhase &phase, const MatrixPass &pass);
/// K with the fewest cycles; ties: the smallest.
unsigned bestParallelBlocks(const Machine &machine, const Product &product,
                            const ProductPhase &phase, const MatrixPass &pass);

} // namespace sima::plan

#endif // SIMA_LIB_PLAN_PRODUCT_H
