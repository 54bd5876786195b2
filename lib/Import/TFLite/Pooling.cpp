//===- Pooling.cpp - AVERAGE_POOL_2D and MAX_POOL_2D ----------------------===//

#include "Node.h"
#include "OperatorTable.h"
#include "Spatial.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;

template <typename Op> static llvm::Error importPool(Node &node) {
  auto options = node.options<fb::Pool2DOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0, 4);
  if (!input)
    return input.takeError();
  Spatial window;
  window.h = {(*options)->filter_height(), (*options)->stride_h()};
  window.w = {(*options)->filter_width(), (*options)->stride_w()};
  auto spatial = pad(window, (*options)->padding(), shapeOf(*input));
  if (!spatial)
    return spatial.takeError();
  auto type = node.outputType(
      spatial->outputShape(shapeOf(*input), shapeOf(*input)[3]), *input);
  if (!type)
    return type.takeError();
  return node.setResult(node.create<Op>(*type, *input, spatial->kernel(),
                                        spatial->strides(), spatial->padding(),
                                        node.activation(), node.arithmetic()));
}

llvm::Error sima::tfl::importAveragePool2D(Node &node) {
  return importPool<mla::AvgPool2DOp>(node);
}

llvm::Error sima::tfl::importMaxPool2D(Node &node) {
  return importPool<mla::MaxPool2DOp>(node);
}
