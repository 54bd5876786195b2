//===- EmitWindows.cpp - Poolings and Resize ------------------------------===//

#include "Emitter.h"
#include "NodeView.h"

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

static SmallVector<int64_t> listOf(const CodeOp &operation, StringRef name) {
  const auto &list = std::get<std::vector<int64_t>>(
      operation.node->attributes.find(name)->second);
  return {list.begin(), list.end()};
}

static int64_t flag(const CodeOp &operation, StringRef name) {
  auto found = operation.node->attributes.find(name);
  const auto *value = found == operation.node->attributes.end()
                          ? nullptr
                          : std::get_if<int64_t>(&found->second);
  return value ? *value : 0;
}

static std::string word(const CodeOp &operation, StringRef name) {
  auto found = operation.node->attributes.find(name);
  const auto *value = found == operation.node->attributes.end()
                          ? nullptr
                          : std::get_if<std::string>(&found->second);
  return value ? *value : std::string();
}

llvm::Error Emitter::pool(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  auto input = takeMap(from);
  if (!input)
    return input.takeError();
  auto window = listOf(operation, "kernel_shape");
  auto strides = listOf(operation, "strides"), pads = listOf(operation, "pads");
  for (int64_t dilation : listOf(operation, "dilations"))
    if (dilation != 1)
      return createStringError("has dilation " + Twine(dilation) +
                               ", poolings have 1");
  const Shape &out = tensor(to).shape;
  SmallVector<int64_t> sizes(out.begin() + 2, out.end());
  bool includePad = flag(operation, "count_include_pad") != 0;
  int64_t axes = window.size();
  auto in = cast<RankedTensorType>(input->getType()).getShape();
  for (int64_t d = 0; d < axes; ++d) {
    // Rounding up adds windows that reach beyond the padding.
    int64_t reached = (sizes[d] - 1) * strides[d] + window[d];
    int64_t end = reached - pads[d] - in[3 - axes + d];
    if (end > pads[axes + d]) {
      if (includePad && operation.op == "AveragePool")
        return createStringError("rounds its size up and counts padding; use "
                                 "ceil_mode 0 or count_include_pad 0");
      pads[axes + d] = end;
    }
  }
  if (axes == 1) {
    window.insert(window.begin(), 1);
    strides.insert(strides.begin(), 1);
    pads = {0, pads[0], 0, pads[1]};
    sizes.insert(sizes.begin(), 1);
  }
  auto type = this->type(to, {sizes[0], sizes[1], out[1]});
  Value made;
  bool isWhole = operation.op == "AveragePool" && operation.isFused &&
                 window[0] == in[1] && window[1] == in[2] &&
                 llvm::all_of(pads, [](int64_t pad) { return pad == 0; });
  // A window over the whole map runs as a global average.
  if (isWhole)
    made = create<mla::ReduceMeanOp>(operation, type, *input,
                                     SmallVector<int64_t>{1, 2},
                                     mla::Arithmetic::onnx);
  else if (operation.op == "MaxPool")
    made = create<mla::MaxPool2DOp>(operation, type, *input, window, strides,
                                    pads, activation(operation, tensor(to)),
                                    mla::Arithmetic::onnx);
  else
    made = create<mla::AvgPool2DOp>(operation, type, *input, window, strides,
                                    pads, activation(operation, tensor(to)),
                                    arithmetic(operation), includePad);
  auto value = clamped(operation, made);
  if (!value)
    return value.takeError();
  placeMap(to, *value);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Resize
//===----------------------------------------------------------------------===//

llvm::Error Emitter::resize(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  const Shape &in = tensor(from).shape, &out = tensor(to).shape;
  const auto &scales = std::get<std::vector<float>>(
      operation.node->attributes.find("scales")->second);
  if (in.size() < 3 || scales[0] != 1 || scales[1] != 1)
    return createStringError("resizes " + toString(in) + " to " +
                             toString(out) +
                             "; rows and columns of maps are resized");
  std::string mode = word(operation, "mode");
  if (mode != "nearest" && mode != "linear")
    return createStringError("mode '" + printable(mode) +
                             "'; imported are nearest and linear");
  if (flag(operation, "antialias"))
    return createStringError("smooths before it samples (antialias)");
  std::string place = word(operation, "coordinate_transformation_mode");
  auto coordinates = mla::symbolizeCoordinates(place);
  auto rounding = mla::symbolizeRounding(word(operation, "nearest_mode"));
  if (!coordinates)
    return createStringError("coordinate_transformation_mode '" +
                             printable(place) +
                             "'; imported are half_pixel, "
                             "half_pixel_symmetric, pytorch_half_pixel, "
                             "align_corners and asymmetric");
  if (!rounding)
    return createStringError("nearest_mode '" +
                             printable(word(operation, "nearest_mode")) +
                             "' is not known");
  auto input = takeMap(from);
  if (!input)
    return input.takeError();
  bool isMap = in.size() == 4;
  SmallVector<float> factors = {isMap ? scales[2] : 1.0f, scales.back()};
  auto type = this->type(to, {isMap ? out[2] : 1, out.back(), out[1]});
  Value made = create<mla::ResizeOp>(
      operation, type, *input,
      mode == "nearest" ? mla::ResizeKind::nearest : mla::ResizeKind::bilinear,
      *coordinates, *rounding, factors,
      mode == "nearest" ? mla::Arithmetic::onnx : mla::Arithmetic::onnx_float);
  auto value = clamped(operation, made);
  if (!value)
    return value.takeError();
  placeMap(to, *value);
  return llvm::Error::success();
}
