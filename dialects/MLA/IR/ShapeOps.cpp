//===- ShapeOps.cpp - Verifiers and folds of shape changes ----------------===//

#include "dialects/MLA/IR/IndexMap.h"
#include "dialects/MLA/IR/OpVerification.h"
#include "dialects/MLA/IR/ResizeEntries.h"
#include "dialects/MLA/IR/Window.h"

using namespace mlir;
using namespace sima::mla;

//===----------------------------------------------------------------------===//
// reshape
//===----------------------------------------------------------------------===//

LogicalResult ReshapeOp::verify() {
  RankedTensorType in = getInput().getType(), out = getOutput().getType();
  if (in.getNumElements() != out.getNumElements())
    return emitOpError("input has ")
           << in.getNumElements() << " elements, the output "
           << out.getNumElements();
  if (in.getElementType() != out.getElementType())
    return emitOpError("output must have the input's quantization");
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  // Where order does not matter (a module, unreachable blocks) a reshape may
  // be its own input.
  auto producer = getInput().getDefiningOp<ReshapeOp>();
  if (producer == *this)
    return {};
  if (getInput().getType() == getOutput().getType())
    return getInput();
  if (producer) {
    setOperand(producer.getInput());
    return getResult();
  }
  return {};
}

//===----------------------------------------------------------------------===//
// pad
//===----------------------------------------------------------------------===//

/// The output is the input with `low` and `high` elements around it.
static LogicalResult verifyPadding(Operation *op, RankedTensorType in,
                                   ArrayRef<int64_t> low,
                                   ArrayRef<int64_t> high, Value output) {
  int64_t rank = in.getRank();
  if (int64_t(low.size()) != rank || int64_t(high.size()) != rank)
    return op->emitOpError("low and high need a value for each of ")
           << rank << " dimensions";
  SmallVector<int64_t> expected(in.getShape());
  for (int64_t d = 0; d < rank; ++d) {
    for (int64_t padding : {low[d], high[d]})
      if (padding < 0 || padding > kMaxWindowValue)
        return op->emitOpError("padding ")
               << padding << " is not from 0 to " << kMaxWindowValue;
    expected[d] += low[d] + high[d];
  }
  if (rank > 1 && (low[0] || high[0]))
    return op->emitOpError(
        "the first dimension, of the samples, is not padded");
  if (cast<RankedTensorType>(output.getType()).getShape() !=
      ArrayRef<int64_t>(expected))
    return op->emitOpError("output must have the input's shape plus the "
                           "padding");
  return success();
}

LogicalResult PadOp::verify() {
  RankedTensorType in = getInput().getType();
  if (failed(verifyPadding(*this, in, getLow(), getHigh(), getOutput())))
    return failure();
  if (isPerAxis(in) ||
      in.getElementType() != getOutput().getType().getElementType())
    return emitOpError("output must have the input's quantization");
  auto codes = codeRange(in);
  if (int64_t value = getValue(); value < codes.lo || value > codes.hi)
    return emitOpError("value ")
           << value << " is not a code, " << codes.lo << " to " << codes.hi;
  return success();
}

OpFoldResult PadOp::fold(FoldAdaptor) {
  bool nothing = llvm::all_of(getLow(), [](int64_t v) { return v == 0; }) &&
                 llvm::all_of(getHigh(), [](int64_t v) { return v == 0; });
  // Where order does not matter an operation may be its own input.
  if (nothing && getInput() != getOutput())
    return getInput();
  return {};
}

//===----------------------------------------------------------------------===//
// mirror_pad
//===----------------------------------------------------------------------===//

LogicalResult MirrorPadOp::verify() {
  RankedTensorType in = getInput().getType();
  if (failed(verifyPadding(*this, in, getLow(), getHigh(), getOutput())) ||
      failed(verifySameQuantization(*this, getInput(), getOutput())))
    return failure();
  if (getMode() == MirrorMode::edge)
    return success();
  int64_t border = getMode() == MirrorMode::reflect ? 1 : 0;
  for (int64_t d = 0; d < in.getRank(); ++d)
    for (int64_t padding : {getLow()[d], getHigh()[d]})
      if (padding > in.getDimSize(d) - border)
        return emitOpError("padding ")
               << padding << " is more than the " << in.getDimSize(d) - border
               << " elements of dimension " << d << " that "
               << stringifyMirrorMode(getMode()) << " takes";
  return success();
}

//===----------------------------------------------------------------------===//
// rearrange
//===----------------------------------------------------------------------===//

LogicalResult RearrangeOp::verify() {
  constexpr size_t limit = 8;
  if (failed(verifySameQuantization(*this, getInput(), getOutput())))
    return failure();
  MapShape in = mapShape(getInput().getType());
  MapShape out = mapShape(getOutput().getType());
  if (in.samples != out.samples)
    return emitOpError("makes ") << out.samples << " samples of " << in.samples;
  if (getView().size() > limit || getView().size() != getPermutation().size())
    return emitOpError("view and permutation need equally many values, at "
                       "most ")
           << limit;
  int64_t elements = 1;
  for (int64_t size : getView())
    if (size < 1 || __builtin_mul_overflow(elements, size, &elements))
      return emitOpError("view must have extents of at least 1 and the "
                         "elements of a sample");
  if (elements != in.elementsPerSample() || elements != out.elementsPerSample())
    return emitOpError("view has ")
           << elements << " elements, a sample of the input "
           << in.elementsPerSample() << " and of the output "
           << out.elementsPerSample();
  SmallVector<bool> seen(getView().size(), false);
  for (int64_t d : getPermutation()) {
    if (d < 0 || d >= int64_t(seen.size()) || seen[d])
      return emitOpError("permutation must name every dimension of the view "
                         "once");
    seen[d] = true;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// strided_slice
//===----------------------------------------------------------------------===//

LogicalResult StridedSliceOp::verify() {
  if (failed(verifySameQuantization(*this, getInput(), getOutput())))
    return failure();
  ArrayRef<int64_t> in = getInput().getType().getShape();
  ArrayRef<int64_t> out = getOutput().getType().getShape();
  if (in.size() != out.size() || getBegin().size() != in.size() ||
      getStrides().size() != in.size())
    return emitOpError("begin, strides and output need a value for each of ")
           << in.size() << " dimensions";
  for (unsigned d = 0; d < in.size(); ++d) {
    int64_t begin = getBegin()[d], stride = getStrides()[d], last, end;
    if (stride == 0 || __builtin_mul_overflow(out[d] - 1, stride, &last) ||
        __builtin_add_overflow(begin, last, &end) || begin < 0 ||
        begin >= in[d] || end < 0 || end >= in[d])
      return emitOpError("reads outside dimension ")
             << d << " of " << in[d] << " elements";
    if (d == 0 && in.size() > 1 &&
        (begin != 0 || stride != 1 || out[d] != in[d]))
      return emitOpError("the first dimension, of the samples, is taken whole");
  }
  return success();
}

//===----------------------------------------------------------------------===//
// concat
//===----------------------------------------------------------------------===//

LogicalResult ConcatOp::verify() {
  if (getInputs().empty())
    return emitOpError("needs an input");
  if (failed(verifyAxis(*this, getOutput(), getAxis())))
    return failure();
  int64_t axis = getAxis();
  SmallVector<int64_t> expected(getOutput().getType().getShape());
  expected[axis] = 0;
  for (Value input : getInputs()) {
    if (failed(verifySameQuantization(*this, input, getOutput())))
      return failure();
    auto type = cast<RankedTensorType>(input.getType());
    if (type.getRank() != int64_t(expected.size()))
      return emitOpError("inputs and output must have one rank");
    for (int64_t d = 0; d < type.getRank(); ++d)
      if (d != axis && type.getDimSize(d) != expected[d])
        return emitOpError("an input has size ")
               << type.getDimSize(d) << " in dimension " << d << ", the output "
               << expected[d];
    expected[axis] += type.getDimSize(axis);
  }
  return verifyShape(*this, getOutput(), expected, "the sum of the inputs");
}

//===----------------------------------------------------------------------===//
// gather
//===----------------------------------------------------------------------===//

LogicalResult GatherOp::verify() {
  if (failed(verifySameQuantization(*this, getInput(), getOutput())) ||
      failed(verifyAxis(*this, getInput(), getAxis())))
    return failure();
  SmallVector<int64_t> expected(getInput().getType().getShape());
  for (int64_t index : getIndices())
    if (index < 0 || index >= expected[getAxis()])
      return emitOpError("index ")
             << index << " is not in dimension " << getAxis() << " of "
             << expected[getAxis()] << " elements";
  expected[getAxis()] = getIndices().size();
  return verifyShape(*this, getOutput(), expected, "the number of indices");
}

//===----------------------------------------------------------------------===//
// broadcast
//===----------------------------------------------------------------------===//

LogicalResult BroadcastOp::verify() {
  if (failed(verifySameQuantization(*this, getInput(), getOutput())))
    return failure();
  MapShape in = mapShape(getInput().getType());
  MapShape out = mapShape(getOutput().getType());
  if (in.samples != out.samples ||
      (in.height != out.height && in.height != 1) ||
      (in.width != out.width && in.width != 1) ||
      (in.channels != out.channels && in.channels != 1))
    return emitOpError("input must have the output's shape, or 1 instead of "
                       "its rows, columns or channels");
  return success();
}

//===----------------------------------------------------------------------===//
// resize
//===----------------------------------------------------------------------===//

/// Positions are counted in float32 and in units of 1/1024, and stand in 16-bit
/// fields.
static constexpr int64_t kMaxResized = 65536;

/// What LiteRT's kernels know: three kinds of coordinates, one way of rounding,
/// and interpolation in an arithmetic of the type.
static LogicalResult verifyTFLiteResize(ResizeOp op) {
  if (op.getRounding() != Rounding::floor ||
      (op.getCoordinates() != Coordinates::asymmetric &&
       op.getCoordinates() != Coordinates::half_pixel &&
       op.getCoordinates() != Coordinates::align_corners))
    return op.emitOpError("has coordinates ")
           << stringifyCoordinates(op.getCoordinates()) << " and rounding "
           << stringifyRounding(op.getRounding())
           << ", which tflite arithmetic does not define";
  bool wide = elementBytes(op.getOutput().getType()) == 2;
  Arithmetic other = wide ? Arithmetic::tflite_16x8 : Arithmetic::tflite_u8;
  return verifyArithmetic(
      op, op.getArithmetic(),
      {Arithmetic::tflite, other, Arithmetic::onnx, Arithmetic::onnx_float});
}

LogicalResult ResizeOp::verify() {
  MapShape in = mapShape(getInput().getType());
  MapShape out = mapShape(getOutput().getType());
  if (in.samples != out.samples || in.channels != out.channels)
    return emitOpError("keeps samples and channels");
  if (getScales().size() != 2 || llvm::any_of(getScales(), [](float scale) {
        return !(scale >= 0x1p-16f && scale <= 0x1p16f);
      }))
    return emitOpError("scales need 2 values from 2^-16 to 2^16");
  if (std::max({in.height, in.width, out.height, out.width}) > kMaxResized)
    return emitOpError("has more than ") << kMaxResized << " rows or columns";
  if (getArithmetic() == Arithmetic::onnx_float)
    return verifyPerTensor(*this, {getInput(), getOutput()});
  if (failed(verifySameQuantization(*this, getInput(), getOutput())))
    return failure();
  if (getArithmetic() != Arithmetic::onnx)
    return verifyTFLiteResize(*this);
  if (getKind() == ResizeKind::nearest)
    return success();
  return emitOpError("interpolates codes, which onnx arithmetic does not "
                     "define; onnx_float does");
}

//===----------------------------------------------------------------------===//
// What pieces need
//===----------------------------------------------------------------------===//

/// The part of `operand` that `piece` of a movement's output needs. Blocks of
/// 16-bit channels are taken whole.
static Piece movedPiece(Operation *op, unsigned operand, const Piece &piece) {
  IndexMap map = *indexMapOf(op);
  Piece needed = map.needed(operand, piece);
  if (elementBytes(op->getOperand(operand).getType()) == 2) {
    constexpr int64_t block = 16;
    Range &channels = needed.channels;
    channels.begin -= channels.begin % block;
    channels.end = std::min(llvm::alignTo(channels.end, block),
                            uint64_t(map.operands[operand].channels));
  }
  return needed;
}

Piece PadOp::inputPiece(unsigned operand, const Piece &piece) {
  return movedPiece(*this, operand, piece);
}
Piece MirrorPadOp::inputPiece(unsigned operand, const Piece &piece) {
  return movedPiece(*this, operand, piece);
}
Piece RearrangeOp::inputPiece(unsigned operand, const Piece &piece) {
  return movedPiece(*this, operand, piece);
}
Piece StridedSliceOp::inputPiece(unsigned operand, const Piece &piece) {
  return movedPiece(*this, operand, piece);
}
Piece ConcatOp::inputPiece(unsigned operand, const Piece &piece) {
  return movedPiece(*this, operand, piece);
}
Piece GatherOp::inputPiece(unsigned operand, const Piece &piece) {
  return movedPiece(*this, operand, piece);
}
Piece BroadcastOp::inputPiece(unsigned operand, const Piece &piece) {
  return movedPiece(*this, operand, piece);
}

Piece ResizeOp::inputPiece(unsigned, const Piece &piece) {
  Range rows;
  std::vector<ResizeEntry> entries = resizeEntries(*this, ResizeAxis::Rows);
  for (int64_t r = piece.rows.begin; r < piece.rows.end; ++r)
    rows = rows.hull({std::min(entries[r].lower, entries[r].upper),
                      std::max(entries[r].lower, entries[r].upper) + 1});
  return {piece.sample, rows, piece.channels};
}
