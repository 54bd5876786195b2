//===- InferWindow.cpp - Shapes of convolutions and poolings --------------===//
//
// Afterwards `kernel_shape`, `strides`, `dilations` and `pads` (begins, then
// ends) are there in full, whatever the node states, and `auto_pad` is gone.
//
//===----------------------------------------------------------------------===//

#include "SourceOperators.h"

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

/// Larger strides, kernels, paddings would overflow nothing, but mean nothing.
static constexpr int64_t kMaxWindowStep = 65535;

namespace {
struct Window {
  Integers kernel, strides, dilations, pads;
  int64_t axes() const { return kernel.size(); }
  int64_t extent(int64_t d) const { return (kernel[d] - 1) * dilations[d] + 1; }
};
} // namespace

static llvm::Error readList(const NodeView &node, llvm::StringRef name,
                            size_t count, int64_t otherwise, int64_t least,
                            Integers &list) {
  auto stated = node.integers(name);
  if (!stated)
    return stated.takeError();
  list = stated->empty() ? Integers(count, otherwise) : *stated;
  if (list.size() != count)
    return createStringError(name + " has " + Twine(list.size()) + " values, " +
                             Twine(count) + " are needed");
  for (int64_t value : list)
    if (value < least || value > kMaxWindowStep)
      return createStringError(name + " has " + Twine(value) +
                               ", the limits are " + Twine(least) + " and " +
                               Twine(kMaxWindowStep));
  return llvm::Error::success();
}

/// `kernel` is the one of the filter, empty for poolings.
static llvm::Expected<Window> readWindow(const NodeView &node,
                                         llvm::ArrayRef<int64_t> kernel) {
  int64_t axes = node.rank(0) - 2;
  if (axes < 1)
    return createStringError("input has shape " + toString(node.shape(0)) +
                             ", at least rank 3 is needed");
  Window window;
  if (llvm::Error error =
          readList(node, "kernel_shape", axes, 0, 0, window.kernel))
    return std::move(error);
  if (!kernel.empty()) {
    if (node.hasAttribute("kernel_shape") &&
        llvm::ArrayRef<int64_t>(window.kernel) != kernel)
      return createStringError("kernel_shape is " + toString(window.kernel) +
                               ", the filter's is " + toString(kernel));
    window.kernel.assign(kernel.begin(), kernel.end());
  }
  for (int64_t size : window.kernel)
    if (size < 1 || size > kMaxWindowStep)
      return createStringError("window has size " + toString(window.kernel) +
                               ", the limits are 1 and " +
                               Twine(kMaxWindowStep));
  if (llvm::Error error = readList(node, "strides", axes, 1, 1, window.strides))
    return std::move(error);
  if (llvm::Error error =
          readList(node, "dilations", axes, 1, 1, window.dilations))
    return std::move(error);
  if (llvm::Error error = readList(node, "pads", 2 * axes, 0, 0, window.pads))
    return std::move(error);
  return window;
}

static void store(NodeView &node, const Window &window) {
  node.setIntegers("kernel_shape", window.kernel);
  node.setIntegers("strides", window.strides);
  node.setIntegers("dilations", window.dilations);
  node.setIntegers("pads", window.pads);
  node.node.attributes.erase("auto_pad");
}

/// Splits `total` padding of dimension `d`; the odd one goes to the end, or to
/// the beginning for SAME_LOWER.
static void setPads(Window &window, int64_t d, int64_t total, bool atEnd) {
  total = std::max<int64_t>(total, 0);
  window.pads[d] = atEnd ? total / 2 : total - total / 2;
  window.pads[d + window.axes()] = total - window.pads[d];
}

static llvm::Expected<std::string> autoPad(const NodeView &node) {
  auto scheme = node.text("auto_pad", "NOTSET");
  if (scheme && *scheme != "NOTSET" && *scheme != "VALID" &&
      *scheme != "SAME_UPPER" && *scheme != "SAME_LOWER")
    return createStringError("auto_pad '" + printable(*scheme) +
                             "'; known are NOTSET, VALID, SAME_UPPER and "
                             "SAME_LOWER");
  return scheme;
}

/// What the input lacks for as many positions as SAME asks for. Less than
/// `least`: the runtime refuses, or begins inside the input.
static llvm::Expected<int64_t> samePadding(int64_t total, int64_t least,
                                           int64_t dimension) {
  if (total < least)
    return createStringError("auto_pad leaves out " + Twine(-total) +
                             " positions of dimension " + Twine(dimension) +
                             "; state pads instead");
  return total;
}

/// Number of positions of `window`, whose padding is completed, along each
/// spatial dimension. SAME may leave out as many positions as `least` says, a
/// negative number.
static llvm::Expected<Integers> positions(const NodeView &node, Window &window,
                                          bool ceilMode, int64_t least) {
  auto scheme = autoPad(node);
  if (!scheme)
    return scheme.takeError();
  Integers sizes;
  for (int64_t d = 0; d < window.axes(); ++d) {
    int64_t in = node.shape(0)[d + 2], stride = window.strides[d];
    if (*scheme == "VALID") {
      setPads(window, d, 0, true);
    } else if (*scheme != "NOTSET") {
      int64_t count = (in + stride - 1) / stride;
      auto total = samePadding((count - 1) * stride + window.extent(d) - in,
                               least, d + 2);
      if (!total)
        return total.takeError();
      setPads(window, d, *total, *scheme == "SAME_UPPER");
    }
    int64_t begin = window.pads[d], end = window.pads[d + window.axes()];
    int64_t room = in + begin + end - window.extent(d);
    if (room < 0)
      return createStringError("window of " + Twine(window.extent(d)) +
                               " is larger than the padded input of " +
                               Twine(in + begin + end));
    int64_t size = room / stride + 1;
    if (ceilMode && room % stride != 0) {
      // A window that begins in the padding behind the input is left out.
      if (size * stride < in + begin)
        ++size;
    }
    sizes.push_back(size);
  }
  return sizes;
}

llvm::Error sima::onnx_import::inferConv(NodeView &node) {
  auto group = node.integer("group", 1);
  if (!group)
    return group.takeError();
  if (node.rank(1) != node.rank(0) || node.rank(0) < 3)
    return createStringError("input has shape " + toString(node.shape(0)) +
                             ", filter has " + toString(node.shape(1)) +
                             "; both need one rank of at least 3");
  auto window = readWindow(node, node.shape(1).drop_front(2));
  if (!window)
    return window.takeError();
  int64_t in = node.shape(0)[1], out = node.shape(1)[0];
  if (*group < 1 || in != node.shape(1)[1] * *group || out % *group != 0)
    return createStringError(Twine(*group) + " groups do not fit " + Twine(in) +
                             " input channels and a filter of shape " +
                             toString(node.shape(1)));
  if (node.hasInput(2) && elementCount(node.shape(2)) != out)
    return createStringError("bias has shape " + toString(node.shape(2)) +
                             ", " + Twine(out) + " values are needed");
  // Of up to two positions the runtime leaves out the last ones, as pads of 0
  // do.
  auto sizes = positions(node, *window, false, -2);
  if (!sizes)
    return sizes.takeError();
  store(node, *window);
  Shape shape = {node.shape(0)[0], out};
  shape.append(sizes->begin(), sizes->end());
  return node.setOutput(0, shape, node.type(0));
}

/// The input's size, or the one that `output_shape` states, gives the padding.
static llvm::Error completePads(const NodeView &node, Window &window,
                                llvm::ArrayRef<int64_t> outputPadding,
                                Integers &sizes) {
  auto scheme = autoPad(node);
  if (!scheme)
    return scheme.takeError();
  auto wanted = node.integers("output_shape");
  if (!wanted)
    return wanted.takeError();
  if (int64_t(wanted->size()) == window.axes() + 2)
    wanted->erase(wanted->begin(), wanted->begin() + 2);
  if (!wanted->empty() && int64_t(wanted->size()) != window.axes())
    return createStringError("output_shape has " + Twine(wanted->size()) +
                             " values, " + Twine(window.axes()) +
                             " are needed");
  for (int64_t d = 0; d < window.axes(); ++d) {
    int64_t in = node.shape(0)[d + 2], stride = window.strides[d];
    int64_t full = (in - 1) * stride + outputPadding[d] + window.extent(d);
    if (!wanted->empty() || (*scheme != "VALID" && *scheme != "NOTSET")) {
      int64_t size = wanted->empty() ? in * stride : (*wanted)[d];
      if (size > full)
        return createStringError("gives " + Twine(full) +
                                 " positions of dimension " + Twine(d + 2) +
                                 ", fewer than the " + Twine(size) +
                                 " that output_shape or auto_pad ask for");
      setPads(window, d, full - size, *scheme == "SAME_UPPER");
    } else if (*scheme == "VALID") {
      setPads(window, d, 0, true);
    }
    sizes.push_back(full - window.pads[d] - window.pads[d + window.axes()]);
    if (sizes.back() < 1)
      return createStringError("padding leaves nothing of " + Twine(full) +
                               " positions along dimension " + Twine(d + 2));
  }
  return llvm::Error::success();
}

llvm::Error sima::onnx_import::inferConvTranspose(NodeView &node) {
  auto group = node.integer("group", 1);
  if (!group)
    return group.takeError();
  if (node.rank(1) != node.rank(0) || node.rank(0) < 3)
    return createStringError("input has shape " + toString(node.shape(0)) +
                             ", filter has " + toString(node.shape(1)) +
                             "; both need one rank of at least 3");
  auto window = readWindow(node, node.shape(1).drop_front(2));
  if (!window)
    return window.takeError();
  int64_t in = node.shape(0)[1];
  if (*group < 1 || in % *group != 0 || node.shape(1)[0] != in)
    return createStringError(Twine(*group) + " groups do not fit " + Twine(in) +
                             " input channels and a filter of shape " +
                             toString(node.shape(1)));
  int64_t out = node.shape(1)[1] * *group;
  if (node.hasInput(2) && elementCount(node.shape(2)) != out)
    return createStringError("bias has shape " + toString(node.shape(2)) +
                             ", " + Twine(out) + " values are needed");
  Integers outputPadding, sizes;
  if (llvm::Error error =
          readList(node, "output_padding", window->axes(), 0, 0, outputPadding))
    return error;
  if (llvm::Error error = completePads(node, *window, outputPadding, sizes))
    return error;
  store(node, *window);
  node.node.attributes.erase("output_shape");
  Shape shape = {node.shape(0)[0], out};
  shape.append(sizes.begin(), sizes.end());
  return node.setOutput(0, shape, node.type(0));
}

llvm::Error sima::onnx_import::inferPool(NodeView &node) {
  auto window = readWindow(node, {});
  if (!window)
    return window.takeError();
  auto ceilMode = node.integer("ceil_mode", 0);
  if (!ceilMode)
    return ceilMode.takeError();
  auto sizes = positions(node, *window, *ceilMode != 0, 0);
  if (!sizes)
    return sizes.takeError();
  store(node, *window);
  Shape shape(node.shape(0).take_front(2));
  shape.append(sizes->begin(), sizes->end());
  return node.setOutput(0, shape, node.type(0));
}

llvm::Error sima::onnx_import::inferGlobalPool(NodeView &node) {
  if (node.rank(0) < 3)
    return createStringError("input has shape " + toString(node.shape(0)) +
                             ", at least rank 3 is needed");
  Shape shape(node.rank(0), 1);
  shape[0] = node.shape(0)[0];
  shape[1] = node.shape(0)[1];
  return node.setOutput(0, shape, node.type(0));
}
