//===- Transfers.cpp - Loads, stores and moves of feature maps ------------===//

#include "sima/Plan/Transfers.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using quad::ElementType;
using quad::ViewAttr;

namespace {
/// A box of a map within one slice with regular strides on both sides: rows x
/// blocks x columns x runs of bytes. A block is what lies one behind the other
/// on both sides: of 8-bit elements any channels of a pixel or, where the slice
/// has channel blocks, 16 or fewer; of 16-bit elements both planes of 16
/// channels, or one plane of fewer. This order gives the longest runs in DRAM.
struct Box {
  int64_t row, column, channel;
  int64_t rows, columns, blocks, bytes; ///< bytes of each block
  int64_t dramOffset, dramRow, dramPixel, dramBlock;
  int64_t localBlock = 16; ///< from block to block in local memory
};

/// Channels that lie in one box. `planes`: 16-bit channels, fewer than 16,
/// whose planes are the blocks of the box.
struct ChannelRun {
  mla::Range channels;
  int64_t blocks;
  bool planes;
};
} // namespace

/// The channels of a piece, cut into runs. DRAM counts blocks of 16 from
/// `origin`, local memory from 0; `blocked`: those in DRAM lie apart.
static SmallVector<ChannelRun, 3>
channelRuns(mla::Range channels, int64_t origin, bool wide, bool blocked) {
  if (!wide && !blocked)
    return {{channels, 1, false}};
  SmallVector<ChannelRun, 3> runs;
  for (int64_t c = channels.begin; c < channels.end;) {
    int64_t inDram = (c - origin) % 16, inLocal = wide ? c % 16 : 0;
    if (inDram == 0 && inLocal == 0 && channels.end - c >= 16) {
      int64_t blocks = (channels.end - c) / 16;
      runs.push_back({{c, c + 16 * blocks}, blocks, false});
    } else {
      int64_t count =
          std::min(16 - std::max(inDram, inLocal), channels.end - c);
      runs.push_back({{c, c + count}, wide ? 2 : 1, wide});
    }
    c = runs.back().channels.end;
  }
  return runs;
}

/// Cuts the intersection of `piece` and `slice` into boxes, with the padding of
/// the last channels where both sides are `padded`.
static void appendBoxes(SmallVectorImpl<Box> &boxes, const SliceLayout &layout,
                        const SliceLayout::Slice &slice, const Piece &piece,
                        bool padded) {
  mla::Range rows = piece.rows.intersect({slice.h0, slice.h0 + slice.h});
  mla::Range channels =
      piece.channels.intersect({slice.c0, slice.c0 + slice.c});
  if (rows.empty() || channels.empty())
    return;
  if (padded && channels.end == slice.c0 + slice.c)
    channels.end = llvm::alignTo(channels.end, SliceLayout::kBlockChannels);
  int64_t width = layout.elementBytes;
  int64_t pixel = layout.pixelStride(slice.c);
  for (const ChannelRun &run :
       channelRuns(channels, slice.c0, width == 2, layout.cblock)) {
    Box box;
    box.row = rows.begin;
    box.column = slice.w0;
    box.channel = run.channels.begin;
    box.rows = rows.size();
    box.columns = slice.w;
    box.blocks = run.blocks;
    box.bytes = run.channels.size() / (run.planes ? 1 : run.blocks) *
                (run.planes ? 1 : width);
    box.dramOffset = layout.offset(rows.begin, slice.w0, box.channel);
    box.dramRow = slice.w * pixel;
    box.dramPixel = pixel;
    box.dramBlock = layout.cblock ? layout.blockStride(slice.h, slice.w) : 0;
    box.localBlock = 16 * width;
    if (run.planes) {
      box.dramBlock = layout.planeStride(box.channel);
      box.localBlock = 16;
    } else if (!layout.cblock) {
      // Blocks of a pixel lie one behind the other on both sides.
      box.bytes *= box.blocks;
      box.blocks = 1;
      box.dramBlock = 0;
    }
    boxes.push_back(box);
  }
}

static SmallVector<Box> boxesOf(const SliceLayout &layout, const Piece &piece,
                                bool padded = false) {
  padded &= layout.padsChannels();
  SmallVector<Box> boxes;
  for (const SliceLayout::Slice &slice : layout.slices())
    appendBoxes(boxes, layout, slice, piece, padded);
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
    sizes = {box.rows, box.blocks, box.columns, box.bytes};
  return plainView(context, map.symbol, map.offset + box.dramOffset, sizes,
                   {box.dramRow, box.dramBlock, box.dramPixel, 1});
}

static ViewAttr localView(MLIRContext *context, const PlacedMap &map,
                          const Box &box, bool withSizes) {
  SmallVector<int64_t, 4> sizes;
  if (withSizes)
    sizes = {box.rows, box.blocks, box.columns, box.bytes};
  int64_t offset = map.at(box.row, box.channel) + box.column * map.pixelStride;
  return plainView(context, map.buffer, offset, sizes,
                   {map.rowStride, box.localBlock, map.pixelStride, 1});
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
  for (const Box &box : boxesOf(dst.layout, piece, src.padded)) {
    Instr instr;
    instr.opcode = Opcode::St;
    instr.views = {dramView(context, dst, box, false),
                   localView(context, src, box, true)};
    instrs.push_back(instr);
  }
  return instrs;
}

SmallVector<Instr> sima::plan::planMove(MLIRContext *context,
                                        const PlacedMap &src,
                                        const PlacedMap &dst,
                                        const Piece &piece, int64_t columns,
                                        uint64_t mask) {
  SmallVector<Instr> instrs;
  int64_t width = src.elementBytes;
  for (const ChannelRun &run :
       channelRuns(piece.channels, src.channels.begin, width == 2, false)) {
    Box box = {};
    box.row = piece.rows.begin;
    box.channel = run.channels.begin;
    box.rows = piece.rows.size();
    box.columns = columns;
    box.blocks = run.planes ? 2 : 1;
    box.bytes = run.channels.size() * (run.planes ? 1 : width);
    Instr instr;
    instr.opcode = Opcode::Mv;
    instr.views = {localView(context, dst, box, false),
                   localView(context, src, box, true)};
    instr.mask = mask;
    instrs.push_back(instr);
  }
  return instrs;
}

Instr sima::plan::planZeros(MLIRContext *context, StringRef buffer,
                            int64_t offset, int64_t bytes) {
  Instr instr;
  instr.opcode = Opcode::Copy;
  instr.fill = true;
  instr.views = {
      plainView(context, buffer, offset, {1, 1, 1, bytes}, {0, 0, 0, 1}),
      plainView(context, buffer, offset, {}, {0, 0, 0, 1})};
  return instr;
}

Instr sima::plan::planConstantLoad(MLIRContext *context,
                                   const StoredConstant &constant,
                                   StringRef buffer, uint64_t mask) {
  Instr instr;
  bool isCompressed = constant.storedBytes != 0;
  instr.opcode = isCompressed ? Opcode::Ldz : Opcode::Ld;
  SmallVector<int64_t, 4> stored;
  if (isCompressed)
    stored = {1, 1, 1, constant.storedBytes};
  instr.views = {
      plainView(context, buffer, 0, {1, 1, 1, constant.bytes}, {0, 0, 0, 1}),
      plainView(context, constant.symbol, 0, stored, {0, 0, 0, 1})};
  instr.mask = mask;
  return instr;
}
