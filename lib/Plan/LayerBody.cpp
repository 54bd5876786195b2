//===- LayerBody.cpp - What a layer consists of ---------------------------===//

#include "sima/Plan/OpPlan.h"
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
      if (!body.main || !planOf(&op))
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
  for (OpOperand &operand : body.main->getOpOperands()) {
    bool isConstant = operand.get().getDefiningOp<ConstantOp>() &&
                      body.opPlan().acceptsConstant(operand.getOperandNumber());
    if (!isConstant && !isa<BlockArgument>(operand.get()))
      return body.main->emitError("layer '")
             << layer.getName() << "': operand " << operand.getOperandNumber()
             << " must be an operand of the layer, not a constant";
  }
  if (body.fusedAdd && (arithmeticOf(body.main) != Arithmetic::tflite ||
                        body.fusedAdd.getArithmetic() != Arithmetic::tflite ||
                        elementBytes(body.main->getOperand(0).getType()) != 1 ||
                        elementBytes(body.fusedAdd.getOutput().getType()) != 1))
    return body.fusedAdd.emitError("layer '")
           << layer.getName()
           << "': an add is fused behind a convolution of 8-bit codes in "
              "tflite arithmetic only";
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

const OpPlan &LayerBody::opPlan() const { return *planOf(main); }
