//===- MovementPlan.cpp - Operations that move codes ----------------------===//
//
// Concatenations, slices, rearrangements, gathers, broadcasts and paddings:
// `copy` instructions as MovePlan finds them.
//
//===----------------------------------------------------------------------===//
#include "Plans.h"
#include "sima/Plan/ConstantBytes.h"
#include "sima/Plan/MovePlan.h"
#include "sima/Plan/Views.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using quad::ViewAttr;

static bool isConstant(const LayerBody &body, unsigned operand) {
  return !isa<BlockArgument>(body.main->getOperand(operand));
}

static MovePlace placeOf(const PlacedMap &map) {
  return {map.offset,    map.rows,        map.channels,
          map.rowStride, map.pixelStride, map.elementBytes == 2};
}

/// A view of the loops of `copy` on one side; only the destination has sizes.
static ViewAttr plainView(MLIRContext *context, StringRef buffer,
                          int64_t offset, const PlainShape &shape,
                          bool withSizes, int64_t zeroPoint) {
  // Dimensions in front of the outermost loop are left out.
  size_t first = 0;
  while (first < 3 && shape.sizes[first] == 1)
    ++first;
  auto sizes = ArrayRef<int64_t>(shape.sizes).drop_front(first);
  auto strides = ArrayRef<int64_t>(shape.strides).drop_front(first);
  return makeView(context, buffer, offset,
                  withSizes ? sizes : ArrayRef<int64_t>(), strides, zeroPoint);
}

namespace {
class MovementPlan : public OpPlan {
public:
  bool acceptsConstant(unsigned) const override { return true; }

  int64_t chunkBytes(const LayerBody &body,
                     mla::Range channels) const override {
    int64_t bytes = 0;
    for (unsigned i = 0; i < body.main->getNumOperands(); ++i)
      if (isConstant(body, i))
        bytes += operandMapBytes(body, i, channels);
    return bytes;
  }

  LogicalResult buildChunk(const LayerBody &body,
                           ConstantChunk &chunk) const override {
    for (unsigned i = 0; i < body.main->getNumOperands(); ++i)
      if (isConstant(body, i) && failed(appendOperandMap(body, i, chunk)))
        return failure();
    return success();
  }

  uint64_t constantBytes(const LayerBody &body) const override {
    uint64_t bytes = 0;
    for (Value operand : body.main->getOperands())
      if (!isa<BlockArgument>(operand))
        bytes += storageBytes(operand.getType());
    return bytes;
  }

  SmallVector<Instr, 2> planTile(const TileContext &tile,
                                 const Piece &piece) const override {
    MLIRContext *context = tile.body.layer.getContext();
    IndexMap map = *indexMapOf(tile.body.main);
    SmallVector<PlacedMap> maps;
    SmallVector<MovePlace> places;
    for (unsigned i = 0; i < map.operands.size(); ++i) {
      maps.push_back(operandPlace(tile, i));
      places.push_back(placeOf(maps.back()));
    }
    SmallVector<Instr, 2> instrs;
    for (const MoveCopy &copy :
         planMoves(tile.machine, map, piece, placeOf(tile.output), places)) {
      Instr instr;
      instr.opcode = Opcode::Copy;
      instr.fill = !copy.operand;
      // A fill reads nothing: of its source the zero point counts.
      StringRef from =
          copy.operand ? maps[*copy.operand].buffer : tile.output.buffer;
      instr.views = {plainView(context, tile.output.buffer, copy.to, copy.dst,
                               /*withSizes=*/true, 0),
                     plainView(context, from,
                               copy.operand ? copy.from : copy.to, copy.src,
                               /*withSizes=*/false, int8_t(copy.value))};
      instrs.push_back(instr);
    }
    return instrs;
  }

  uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                        const Piece &piece) const override {
    bool planes = elementBytes(body.main->getResult(0).getType()) == 2;
    return moveCycles(machine, *indexMapOf(body.main), piece, planes);
  }
};
} // namespace

const OpPlan &sima::plan::movementPlan() {
  static const MovementPlan plan;
  return plan;
}
