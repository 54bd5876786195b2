//===- EmitConvolutions.cpp - Conv and ConvTranspose ----------------------===//

#include "ConstantFolding.h"
#include "Emitter.h"
#include "FloatSums.h"

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

Value Emitter::bias(const CodeOp &operation, int64_t channels) {
  SmallVector<int64_t> values(channels, 0);
  if (!operation.bias.empty())
    values.assign(operation.bias.begin(), operation.bias.end());
  // Sums of products with 16-bit codes have 64 bits.
  bool isWide = operand(operation, 0).quantization.bits() == 16 ||
                operand(operation, 1).quantization.bits() == 16;
  return constantInts(location(operation), values, isWide ? 64 : 32,
                      {channels});
}

Type Emitter::filterType(const Tensor &filter, int64_t axis) {
  return elementType(filter.quantization, axis);
}

static llvm::SmallVector<int64_t> list(const CodeOp &operation,
                                       llvm::StringRef name) {
  auto found = operation.node->attributes.find(name);
  const auto &values = std::get<std::vector<int64_t>>(found->second);
  return {values.begin(), values.end()};
}

static int64_t groupsOf(const CodeOp &operation) {
  auto found = operation.node->attributes.find("group");
  const auto *groups = found == operation.node->attributes.end()
                           ? nullptr
                           : std::get_if<int64_t>(&found->second);
  return groups ? *groups : 1;
}

namespace {
/// Attributes of a window as two axes: a signal has one row.
struct Window {
  SmallVector<int64_t> strides, dilations, padding; ///< t, l, b, r
};
} // namespace

static Window windowOf(const CodeOp &operation) {
  Window window{list(operation, "strides"), list(operation, "dilations"),
                list(operation, "pads")};
  if (window.strides.size() == 1) {
    window.strides.insert(window.strides.begin(), 1);
    window.dilations.insert(window.dilations.begin(), 1);
    window.padding = {0, window.padding[0], 0, window.padding[1]};
  }
  return window;
}

llvm::Error Emitter::conv(const CodeOp &operation) {
  const Tensor &filter = operand(operation, 1);
  if (!filter.codes)
    return createStringError("has a filter that is computed at run time");
  if (filter.shape.size() == 5)
    return conv3D(operation);
  auto input = takeMap(operation.operands[0].tensor);
  if (!input)
    return input.takeError();
  Window window = windowOf(operation);
  int64_t groups = groupsOf(operation), out = filter.shape[0];
  int64_t in = filter.shape[1] * groups;
  int64_t rows = filter.shape.size() == 4 ? filter.shape[2] : 1;
  int64_t columns = filter.shape.back();
  // OI[H]W becomes OHWI, or 1HWC where each channel has its own filter.
  int64_t taps = rows * columns;
  bool isDepthwise = groups > 1 && groups == in;
  SmallVector<int64_t> shape = {out, rows, columns, in / groups};
  SmallVector<int64_t> strides = {in / groups * taps, columns, 1, taps};
  if (isDepthwise) {
    shape = {1, rows, columns, out};
    strides = {0, columns, 1, taps};
  }
  ConstantRef codes = gathered(*filter.codes, shape, 0, strides);
  Value weights =
      constant(filter, codes, filterType(filter, isDepthwise ? 3 : 0), shape);
  const Tensor &to = result(operation);
  double sum = largestSum(operation, operand(operation, 0), *codes,
                          filter.quantization, isDepthwise, out);
  if (llvm::Error error = checkFloatSum(operation, sum, to))
    return error;
  int64_t outRows = to.shape.size() == 4 ? to.shape[2] : 1;
  auto type = this->type(operation.results[0], {outRows, to.shape.back(), out});
  Value biases = bias(operation, out);
  Value made;
  if (isDepthwise)
    made = create<mla::DepthwiseConv2DOp>(
        operation, type, *input, weights, biases, window.strides,
        window.dilations, window.padding, activation(operation, to),
        mla::Arithmetic::onnx);
  else
    made = create<mla::Conv2DOp>(operation, type, *input, weights, biases,
                                 window.strides, window.dilations,
                                 window.padding, activation(operation, to),
                                 mla::Arithmetic::onnx, groups);
  auto value = clamped(operation, made);
  if (!value)
    return value.takeError();
  placeMap(operation.results[0], *value);
  return llvm::Error::success();
}

llvm::Error Emitter::transposeConv(const CodeOp &operation) {
  const Tensor &filter = operand(operation, 1), &to = result(operation);
  if (!filter.codes)
    return createStringError("has a filter that is computed at run time");
  auto input = takeMap(operation.operands[0].tensor);
  if (!input)
    return input.takeError();
  Window window = windowOf(operation);
  for (int64_t dilation : window.dilations)
    if (dilation != 1)
      return createStringError("has dilation " + Twine(dilation) +
                               ", transposed convolutions have 1");
  int64_t groups = groupsOf(operation), out = to.shape[1];
  int64_t in = filter.shape[0] / groups, each = out / groups;
  int64_t rows = filter.shape.size() == 4 ? filter.shape[2] : 1;
  int64_t columns = filter.shape.back(), taps = rows * columns;
  // IO[H]W becomes OHWI, group by group.
  Shape shape = {out, rows, columns, in};
  ConstantRef parts =
      gathered(*filter.codes, {groups, each, rows, columns, in}, 0,
               {in * each * taps, taps, columns, 1, each * taps});
  Quantization codes = filter.quantization;
  if (codes.isPerAxis()) {
    if (codes.axis != 1)
      return createStringError("has a filter with one scale for each element "
                               "of dimension " +
                               Twine(codes.axis) +
                               ", which are not its output channels");
    // One scale for each channel of a group; each group has the same ones.
    for (int64_t c = each; c < out; ++c) {
      codes.scales.push_back(codes.scales[c % each]);
      codes.zeroPoints.push_back(codes.zeroPoints[c % each]);
    }
  }
  double sum = largestSum(operation, operand(operation, 0), *parts, codes,
                          /*channelsLast=*/false, out);
  if (llvm::Error error = checkFloatSum(operation, sum, to))
    return error;
  Value weights = constant(filter, parts, elementType(codes, 0), shape);
  int64_t outRows = to.shape.size() == 4 ? to.shape[2] : 1;
  // What the padding behind the map is follows from its size.
  int64_t inRows = cast<RankedTensorType>(input->getType()).getDimSize(1);
  int64_t inColumns = cast<RankedTensorType>(input->getType()).getDimSize(2);
  window.padding[2] =
      (inRows - 1) * window.strides[0] + rows - window.padding[0] - outRows;
  window.padding[3] = (inColumns - 1) * window.strides[1] + columns -
                      window.padding[1] - to.shape.back();
  auto type = this->type(operation.results[0], {outRows, to.shape.back(), out});
  Value made = create<mla::TransposeConv2DOp>(
      operation, type, *input, weights, bias(operation, out), window.strides,
      window.padding, activation(operation, to), mla::Arithmetic::onnx, groups);
  auto value = clamped(operation, made);
  if (!value)
    return value.takeError();
  placeMap(operation.results[0], *value);
  return llvm::Error::success();
}
