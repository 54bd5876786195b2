//===- Views.cpp - Operands of planned instructions -----------------------===//

#include "sima/Plan/Views.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using quad::ElementType;
using quad::ViewAttr;

ViewAttr sima::plan::makeView(MLIRContext *context, StringRef buffer,
                              int64_t offset, ArrayRef<int64_t> sizes,
                              ArrayRef<int64_t> strides, int64_t zeroPoint,
                              ElementType type) {
  return ViewAttr::get(context, FlatSymbolRefAttr::get(context, buffer), offset,
                       sizes, strides, type, zeroPoint);
}

ViewAttr sima::plan::pixelView(MLIRContext *context, const PlacedMap &map,
                               const Piece &piece, mla::Range columns,
                               bool withSizes) {
  int64_t offset = map.at(piece.rows.begin, piece.channels.begin) +
                   columns.begin * map.pixelStride;
  SmallVector<int64_t, 3> sizes;
  if (withSizes)
    sizes = {piece.rows.size(), columns.size(), piece.channels.size()};
  bool wide = map.elementBytes == 2;
  return makeView(context, map.buffer, offset, sizes,
                  {map.rowStride, map.pixelStride, wide ? 32 : 16},
                  map.zeroPoint, wide ? ElementType::s16 : ElementType::s8);
}

ViewAttr sima::plan::parameterView(const TileContext &tile) {
  return makeView(tile.body.layer.getContext(), tile.constants,
                  tile.constantsOffset + tile.chunk.parameterOffset, {}, {});
}

/// A constant operand, which lies in the tile's chunk.
static PlacedMap constantPlace(const TileContext &tile, unsigned operand) {
  Value value = tile.body.main->getOperand(operand);
  MapShape shape = mapShape(value.getType());
  Piece whole = tile.body.outputShape().whole();
  whole.channels = tile.chunk.channels;
  PlacedMap place;
  place.buffer = tile.constants;
  place.offset = tile.constantsOffset + tile.chunk.operandOffsets[operand];
  place.rows = {0, shape.height};
  place.channels = tile.body.main.inputPiece(operand, whole).channels;
  place.elementBytes = elementBytes(value.getType());
  place.pixelStride =
      PlacedMap::pixelBytes(place.channels.size(), place.elementBytes);
  place.rowStride = shape.width * place.pixelStride;
  place.zeroPoint = tensorZeroPoint(value.getType());
  return place;
}

PlacedMap sima::plan::operandPlace(const TileContext &tile, unsigned operand) {
  if (auto argument =
          dyn_cast<BlockArgument>(tile.body.main->getOperand(operand)))
    return tile.inputs[argument.getArgNumber()];
  return constantPlace(tile, operand);
}

/// A size of 1 that serves `count` places is repeated by a stride of 0.
static void repeat(PlacedMap &map, const MapShape &shape, const MapShape &out) {
  if (shape.height == 1 && out.height > 1)
    map.rowStride = 0;
  if (shape.width == 1 && out.width > 1)
    map.pixelStride = 0;
}

ViewAttr sima::plan::operandView(const TileContext &tile, unsigned operand,
                                 const Piece &piece, bool withSizes) {
  const LayerBody &body = tile.body;
  Value value = body.main->getOperand(operand);
  MapShape shape = mapShape(value.getType());
  Piece needed = body.main.inputPiece(operand, piece);
  PlacedMap map = operandPlace(tile, operand);
  if (isa<BinaryElementwiseOp>(body.main.getOperation()))
    repeat(map, shape, body.outputShape());
  return pixelView(body.layer.getContext(), map, needed, {0, shape.width},
                   withSizes);
}

ViewAttr sima::plan::outputView(const TileContext &tile, const Piece &piece,
                                bool withSizes) {
  return pixelView(tile.body.layer.getContext(), tile.output, piece,
                   {0, tile.body.outputShape().width}, withSizes);
}

uint64_t sima::plan::outputElements(const LayerBody &body, const Piece &piece) {
  return uint64_t(piece.rows.size()) * body.outputShape().width *
         piece.channels.size();
}

quad::Mode sima::plan::modeOf(Arithmetic arithmetic) {
  // The numbers are the same ones, those of docs/isa.md.
  return *quad::symbolizeMode(uint32_t(arithmetic));
}
