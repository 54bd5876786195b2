//===- LayerBody.cpp - What a layer consists of ---------------------------===//

#include "sima/Plan/LayerBody.h"
#include "mlir/Dialect/Quant/QuantTypes.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;

Value sima::plan::layerArgument(LayerOp layer, unsigned operand) {
  return layer.getBody().getArgument(operand);
}

static Arithmetic arithmeticOf(Operation *op) {
  return op->getAttrOfType<ArithmeticAttr>("arithmetic").getValue();
}

FailureOr<LayerBody> LayerBody::analyze(LayerOp layer) {
  LayerBody body;
  body.layer = layer;
  Block &block = layer.getBody().front();
  for (Operation &op : block.without_terminator()) {
    if (isa<ConstantOp>(op))
      continue;
    auto add = dyn_cast<AddOp>(op);
    if (!body.main) {
      body.main = dyn_cast<TileableOp>(op);
      if (!body.main || isa<FullyConnectedOp>(op))
        return op.emitError("layer '")
               << layer.getName() << "': " << op.getName()
               << " is not an operation the MLA executes; run --mla-legalize";
    } else if (add && !body.fusedAdd && body.isConvolution()) {
      body.fusedAdd = add;
      body.mainIsLeft = add.getLhs() == body.main->getResult(0);
      Value other = body.mainIsLeft ? add.getRhs() : add.getLhs();
      auto argument = dyn_cast<BlockArgument>(other);
      if (!argument ||
          (!body.mainIsLeft && add.getRhs() != body.main->getResult(0)))
        return op.emitError("layer '")
               << layer.getName()
               << "': a fused add takes the convolution and a layer operand";
      body.addend = argument.getArgNumber();
    } else {
      return op.emitError("layer '")
             << layer.getName() << "': " << op.getName()
             << " cannot be fused behind " << body.main->getName();
    }
  }
  if (!body.main)
    return layer.emitError("layer '") << layer.getName() << "' is empty";
  // Weights and bias are constants, all else comes from other layers.
  for (OpOperand &operand : body.main->getOpOperands()) {
    bool isConstant = body.isConvolution() && operand.getOperandNumber() > 0;
    if (!isConstant && !isa<BlockArgument>(operand.get()))
      return body.main->emitError("layer '")
             << layer.getName() << "': operand " << operand.getOperandNumber()
             << " must be an operand of the layer, not a constant";
  }
  if (body.fusedAdd && arithmeticOf(body.main) != Arithmetic::tflite)
    return body.fusedAdd.emitError("layer '")
           << layer.getName()
           << "': an add is fused behind a convolution in tflite arithmetic "
              "only";
  Operation *last =
      body.fusedAdd ? body.fusedAdd.getOperation() : body.main.getOperation();
  if (block.getTerminator()->getOperand(0) != last->getResult(0))
    return layer.emitError("layer '")
           << layer.getName() << "' must yield its last operation";
  return body;
}

bool LayerBody::isConvolution() const {
  return isa<Conv2DOp, DepthwiseConv2DOp>(main.getOperation());
}

Piece LayerBody::inputPiece(unsigned operand, const Piece &piece) const {
  Value argument = layerArgument(layer, operand);
  Piece needed = {piece.sample, {}, {}};
  for (OpOperand &use : main->getOpOperands())
    if (use.get() == argument) {
      Piece p = main.inputPiece(use.getOperandNumber(), piece);
      needed.rows = needed.rows.hull(p.rows);
      needed.channels = needed.channels.hull(p.channels);
    }
  if (fusedAdd && operand == addend) {
    needed.rows = needed.rows.hull(piece.rows);
    needed.channels = needed.channels.hull(piece.channels);
  }
  return needed;
}

uint64_t LayerBody::macs() const { return main.macs(); }

//===----------------------------------------------------------------------===//
// Limits of the instruction fields
//===----------------------------------------------------------------------===//

namespace {
struct FieldLimit {
  StringRef what;
  ArrayRef<int64_t> values;
  int64_t limit;
};
} // namespace

static LogicalResult checkFields(LayerOp layer, Operation *op,
                                 ArrayRef<FieldLimit> fields) {
  for (const FieldLimit &field : fields)
    for (int64_t value : field.values)
      if (value > field.limit)
        return op->emitError("layer '")
               << layer.getName() << "': " << field.what << " " << value
               << ", the instruction holds at most " << field.limit;
  return success();
}

/// A descriptor has one zero point, and a window that sees padding alone has no
/// rows to read.
template <typename Op> static LogicalResult checkFilter(LayerOp layer, Op op) {
  auto type = cast<RankedTensorType>(op.getFilter().getType());
  if (auto perAxis =
          dyn_cast<quant::UniformQuantizedPerAxisType>(type.getElementType()))
    for (int64_t zeroPoint : perAxis.getZeroPoints())
      if (zeroPoint != 0)
        return op.emitError("layer '")
               << layer.getName() << "': a filter quantized per channel has "
               << "zero point " << zeroPoint << ", the MLA takes 0";
  for (unsigned side = 0; side < 4; ++side) {
    int64_t span =
        (type.getDimSize(1 + side % 2) - 1) * op.getDilations()[side % 2] + 1;
    if (op.getPadding()[side] >= span)
      return op.emitError("layer '")
             << layer.getName() << "': padding " << op.getPadding()[side]
             << " is not below the " << span << " positions of the kernel";
  }
  return success();
}

template <typename Op>
static LogicalResult checkConvolution(LayerOp layer, Op op) {
  if (failed(checkFilter(layer, op)))
    return failure();
  return checkFields(
      layer, op,
      {{"stride", op.getStrides(), 32},
       {"dilation", op.getDilations(), 64},
       {"padding", op.getPadding().take_front(2), kMaxConvolutionPadding}});
}

template <typename Op> static LogicalResult checkPool(LayerOp layer, Op op) {
  return checkFields(layer, op,
                     {{"window", op.getWindow(), 128},
                      {"stride", op.getStrides(), 32},
                      {"padding", op.getPadding().take_front(2), 31}});
}

LogicalResult LayerBody::checkLimits(const Machine &) const {
  Operation *op = main.getOperation();
  LayerOp owner = layer;
  if (auto conv = dyn_cast<Conv2DOp>(op))
    return checkConvolution(owner, conv);
  if (auto conv = dyn_cast<DepthwiseConv2DOp>(op)) {
    int64_t in = mapShape(conv.getInput().getType()).channels;
    int64_t out = mapShape(conv.getOutput().getType()).channels;
    if (in != out)
      return op->emitError("layer '")
             << owner.getName() << "': depthwise convolution from " << in
             << " to " << out
             << " channels; the MLA has a channel multiplier of 1 only";
    return checkConvolution(owner, conv);
  }
  if (auto pool = dyn_cast<AvgPool2DOp>(op))
    return checkPool(owner, pool);
  if (auto pool = dyn_cast<MaxPool2DOp>(op))
    return checkPool(owner, pool);
  return success();
}
