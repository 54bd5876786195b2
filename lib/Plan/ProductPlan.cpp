//===- ProductPlan.cpp - Convolutions and matrix products -----------------===//
//
// A tile is one or more passes over its columns. Each pass is a sequence of
// phases: `conv` or `dwconv` into the accumulators, one instruction for every
// run of channels and pair of byte planes, then `requant` or `requant_add`.
// Kernels over few input channels are read as runs of several pixels.
//
//===----------------------------------------------------------------------===//
#include "FieldLimits.h"
#include "Plans.h"
#include "ProductConstants.h"
#include "dialects/MLA/IR/Activation.h"
#include "dialects/MLA/IR/ProductRescale.h"
#include "sima/Machine/Cycles.h"
#include "sima/Plan/Views.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using quad::ElementType;
using quad::ViewAttr;

static Product productOf(const LayerBody &body) {
  return *Product::of(body.main.getOperation());
}

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

/// A window that sees padding alone has no rows to read.
static LogicalResult checkPadding(const LayerBody &body,
                                  const Product &product) {
  const std::pair<int64_t, const mla::Window *> sides[] = {
      {product.h.padBegin, &product.h},
      {product.w.padBegin, &product.w},
      {product.h.padEnd, &product.h},
      {product.w.padEnd, &product.w}};
  for (auto [padding, window] : sides)
    if (padding >= window->span())
      return body.main->emitError("layer '")
             << body.layer.getName() << "': padding " << padding
             << " is not below the " << window->span()
             << " positions of the kernel";
  return success();
}

/// Filter and bias are constants of the layer, and the filter has one zero
/// point.
static LogicalResult checkFilter(const LayerBody &body,
                                 const Product &product) {
  if (!isa<MatMulOp>(body.main.getOperation()) && product.hasComputedWeights())
    return body.main->emitError("layer '")
           << body.layer.getName()
           << "': the filter must be a constant of the layer";
  if (!weightZeroPoint(product))
    return body.main->emitError("layer '")
           << body.layer.getName()
           << "': the filter's values, less the zero points of their "
              "channels, need more than the 256 codes of one zero point";
  return success();
}

/// Sums of byte planes have 32 bits. Where the result has 64, none may wrap.
static LogicalResult checkPlanes(const LayerBody &body,
                                 const Product &product) {
  Operation *op = body.main.getOperation();
  if (!ProductRescale::isWide(ProductTypes::of(op)))
    return success();
  // Differences of bytes to a zero point among them, or signed bytes.
  bool signedWeights =
      product.weightPlanes() == 1 && *weightZeroPoint(product) == 0;
  int64_t largest = 255 * (signedWeights ? 128 : 255);
  int64_t limit = ((int64_t(1) << 31) - 1) / largest;
  int64_t terms = product.taps() * product.depth();
  if (terms > limit)
    return op->emitError("layer '")
           << body.layer.getName() << "': sums of " << terms
           << " products of 16-bit codes, at most " << limit
           << " fit the accumulators";
  return success();
}

static LogicalResult checkSamples(const LayerBody &body,
                                  const Product &product) {
  int64_t samples = mapShape(product.filter.getType()).samples;
  if (isa<MatMulOp>(body.main.getOperation()) &&
      (product.hasComputedWeights() ? samples != product.in.samples
                                    : samples != 1))
    return body.main->emitError("layer '")
           << body.layer.getName() << "': the right operand has " << samples
           << " samples, the left one " << product.in.samples
           << (product.hasComputedWeights() ? "" : "; a constant has 1");
  return success();
}

static LogicalResult checkWindow(const LayerBody &body,
                                 const Product &product) {
  auto both = [](int64_t a, int64_t b) { return std::array<int64_t, 2>{a, b}; };
  if (product.transposed) {
    // Instructions have stride 1 and every stride-th tap.
    auto reach = [](const mla::Window &window) {
      return (window.kernel - 1) / window.stride;
    };
    return checkFields(
        body, {{"kernel in strides", both(reach(product.h), reach(product.w)),
                kMaxConvolutionPadding}});
  }
  if (failed(checkPadding(body, product)))
    return failure();
  return checkFields(
      body, {{"stride", both(product.h.stride, product.w.stride), 32},
             {"dilation", both(product.h.dilation, product.w.dilation), 64},
             {"padding", both(product.h.padBegin, product.w.padBegin),
              kMaxConvolutionPadding}});
}

//===----------------------------------------------------------------------===//
// Passes over columns
//===----------------------------------------------------------------------===//

static int64_t pixelBytes(const Product &product, const Piece &piece) {
  return roundUp16(piece.channels.size()) * 4 * product.planes();
}

/// Output columns of `piece` that are in the accumulators at a time: all of
/// them; or of a single row that is wider than the accumulators, what half of
/// them holds, so that MXU and VPU overlap.
static int64_t columnsPerPass(const Machine &machine, const Product &product,
                              const Piece &piece) {
  int64_t columns = product.out.width, bytes = pixelBytes(product, piece);
  if (piece.rows.size() > 1 || columns * bytes <= int64_t(machine.accBytes))
    return columns;
  return std::max<int64_t>(1, machine.accBytes / 2 / bytes);
}

/// Calls `visit(columns)` for each pass over the columns of `piece`.
template <typename Fn>
static void forPasses(const Machine &machine, const Product &product,
                      const Piece &piece, Fn visit) {
  int64_t columns = product.out.width;
  int64_t step = columnsPerPass(machine, product, piece);
  for (int64_t begin = 0; begin < columns; begin += step)
    visit(mla::Range{begin, std::min(begin + step, columns)});
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

/// One byte plane of an operand: the whole of an s8 one, else the unsigned low
/// bytes or the signed high ones, with that part of the zero point.
static std::pair<ElementType, int64_t> planeOf(unsigned planes, unsigned plane,
                                               int64_t zeroPoint) {
  if (planes == 1)
    return {ElementType::s8, zeroPoint};
  if (plane == 0)
    return {ElementType::u8, zeroPoint & 255};
  return {ElementType::s8, zeroPoint >> 8};
}

namespace {
/// The instructions of a pass over some columns.
class PassPlanner {
public:
  PassPlanner(const TileContext &tile, const Product &product,
              const Piece &piece, mla::Range columns)
      : tile(tile), context(tile.body.layer.getContext()), product(product),
        layout(tile.body, product, piece.channels), piece(piece),
        columns(columns) {
    // Passes take turns in the two halves of the buffer.
    int64_t perPass = columnsPerPass(tile.machine, product, piece);
    accumulatorOffset = columns.begin / perPass % 2 * piece.rows.size() *
                        perPass * pixelBytes(product, piece);
  }

  void append(SmallVectorImpl<Instr> &instrs) {
    for (const ProductPhase &phase :
         phasesOf(tile.machine, product, piece.rows, columns, piece.channels)) {
      for (const MatrixPass &pass : phase.passes)
        instrs.push_back(phase.empty ? clear(phase, pass)
                                     : multiply(phase, pass));
      instrs.push_back(requantize(phase));
    }
  }

private:
  ViewAttr constantView(int64_t offset, ArrayRef<int64_t> sizes,
                        ArrayRef<int64_t> strides, int64_t zeroPoint,
                        ElementType type) const {
    return makeView(context, tile.constants, tile.constantsOffset + offset,
                    sizes, strides, zeroPoint, type);
  }

  ViewAttr accumulatorView(const ProductPhase &phase, int64_t columns,
                           int64_t offset, int64_t channels,
                           int64_t planes) const {
    SmallVector<int64_t, 4> sizes = {phase.h.count, columns, channels};
    SmallVector<int64_t, 4> strides = {phase.w.count * phase.pixelBytes,
                                       phase.pixelBytes, 64};
    if (planes > 1) {
      sizes.push_back(planes);
      strides.push_back(phase.planeBytes);
    }
    return makeView(context, tile.accumulator, accumulatorOffset + offset,
                    sizes, strides, 0, ElementType::s32);
  }

  const PlacedMap &placeOf(Value operand) const {
    return tile.inputs[cast<BlockArgument>(operand).getArgNumber()];
  }

  ViewAttr inputView(const MatrixPass &pass, mla::Range rows,
                     mla::Range columns) const {
    const PlacedMap &map = placeOf(product.input);
    unsigned planes = product.inputPlanes();
    auto [type, zeroPoint] = planeOf(planes, pass.inputPlane, map.zeroPoint);
    int64_t offset = map.at(rows.begin, pass.channels.in.begin) +
                     columns.begin * map.pixelStride + 16 * pass.inputPlane;
    return makeView(context, map.buffer, offset,
                    {rows.size(), columns.size(), pass.depth()},
                    {map.rowStride, map.pixelStride, 16 * planes}, zeroPoint,
                    type);
  }

  /// The columns of the right operand are the output channels.
  ViewAttr computedWeights(const ProductPhase &phase,
                           const MatrixPass &pass) const {
    const PlacedMap &map = placeOf(product.filter);
    unsigned planes = product.weightPlanes();
    auto [type, zeroPoint] = planeOf(planes, pass.weightPlane, map.zeroPoint);
    int64_t row = product.matrices == 1 ? 0 : phase.h.first;
    int64_t offset = map.at(row, 0) +
                     pass.channels.out.begin * map.pixelStride +
                     16 * pass.weightPlane;
    return makeView(context, map.buffer, offset,
                    {pass.channels.out.size(), 1, 1, pass.channels.in.size()},
                    {map.pixelStride, 0, 0, 16 * planes}, zeroPoint, type);
  }

  ViewAttr storedWeights(const ProductPhase &phase,
                         const MatrixPass &pass) const {
    auto [type, zeroPoint] = planeOf(product.weightPlanes(), pass.weightPlane,
                                     *weightZeroPoint(product));
    unsigned run = std::distance(
        layout.runs().begin(),
        llvm::find_if(layout.runs(), [&](const ChannelRun &other) {
          return other.out == pass.channels.out;
        }));
    int64_t matrix = product.matrices == 1 ? 0 : phase.h.first;
    int64_t out = pass.channels.out.size(), in = pass.channels.in.size();
    // Weights of one tap, of one kernel row.
    int64_t tap = product.depthwise ? out : in, row = product.w.kernel * tap;
    int64_t offset = layout.weights(run, matrix, pass.weightPlane) +
                     phase.h.firstTap * row + pass.w.firstTap * tap;
    int64_t rowStep = phase.h.tapStep * row, columnStep = pass.w.tapStep * tap;
    if (product.depthwise)
      return constantView(offset, {out, phase.h.taps, pass.w.taps},
                          {16, rowStep, columnStep}, zeroPoint, type);
    return constantView(offset, {out, phase.h.taps, pass.w.taps, pass.depth()},
                        {product.h.kernel * row, rowStep, columnStep, 16},
                        zeroPoint, type);
  }

  Instr matrixInstr(const ProductPhase &phase, const MatrixPass &pass) const {
    Instr instr;
    instr.opcode =
        product.depthwise && !phase.empty ? Opcode::Dwconv : Opcode::Conv;
    instr.parallelBlocks =
        bestParallelBlocks(tile.machine, product, phase, pass);
    instr.views = {accumulatorView(phase, pass.w.count, pass.accumulatorOffset,
                                   pass.channels.out.size(), 1)};
    return instr;
  }

  Instr multiply(const ProductPhase &phase, const MatrixPass &pass) const {
    Instr instr = matrixInstr(phase, pass);
    mla::Range rows = phase.h.present(product.in.height);
    mla::Range columns = pass.w.present(product.in.width);
    instr.views.push_back(inputView(pass, rows, columns));
    instr.views.push_back(product.hasComputedWeights()
                              ? computedWeights(phase, pass)
                              : storedWeights(phase, pass));
    instr.strides = {phase.h.stride, pass.w.stride};
    instr.dilations = {phase.h.dilation, pass.w.dilation};
    instr.padding = {rows.begin - phase.h.begin, columns.begin - pass.w.begin};
    return instr;
  }

  /// Sums without a term: zeros times zeros.
  Instr clear(const ProductPhase &phase, const MatrixPass &pass) const {
    Instr instr = matrixInstr(phase, pass);
    instr.views.push_back(constantView(layout.zeros(), {1, 1, 1}, {0, 0, 16}, 0,
                                       ElementType::s8));
    instr.views.push_back(constantView(layout.zeros(),
                                       {pass.channels.out.size(), 1, 1, 1},
                                       {0, 0, 0, 16}, 0, ElementType::s8));
    return instr;
  }

  /// The positions of a phase in the output, or in a map of its shape.
  ViewAttr outputView(const ProductPhase &phase, const PlacedMap &map) const {
    bool wide = map.elementBytes == 2;
    return makeView(context, map.buffer,
                    map.at(phase.h.first, piece.channels.begin) +
                        phase.w.first * map.pixelStride,
                    {},
                    {map.rowStride * phase.h.step,
                     map.pixelStride * phase.w.step, wide ? 32 : 16},
                    map.zeroPoint, wide ? ElementType::s16 : ElementType::s8);
  }

  Instr requantize(const ProductPhase &phase) const {
    const LayerBody &body = tile.body;
    Instr instr;
    instr.mode = product.mode();
    instr.views = {outputView(phase, tile.output),
                   accumulatorView(phase, phase.w.count,
                                   phase.accumulatorOffset,
                                   piece.channels.size(), product.planes()),
                   constantView(layout.table(), {}, {}, 0, ElementType::s8)};
    if (body.fusedAdd) {
      instr.opcode = Opcode::RequantAdd;
      instr.views.push_back(outputView(phase, tile.inputs[body.addend]));
      instr.views.push_back(
          constantView(layout.parameters(), {}, {}, 0, ElementType::s8));
      return instr;
    }
    instr.opcode = Opcode::Requant;
    auto range = activationClamp(product.activation, product.output.getType());
    instr.lo = range.lo;
    instr.hi = range.hi;
    return instr;
  }

  const TileContext &tile;
  MLIRContext *context;
  const Product &product;
  ProductLayout layout;
  const Piece &piece;
  mla::Range columns;
  int64_t accumulatorOffset;
};

//===----------------------------------------------------------------------===//
// The plan
//===----------------------------------------------------------------------===//

class ProductPlan : public OpPlan {
public:
  bool acceptsConstant(unsigned operand) const override { return operand > 0; }
  bool usesAccumulators() const override { return true; }
  int64_t accumulatorPlanes(const LayerBody &body) const override {
    return productOf(body).planes();
  }

  LogicalResult check(const LayerBody &body, const Machine &) const override {
    Product product = productOf(body);
    if (auto matmul = dyn_cast<MatMulOp>(body.main.getOperation());
        matmul && product.hasComputedWeights() && !matmul.getTransposeRhs())
      return matmul.emitError("layer '")
             << body.layer.getName()
             << "': the MLA multiplies by a transposed activation; run "
                "--mla-legalize";
    return success(succeeded(checkFilter(body, product)) &&
                   succeeded(checkSamples(body, product)) &&
                   succeeded(checkPlanes(body, product)) &&
                   succeeded(checkWindow(body, product)));
  }

  int64_t chunkBytes(const LayerBody &body,
                     mla::Range channels) const override {
    return ProductLayout(body, productOf(body), channels).bytes();
  }
  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    return buildProductChunk(body, productOf(body), chunk);
  }
  uint64_t constantBytes(const LayerBody &body) const override {
    return productConstantBytes(productOf(body));
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    Product product = productOf(tile.body);
    SmallVector<Instr, 2> instrs;
    forPasses(tile.machine, product, piece, [&](mla::Range columns) {
      PassPlanner(tile, product, piece, columns).append(instrs);
    });
    return instrs;
  }

  uint64_t matrixCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    Product product = productOf(body);
    uint64_t sum = 0;
    forPasses(machine, product, piece, [&](mla::Range columns) {
      for (const ProductPhase &phase :
           phasesOf(machine, product, piece.rows, columns, piece.channels))
        for (const MatrixPass &pass : phase.passes)
          sum += passCycles(machine, product, phase, pass);
    });
    return sum;
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    Product product = productOf(body);
    uint64_t sum = 0;
    forPasses(machine, product, piece, [&](mla::Range columns) {
      for (const ProductPhase &phase :
           phasesOf(machine, product, piece.rows, columns, piece.channels)) {
        uint64_t count = phase.positions() * piece.channels.size();
        sum += body.fusedAdd
                   ? cycles::requantAdd(machine, count)
                   : cycles::requant(machine, count * product.planes());
      }
    });
    return sum;
  }

  int64_t accumulatorBytes(const Machine &machine, const LayerBody &body,
                           const Piece &piece) const override {
    Product product = productOf(body);
    int64_t columns = columnsPerPass(machine, product, piece);
    int64_t slots = columns < product.out.width ? 2 : 1;
    return piece.rows.size() * columns * pixelBytes(product, piece) * slots;
  }
};
} // namespace

const OpPlan &sima::plan::productPlan() {
  static const ProductPlan plan;
  return plan;
}
