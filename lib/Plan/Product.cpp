//===- Product.cpp - Convolutions and matrix products ---------------------===//

#include "Product.h"
#include "Windows.h"
#include "dialects/MLA/IR/ProductRescale.h"
#include "sima/Machine/Cycles.h"
#include "sima/Plan/Views.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;

static constexpr int64_t kBlock = 16;

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

/// Filters are stored as output channels x rows x columns x input channels.
static void setConvolution(Product &product, int64_t groups) {
  ArrayRef<int64_t> filter =
      cast<RankedTensorType>(product.filter.getType()).getShape();
  product.groups = groups;
  product.depthwise = groups > 1 && groups == product.in.channels &&
                      groups == product.out.channels;
  product.inPitch = 1;
  product.columnPitch = filter[3];
  product.rowPitch = filter[2] * product.columnPitch;
  product.outPitch = filter[1] * product.rowPitch;
}

/// What convolutions have in common.
template <typename Op> static Product convolutionOf(Op op) {
  Product product;
  product.input = op.getInput();
  product.filter = op.getFilter();
  product.bias = op.getBias();
  product.output = op.getOutput();
  product.activation = op.getActivation();
  product.in = mapShape(product.input.getType());
  product.out = mapShape(product.output.getType());
  return product;
}

static Product productOf(Conv2DOp op) {
  Product product = convolutionOf(op);
  RankedTensorType filter = op.getFilter().getType();
  Windows windows =
      Windows::ofConvolution(op, filter.getDimSize(1), filter.getDimSize(2));
  product.h = windows.h;
  product.w = windows.w;
  setConvolution(product, op.getGroups());
  return product;
}

/// 1 x rows x columns x channels.
static Product productOf(DepthwiseConv2DOp op) {
  Product product = convolutionOf(op);
  RankedTensorType filter = op.getFilter().getType();
  Windows windows =
      Windows::ofConvolution(op, filter.getDimSize(1), filter.getDimSize(2));
  product.h = windows.h;
  product.w = windows.w;
  product.depthwise = product.in.channels == product.out.channels;
  product.groups = product.in.channels;
  product.outPitch = 1;
  product.columnPitch = filter.getDimSize(3);
  product.rowPitch = filter.getDimSize(2) * product.columnPitch;
  product.inPitch = 0;
  return product;
}

static Product productOf(TransposeConv2DOp op) {
  Product product = convolutionOf(op);
  ArrayRef<int64_t> strides = op.getStrides(), padding = op.getPadding();
  ArrayRef<int64_t> filter = op.getFilter().getType().getShape();
  product.h = {filter[1], strides[0], 1, padding[0], padding[2]};
  product.w = {filter[2], strides[1], 1, padding[1], padding[3]};
  product.transposed = true;
  setConvolution(product, op.getGroups());
  return product;
}

static Product productOf(MatMulOp op) {
  Product product;
  product.input = op.getLhs();
  product.filter = op.getRhs();
  product.output = op.getOutput();
  product.activation = op.getActivation();
  product.in = mapShape(product.input.getType());
  product.out = mapShape(product.output.getType());
  MapShape weights = mapShape(product.filter.getType());
  product.matrices = weights.height;
  product.outPitch = op.getTransposeRhs() ? weights.channels : 1;
  product.inPitch = op.getTransposeRhs() ? 1 : weights.channels;
  product.rowPitch = weights.width * weights.channels;
  return product;
}

std::optional<Product> Product::of(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<Product>>(op)
      .Case<Conv2DOp, DepthwiseConv2DOp, TransposeConv2DOp, MatMulOp>(
          [](auto product) { return productOf(product); })
      .Default([](Operation *) { return std::nullopt; });
}

unsigned Product::inputPlanes() const {
  return mla::elementBytes(input.getType());
}

unsigned Product::weightPlanes() const {
  return mla::elementBytes(filter.getType());
}

bool Product::hasComputedWeights() const {
  return !filter.getDefiningOp<ConstantOp>();
}

quad::Mode Product::mode() const {
  ProductTypes types = ProductTypes::of(output.getDefiningOp());
  if (types.arithmetic == Arithmetic::tflite_f64 &&
      ProductRescale::isWide(types))
    return quad::Mode::tflite_16x8_f64;
  return modeOf(types.arithmetic);
}

//===----------------------------------------------------------------------===//
// Phases along one axis
//===----------------------------------------------------------------------===//

mla::Range AxisPhase::present(int64_t size) const {
  if (taps == 0 || count == 0)
    return {0, 0};
  int64_t end = begin + (count - 1) * stride + (taps - 1) * dilation + 1;
  return mla::Range{begin, end}.intersect({0, size});
}

/// All outputs read all taps.
static AxisPhase convolutionPhase(const Window &window, mla::Range out) {
  AxisPhase phase;
  phase.first = out.begin;
  phase.count = out.size();
  phase.taps = window.kernel;
  phase.begin = out.begin * window.stride - window.padBegin;
  phase.stride = window.stride;
  phase.dilation = window.dilation;
  return phase;
}

/// Output y reads input (y + padBegin - u) / stride through those taps u for
/// which that is whole: u = (y + padBegin) mod stride, + stride, ... Outputs
/// `stride` apart have the same ones. Larger taps read earlier inputs: counted
/// from the last tap of the kernel, they read inputs in order.
static SmallVector<AxisPhase> transposedPhases(const Window &window,
                                               mla::Range out) {
  SmallVector<AxisPhase> phases;
  int64_t stride = window.stride;
  for (int64_t first = out.begin; first < std::min(out.end, out.begin + stride);
       ++first) {
    int64_t residue = (first + window.padBegin) % stride;
    AxisPhase phase;
    phase.first = first;
    phase.step = stride;
    phase.count = (out.end - first + stride - 1) / stride;
    phase.taps = residue < window.kernel
                     ? (window.kernel - residue + stride - 1) / stride
                     : 0;
    phase.firstTap = window.kernel - 1 - residue - stride * (phase.taps - 1);
    phase.tapStep = stride;
    phase.begin = (first + window.padBegin) / stride - (phase.taps - 1);
    phases.push_back(phase);
  }
  return phases;
}

static SmallVector<AxisPhase> axisPhases(const Product &product,
                                         const Window &window, mla::Range out) {
  if (out.empty())
    return {};
  if (product.transposed)
    return transposedPhases(window, out);
  return {convolutionPhase(window, out)};
}

/// Along rows; matrices of their own make phases of their own.
static SmallVector<AxisPhase> rowPhases(const Product &product,
                                        mla::Range rows) {
  if (product.matrices == 1)
    return axisPhases(product, product.h, rows);
  SmallVector<AxisPhase> phases;
  for (int64_t row = rows.begin; row < rows.end; ++row)
    phases.push_back(convolutionPhase(product.h, {row, row + 1}));
  return phases;
}

//===----------------------------------------------------------------------===//
// Channels
//===----------------------------------------------------------------------===//

/// The input channels of the groups that `out` touches. Planes of wide maps lie
/// in blocks, so that a range that crosses blocks must begin with one.
static mla::Range inputChannels(const Product &product, mla::Range out) {
  if (product.depthwise)
    return out;
  int64_t perGroup = product.out.channels / product.groups;
  mla::Range in = {out.begin / perGroup * product.depth(),
                   ((out.end - 1) / perGroup + 1) * product.depth()};
  if (product.inputPlanes() > 1 && in.begin % kBlock + in.size() > kBlock)
    in.begin -= in.begin % kBlock;
  return in;
}

SmallVector<ChannelRun> sima::plan::channelRuns(const Product &product,
                                                mla::Range channels) {
  if (product.depthwise || product.groups == 1)
    return {{channels, inputChannels(product, channels)}};
  SmallVector<ChannelRun> runs;
  // Blocks of 16 outputs multiply the fewest zeros; neighbours that read the
  // same inputs share an instruction.
  for (int64_t c = channels.begin; c < channels.end; c += kBlock) {
    mla::Range out = {c, std::min(c + kBlock, channels.end)};
    mla::Range in = inputChannels(product, out);
    if (!runs.empty() && runs.back().in == in)
      runs.back().out.end = out.end;
    else
      runs.push_back({out, in});
  }
  return runs;
}

//===----------------------------------------------------------------------===//
// Passes
//===----------------------------------------------------------------------===//

/// Columns of a pass and how many kernel columns it folds into channels.
using Segment = std::pair<AxisPhase, int64_t>;

/// Whether all kernel columns of a pixel row can be read as one run of fewer
/// blocks of channels.
static bool canFold(const Product &product) {
  int64_t channels = product.in.channels, taps = product.w.kernel;
  return !product.depthwise && !product.transposed && product.groups == 1 &&
         product.matrices == 1 && product.planes() == 1 && taps > 1 &&
         product.w.dilation == 1 &&
         (taps * channels + kBlock - 1) / kBlock <
             taps * ((channels + kBlock - 1) / kBlock);
}

/// Passes over `w` with kernel columns folded into channels: outputs whose
/// window lies in the row together, each of the others with the part of its
/// window that does.
static SmallVector<Segment> foldedSegments(const Product &product,
                                           const AxisPhase &w) {
  SmallVector<Segment> segments;
  int64_t width = product.in.width;
  for (int64_t k = 0; k < w.count; ++k) {
    mla::Range window = {w.begin + k * w.stride,
                         w.begin + k * w.stride + w.taps};
    mla::Range inside = window.intersect({0, width});
    // A window in the padding alone sees nothing; one pixel times no weight
    // has no instruction, so that such outputs are not folded.
    if (inside.empty())
      return {};
    bool whole = inside == window;
    if (whole && !segments.empty() && segments.back().second == w.taps) {
      ++segments.back().first.count;
      continue;
    }
    AxisPhase segment = w;
    segment.first = w.first + k * w.step;
    segment.count = 1;
    segment.taps = 1;
    segment.firstTap = inside.begin - window.begin;
    segment.begin = inside.begin;
    segments.push_back({segment, inside.size()});
  }
  return segments;
}

/// The passes of a phase over `segments`: every run of channels and pair of
/// planes.
static std::vector<MatrixPass> passesOf(const ProductPhase &phase,
                                        const Product &product,
                                        ArrayRef<ChannelRun> runs,
                                        ArrayRef<Segment> segments) {
  std::vector<MatrixPass> passes;
  int64_t firstChannel = runs.front().out.begin;
  for (const ChannelRun &run : runs)
    for (const auto &[columns, folded] : segments)
      for (unsigned x = 0; x < product.inputPlanes(); ++x)
        for (unsigned w = 0; w < product.weightPlanes(); ++w) {
          unsigned plane = x * product.weightPlanes() + w;
          int64_t block = (run.out.begin - firstChannel) / kBlock * kBlock * 4;
          int64_t column = (columns.first - phase.w.first) / phase.w.step;
          passes.push_back({run, columns, folded, x, w,
                            phase.accumulatorOffset + plane * phase.planeBytes +
                                block + column * phase.pixelBytes});
        }
  return passes;
}

/// The passes of a phase that take fewest cycles.
static std::vector<MatrixPass> bestPasses(const Machine &machine,
                                          const ProductPhase &phase,
                                          const Product &product,
                                          ArrayRef<ChannelRun> runs) {
  std::vector<MatrixPass> plain =
      passesOf(phase, product, runs, {{phase.w, 0}});
  if (phase.empty || !canFold(product))
    return plain;
  std::vector<MatrixPass> folded =
      passesOf(phase, product, runs, foldedSegments(product, phase.w));
  auto cycles = [&](ArrayRef<MatrixPass> passes) {
    uint64_t sum = 0;
    for (const MatrixPass &pass : passes)
      sum += passCycles(machine, product, phase, pass);
    return sum;
  };
  return !folded.empty() && cycles(folded) < cycles(plain) ? folded : plain;
}

std::vector<ProductPhase>
sima::plan::phasesOf(const Machine &machine, const Product &product,
                     mla::Range rows, mla::Range columns, mla::Range channels) {
  SmallVector<ChannelRun> runs = channelRuns(product, channels);
  std::vector<ProductPhase> phases;
  int64_t offset = 0;
  for (const AxisPhase &h : rowPhases(product, rows))
    for (const AxisPhase &w : axisPhases(product, product.w, columns)) {
      ProductPhase phase;
      phase.h = h;
      phase.w = w;
      phase.empty = h.present(product.in.height).empty() ||
                    w.present(product.in.width).empty();
      phase.accumulatorOffset = offset;
      phase.pixelBytes = roundUp16(channels.size()) * 4;
      phase.planeBytes = phase.positions() * phase.pixelBytes;
      phase.passes = bestPasses(machine, phase, product, runs);
      offset += phase.planeBytes * product.planes();
      phases.push_back(std::move(phase));
    }
  return phases;
}

/// Cycles of a pass with K blocks in parallel. An empty phase takes one tap of
/// one input channel, whose weights are zero.
static uint64_t cyclesWith(const Machine &machine, const Product &product,
                           const ProductPhase &phase, const MatrixPass &pass,
                           unsigned K) {
  int64_t out = pass.channels.out.size();
  int64_t taps = phase.h.taps * pass.w.taps;
  int64_t positions = phase.h.count * pass.w.count;
  if (phase.empty)
    return cycles::conv(machine, positions, out, 1, 1, K);
  return product.depthwise
             ? cycles::dwconv(machine, positions, out, taps, K)
             : cycles::conv(machine, positions, out, pass.depth(), taps, K);
}

unsigned sima::plan::bestParallelBlocks(const Machine &machine,
                                        const Product &product,
                                        const ProductPhase &phase,
                                        const MatrixPass &pass) {
  unsigned best = 1;
  uint64_t bestCycles = UINT64_MAX;
  for (unsigned K : machine.divisors()) {
    uint64_t cycles = cyclesWith(machine, product, phase, pass, K);
    if (cycles < bestCycles) {
      bestCycles = cycles;
      best = K;
    }
  }
  return best;
}

uint64_t sima::plan::passCycles(const Machine &machine, const Product &product,
                                const ProductPhase &phase,
                                const MatrixPass &pass) {
  return cyclesWith(machine, product, phase, pass,
                    bestParallelBlocks(machine, product, phase, pass));
}
