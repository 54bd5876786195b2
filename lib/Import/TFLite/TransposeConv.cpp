//===- TransposeConv.cpp - TRANSPOSE_CONV ---------------------------------===//

#include "OperatorTable.h"
#include "ProductOperands.h"
#include "Spatial.h"
#include "TensorType.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

/// Inputs of the operator.
enum : unsigned { Shape, Filter, Input, Bias };

/// The window of the convolution that would take the output back to the input:
/// its padding is the transposed one's. It must give the input's size.
static llvm::Expected<Spatial> windowOf(const fb::TransposeConvOptions &options,
                                        llvm::ArrayRef<int64_t> taps,
                                        llvm::ArrayRef<int64_t> input,
                                        llvm::ArrayRef<int64_t> output) {
  Spatial window;
  window.h = {taps[1], options.stride_h()};
  window.w = {taps[2], options.stride_w()};
  auto spatial = pad(window, options.padding(), output);
  if (!spatial)
    return spatial;
  auto back = spatial->outputShape(output, input[3]);
  if (llvm::ArrayRef<int64_t>(back) != input)
    return createStringError("output of " + toString(output) +
                             " comes from an input of " + toString(back) +
                             ", the input has " + toString(input));
  return spatial;
}

/// Padding at the end, as the output's size and what stands before it say; it
/// is negative where positions are added that no input reaches.
static int64_t paddingBehind(const mla::Window &window, int64_t input,
                             int64_t output) {
  return (input - 1) * window.stride + window.kernel - window.padBegin - output;
}

llvm::Error sima::tfl::importTransposeConv(Node &node) {
  auto options = node.options<fb::TransposeConvOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(Input, 4);
  if (!input)
    return input.takeError();
  auto filter = node.filter(4, 0);
  if (!filter)
    return filter.takeError();
  auto output = node.integers(Shape);
  if (!output)
    return output.takeError();
  llvm::ArrayRef<int64_t> in = shapeOf(*input), taps = shapeOf(*filter);
  if (output->size() != 4 || taps[3] != in[3] || (*output)[3] != taps[0])
    return createStringError("shape " + toString(*output) + ", filter " +
                             toString(taps) + " and input " + toString(in) +
                             " do not fit each other");
  auto type = node.outputType(*output);
  if (!type)
    return type.takeError();
  auto window = windowOf(**options, taps, in, *output);
  if (!window)
    return window.takeError();
  auto operands =
      productOperands(node, Input, Bias, taps[0],
                      (*options)->quantized_bias_type(), Rescaling::FixedPoint);
  if (!operands)
    return operands.takeError();
  const int64_t padding[] = {window->h.padBegin, window->w.padBegin,
                             paddingBehind(window->h, in[1], (*output)[1]),
                             paddingBehind(window->w, in[2], (*output)[2])};
  return node.setResult(node.create<mla::TransposeConv2DOp>(
      *type, *input, *filter, operands->bias, window->strides(),
      llvm::ArrayRef<int64_t>(padding), node.activation(), operands->arithmetic,
      /*groups=*/1));
}
