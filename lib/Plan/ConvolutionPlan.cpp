//===- ConvolutionPlan.cpp - Convolutions ---------------------------------===//
//
// A tile is one or more passes over its columns: `conv` or `dwconv` into the
// accumulators, then `requant` or `requant_add` out of them.
//
//===----------------------------------------------------------------------===//
#include "FieldLimits.h"
#include "Plans.h"
#include "Windows.h"
#include "dialects/MLA/IR/Activation.h"
#include "mlir/Dialect/Quant/QuantTypes.h"
#include "sima/Machine/Cycles.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/Views.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using quad::ElementType;
using quad::ViewAttr;
namespace tflite = sima::numerics::tflite;

namespace {
/// The convolution of a layer, whichever kind it is.
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

/// Kernel, stride and padding of the convolution of a layer.
static Windows windowsOf(Operation *op) {
  auto filter = cast<RankedTensorType>(op->getOperand(1).getType());
  int64_t kh = filter.getDimSize(1), kw = filter.getDimSize(2);
  if (auto conv = dyn_cast<Conv2DOp>(op))
    return Windows::ofConvolution(conv, kh, kw);
  return Windows::ofConvolution(cast<DepthwiseConv2DOp>(op), kh, kw);
}

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

/// A descriptor has one zero point, and a window that sees padding alone has no
/// rows to read.
template <typename Op>
static LogicalResult checkFilter(const LayerBody &body, Op op) {
  auto type = cast<RankedTensorType>(op.getFilter().getType());
  if (auto perAxis =
          dyn_cast<quant::UniformQuantizedPerAxisType>(type.getElementType()))
    for (int64_t zeroPoint : perAxis.getZeroPoints())
      if (zeroPoint != 0)
        return op.emitError("layer '")
               << body.layer.getName()
               << "': a filter quantized per channel has "
               << "zero point " << zeroPoint << ", the MLA takes 0";
  for (unsigned side = 0; side < 4; ++side) {
    int64_t span =
        (type.getDimSize(1 + side % 2) - 1) * op.getDilations()[side % 2] + 1;
    if (op.getPadding()[side] >= span)
      return op.emitError("layer '")
             << body.layer.getName() << "': padding " << op.getPadding()[side]
             << " is not below the " << span << " positions of the kernel";
  }
  return success();
}

template <typename Op>
static LogicalResult checkConvolution(const LayerBody &body, Op op) {
  if (failed(checkFilter(body, op)))
    return failure();
  return checkFields(body, {{"stride", op.getStrides(), 32},
                            {"dilation", op.getDilations(), 64},
                            {"padding", op.getPadding().take_front(2),
                             kMaxConvolutionPadding}});
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

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

//===----------------------------------------------------------------------===//
// Passes and cycles
//===----------------------------------------------------------------------===//

/// K with the fewest cycles for a (depthwise) convolution; ties: the smallest.
static unsigned bestParallelBlocks(const Machine &machine, bool depthwise,
                                   int64_t positions, int64_t outChannels,
                                   int64_t inChannels, int64_t taps) {
  unsigned best = 1;
  uint64_t bestCycles = UINT64_MAX;
  for (unsigned K : machine.divisors()) {
    uint64_t cycles =
        depthwise ? cycles::dwconv(machine, positions, outChannels, taps, K)
                  : cycles::conv(machine, positions, outChannels, inChannels,
                                 taps, K);
    if (cycles < bestCycles) {
      bestCycles = cycles;
      best = K;
    }
  }
  return best;
}

/// Output columns of `piece` that are in the accumulators at a time: all of
/// them; or of a single row that is wider than the accumulators, what half of
/// them holds, so that MXU and VPU overlap.
static int64_t columnsPerPass(const Machine &machine, const LayerBody &body,
                              const Piece &piece) {
  int64_t columns = body.outputShape().width;
  int64_t pixelBytes = roundUp16(piece.channels.size()) * 4;
  if (piece.rows.size() > 1 ||
      columns * pixelBytes <= int64_t(machine.accBytes))
    return columns;
  return std::max<int64_t>(1, machine.accBytes / 2 / pixelBytes);
}

/// Calls `visit(columns)` for each pass over the columns of `piece`.
template <typename Fn>
static void forPasses(const Machine &machine, const LayerBody &body,
                      const Piece &piece, Fn visit) {
  int64_t columns = body.outputShape().width;
  int64_t step = columnsPerPass(machine, body, piece);
  for (int64_t begin = 0; begin < columns; begin += step)
    visit(mla::Range{begin, std::min(begin + step, columns)});
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

/// The accumulators of a pass: row after row, channels padded to blocks. Passes
/// take turns in the two halves of the buffer.
static ViewAttr accumulatorView(MLIRContext *context, const TileContext &tile,
                                const Piece &piece, mla::Range columns) {
  int64_t perPass = columnsPerPass(tile.machine, tile.body, piece);
  int64_t pixel = roundUp16(piece.channels.size()) * 4;
  int64_t offset = columns.begin / perPass % 2 * perPass * pixel;
  return makeView(context, tile.accumulator, offset,
                  {piece.rows.size(), columns.size(), piece.channels.size()},
                  {columns.size() * pixel, pixel, 64}, 0, ElementType::s32);
}

/// The weights of a chunk, which follow the layout of its filter.
static ViewAttr weightView(MLIRContext *context, const TileContext &tile,
                           Value filter, bool depthwise, int64_t channels) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(filter.getType()).getShape();
  int64_t kh = shape[1], kw = shape[2], in = shape[3];
  // LayerBody has seen to it that all channels share it.
  int64_t zeroPoint =
      isPerAxis(filter.getType()) ? 0 : tensorZeroPoint(filter.getType());
  if (depthwise)
    return makeView(context, tile.constants, tile.constantsOffset,
                    {channels, kh, kw}, {16, kw * channels, channels},
                    zeroPoint);
  return makeView(context, tile.constants, tile.constantsOffset,
                  {channels, kh, kw, in}, {kh * kw * in, kw * in, in, 16},
                  zeroPoint);
}

static Instr planMatrix(MLIRContext *context, const TileContext &tile,
                        const Piece &piece, mla::Range columns,
                        ViewAttr accumulator) {
  Operation *op = tile.body.main.getOperation();
  bool depthwise = isa<DepthwiseConv2DOp>(op);
  auto input = cast<BlockArgument>(op->getOperand(0)).getArgNumber();
  const PlacedMap &map = tile.inputs[input];
  MapShape in = mapShape(op->getOperand(0).getType());
  Piece needed = tile.body.inputPiece(input, piece);
  if (tile.body.fusedAdd && tile.body.addend == input)
    needed = tile.body.main.inputPiece(0, piece);
  Windows windows = windowsOf(op);
  mla::Range neededColumns = windows.w.inputRange(columns, in.width);

  Instr instr;
  instr.opcode = depthwise ? Opcode::Dwconv : Opcode::Conv;
  ViewAttr weights = weightView(context, tile, op->getOperand(1), depthwise,
                                piece.channels.size());
  instr.views = {accumulator,
                 pixelView(context, map, needed, neededColumns, true), weights};
  instr.strides = {windows.h.stride, windows.w.stride};
  instr.dilations = {windows.h.dilation, windows.w.dilation};
  instr.padding = {padBefore(windows.h, piece.rows.begin, needed.rows.begin),
                   padBefore(windows.w, columns.begin, neededColumns.begin)};
  instr.parallelBlocks = bestParallelBlocks(
      tile.machine, depthwise, piece.rows.size() * columns.size(),
      piece.channels.size(), in.channels, windows.h.kernel * windows.w.kernel);
  return instr;
}

static Instr planRequant(MLIRContext *context, const TileContext &tile,
                         const Piece &piece, mla::Range columns,
                         ViewAttr accumulator) {
  const LayerBody &body = tile.body;
  Operation *op = body.main.getOperation();
  auto conv = dyn_cast<Conv2DOp>(op);
  auto depthwise = dyn_cast<DepthwiseConv2DOp>(op);
  Instr instr;
  instr.mode = modeOf(conv ? conv.getArithmetic() : depthwise.getArithmetic());
  ViewAttr out = pixelView(context, tile.output, piece, columns, false);
  ViewAttr table =
      makeView(context, tile.constants,
               tile.constantsOffset + tile.chunk.tableOffset, {}, {});
  instr.views = {out, accumulator, table};
  if (body.fusedAdd) {
    instr.opcode = Opcode::RequantAdd;
    instr.views.push_back(
        pixelView(context, tile.inputs[body.addend], piece, columns, false));
    instr.views.push_back(
        makeView(context, tile.constants,
                 tile.constantsOffset + tile.chunk.parameterOffset, {}, {}));
    return instr;
  }
  instr.opcode = Opcode::Requant;
  Type result = op->getResult(0).getType();
  auto range = activationClamp(
      conv ? conv.getActivation() : depthwise.getActivation(), result);
  instr.lo = range.lo;
  instr.hi = range.hi;
  return instr;
}

//===----------------------------------------------------------------------===//
// The plan
//===----------------------------------------------------------------------===//

namespace {
class ConvolutionPlan : public OpPlan {
public:
  explicit ConvolutionPlan(bool depthwise) : depthwise(depthwise) {}

  bool acceptsConstant(unsigned operand) const override { return operand > 0; }
  bool usesAccumulators() const override { return true; }

  LogicalResult check(const LayerBody &body, const Machine &) const override {
    Operation *op = body.main.getOperation();
    if (auto conv = dyn_cast<Conv2DOp>(op)) {
      if (conv.getGroups() > 1)
        return op->emitError("layer '")
               << body.layer.getName() << "': convolution in "
               << conv.getGroups() << " groups; the MLA has one group only";
      return checkConvolution(body, conv);
    }
    auto conv = cast<DepthwiseConv2DOp>(op);
    int64_t in = mapShape(conv.getInput().getType()).channels;
    int64_t out = mapShape(conv.getOutput().getType()).channels;
    if (in != out)
      return op->emitError("layer '")
             << body.layer.getName() << "': depthwise convolution from " << in
             << " to " << out
             << " channels; the MLA has a channel multiplier of 1 only";
    return checkConvolution(body, conv);
  }

  int64_t chunkBytes(const LayerBody &body,
                     mla::Range channels) const override {
    auto conv = ConvolutionOperands::of(body.main.getOperation());
    return (body.fusedAdd ? 52 : 0) +
           channels.size() * conv.weightsPerChannel() +
           (channels.size() + 15) / 16 * conv.tableBlockBytes();
  }

  uint64_t constantBytes(const LayerBody &body) const override {
    auto conv = ConvolutionOperands::of(body.main.getOperation());
    uint64_t channels = body.outputShape().channels;
    return channels * conv.weightsPerChannel() + channels * 9;
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    auto conv = ConvolutionOperands::of(body.main.getOperation());
    auto weights = constantBytesOf(body, conv.filter, "filter");
    auto bias = constantBytesOf(body, conv.bias, "bias");
    if (failed(weights) || failed(bias))
      return failure();
    std::vector<int32_t> biases(bias->size() / sizeof(int32_t));
    std::memcpy(biases.data(), bias->data(), bias->size());
    appendWeights(chunk.bytes, conv, *weights, chunk.channels);
    chunk.tableOffset = chunk.bytes.size();
    appendTable(chunk.bytes, conv, biases, chunk.channels);
    chunk.parameterOffset = chunk.bytes.size();
    if (body.fusedAdd)
      appendFusedAdd(chunk.bytes, body);
    return success();
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    MLIRContext *context = tile.body.layer.getContext();
    SmallVector<Instr, 2> instrs;
    forPasses(tile.machine, tile.body, piece, [&](mla::Range columns) {
      ViewAttr accumulator = accumulatorView(context, tile, piece, columns);
      instrs.push_back(planMatrix(context, tile, piece, columns, accumulator));
      instrs.push_back(planRequant(context, tile, piece, columns, accumulator));
    });
    return instrs;
  }

  uint64_t matrixCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    Operation *op = body.main.getOperation();
    Windows windows = windowsOf(op);
    int64_t taps = windows.h.kernel * windows.w.kernel;
    int64_t in = mapShape(op->getOperand(0).getType()).channels;
    int64_t out = piece.channels.size();
    uint64_t sum = 0;
    forPasses(machine, body, piece, [&](mla::Range columns) {
      int64_t positions = piece.rows.size() * columns.size();
      unsigned K =
          bestParallelBlocks(machine, depthwise, positions, out, in, taps);
      sum += depthwise ? cycles::dwconv(machine, positions, out, taps, K)
                       : cycles::conv(machine, positions, out, in, taps, K);
    });
    return sum;
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    uint64_t sum = 0;
    forPasses(machine, body, piece, [&](mla::Range columns) {
      uint64_t count =
          piece.rows.size() * columns.size() * piece.channels.size();
      sum += body.fusedAdd ? cycles::requantAdd(machine, count)
                           : cycles::requant(machine, count);
    });
    return sum;
  }

  int64_t accumulatorBytes(const Machine &machine, const LayerBody &body,
                           const Piece &piece) const override {
    int64_t columns = columnsPerPass(machine, body, piece);
    int64_t slots = columns < body.outputShape().width ? 2 : 1;
    return piece.rows.size() * columns * roundUp16(piece.channels.size()) * 4 *
           slots;
  }

private:
  bool depthwise;
};
} // namespace

const OpPlan &sima::plan::convolutionPlan() {
  static const ConvolutionPlan plan(/*depthwise=*/false);
  return plan;
}
const OpPlan &sima::plan::depthwisePlan() {
  static const ConvolutionPlan plan(/*depthwise=*/true);
  return plan;
}
