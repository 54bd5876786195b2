//===- Transfers.cpp - Loads, stores and moves of feature maps ------------===//

#include "sima/Plan/Transfers.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using quad::ElementType;
using quad::ViewAttr;

namespace {
/// A box of a map within one slice and, where the slice has channel blocks,
/// with whole blocks or one partial block: regular strides on both sides. The
/// order rows, blocks, columns, channels gives the longest runs in DRAM.
struct Box {
  int64_t row, column, channel;
  int64_t rows, columns, blocks, channels; ///< channels of each block
  int64_t dramOffset, dramRow, dramPixel, dramBlock;
};
} // namespace

/// Cuts the intersection of `piece` and `slice` into boxes.
static void appendBoxes(SmallVectorImpl<Box> &boxes, const SliceLayout &layout,
                        const SliceLayout::Slice &slice, const Piece &piece) {
  mla::Range rows = piece.rows.intersect({slice.h0, slice.h0 + slice.h});
  mla::Range channels =
      piece.channels.intersect({slice.c0, slice.c0 + slice.c});
  if (rows.empty() || channels.empty())
    return;
  int64_t pixel = layout.pixelStride(slice.c);
  Box box = {
      rows.begin,      slice.w0, channels.begin,  rows.size(), slice.w, 1,
      channels.size(), 0,        slice.w * pixel, pixel,       0};
  if (!layout.cblock) {
    box.dramOffset = layout.offset(rows.begin, slice.w0, channels.begin);
    boxes.push_back(box);
    return;
  }
  box.dramBlock = layout.blockStride(slice.h, slice.w);
  for (int64_t c = channels.begin; c < channels.end;) {
    int64_t inBlock = (c - slice.c0) % 16;
    box.channel = c;
    if (inBlock == 0 && channels.end - c >= 16) {
      box.blocks = (channels.end - c) / 16;
      box.channels = 16;
    } else {
      box.blocks = 1;
      box.channels = std::min(16 - inBlock, channels.end - c);
    }
    box.dramOffset = layout.offset(rows.begin, slice.w0, c);
    boxes.push_back(box);
    c += box.blocks * box.channels;
  }
}

static SmallVector<Box> boxesOf(const SliceLayout &layout, const Piece &piece) {
  SmallVector<Box> boxes;
  for (const SliceLayout::Slice &slice : layout.slices())
    appendBoxes(boxes, layout, slice, piece);
  return boxes;
}

/// A plain view of rows x blocks x columns x channels.
static ViewAttr plainView(MLIRContext *context, StringRef buffer,
                          int64_t offset, ArrayRef<int64_t> sizes,
                          ArrayRef<int64_t> strides) {
  return ViewAttr::get(context, FlatSymbolRefAttr::get(context, buffer), offset,
                       sizes, strides, ElementType::s8, 0);
}

static ViewAttr dramView(MLIRContext *context, const DramMap &map,
                         const Box &box, bool withSizes) {
  SmallVector<int64_t, 4> sizes;
  if (withSizes)
    sizes = {box.rows, box.blocks, box.columns, box.channels};
  return plainView(context, map.symbol, map.offset + box.dramOffset, sizes,
                   {box.dramRow, box.dramBlock, box.dramPixel, 1});
}

static ViewAttr localView(MLIRContext *context, const PlacedMap &map,
                          const Box &box, bool withSizes) {
  SmallVector<int64_t, 4> sizes;
  if (withSizes)
    sizes = {box.rows, box.blocks, box.columns, box.channels};
  int64_t offset = map.at(box.row, box.channel) + box.column * map.pixelStride;
  return plainView(context, map.buffer, offset, sizes,
                   {map.rowStride, 16, map.pixelStride, 1});
}

SmallVector<Instr> sima::plan::planLoad(MLIRContext *context,
                                        const DramMap &src,
                                        const PlacedMap &dst,
                                        const Piece &piece, uint64_t mask) {
  SmallVector<Instr> instrs;
  for (const Box &box : boxesOf(src.layout, piece)) {
    Instr instr;
    instr.opcode = Opcode::Ld;
    instr.views = {localView(context, dst, box, true),
                   dramView(context, src, box, false)};
    instr.mask = mask;
    instrs.push_back(instr);
  }
  return instrs;
}

SmallVector<Instr> sima::plan::planStore(MLIRContext *context,
                                         const PlacedMap &src,
                                         const DramMap &dst,
                                         const Piece &piece) {
  SmallVector<Instr> instrs;
  for (const Box &box : boxesOf(dst.layout, piece)) {
    Instr instr;
    instr.opcode = Opcode::St;
    instr.views = {dramView(context, dst, box, false),
                   localView(context, src, box, true)};
    instrs.push_back(instr);
  }
  return instrs;
}

Instr sima::plan::planMove(MLIRContext *context, const PlacedMap &src,
                           const PlacedMap &dst, const Piece &piece,
                           int64_t columns, uint64_t mask) {
  Box box = {piece.rows.begin,
             0,
             piece.channels.begin,
             piece.rows.size(),
             columns,
             1,
             piece.channels.size(),
             0,
             0,
             0,
             0};
  Instr instr;
  instr.opcode = Opcode::Mv;
  instr.views = {localView(context, dst, box, false),
                 localView(context, src, box, true)};
  instr.mask = mask;
  return instr;
}

Instr sima::plan::planConstantLoad(MLIRContext *context, StringRef constant,
                                   StringRef buffer, int64_t bytes,
                                   uint64_t mask) {
  Instr instr;
  instr.opcode = Opcode::Ld;
  instr.views = {plainView(context, buffer, 0, {1, 1, 1, bytes}, {0, 0, 0, 1}),
                 plainView(context, constant, 0, {}, {0, 0, 0, 1})};
  instr.mask = mask;
  return instr;
}
