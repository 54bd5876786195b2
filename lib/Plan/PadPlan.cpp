//===- PadPlan.cpp - Pads -------------------------------------------------===//
//
// A pad is fills around a strided copy, all of them `copy` instructions. The
// fills cover the borders or, where those are many short runs, all of the piece
// before the copy.
//
//===----------------------------------------------------------------------===//
#include "Plans.h"
#include "sima/Machine/Cycles.h"
#include "sima/Machine/PlainRuns.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using quad::ElementType;
using quad::ViewAttr;

namespace {
/// A part of the output: rows x columns x channels.
struct Box {
  mla::Range rows, columns, channels;

  bool empty() const {
    return rows.empty() || columns.empty() || channels.empty();
  }
  SmallVector<int64_t, 4> sizes() const {
    return {rows.size(), columns.size(), channels.size()};
  }
};

/// What a tile consists of; boxes that are empty take no instruction.
struct PadBoxes {
  SmallVector<Box, 6> fills;
  Box copy;
};

/// Bytes from row to row and from column to column.
struct Pitch {
  int64_t row, column;

  static Pitch ofWhole(Type type) {
    MapShape shape = mapShape(type);
    return {shape.width * shape.channels, shape.channels};
  }
  static Pitch of(const PlacedMap &map) {
    return {map.rowStride, map.pixelStride};
  }
};
} // namespace

static PlainShape shapeOf(const Box &box, Pitch pitch) {
  PlainShape shape;
  shape.sizes = {box.rows.size(), box.columns.size(), box.channels.size(), 1};
  shape.strides = {pitch.row, pitch.column, 1, 0};
  return shape;
}

/// Cycles of copying `box`; a fill has one pitch for both sides.
static uint64_t copyCycles(const Machine &machine, const Box &box, Pitch to,
                           Pitch from) {
  PlainShape dst = shapeOf(box, to), src = shapeOf(box, from);
  int64_t run = commonRunBytes(dst, src);
  return cycles::copy(machine, cycles::chargedBytes(dst.elements() / run, run));
}

/// Cycles of fills, each of which takes time even when it is short.
static uint64_t fillCycles(const Machine &machine, ArrayRef<Box> fills,
                           Pitch to) {
  uint64_t sum = 0;
  for (const Box &box : fills)
    sum += copyCycles(machine, box, to, to);
  return sum;
}

/// The borders of `all` around `inner`, which lies in it.
static SmallVector<Box, 6> bordersOf(const Box &all, const Box &inner) {
  const Box boxes[] = {
      {{all.rows.begin, inner.rows.begin}, all.columns, all.channels},
      {{inner.rows.end, all.rows.end}, all.columns, all.channels},
      {inner.rows, {all.columns.begin, inner.columns.begin}, all.channels},
      {inner.rows, {inner.columns.end, all.columns.end}, all.channels},
      {inner.rows, inner.columns, {all.channels.begin, inner.channels.begin}},
      {inner.rows, inner.columns, {inner.channels.end, all.channels.end}}};
  SmallVector<Box, 6> borders;
  for (const Box &box : boxes)
    if (!box.empty())
      borders.push_back(box);
  return borders;
}

/// The cheaper of two ways: borders, or everything and then the copy over it.
static PadBoxes boxesOf(const Machine &machine, PadOp pad, const Piece &piece,
                        Pitch to) {
  Box all = {piece.rows,
             {0, mapShape(pad.getOutput().getType()).width},
             piece.channels};
  Box inner = {piece.rows.intersect(pad.innerRows()), pad.innerColumns(),
               piece.channels.intersect(pad.innerChannels())};
  if (inner.empty())
    return {{all}, Box()};
  SmallVector<Box, 6> borders = bordersOf(all, inner);
  if (fillCycles(machine, all, to) < fillCycles(machine, borders, to))
    return {{all}, inner};
  return {borders, inner};
}

static ViewAttr viewOf(MLIRContext *context, const PlacedMap &map,
                       int64_t offset, ArrayRef<int64_t> sizes,
                       int64_t zeroPoint) {
  return ViewAttr::get(context, FlatSymbolRefAttr::get(context, map.buffer),
                       offset, sizes, {map.rowStride, map.pixelStride, 1},
                       ElementType::s8, zeroPoint);
}

namespace {
class PadPlan : public OpPlan {
public:
  int64_t chunkBytes(const LayerBody &, mla::Range) const override { return 0; }
  LogicalResult buildChunk(const LayerBody &, ConstantChunk &) const override {
    return success();
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    MLIRContext *context = tile.body.layer.getContext();
    auto pad = cast<PadOp>(tile.body.main.getOperation());
    const PlacedMap &out = tile.output;
    PadBoxes boxes = boxesOf(tile.machine, pad, piece, Pitch::of(out));
    auto offsetIn = [](const PlacedMap &map, int64_t row, int64_t column,
                       int64_t channel) {
      return map.at(row, channel) + column * map.pixelStride;
    };
    auto outView = [&](const Box &box) {
      return viewOf(
          context, out,
          offsetIn(out, box.rows.begin, box.columns.begin, box.channels.begin),
          box.sizes(), 0);
    };
    SmallVector<Instr, 2> instrs;
    for (const Box &box : boxes.fills) {
      Instr instr;
      instr.opcode = Opcode::Copy;
      instr.fill = true;
      // Nothing is read: of the source the zero point counts.
      instr.views = {outView(box),
                     viewOf(context, out, out.offset, {},
                            static_cast<int64_t>(pad.getValue()))};
      instrs.push_back(instr);
    }
    if (boxes.copy.empty())
      return instrs;
    const PlacedMap &in =
        tile.inputs[cast<BlockArgument>(pad.getInput()).getArgNumber()];
    int64_t from =
        offsetIn(in, boxes.copy.rows.begin - pad.innerRows().begin, 0,
                 boxes.copy.channels.begin - pad.innerChannels().begin);
    Instr instr;
    instr.opcode = Opcode::Copy;
    instr.views = {outView(boxes.copy), viewOf(context, in, from, {}, 0)};
    instrs.push_back(instr);
    return instrs;
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    auto pad = cast<PadOp>(body.main.getOperation());
    Pitch to = Pitch::ofWhole(pad.getOutput().getType());
    PadBoxes boxes = boxesOf(machine, pad, piece, to);
    uint64_t cycles = fillCycles(machine, boxes.fills, to);
    if (!boxes.copy.empty())
      cycles += copyCycles(machine, boxes.copy, to,
                           Pitch::ofWhole(pad.getInput().getType()));
    return cycles;
  }
};
} // namespace

const OpPlan &sima::plan::padPlan() {
  static const PadPlan plan;
  return plan;
}
