//===- ProductConstants.cpp - Constants of matrix products ----------------===//

#include "ProductConstants.h"
#include "dialects/MLA/IR/Activation.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "dialects/MLA/IR/ProductRescale.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/Views.h"
#include <cstring>

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
namespace tflite = sima::numerics::tflite;

/// Bytes of the parameter block of `requant_add`.
static constexpr int64_t kFusedAddBytes = 52;
/// One block of input channels.
static constexpr int64_t kZerosBytes = 16;

//===----------------------------------------------------------------------===//
// Layout
//===----------------------------------------------------------------------===//

ProductLayout::ProductLayout(const LayerBody &body, const Product &product,
                             mla::Range channels)
    : channelRunsOfChunk(channelRuns(product, channels)),
      matrices(product.matrices), weightPlanes(product.weightPlanes()) {
  int64_t offset = 0;
  bool stored = !product.hasComputedWeights();
  for (const ChannelRun &run : channelRunsOfChunk) {
    int64_t depth = product.depthwise ? 1 : run.in.size();
    runOffsets.push_back(offset);
    planeBytes.push_back(stored ? run.out.size() * product.taps() * depth : 0);
    offset += planeBytes.back() * matrices * weightPlanes;
  }
  zerosOffset = offset;
  tableOffset = zerosOffset + (product.transposed ? kZerosBytes : 0);
  parameterOffset =
      tableOffset + quad::requantTableBytes(channels.size(), product.mode(),
                                            product.planes());
  totalBytes = parameterOffset + (body.fusedAdd ? kFusedAddBytes : 0);
}

int64_t ProductLayout::weights(unsigned run, int64_t matrix,
                               unsigned plane) const {
  return runOffsets[run] + (matrix * weightPlanes + plane) * planeBytes[run];
}

//===----------------------------------------------------------------------===//
// Zero points of filters
//===----------------------------------------------------------------------===//

/// One zero point per output channel.
static SmallVector<int64_t> zeroPoints(const Product &product) {
  Type type = product.filter.getType();
  if (!isPerAxis(type))
    return SmallVector<int64_t>(product.out.channels, tensorZeroPoint(type));
  return llvm::to_vector(cast<quant::UniformQuantizedPerAxisType>(
                             cast<RankedTensorType>(type).getElementType())
                             .getZeroPoints());
}

/// The element of a constant that holds a weight.
static int64_t elementOf(const Product &product, int64_t matrix, int64_t out,
                         int64_t row, int64_t column, int64_t in) {
  // A matrix is a row of its map; kernels have one matrix.
  return matrix * product.rowPitch + out * product.outPitch +
         row * product.rowPitch + column * product.columnPitch +
         in * product.inPitch;
}

/// Of bytes: differences of weights to the zero points of their channels.
static mla::Range differences(const Product &product, ArrayRef<char> bytes,
                              ArrayRef<int64_t> zeros) {
  mla::Range range = {0, 1};
  for (int64_t o = 0; o < product.out.channels; ++o)
    for (int64_t u = 0; u < product.h.kernel; ++u)
      for (int64_t v = 0; v < product.w.kernel; ++v)
        for (int64_t i = 0; i < product.depth(); ++i) {
          int64_t d = bytes[elementOf(product, 0, o, u, v, i)] - zeros[o];
          range = range.hull({d, d + 1});
        }
  return range;
}

std::optional<int64_t> sima::plan::weightZeroPoint(const Product &product) {
  SmallVector<int64_t> zeros = zeroPoints(product);
  if (llvm::all_equal(zeros))
    return zeros.front();
  auto constant = product.filter.getDefiningOp<ConstantOp>();
  if (!constant || product.weightPlanes() > 1)
    return std::nullopt;
  std::optional<ElementBytes> bytes = elementBytes(constant.getValue());
  if (!bytes)
    return std::nullopt;
  mla::Range range = differences(product, *bytes, zeros);
  if (range.size() > 256)
    return std::nullopt;
  // 0 where the differences are codes as they are.
  return std::clamp<int64_t>(0, -128 - range.begin, 128 - range.end);
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

namespace {
/// Writes one byte plane of the weights of one run.
class WeightPlane {
public:
  WeightPlane(const Product &product, ArrayRef<char> elements, int64_t matrix,
              unsigned plane)
      : product(product), elements(elements), matrix(matrix), plane(plane),
        zeros(zeroPoints(product)), common(*weightZeroPoint(product)) {}

  void append(std::vector<uint8_t> &out, const ChannelRun &run) {
    if (product.depthwise)
      return appendDepthwise(out, run);
    int64_t group = product.out.channels / product.groups;
    for (int64_t o = run.out.begin; o < run.out.end; ++o) {
      int64_t first = o / group * product.depth();
      for (int64_t u = 0; u < product.h.kernel; ++u)
        for (int64_t v = 0; v < product.w.kernel; ++v) {
          size_t at = out.size();
          // Channels of other groups weigh nothing.
          out.resize(at + run.in.size(), uint8_t(common >> 8 * plane));
          uint8_t *to = out.data() + at + first - run.in.begin;
          if (product.weightPlanes() == 1 && product.inPitch == 1 &&
              zeros[o] == common) {
            std::memcpy(to, elements.data() + tapElement(o, u, v, 0),
                        product.depth());
            continue;
          }
          for (int64_t i = 0; i < product.depth(); ++i)
            to[i] = weight(o, u, v, i);
        }
    }
  }

private:
  void appendDepthwise(std::vector<uint8_t> &out, const ChannelRun &run) {
    for (int64_t u = 0; u < product.h.kernel; ++u)
      for (int64_t v = 0; v < product.w.kernel; ++v)
        for (int64_t c = run.out.begin; c < run.out.end; ++c)
          out.push_back(weight(c, u, v, 0));
  }

  /// The element of a weight, taps counted as the instruction does.
  int64_t tapElement(int64_t o, int64_t u, int64_t v, int64_t i) const {
    if (product.transposed) {
      u = product.h.kernel - 1 - u;
      v = product.w.kernel - 1 - v;
    }
    return elementOf(product, matrix, o, u, v, i);
  }

  uint8_t weight(int64_t o, int64_t u, int64_t v, int64_t i) const {
    int64_t element = tapElement(o, u, v, i);
    if (product.weightPlanes() > 1)
      return elements[2 * element + plane];
    return uint8_t(elements[element] - zeros[o] + common);
  }

  const Product &product;
  ArrayRef<char> elements;
  int64_t matrix;
  unsigned plane;
  SmallVector<int64_t> zeros;
  int64_t common;
};
} // namespace

static void appendWeights(std::vector<uint8_t> &out, const Product &product,
                          ArrayRef<char> elements, ArrayRef<ChannelRun> runs) {
  for (const ChannelRun &run : runs)
    for (int64_t matrix = 0; matrix < product.matrices; ++matrix)
      for (unsigned plane = 0; plane < product.weightPlanes(); ++plane)
        WeightPlane(product, elements, matrix, plane).append(out, run);
}

//===----------------------------------------------------------------------===//
// The table of requant
//===----------------------------------------------------------------------===//

/// Biases as 64-bit numbers; zeros where there are none.
static FailureOr<std::vector<int64_t>> biasesOf(const LayerBody &body,
                                                const Product &product) {
  std::vector<int64_t> biases(product.out.channels, 0);
  if (!product.bias)
    return biases;
  auto bytes = constantBytesOf(body, product.bias, "bias");
  if (failed(bytes))
    return failure();
  bool wide = cast<RankedTensorType>(product.bias.getType())
                  .getElementType()
                  .isInteger(64);
  for (size_t c = 0; c < biases.size(); ++c) {
    const char *from = bytes->data() + c * (wide ? 8 : 4);
    biases[c] = wide ? llvm::support::endian::read64le(from)
                     : int32_t(llvm::support::endian::read32le(from));
  }
  return biases;
}

namespace {
/// Appends blocks of 16 channels; lanes beyond the last channel are 0.
class RequantTable {
public:
  RequantTable(const Product &product, ArrayRef<int64_t> biases,
               std::vector<uint8_t> &out)
      : product(product), biases(biases), bytes(out),
        rescale(ProductTypes::of(product.output.getDefiningOp()),
                product.out.channels) {}

  void append(mla::Range channels) {
    for (int64_t c = channels.begin; c < channels.end; c += 16)
      appendBlock({c, std::min(c + 16, channels.end)});
  }

private:
  void appendBlock(mla::Range lanes) {
    quad::Mode mode = product.mode();
    bool wide = mode == quad::Mode::tflite_16x8 ||
                mode == quad::Mode::tflite_16x8_f64 ||
                (mode == quad::Mode::onnx && product.planes() > 1);
    if (wide)
      forLanes<int64_t>(lanes, [&](int64_t c) { return biases[c]; });
    else
      forLanes<int32_t>(lanes, [&](int64_t c) { return int32_t(biases[c]); });
    switch (mode) {
    case quad::Mode::tflite_f64:
    case quad::Mode::tflite_16x8_f64:
      return forLanes<double>(
          lanes, [&](int64_t c) { return rescale.channel(c).factor; });
    case quad::Mode::onnx:
      return forLanes<float>(
          lanes, [&](int64_t c) { return rescale.channel(c).scale; });
    case quad::Mode::shift:
      return forLanes<int8_t>(
          lanes, [&](int64_t c) { return rescale.channel(c).exponent; });
    default:
      forLanes<int32_t>(lanes, [&](int64_t c) {
        return rescale.channel(c).multiplier.multiplier;
      });
      forLanes<int8_t>(lanes, [&](int64_t c) {
        return rescale.channel(c).multiplier.shift;
      });
    }
  }

  template <typename T, typename Fn> void forLanes(mla::Range lanes, Fn value) {
    for (int64_t c = lanes.begin; c < lanes.begin + 16; ++c)
      bytes.append(c < lanes.end ? T(value(c)) : T(0));
  }

  const Product &product;
  ArrayRef<int64_t> biases;
  Bytes bytes;
  ProductRescale rescale;
};
} // namespace

//===----------------------------------------------------------------------===//
// The chunk
//===----------------------------------------------------------------------===//

/// The parameter block of `requant_add`.
static void appendFusedAdd(std::vector<uint8_t> &out, const LayerBody &body,
                           const Product &product) {
  Bytes bytes(out);
  AddOp add = body.fusedAdd;
  tflite::AddParams params = tflite::addParams(
      tensorScale(add.getLhs().getType()), tensorScale(add.getRhs().getType()),
      tensorScale(add.getOutput().getType()));
  Type middle = product.output.getType();
  bytes.append<int32_t>(tensorZeroPoint(middle));
  bytes.append(activationClamp(product.activation, middle));
  bytes.append<int32_t>(params.leftShift);
  bytes.append(body.mainIsLeft ? params.lhs : params.rhs);
  bytes.append(body.mainIsLeft ? params.rhs : params.lhs);
  bytes.append(params.output);
  bytes.append(activationClamp(add.getActivation(), add.getOutput().getType()));
  bytes.append<int32_t>(0);
}

LogicalResult sima::plan::buildProductChunk(const LayerBody &body,
                                            const Product &product,
                                            ConstantChunk &chunk) {
  ProductLayout layout(body, product, chunk.channels);
  chunk.bytes.reserve(layout.bytes());
  if (!product.hasComputedWeights()) {
    auto weights = constantBytesOf(body, product.filter, "filter");
    if (failed(weights))
      return failure();
    appendWeights(chunk.bytes, product, *weights, layout.runs());
  }
  auto biases = biasesOf(body, product);
  if (failed(biases))
    return failure();
  chunk.bytes.resize(layout.table(), 0);
  RequantTable(product, *biases, chunk.bytes).append(chunk.channels);
  chunk.tableOffset = layout.table();
  chunk.parameterOffset = layout.parameters();
  if (body.fusedAdd)
    appendFusedAdd(chunk.bytes, body, product);
  return success();
}

uint64_t sima::plan::productConstantBytes(const Product &product) {
  uint64_t channels = product.out.channels;
  uint64_t weights = product.hasComputedWeights()
                         ? 0
                         : channels * product.taps() * product.depth() *
                               product.matrices * product.weightPlanes();
  return weights + channels * 9;
}
