//===- ConvolutionOps.cpp - Verifiers and halos of convolutions -----------===//

#include "dialects/MLA/IR/OpVerification.h"
#include "dialects/MLA/IR/Window.h"

using namespace mlir;
using namespace sima::mla;

/// A filter with a scale per channel must have them along the axis of the
/// output's channels.
static LogicalResult verifyFilterAxis(Operation *op, Value filter,
                                      int32_t axis) {
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(
      cast<RankedTensorType>(filter.getType()).getElementType());
  if (perAxis && perAxis.getQuantizedDimension() != axis)
    return op->emitOpError("filter has scales along dimension ")
           << perAxis.getQuantizedDimension()
           << ", the output's channels are dimension " << axis;
  return success();
}

/// The bias has a value for each output channel.
static LogicalResult verifyBias(Operation *op, Value bias, int64_t channels) {
  int64_t biases = cast<RankedTensorType>(bias.getType()).getDimSize(0);
  if (biases != channels)
    return op->emitOpError("bias has ")
           << biases << " values, the output has " << channels << " channels";
  return success();
}

/// A sum of products is rescaled in integers, or by one factor. Sums of 64 bits
/// have a bias of 64 bits.
static LogicalResult verifyProductArithmetic(Operation *op,
                                             Arithmetic arithmetic) {
  if (failed(verifyArithmetic(op, arithmetic,
                              {Arithmetic::tflite, Arithmetic::tflite_u8,
                               Arithmetic::tflite_16x8, Arithmetic::onnx,
                               Arithmetic::shift, Arithmetic::tflite_f64})))
    return failure();
  bool wideCodes = elementBytes(op->getOperand(0).getType()) > 1 ||
                   elementBytes(op->getOperand(1).getType()) > 1;
  if (arithmetic == Arithmetic::tflite_16x8 && !wideCodes)
    return op->emitOpError("tflite_16x8 arithmetic needs 16-bit codes");
  if (arithmetic == Arithmetic::shift && wideCodes)
    return op->emitOpError("shift arithmetic needs 8-bit codes");
  if (op->getNumOperands() < 3)
    return success();
  bool wideBias = cast<RankedTensorType>(op->getOperand(2).getType())
                      .getElementType()
                      .isInteger(64);
  bool mayBeWide = arithmetic == Arithmetic::tflite_16x8 ||
                   (wideCodes && (arithmetic == Arithmetic::tflite_f64 ||
                                  arithmetic == Arithmetic::onnx));
  bool mustBeWide = mayBeWide && arithmetic != Arithmetic::tflite_f64;
  if (wideBias ? !mayBeWide : mustBeWide)
    return op->emitOpError("bias has ")
           << (wideBias ? 64 : 32) << " bits, "
           << stringifyArithmetic(arithmetic)
           << " arithmetic of these codes has " << (wideBias ? 32 : 64);
  return success();
}

/// Input and output channels fall into `groups`, and a filter reads those of
/// one.
static LogicalResult verifyGroups(Operation *op, Value input, Value filter,
                                  int64_t groups) {
  auto shape = cast<RankedTensorType>(filter.getType()).getShape();
  int64_t inChannels = mapShape(input.getType()).channels;
  if (groups < 1 || inChannels % groups || shape[0] % groups)
    return op->emitOpError("groups ")
           << groups << " do not divide " << inChannels << " input and "
           << shape[0] << " output channels";
  if (shape[3] != inChannels / groups)
    return op->emitOpError("filter has ")
           << shape[3] << " input channels, the input " << inChannels / groups;
  return success();
}

/// Parts of maps of 16-bit codes begin with a whole block of channels.
static Range wholeBlocks(Range channels, Value map) {
  if (elementBytes(map.getType()) > 1)
    channels.begin -= channels.begin % 16;
  return channels;
}

/// The channels of `input` in the groups that output `channels` belong to.
static Range groupChannels(const Range &channels, int64_t groups, Value input,
                           int64_t outChannels) {
  int64_t in = mapShape(input.getType()).channels / groups;
  int64_t out = outChannels / groups;
  return wholeBlocks(
      {channels.begin / out * in, (channels.end + out - 1) / out * in}, input);
}

/// What conv2d and depthwise_conv2d check alike. `outChannels` are what the
/// filter says.
template <typename Op>
static LogicalResult verifyConvolution(Op op, int64_t kernelH, int64_t kernelW,
                                       int64_t outChannels) {
  if (failed(verifyProductArithmetic(op, op.getArithmetic())) ||
      failed(verifyWindow(op, op.getStrides(), op.getPadding())))
    return failure();
  if (op.getDilations().size() != 2 ||
      llvm::any_of(op.getDilations(),
                   [](int64_t v) { return v < 1 || v > kMaxWindowValue; }))
    return op.emitOpError("dilations need 2 values from 1 to ")
           << kMaxWindowValue;
  if (isPerAxis(op.getInput().getType()) || isPerAxis(op.getOutput().getType()))
    return op.emitOpError("input and output are quantized per tensor");
  MapShape in = mapShape(op.getInput().getType());
  MapShape out = mapShape(op.getOutput().getType());
  Window h = {kernelH, op.getStrides()[0], op.getDilations()[0],
              op.getPadding()[0], op.getPadding()[2]};
  Window w = {kernelW, op.getStrides()[1], op.getDilations()[1],
              op.getPadding()[1], op.getPadding()[3]};
  MapShape expected = {in.samples, h.outputSize(in.height),
                       w.outputSize(in.width), outChannels};
  if (!(out == expected))
    return op.emitOpError("output has shape ")
           << out.samples << "x" << out.height << "x" << out.width << "x"
           << out.channels << ", window and filter give " << expected.samples
           << "x" << expected.height << "x" << expected.width << "x"
           << expected.channels;
  return verifyBias(op, op.getBias(), outChannels);
}

template <typename Op>
static Piece convolutionInput(Op op, const Piece &piece, int64_t kernelH) {
  MapShape in = mapShape(op.getInput().getType());
  Window h = {kernelH, op.getStrides()[0], op.getDilations()[0],
              op.getPadding()[0], op.getPadding()[2]};
  return {piece.sample, h.inputRange(piece.rows, in.height), {0, in.channels}};
}

static ArrayRef<int64_t> filterShape(Value filter) {
  return cast<RankedTensorType>(filter.getType()).getShape();
}

//===----------------------------------------------------------------------===//
// conv2d
//===----------------------------------------------------------------------===//

LogicalResult Conv2DOp::verify() {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  if (filter.size() != 4)
    return emitOpError("filter has rank ") << filter.size() << ", OHWI needs 4";
  if (failed(verifyGroups(*this, getInput(), getFilter(), getGroups())) ||
      failed(verifyFilterAxis(*this, getFilter(), 0)))
    return failure();
  return verifyConvolution(*this, filter[1], filter[2], filter[0]);
}

Piece Conv2DOp::inputPiece(unsigned, const Piece &piece) {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  Piece in = convolutionInput(*this, piece, filter[1]);
  in.channels =
      groupChannels(piece.channels, getGroups(), getInput(), filter[0]);
  return in;
}

uint64_t Conv2DOp::macs() {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  return uint64_t(mapShape(getOutput().getType()).elements()) * filter[1] *
         filter[2] * filter[3];
}

bool Conv2DOp::isDepthwise() { return false; }

//===----------------------------------------------------------------------===//
// depthwise_conv2d
//===----------------------------------------------------------------------===//

LogicalResult DepthwiseConv2DOp::verify() {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  if (filter.size() != 4 || filter[0] != 1)
    return emitOpError("filter must have shape 1 x height x width x channels");
  int64_t inChannels = mapShape(getInput().getType()).channels;
  if (filter[3] % inChannels != 0)
    return emitOpError("filter has ")
           << filter[3] << " channels, not a multiple of the input's "
           << inChannels;
  if (failed(verifyFilterAxis(*this, getFilter(), 3)))
    return failure();
  return verifyConvolution(*this, filter[1], filter[2], filter[3]);
}

Piece DepthwiseConv2DOp::inputPiece(unsigned, const Piece &piece) {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  Piece in = convolutionInput(*this, piece, filter[1]);
  int64_t multiplier = filter[3] / in.channels.end;
  in.channels =
      wholeBlocks({piece.channels.begin / multiplier,
                   (piece.channels.end + multiplier - 1) / multiplier},
                  getInput());
  return in;
}

uint64_t DepthwiseConv2DOp::macs() {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  return uint64_t(mapShape(getOutput().getType()).elements()) * filter[1] *
         filter[2];
}

bool DepthwiseConv2DOp::isDepthwise() { return true; }

//===----------------------------------------------------------------------===//
// transpose_conv2d
//===----------------------------------------------------------------------===//

LogicalResult TransposeConv2DOp::verify() {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  if (filter.size() != 4)
    return emitOpError("filter has rank ") << filter.size() << ", OHWI needs 4";
  if (failed(verifyProductArithmetic(*this, getArithmetic())) ||
      failed(verifyGroups(*this, getInput(), getFilter(), getGroups())) ||
      failed(verifyFilterAxis(*this, getFilter(), 0)) ||
      failed(verifyPerTensor(*this, {getInput(), getOutput()})))
    return failure();
  if (getStrides().size() != 2 || llvm::any_of(getStrides(), [](int64_t v) {
        return v < 1 || v > kMaxWindowValue;
      }))
    return emitOpError("strides need 2 values from 1 to ") << kMaxWindowValue;
  if (getPadding().size() != 4)
    return emitOpError("padding needs 4 values (top, left, bottom, right)");
  MapShape in = mapShape(getInput().getType());
  int64_t expected[] = {in.height, in.width};
  for (unsigned axis = 0; axis < 2; ++axis) {
    int64_t before = getPadding()[axis], after = getPadding()[2 + axis];
    if (before < 0 || before > kMaxWindowValue || after > kMaxWindowValue ||
        after < -kMaxWindowValue)
      return emitOpError("padding is from 0 (top, left) or -")
             << kMaxWindowValue << " (bottom, right) to " << kMaxWindowValue;
    expected[axis] = (expected[axis] - 1) * getStrides()[axis] +
                     filter[1 + axis] - before - after;
  }
  MapShape out = {in.samples, expected[0], expected[1], filter[0]};
  if (!(mapShape(getOutput().getType()) == out))
    return emitOpError("strides, padding and filter give an output of ")
           << out.height << "x" << out.width << "x" << out.channels;
  return verifyBias(*this, getBias(), filter[0]);
}

Piece TransposeConv2DOp::inputPiece(unsigned, const Piece &piece) {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  MapShape in = mapShape(getInput().getType());
  int64_t stride = getStrides()[0], top = getPadding()[0];
  // Row y is reached from i with i·stride <= y + top < i·stride + kernel.
  int64_t first = piece.rows.begin + top - filter[1] + 1;
  first = first <= 0 ? 0 : (first + stride - 1) / stride;
  Range rows = {first, (piece.rows.end - 1 + top) / stride + 1};
  return {piece.sample, rows.intersect({0, in.height}),
          groupChannels(piece.channels, getGroups(), getInput(), filter[0])};
}

uint64_t TransposeConv2DOp::macs() {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  MapShape in = mapShape(getInput().getType());
  return uint64_t(in.samples) * in.height * in.width * filter[0] * filter[1] *
         filter[2] * filter[3];
}

bool TransposeConv2DOp::isDepthwise() { return false; }

//===----------------------------------------------------------------------===//
// fully_connected
//===----------------------------------------------------------------------===//

LogicalResult FullyConnectedOp::verify() {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  auto in = cast<RankedTensorType>(getInput().getType());
  auto out = cast<RankedTensorType>(getOutput().getType());
  if (filter.size() != 2 || in.getRank() != 2 || out.getRank() != 2)
    return emitOpError("input, filter and output have rank 2");
  if (filter[1] != in.getDimSize(1))
    return emitOpError("filter has ")
           << filter[1] << " features, the input " << in.getDimSize(1);
  if (out.getDimSize(0) != in.getDimSize(0) || out.getDimSize(1) != filter[0])
    return emitOpError("output has shape ")
           << out.getDimSize(0) << "x" << out.getDimSize(1)
           << ", input and filter give " << in.getDimSize(0) << "x"
           << filter[0];
  if (isPerAxis(in) || isPerAxis(out))
    return emitOpError("input and output are quantized per tensor");
  if (failed(verifyFilterAxis(*this, getFilter(), 0)) ||
      failed(verifyProductArithmetic(*this, getArithmetic())))
    return failure();
  return verifyBias(*this, getBias(), filter[0]);
}

Piece FullyConnectedOp::inputPiece(unsigned, const Piece &piece) {
  return {piece.sample, {0, 1}, {0, filterShape(getFilter())[1]}};
}

uint64_t FullyConnectedOp::macs() {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  return uint64_t(mapShape(getOutput().getType()).samples) * filter[0] *
         filter[1];
}

//===----------------------------------------------------------------------===//
// matmul
//===----------------------------------------------------------------------===//

LogicalResult MatMulOp::verify() {
  if (failed(verifyProductArithmetic(*this, getArithmetic())) ||
      failed(verifyPerTensor(*this, {getLhs(), getRhs(), getOutput()})))
    return failure();
  if (getLhs().getType().getRank() < 3 || getRhs().getType().getRank() < 3)
    return emitOpError("operands have rank 3 or 4");
  MapShape lhs = mapShape(getLhs().getType());
  MapShape rhs = mapShape(getRhs().getType());
  int64_t inner = getTransposeRhs() ? rhs.channels : rhs.width;
  int64_t columns = getTransposeRhs() ? rhs.width : rhs.channels;
  if (inner != lhs.channels)
    return emitOpError("rhs has ")
           << inner << " inner elements, lhs " << lhs.channels;
  if (rhs.height != lhs.height && rhs.height != 1)
    return emitOpError("rhs has ")
           << rhs.height << " matrices, lhs " << lhs.height;
  if (rhs.samples != lhs.samples && rhs.samples != 1)
    return emitOpError("rhs has ")
           << rhs.samples << " samples, lhs " << lhs.samples;
  MapShape out = {lhs.samples, lhs.height, lhs.width, columns};
  if (!(mapShape(getOutput().getType()) == out))
    return emitOpError("operands give an output of ")
           << out.samples << "x" << out.height << "x" << out.width << "x"
           << out.channels;
  return success();
}

Piece MatMulOp::inputPiece(unsigned operand, const Piece &piece) {
  MapShape shape = mapShape(getOperand(operand).getType());
  Piece in = {piece.sample,
              shape.height == 1 ? Range{0, 1} : piece.rows,
              {0, shape.channels}};
  if (operand == 1 && !getTransposeRhs())
    in.channels = piece.channels;
  return in;
}

uint64_t MatMulOp::macs() {
  return uint64_t(mapShape(getOutput().getType()).elements()) *
         mapShape(getLhs().getType()).channels;
}
