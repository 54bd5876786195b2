//===- ConvolutionOps.cpp - Verifiers and halos of convolutions -----------===//

#include "dialects/MLA/IR/MLA.h"
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

/// What conv2d and depthwise_conv2d check alike. `outChannels` and `inChannels`
/// are what the filter says.
template <typename Op>
static LogicalResult verifyConvolution(Op op, int64_t kernelH, int64_t kernelW,
                                       int64_t outChannels) {
  if (failed(verifyWindow(op, op.getStrides(), op.getPadding())))
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
  int64_t biases = cast<RankedTensorType>(op.getBias().getType()).getDimSize(0);
  if (biases != outChannels)
    return op.emitOpError("bias has ") << biases << " values, the output has "
                                       << outChannels << " channels";
  return success();
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
  int64_t inChannels = mapShape(getInput().getType()).channels;
  if (filter[3] != inChannels)
    return emitOpError("filter has ")
           << filter[3] << " input channels, the input " << inChannels;
  if (failed(verifyFilterAxis(*this, getFilter(), 0)))
    return failure();
  return verifyConvolution(*this, filter[1], filter[2], filter[0]);
}

Piece Conv2DOp::inputPiece(unsigned, const Piece &piece) {
  return convolutionInput(*this, piece, filterShape(getFilter())[1]);
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
  in.channels = {piece.channels.begin / multiplier,
                 (piece.channels.end + multiplier - 1) / multiplier};
  return in;
}

uint64_t DepthwiseConv2DOp::macs() {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  return uint64_t(mapShape(getOutput().getType()).elements()) * filter[1] *
         filter[2];
}

bool DepthwiseConv2DOp::isDepthwise() { return true; }

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
  if (failed(verifyFilterAxis(*this, getFilter(), 0)))
    return failure();
  if (cast<RankedTensorType>(getBias().getType()).getDimSize(0) != filter[0])
    return emitOpError("bias needs one value for each of ")
           << filter[0] << " units";
  return success();
}

Piece FullyConnectedOp::inputPiece(unsigned, const Piece &piece) {
  return {piece.sample, {0, 1}, {0, filterShape(getFilter())[1]}};
}

uint64_t FullyConnectedOp::macs() {
  ArrayRef<int64_t> filter = filterShape(getFilter());
  return uint64_t(mapShape(getOutput().getType()).samples) * filter[0] *
         filter[1];
}
