//===- TilePlan.cpp - Instructions of one tile ----------------------------===//

#include "sima/Plan/TilePlan.h"
#include "dialects/MLA/IR/Activation.h"
#include "dialects/MLA/IR/Window.h"
#include "sima/Machine/Cycles.h"
#include "sima/Plan/PadPlan.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using quad::ElementType;
using quad::ViewAttr;

static int64_t roundUp16(int64_t value) { return (value + 15) / 16 * 16; }

static ViewAttr makeView(MLIRContext *context, StringRef buffer, int64_t offset,
                         ArrayRef<int64_t> sizes, ArrayRef<int64_t> strides,
                         int64_t zeroPoint = 0,
                         ElementType type = ElementType::s8) {
  return ViewAttr::get(context, FlatSymbolRefAttr::get(context, buffer), offset,
                       sizes, strides, type, zeroPoint);
}

/// Rows x columns x channels of a placed map, as a pixel operand. Sizes are
/// left out where the instruction takes them from another operand.
static ViewAttr pixelView(MLIRContext *context, const PlacedMap &map,
                          const Piece &piece, mla::Range columns,
                          bool withSizes) {
  int64_t offset = map.at(piece.rows.begin, piece.channels.begin) +
                   columns.begin * map.pixelStride;
  SmallVector<int64_t, 3> sizes;
  if (withSizes)
    sizes = {piece.rows.size(), columns.size(), piece.channels.size()};
  return makeView(context, map.buffer, offset, sizes,
                  {map.rowStride, map.pixelStride, 16}, map.zeroPoint);
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

namespace {
/// Kernel, stride and padding of an operation, both axes.
struct Windows {
  Window h, w;

  static Windows of(Operation *op) {
    if (auto conv = dyn_cast<Conv2DOp>(op)) {
      auto filter = cast<RankedTensorType>(conv.getFilter().getType());
      return ofConvolution(conv, filter.getDimSize(1), filter.getDimSize(2));
    }
    if (auto conv = dyn_cast<DepthwiseConv2DOp>(op)) {
      auto filter = cast<RankedTensorType>(conv.getFilter().getType());
      return ofConvolution(conv, filter.getDimSize(1), filter.getDimSize(2));
    }
    if (auto pool = dyn_cast<AvgPool2DOp>(op))
      return ofPool(pool);
    return ofPool(cast<MaxPool2DOp>(op));
  }

private:
  template <typename Op>
  static Windows ofConvolution(Op op, int64_t kernelH, int64_t kernelW) {
    ArrayRef<int64_t> pad = op.getPadding();
    return {
        {kernelH, op.getStrides()[0], op.getDilations()[0], pad[0], pad[2]},
        {kernelW, op.getStrides()[1], op.getDilations()[1], pad[1], pad[3]}};
  }
  template <typename Op> static Windows ofPool(Op op) {
    ArrayRef<int64_t> pad = op.getPadding();
    return {{op.getWindow()[0], op.getStrides()[0], 1, pad[0], pad[2]},
            {op.getWindow()[1], op.getStrides()[1], 1, pad[1], pad[3]}};
  }
};
} // namespace

/// Positions of padding before a tile whose first input is `firstInput`.
static int64_t padBefore(const Window &window, int64_t firstOutput,
                         int64_t firstInput) {
  return firstInput - (firstOutput * window.stride - window.padBegin);
}

//===----------------------------------------------------------------------===//
// Cycles
//===----------------------------------------------------------------------===//

unsigned sima::plan::bestParallelBlocks(const Machine &machine, bool depthwise,
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

int64_t sima::plan::columnsPerPass(const Machine &machine,
                                   const LayerBody &body, const Piece &piece) {
  int64_t columns = body.outputShape().width;
  int64_t pixelBytes = roundUp16(piece.channels.size()) * 4;
  if (!body.isConvolution() || piece.rows.size() > 1 ||
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

uint64_t sima::plan::matrixCycles(const Machine &machine, const LayerBody &body,
                                  const Piece &piece) {
  if (!body.isConvolution())
    return 0;
  Operation *op = body.main.getOperation();
  Windows windows = Windows::of(op);
  int64_t taps = windows.h.kernel * windows.w.kernel;
  int64_t in = mapShape(op->getOperand(0).getType()).channels;
  int64_t out = piece.channels.size();
  bool depthwise = isa<DepthwiseConv2DOp>(op);
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

uint64_t sima::plan::vectorCycles(const Machine &machine, const LayerBody &body,
                                  const Piece &piece) {
  Operation *op = body.main.getOperation();
  uint64_t elements =
      piece.rows.size() * body.outputShape().width * piece.channels.size();
  if (body.isConvolution()) {
    uint64_t sum = 0;
    forPasses(machine, body, piece, [&](mla::Range columns) {
      uint64_t count =
          piece.rows.size() * columns.size() * piece.channels.size();
      sum += body.fusedAdd ? cycles::requantAdd(machine, count)
                           : cycles::requant(machine, count);
    });
    return sum;
  }
  if (isa<AddOp>(op))
    return cycles::eltwise(machine, elements);
  if (isa<SoftmaxOp>(op))
    return cycles::norm(machine, elements);
  if (isa<PadOp>(op))
    return padCycles(machine, body, piece);
  if (auto mean = dyn_cast<ReduceMeanOp>(op)) {
    Piece in = mean.inputPiece(0, piece);
    return cycles::reduce(
        machine, in.rows.size() * mapShape(mean.getInput().getType()).width *
                     in.channels.size());
  }
  Windows windows = Windows::of(op);
  return cycles::pool(machine, elements, windows.h.kernel * windows.w.kernel);
}

int64_t sima::plan::accumulatorBytes(const Machine &machine,
                                     const LayerBody &body,
                                     const Piece &piece) {
  if (!body.isConvolution())
    return 0;
  int64_t columns = columnsPerPass(machine, body, piece);
  int64_t slots = columns < body.outputShape().width ? 2 : 1;
  return piece.rows.size() * columns * roundUp16(piece.channels.size()) * 4 *
         slots;
}

//===----------------------------------------------------------------------===//
// Convolutions
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
  Windows windows = Windows::of(op);
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

static quad::Mode modeOf(Arithmetic arithmetic) {
  return arithmetic == Arithmetic::tflite_f64 ? quad::Mode::tflite_f64
                                              : quad::Mode::tflite;
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
// Vector operations
//===----------------------------------------------------------------------===//

static Instr planVector(MLIRContext *context, const TileContext &tile,
                        const Piece &piece) {
  const LayerBody &body = tile.body;
  Operation *op = body.main.getOperation();
  mla::Range columns = {0, body.outputShape().width};
  ViewAttr parameters =
      makeView(context, tile.constants,
               tile.constantsOffset + tile.chunk.parameterOffset, {}, {});
  auto operand = [&](unsigned index, bool withSizes) {
    unsigned argument =
        cast<BlockArgument>(op->getOperand(index)).getArgNumber();
    MapShape shape = mapShape(op->getOperand(index).getType());
    Piece needed = body.main.inputPiece(index, piece);
    return pixelView(context, tile.inputs[argument], needed, {0, shape.width},
                     withSizes);
  };
  Instr instr;
  if (isa<AddOp>(op)) {
    instr.opcode = Opcode::Eltwise;
    instr.views = {pixelView(context, tile.output, piece, columns, true),
                   operand(0, false), operand(1, false), parameters};
    return instr;
  }
  if (isa<SoftmaxOp>(op)) {
    instr.opcode = Opcode::Norm;
    instr.views = {pixelView(context, tile.output, piece, columns, false),
                   operand(0, true), parameters};
    return instr;
  }
  if (auto mean = dyn_cast<ReduceMeanOp>(op)) {
    instr.opcode = Opcode::Reduce;
    instr.views = {pixelView(context, tile.output, piece, columns, false),
                   operand(0, true), parameters};
    instr.axes = int64_t(mean.reducesRows()) | mean.reducesColumns() << 1 |
                 mean.reducesChannels() << 2;
    return instr;
  }
  Windows windows = Windows::of(op);
  Piece needed = body.main.inputPiece(0, piece);
  instr.opcode = Opcode::Pool;
  instr.views = {pixelView(context, tile.output, piece, columns, true),
                 operand(0, true), parameters};
  instr.average = isa<AvgPool2DOp>(op);
  instr.window = {windows.h.kernel, windows.w.kernel};
  instr.strides = {windows.h.stride, windows.w.stride};
  instr.padding = {padBefore(windows.h, piece.rows.begin, needed.rows.begin),
                   windows.w.padBegin};
  return instr;
}

SmallVector<Instr, 2> sima::plan::planTile(const TileContext &tile,
                                           const Piece &piece) {
  MLIRContext *context = tile.body.layer.getContext();
  if (isa<PadOp>(tile.body.main.getOperation()))
    return planPad(tile, piece);
  if (!tile.body.isConvolution())
    return {planVector(context, tile, piece)};
  SmallVector<Instr, 2> instrs;
  forPasses(tile.machine, tile.body, piece, [&](mla::Range columns) {
    ViewAttr accumulator = accumulatorView(context, tile, piece, columns);
    instrs.push_back(planMatrix(context, tile, piece, columns, accumulator));
    instrs.push_back(planRequant(context, tile, piece, columns, accumulator));
  });
  return instrs;
}
