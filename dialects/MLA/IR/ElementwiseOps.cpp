//===- ElementwiseOps.cpp - Verifiers of elementwise operations -----------===//

#include "dialects/MLA/IR/OpVerification.h"
#include "sima/Numerics/TFLiteElementwise.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

//===----------------------------------------------------------------------===//
// Of two operands
//===----------------------------------------------------------------------===//

/// Whether `operand` is a map of the output's size, or has 1 where it is not.
static bool broadcasts(const MapShape &operand, const MapShape &output) {
  auto fits = [](int64_t from, int64_t to) { return from == to || from == 1; };
  return fits(operand.samples, output.samples) &&
         fits(operand.height, output.height) &&
         fits(operand.width, output.width) &&
         fits(operand.channels, output.channels);
}

static LogicalResult verifyBinary(BinaryElementwiseOp op) {
  MapShape output = mapShape(op.getOutput().getType());
  MapShape lhs = mapShape(op.getLhs().getType());
  MapShape rhs = mapShape(op.getRhs().getType());
  if (!broadcasts(lhs, output) || !broadcasts(rhs, output))
    return op->emitOpError("operands must have the output's shape, or 1 "
                           "instead of its rows, columns or channels");
  auto larger = [](int64_t a, int64_t b) { return a > b ? a : b; };
  MapShape expected = {
      larger(lhs.samples, rhs.samples), larger(lhs.height, rhs.height),
      larger(lhs.width, rhs.width), larger(lhs.channels, rhs.channels)};
  if (!(output == expected))
    return op->emitOpError("output is larger than both operands");
  return verifyPerTensor(op, {op.getLhs(), op.getRhs(), op.getOutput()});
}

/// Arithmetics that all operations of two operands have; where codes are of
/// 8 bits tflite and tflite_u8 are the same.
static constexpr Arithmetic kCommon[] = {
    Arithmetic::tflite, Arithmetic::tflite_u8, Arithmetic::tflite_16x8,
    Arithmetic::onnx_float};
static constexpr Arithmetic kProduct[] = {
    Arithmetic::tflite,     Arithmetic::tflite_u8, Arithmetic::tflite_16x8,
    Arithmetic::onnx_float, Arithmetic::onnx,      Arithmetic::onnx_u8};
static constexpr Arithmetic kSum[] = {
    Arithmetic::tflite,     Arithmetic::tflite_u8, Arithmetic::tflite_16x8,
    Arithmetic::onnx_float, Arithmetic::onnx,      Arithmetic::onnx_u8,
    Arithmetic::tflite_pot};
static constexpr Arithmetic kDifference[] = {
    Arithmetic::tflite, Arithmetic::tflite_u8, Arithmetic::tflite_16x8,
    Arithmetic::onnx_float, Arithmetic::tflite_pot};
static constexpr Arithmetic kTFLite[] = {
    Arithmetic::tflite, Arithmetic::tflite_u8, Arithmetic::tflite_16x8};

static LogicalResult verifyBinary(BinaryElementwiseOp op,
                                  ArrayRef<Arithmetic> arithmetics) {
  if (failed(verifyBinary(op)) ||
      failed(verifyArithmetic(op, op.getArithmetic(), arithmetics)))
    return failure();
  if (op.getArithmetic() != Arithmetic::tflite_pot)
    return success();
  for (Value value : {Value(op.getLhs()), Value(op.getRhs())})
    if (elementBytes(value.getType()) != 2)
      return op->emitOpError("tflite_pot arithmetic is of 16-bit operands");
  if (elementBytes(op.getOutput().getType()) != 2 ||
      !numerics::tflite::powerOfTwoShifts(
          tensorScale(op.getLhs().getType()),
          tensorScale(op.getRhs().getType()),
          tensorScale(op.getOutput().getType())))
    return op->emitOpError("tflite_pot arithmetic needs scales that are powers "
                           "of two, of which one operand's at most is finer "
                           "than the output's and none is coarser");
  return success();
}

LogicalResult AddOp::verify() { return verifyBinary(*this, kSum); }
LogicalResult SubOp::verify() { return verifyBinary(*this, kDifference); }
LogicalResult MulOp::verify() { return verifyBinary(*this, kProduct); }
LogicalResult DivOp::verify() { return verifyBinary(*this, kCommon); }
LogicalResult MinimumOp::verify() { return verifyBinary(*this, kCommon); }
LogicalResult MaximumOp::verify() { return verifyBinary(*this, kCommon); }
LogicalResult SquaredDifferenceOp::verify() {
  return verifyBinary(*this, kTFLite);
}
LogicalResult PReluOp::verify() {
  if (failed(verifyBinary(*this, kTFLite)))
    return failure();
  return verifySameShape(*this, getLhs(), getOutput());
}

static Piece binaryPiece(Operation *op, unsigned operand, const Piece &piece) {
  return broadcastPiece(op->getOperand(operand), piece);
}

Piece AddOp::inputPiece(unsigned operand, const Piece &piece) {
  return binaryPiece(*this, operand, piece);
}
Piece SubOp::inputPiece(unsigned operand, const Piece &piece) {
  return binaryPiece(*this, operand, piece);
}
Piece MulOp::inputPiece(unsigned operand, const Piece &piece) {
  return binaryPiece(*this, operand, piece);
}
Piece DivOp::inputPiece(unsigned operand, const Piece &piece) {
  return binaryPiece(*this, operand, piece);
}
Piece MinimumOp::inputPiece(unsigned operand, const Piece &piece) {
  return binaryPiece(*this, operand, piece);
}
Piece MaximumOp::inputPiece(unsigned operand, const Piece &piece) {
  return binaryPiece(*this, operand, piece);
}
Piece SquaredDifferenceOp::inputPiece(unsigned operand, const Piece &piece) {
  return binaryPiece(*this, operand, piece);
}

Piece PReluOp::inputPiece(unsigned operand, const Piece &piece) {
  return binaryPiece(*this, operand, piece);
}

//===----------------------------------------------------------------------===//
// Of one operand
//===----------------------------------------------------------------------===//

static constexpr Arithmetic kWideTables[] = {Arithmetic::tflite_16x8,
                                             Arithmetic::tflite_logistic,
                                             Arithmetic::tflite_tanh};

LogicalResult LookupOp::verify() {
  if (failed(verifySameShape(*this, getInput(), getOutput())) ||
      failed(verifyPerTensor(*this, {getInput(), getOutput()})))
    return failure();
  RankedTensorType table = getTable().getType();
  int64_t bits = 8 * elementBytes(getOutput().getType());
  if (!table.getElementType().isSignlessInteger(bits))
    return emitOpError("table must hold i") << bits << ", codes of the output";
  bool wide = elementBytes(getInput().getType()) == 2;
  if (wide && bits != 16)
    return emitOpError("a 16-bit input needs a 16-bit output");
  if (failed(wide ? verifyArithmetic(*this, getArithmetic(), kWideTables)
                  : verifyArithmetic(*this, getArithmetic(), kProduct)))
    return failure();
  bool interpolated = getArithmetic() == Arithmetic::tflite_16x8;
  int64_t entries = wide && interpolated ? 513 : 256;
  int64_t channels = mapShape(getInput().getType()).channels;
  ArrayRef<int64_t> shape = table.getShape();
  bool one = shape.size() == 1 && shape[0] == entries;
  bool perChannel =
      !wide && shape.size() == 2 && shape[0] == channels && shape[1] == entries;
  if (!one && !perChannel)
    return emitOpError("table must have ")
           << entries << " entries" << (wide ? "" : ", or channels x 256");
  return success();
}
Piece LookupOp::inputPiece(unsigned, const Piece &piece) { return piece; }

LogicalResult RescaleOp::verify() {
  if (failed(verifySameShape(*this, getInput(), getOutput())))
    return failure();
  if (failed(verifyArithmetic(*this, getArithmetic(), kCommon)))
    return failure();
  return verifyPerTensor(*this, {getInput(), getOutput()});
}
Piece RescaleOp::inputPiece(unsigned, const Piece &piece) { return piece; }
