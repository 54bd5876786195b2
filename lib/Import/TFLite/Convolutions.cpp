//===- Convolutions.cpp - CONV_2D and DEPTHWISE_CONV_2D -------------------===//

#include "OperatorTable.h"
#include "ProductOperands.h"
#include "Spatial.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

namespace {
/// What both have in common once the filter's channels are known to fit.
struct Convolution {
  RankedTensorType type;
  Spatial window;
  ProductOperands operands;
};
} // namespace

template <typename Options>
static llvm::Expected<Convolution>
convolution(Node &node, const Options &options, Value input, Value filter,
            int64_t outChannels, fb::TensorType biasType) {
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
  auto operands =
      productOperands(node, 0, 2, outChannels, biasType, Rescaling::FixedPoint);
  if (!operands)
    return operands.takeError();
  return Convolution{*type, *spatial, *operands};
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
  int64_t channels = shapeOf(*filter)[0], groups = given / taken;
  if (given % taken || channels % groups)
    return createStringError("filter takes " + Twine(taken) +
                             " channels and gives " + Twine(channels) +
                             ", the input has " + Twine(given));
  if (node.model().tensor(node.inputTensor(0)).type() ==
          fb::TensorType::INT16 &&
      !node.hasInput(2))
    return createStringError("has no bias; LiteRT's int16 kernel needs one");
  auto conv = convolution(node, **options, *input, *filter, channels,
                          (*options)->quantized_bias_type());
  if (!conv)
    return conv.takeError();
  const Spatial &window = conv->window;
  return node.setResult(node.create<mla::Conv2DOp>(
      conv->type, *input, *filter, conv->operands.bias, window.strides(),
      window.dilations(), window.padding(), node.activation(),
      conv->operands.arithmetic, groups));
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
  auto conv = convolution(node, **options, *input, *filter, channels,
                          fb::TensorType::INT64);
  if (!conv)
    return conv.takeError();
  const Spatial &window = conv->window;
  return node.setResult(node.create<mla::DepthwiseConv2DOp>(
      conv->type, *input, *filter, conv->operands.bias, window.strides(),
      window.dilations(), window.padding(), node.activation(),
      conv->operands.arithmetic));
}
