//===- Constants.cpp - Constants of a layer as the MLA reads them ---------===//

#include "sima/Plan/Constants.h"
#include "dialects/MLA/IR/Activation.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "sima/Numerics/TFLite.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
namespace tflite = sima::numerics::tflite;

namespace {
/// Appends little-endian values.
class Bytes {
public:
  explicit Bytes(std::vector<uint8_t> &out) : out(out) {}
  template <typename T> void append(T value) {
    uint8_t raw[sizeof(T)];
    llvm::support::endian::write(raw, value, llvm::endianness::little);
    out.insert(out.end(), raw, raw + sizeof(T));
  }
  void append(numerics::QuantizedMultiplier m) {
    append<int32_t>(m.multiplier);
    append<int32_t>(m.shift);
  }
  void append(tflite::Range range) {
    append<int32_t>(range.lo);
    append<int32_t>(range.hi);
  }

private:
  std::vector<uint8_t> &out;
};
} // namespace

/// The convolution of a layer, whichever kind it is.
namespace {
struct ConvolutionOperands {
  Value input, filter, bias, output;
  Arithmetic arithmetic;
  Activation activation;
  bool depthwise;

  static ConvolutionOperands of(Operation *op) {
    if (auto conv = dyn_cast<Conv2DOp>(op))
      return {conv.getInput(),
              conv.getFilter(),
              conv.getBias(),
              conv.getOutput(),
              conv.getArithmetic(),
              conv.getActivation(),
              false};
    auto conv = cast<DepthwiseConv2DOp>(op);
    return {conv.getInput(),
            conv.getFilter(),
            conv.getBias(),
            conv.getOutput(),
            conv.getArithmetic(),
            conv.getActivation(),
            true};
  }
  ArrayRef<int64_t> filterShape() const {
    return cast<RankedTensorType>(filter.getType()).getShape();
  }
  int64_t weightsPerChannel() const {
    ArrayRef<int64_t> shape = filterShape();
    return depthwise ? shape[1] * shape[2] : shape[1] * shape[2] * shape[3];
  }
  int64_t tableBlockBytes() const {
    return arithmetic == Arithmetic::tflite_f64 ? 192 : 144;
  }
};
} // namespace

static int64_t parameterBytes(const LayerBody &body) {
  if (body.fusedAdd)
    return 52;
  if (isa<AddOp>(body.main.getOperation()))
    return 36;
  if (isa<SoftmaxOp>(body.main.getOperation()))
    return 12;
  if (isa<ReduceMeanOp>(body.main.getOperation()))
    return 16;
  if (isa<PadOp>(body.main.getOperation()))
    return 0;
  return body.isConvolution() ? 0 : 8;
}

int64_t sima::plan::chunkBytes(const LayerBody &body, mla::Range channels) {
  int64_t bytes = parameterBytes(body);
  if (body.isConvolution()) {
    auto conv = ConvolutionOperands::of(body.main.getOperation());
    bytes += channels.size() * conv.weightsPerChannel() +
             (channels.size() + 15) / 16 * conv.tableBlockBytes();
  }
  return bytes;
}

uint64_t sima::plan::constantBytes(const LayerBody &body) {
  if (!body.isConvolution())
    return 0;
  auto conv = ConvolutionOperands::of(body.main.getOperation());
  uint64_t channels = body.outputShape().channels;
  return channels * conv.weightsPerChannel() + channels * 9;
}

/// The bytes of a constant operand.
static FailureOr<std::vector<char>>
constantBytesOf(const LayerBody &body, Value value, StringRef what) {
  auto constant = value.getDefiningOp<ConstantOp>();
  if (!constant)
    return body.main->emitError("layer '")
           << body.layer.getName() << "': the " << what
           << " must be a constant of the layer";
  if (std::optional<std::vector<char>> bytes =
          elementBytes(constant.getValue()))
    return std::move(*bytes);
  return constant.emitError("the bytes of this constant are missing or have "
                            "another size than its type");
}

static void appendWeights(std::vector<uint8_t> &out,
                          const ConvolutionOperands &conv,
                          ArrayRef<char> weights, mla::Range channels) {
  int64_t perChannel = conv.weightsPerChannel();
  if (!conv.depthwise) {
    out.insert(out.end(), weights.begin() + channels.begin * perChannel,
               weights.begin() + channels.end * perChannel);
    return;
  }
  int64_t all = conv.filterShape()[3];
  for (int64_t tap = 0; tap < perChannel; ++tap)
    out.insert(out.end(), weights.begin() + tap * all + channels.begin,
               weights.begin() + tap * all + channels.end);
}

/// One block of the table for every 16 channels; channels beyond the last are
/// 0.
static void appendTable(std::vector<uint8_t> &out,
                        const ConvolutionOperands &conv, ArrayRef<int32_t> bias,
                        mla::Range channels) {
  Bytes bytes(out);
  double in = tensorScale(conv.input.getType());
  double result = tensorScale(conv.output.getType());
  int64_t all = mapShape(conv.output.getType()).channels;
  SmallVector<double> scales = channelScales(conv.filter.getType(), all);
  for (int64_t c0 = channels.begin; c0 < channels.end; c0 += 16) {
    auto forBlock = [&](auto append) {
      for (int64_t c = c0; c < c0 + 16; ++c)
        append(c, c < channels.end);
    };
    forBlock([&](int64_t c, bool valid) {
      bytes.append<int32_t>(valid ? bias[c] : 0);
    });
    if (conv.arithmetic == Arithmetic::tflite_f64) {
      forBlock([&](int64_t c, bool valid) {
        double factor =
            valid ? tflite::float64Factor(in, scales[c], result) : 0;
        bytes.append<uint64_t>(llvm::bit_cast<uint64_t>(factor));
      });
      continue;
    }
    forBlock([&](int64_t c, bool valid) {
      bytes.append<int32_t>(
          valid ? tflite::convMultiplier(in, scales[c], result).multiplier : 0);
    });
    forBlock([&](int64_t c, bool valid) {
      bytes.append<int8_t>(
          valid ? tflite::convMultiplier(in, scales[c], result).shift : 0);
    });
  }
}

static tflite::AddParams addParams(AddOp add) {
  return tflite::addParams(tensorScale(add.getLhs().getType()),
                           tensorScale(add.getRhs().getType()),
                           tensorScale(add.getOutput().getType()));
}

/// The parameter block of `requant_add`.
static void appendFusedAdd(std::vector<uint8_t> &out, const LayerBody &body) {
  Bytes bytes(out);
  AddOp add = body.fusedAdd;
  auto conv = ConvolutionOperands::of(body.main.getOperation());
  tflite::AddParams params = addParams(add);
  bytes.append<int32_t>(tensorZeroPoint(conv.output.getType()));
  bytes.append(activationClamp(conv.activation, conv.output.getType()));
  bytes.append<int32_t>(params.leftShift);
  bytes.append(body.mainIsLeft ? params.lhs : params.rhs);
  bytes.append(body.mainIsLeft ? params.rhs : params.lhs);
  bytes.append(params.output);
  bytes.append(activationClamp(add.getActivation(), add.getOutput().getType()));
  bytes.append<int32_t>(0);
}

static void appendParameters(std::vector<uint8_t> &out, const LayerBody &body) {
  Bytes bytes(out);
  Operation *op = body.main.getOperation();
  if (body.fusedAdd)
    return appendFusedAdd(out, body);
  if (auto add = dyn_cast<AddOp>(op)) {
    tflite::AddParams params = addParams(add);
    bytes.append<int32_t>(params.leftShift);
    bytes.append(params.lhs);
    bytes.append(params.rhs);
    bytes.append(params.output);
    bytes.append(
        activationClamp(add.getActivation(), add.getOutput().getType()));
  } else if (auto pool = dyn_cast<AvgPool2DOp>(op)) {
    bytes.append(
        activationClamp(pool.getActivation(), pool.getOutput().getType()));
  } else if (auto pool = dyn_cast<MaxPool2DOp>(op)) {
    bytes.append(
        activationClamp(pool.getActivation(), pool.getOutput().getType()));
  } else if (auto mean = dyn_cast<ReduceMeanOp>(op)) {
    bytes.append(tflite::meanMultiplier(tensorScale(mean.getInput().getType()),
                                        tensorScale(mean.getOutput().getType()),
                                        mean.count()));
    bytes.append(tflite::Range{-128, 127});
  } else if (auto softmax = dyn_cast<SoftmaxOp>(op)) {
    tflite::SoftmaxParams params =
        tflite::softmaxParams(softmax.getBeta().convertToDouble(),
                              tensorScale(softmax.getInput().getType()));
    bytes.append<int32_t>(params.inputMultiplier);
    bytes.append<int32_t>(params.inputLeftShift);
    bytes.append<int32_t>(params.diffMin);
  }
}

FailureOr<ConstantChunk> sima::plan::buildChunk(const LayerBody &body,
                                                mla::Range channels) {
  ConstantChunk chunk;
  chunk.channels = channels;
  if (body.isConvolution()) {
    auto conv = ConvolutionOperands::of(body.main.getOperation());
    auto weights = constantBytesOf(body, conv.filter, "filter");
    auto bias = constantBytesOf(body, conv.bias, "bias");
    if (failed(weights) || failed(bias))
      return failure();
    std::vector<int32_t> biases(bias->size() / sizeof(int32_t));
    std::memcpy(biases.data(), bias->data(), bias->size());
    appendWeights(chunk.bytes, conv, *weights, channels);
    chunk.tableOffset = chunk.bytes.size();
    appendTable(chunk.bytes, conv, biases, channels);
  }
  chunk.parameterOffset = chunk.bytes.size();
  appendParameters(chunk.bytes, body);
  return chunk;
}
