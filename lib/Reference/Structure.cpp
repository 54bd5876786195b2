//===- Structure.cpp - Layers that are executed tile by tile --------------===//
//
// Follows the schedule of a layer: tiles in the order given, each from only
// those pieces of intermediate values that it needs. Bytes of the result that
// no tile covers stay poisoned, so that a wrong tile changes the result.
//
//===----------------------------------------------------------------------===//
#include "Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;

namespace {
/// The part of a value that a tile needs.
struct Demand {
  mla::Piece piece;
  bool whole = false;  ///< all samples, rows and channels
  bool exists = false; ///< false: nothing is needed

  void add(const mla::Piece &more) {
    piece = exists ? mla::Piece{more.sample, piece.rows.hull(more.rows),
                                piece.channels.hull(more.channels)}
                   : more;
    exists = true;
  }
  void addWhole() { whole = exists = true; }
};

/// One execution of a scheduled layer.
class ScheduledLayer {
public:
  ScheduledLayer(Interpreter &interpreter, mla::LayerOp layer)
      : interpreter(interpreter), layer(layer), body(layer.getBody().front()),
        yielded(body.getTerminator()->getOperand(0)) {}

  llvm::Error run();

private:
  llvm::Error prepare();
  llvm::Error checkTile(size_t index, mla::TileAttr tile) const;
  void computeDemands(const mla::Piece &tile);
  llvm::Error computeValues();
  llvm::Error computeOperation(Operation *op, const Demand &demand);
  void copyTile(const mla::Piece &tile, Tensor &output) const;

  Interpreter &interpreter;
  mla::LayerOp layer;
  Block &body;
  Value yielded;
  /// Results of tileable operations, filled piece by piece.
  llvm::DenseMap<Value, std::shared_ptr<Tensor>> buffers;
  llvm::DenseMap<Value, Demand> demands;
};
} // namespace

/// Filters, biases, tables; the interface's pieces speak of activations only.
static bool isParameter(OpOperand &operand) {
  return operand.get().getDefiningOp<mla::ConstantOp>() != nullptr;
}

/// Defines block arguments and constants, and poisons what tiles will fill.
llvm::Error ScheduledLayer::prepare() {
  for (auto [argument, operand] :
       llvm::zip(body.getArguments(), layer.getInputs()))
    interpreter.define(argument, interpreter.lookup(operand));
  for (Operation &op : body.without_terminator()) {
    if (isa<mla::ConstantOp>(op)) {
      if (llvm::Error error = interpreter.runOperation(&op))
        return error;
    } else if (isa<mla::TileableOp>(op)) {
      Value result = op.getResult(0);
      auto buffer = std::make_shared<Tensor>(poisonedTensor(result.getType()));
      buffers[result] = buffer;
      interpreter.define(result, buffer);
    }
  }
  return llvm::Error::success();
}

llvm::Error ScheduledLayer::checkTile(size_t index, mla::TileAttr tile) const {
  mla::MapShape shape = mla::mapShape(yielded.getType());
  auto isInside = [](int64_t begin, int64_t end, int64_t size) {
    return 0 <= begin && begin <= end && end <= size;
  };
  if (0 <= tile.getSample() && tile.getSample() < shape.samples &&
      isInside(tile.getRowBegin(), tile.getRowEnd(), shape.height) &&
      isInside(tile.getChannelBegin(), tile.getChannelEnd(), shape.channels))
    return llvm::Error::success();
  return failAt(layer, "tile " + llvm::Twine(index) + " (sample " +
                           llvm::Twine(tile.getSample()) + ", rows " +
                           llvm::Twine(tile.getRowBegin()) + " to " +
                           llvm::Twine(tile.getRowEnd()) + ", channels " +
                           llvm::Twine(tile.getChannelBegin()) + " to " +
                           llvm::Twine(tile.getChannelEnd()) +
                           ") is outside the output of " +
                           llvm::Twine(shape.samples) + " samples, " +
                           llvm::Twine(shape.height) + " rows, " +
                           llvm::Twine(shape.channels) + " channels");
}

/// From the tile backwards: what each value must provide.
void ScheduledLayer::computeDemands(const mla::Piece &tile) {
  demands.clear();
  demands[yielded].add(tile);
  for (Operation &op : llvm::reverse(body.without_terminator())) {
    if (op.getNumResults() != 1)
      continue;
    Demand demand = demands.lookup(op.getResult(0));
    auto tileable = dyn_cast<mla::TileableOp>(op);
    if (!demand.exists)
      continue;
    for (OpOperand &operand : op.getOpOperands())
      if (!tileable || demand.whole || isParameter(operand))
        demands[operand.get()].addWhole();
      else
        demands[operand.get()].add(
            tileable.inputPiece(operand.getOperandNumber(), demand.piece));
  }
}

llvm::Error ScheduledLayer::computeOperation(Operation *op,
                                             const Demand &demand) {
  auto tileable = dyn_cast<mla::TileableOp>(op);
  if (!tileable)
    return interpreter.runOperation(op);
  auto operands = interpreter.lookupAll(op->getOperands());
  auto pointers = llvm::map_to_vector(
      operands, [](const auto &tensor) { return tensor.get(); });
  Tensor &result = *buffers.lookup(op->getResult(0));
  bool known = demand.whole
                   ? evaluateWhole(op, pointers, result)
                   : evaluatePiece(tileable, demand.piece, pointers, result);
  if (!known)
    return failAt(op, "the reference interpreter does not know this operation");
  return llvm::Error::success();
}

/// From the layer's operands forwards: every demanded piece.
llvm::Error ScheduledLayer::computeValues() {
  for (Operation &op : body.without_terminator()) {
    if (isa<mla::ConstantOp>(op))
      continue;
    if (op.getNumResults() != 1)
      return failAt(&op,
                    "cannot be computed tile by tile in a scheduled layer");
    Demand demand = demands.lookup(op.getResult(0));
    if (demand.exists)
      if (llvm::Error error = computeOperation(&op, demand))
        return error;
  }
  return llvm::Error::success();
}

void ScheduledLayer::copyTile(const mla::Piece &tile, Tensor &output) const {
  Interpreter::TensorPtr source = interpreter.lookup(yielded);
  mla::MapShape shape = mla::mapShape(output.type);
  int64_t width = mla::elementBytes(output.type);
  int64_t rowElements = shape.width * shape.channels;
  for (int64_t row = tile.rows.begin; row < tile.rows.end; ++row)
    for (int64_t column = 0; column < shape.width; ++column) {
      int64_t at = (tile.sample * shape.height + row) * rowElements +
                   column * shape.channels + tile.channels.begin;
      std::copy_n(source->bytes.begin() + at * width,
                  tile.channels.size() * width,
                  output.bytes.begin() + at * width);
    }
}

llvm::Error ScheduledLayer::run() {
  if (llvm::Error error = prepare())
    return error;
  auto output =
      std::make_shared<Tensor>(poisonedTensor(layer.getOutput().getType()));
  for (auto [index, tile] : llvm::enumerate(layer.getSchedule()->getTiles())) {
    if (llvm::Error error = checkTile(index, tile))
      return error;
    mla::Piece piece = {tile.getSample(),
                        {tile.getRowBegin(), tile.getRowEnd()},
                        {tile.getChannelBegin(), tile.getChannelEnd()}};
    computeDemands(piece);
    if (llvm::Error error = computeValues())
      return error;
    copyTile(piece, *output);
  }
  interpreter.define(layer.getOutput(), std::move(output));
  for (Operation &op : body.without_terminator())
    if (isa<mla::TileableOp>(op))
      interpreter.observe(&op);
  return llvm::Error::success();
}

llvm::Error reference::runSchedule(Interpreter &interpreter,
                                   mla::LayerOp layer) {
  return ScheduledLayer(interpreter, layer).run();
}
