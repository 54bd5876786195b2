//===- InferResize.cpp - Shape of Resize ----------------------------------===//
//
// Afterwards `scales` has the float32 factor of every dimension, and the
// attributes with words have their defaults.
//
//===----------------------------------------------------------------------===//

#include "SourceOperators.h"
#include <cmath>

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

/// Factors of the dimensions in `axes`, from input 2.
static llvm::Expected<std::vector<float>>
statedScales(const NodeView &node, llvm::ArrayRef<int64_t> axes) {
  const GraphValue &value = node.input(2);
  if (!value.isConstant() || value.constant->type != ElementType::f32 ||
      value.constant->size() != int64_t(axes.size()))
    return createStringError("scales must be " + Twine(axes.size()) +
                             " constant floats");
  std::vector<float> scales(node.rank(0), 1);
  for (auto [i, axis] : llvm::enumerate(axes)) {
    float scale = float(value.constant->real(i));
    if (!(scale > 0 && scale < 65536))
      return createStringError("scales dimension " + Twine(axis) + " by " +
                               std::to_string(scale) +
                               ", the limits are 0 and 65536");
    scales[axis] = scale;
  }
  return scales;
}

static llvm::Error setWords(NodeView &node) {
  constexpr std::pair<const char *, const char *> words[] = {
      {"mode", "nearest"},
      {"coordinate_transformation_mode", "half_pixel"},
      {"nearest_mode", "round_prefer_floor"},
      {"keep_aspect_ratio_policy", "stretch"}};
  for (auto [name, otherwise] : words) {
    auto word = node.text(name, otherwise);
    if (!word)
      return word.takeError();
    node.setAttribute(name, *word);
  }
  return llvm::Error::success();
}

llvm::Error sima::onnx_import::inferResize(NodeView &node) {
  if (llvm::Error error = setWords(node))
    return error;
  int64_t rank = node.rank(0);
  auto listed = node.integers("axes");
  if (!listed)
    return listed.takeError();
  auto named = NodeView::axes(*listed, rank);
  if (!named)
    return named.takeError();
  Integers axes;
  for (int64_t axis : *listed)
    axes.push_back(llvm::cantFail(NodeView::axis(axis, rank)));
  for (int64_t d = 0; listed->empty() && d < rank; ++d)
    axes.push_back(d);
  bool hasSizes = node.hasInput(3);
  bool hasScales = node.hasInput(2) && elementCount(node.shape(2)) > 0;
  if (hasSizes == hasScales)
    return createStringError("needs either scales or sizes");
  Shape shape(node.shape(0));
  std::vector<float> scales(rank, 1);
  if (hasScales) {
    auto stated = statedScales(node, axes);
    if (!stated)
      return stated.takeError();
    scales = *stated;
    for (int64_t d = 0; d < rank; ++d)
      shape[d] = int64_t(std::floor(float(shape[d]) * scales[d]));
  } else {
    auto sizes = node.constantIntegers(3, "sizes");
    if (!sizes)
      return sizes.takeError();
    if (sizes->size() != axes.size())
      return createStringError("sizes has " + Twine(sizes->size()) +
                               " values, " + Twine(axes.size()) +
                               " are needed");
    if (llvm::cantFail(node.text("keep_aspect_ratio_policy", "")) != "stretch")
      return createStringError("keeps the aspect ratio of sizes; state the "
                               "resulting sizes instead");
    for (auto [axis, size] : llvm::zip_equal(axes, *sizes)) {
      if (size < 1 || shape[axis] < 1)
        return createStringError("resizes " + Twine(shape[axis]) + " to " +
                                 Twine(size));
      scales[axis] = float(size) / float(shape[axis]);
      shape[axis] = size;
    }
  }
  node.setAttribute("scales", scales);
  return node.setOutput(0, shape, node.type(0));
}
