//===- Convolutions.cpp - CONV_2D and DEPTHWISE_CONV_2D -------------------===//

#include "Node.h"
#include "OperatorTable.h"
#include "Spatial.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

/// What both have in common once the filter's channels are known to fit.
template <typename Op, typename Options>
static llvm::Error importConvolution(Node &node, const Options &options,
                                     Value input, Value filter,
                                     int64_t outChannels) {
  llvm::ArrayRef<int64_t> taps = shapeOf(filter);
  Spatial window;
  window.h = {taps[1], options.stride_h(), options.dilation_h_factor()};
  window.w = {taps[2], options.stride_w(), options.dilation_w_factor()};
  auto spatial = pad(window, options.padding(), shapeOf(input));
  if (!spatial)
    return spatial.takeError();
  auto type =
      node.outputType(spatial->outputShape(shapeOf(input), outChannels));
  if (!type)
    return type.takeError();
  auto bias = node.bias(outChannels);
  if (!bias)
    return bias.takeError();
  return node.setResult(node.create<Op>(
      *type, input, filter, *bias, spatial->strides(), spatial->dilations(),
      spatial->padding(), node.activation(), mla::Arithmetic::tflite));
}

llvm::Error sima::tfl::importConv2D(Node &node) {
  auto options = node.options<fb::Conv2DOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0, 4);
  if (!input)
    return input.takeError();
  auto filter = node.filter(4, 0);
  if (!filter)
    return filter.takeError();
  int64_t taken = shapeOf(*filter)[3], given = shapeOf(*input)[3];
  if (taken != given)
    return createStringError("filter takes " + Twine(taken) +
                             " channels, the input has " + Twine(given));
  return importConvolution<mla::Conv2DOp>(node, **options, *input, *filter,
                                          shapeOf(*filter)[0]);
}

llvm::Error sima::tfl::importDepthwiseConv2D(Node &node) {
  auto options = node.options<fb::DepthwiseConv2DOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0, 4);
  if (!input)
    return input.takeError();
  auto filter = node.filter(4, 3);
  if (!filter)
    return filter.takeError();
  // The multiplier follows from the shapes; LiteRT ignores the option, too.
  int64_t channels = shapeOf(*filter)[3], given = shapeOf(*input)[3];
  if (shapeOf(*filter)[0] != 1 || channels % given != 0)
    return createStringError("filter must be 1 x height x width x a multiple "
                             "of the input's " +
                             Twine(given) + " channels, has " +
                             Twine(shapeOf(*filter)[0]) + " and " +
                             Twine(channels));
  return importConvolution<mla::DepthwiseConv2DOp>(node, **options, *input,
                                                   *filter, channels);
}
