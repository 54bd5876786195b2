//===- InferView.cpp - Shapes of reshapes, transposes and the like --------===//

#include "SourceOperators.h"
#include <numeric>

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

llvm::Error sima::onnx_import::inferReshape(NodeView &node) {
  auto stated = node.constantIntegers(1, "shape");
  auto allowZero = node.integer("allowzero", 0);
  if (!stated || !allowZero)
    return firstError(stated.takeError(), allowZero.takeError());
  Shape shape;
  int64_t known = 1, *open = nullptr;
  shape.reserve(stated->size()); // `open` points into it
  for (auto [d, size] : llvm::enumerate(*stated)) {
    shape.push_back(size);
    if (size == 0 && !*allowZero) {
      if (int64_t(d) >= node.rank(0))
        return createStringError(
            "shape " + toString(*stated) + " copies dimension " + Twine(d) +
            " of an input of shape " + toString(node.shape(0)));
      shape.back() = node.shape(0)[d];
    }
    if (size == -1 && !open)
      open = &shape.back();
    else if (shape.back() < 0 ||
             __builtin_mul_overflow(known, shape.back(), &known))
      return createStringError("shape " + toString(*stated) +
                               " has impossible sizes");
  }
  int64_t elements = elementCount(node.shape(0));
  if (open)
    *open = known == 0 ? 0 : elements / known;
  if ((open ? *open * known : known) != elements)
    return createStringError(
        "shape " + toString(*stated) + " does not hold the " + Twine(elements) +
        " elements of an input of shape " + toString(node.shape(0)));
  return node.setOutput(0, shape, node.type(0));
}

llvm::Error sima::onnx_import::inferFlatten(NodeView &node) {
  auto stated = node.integer("axis", 1);
  if (!stated)
    return stated.takeError();
  int64_t axis = *stated < 0 ? *stated + node.rank(0) : *stated;
  if (axis < 0 || axis > node.rank(0))
    return createStringError("axis " + Twine(*stated) +
                             " of a tensor of rank " + Twine(node.rank(0)));
  return node.setOutput(0,
                        {elementCount(node.shape(0).take_front(axis)),
                         elementCount(node.shape(0).drop_front(axis))},
                        node.type(0));
}

llvm::Error sima::onnx_import::inferSqueeze(NodeView &node) {
  auto stated = node.listed(1, "axes");
  if (!stated)
    return stated.takeError();
  Integers dropped;
  if (*stated) {
    auto axes = NodeView::axes(**stated, node.rank(0));
    if (!axes)
      return axes.takeError();
    dropped = *axes;
  } else {
    for (int64_t d = 0; d < node.rank(0); ++d)
      if (node.shape(0)[d] == 1)
        dropped.push_back(d);
  }
  Shape shape;
  for (int64_t d = 0; d < node.rank(0); ++d) {
    bool drop = llvm::is_contained(dropped, d);
    if (drop && node.shape(0)[d] != 1)
      return createStringError(
          "squeezes dimension " + Twine(d) + " of an input of shape " +
          toString(node.shape(0)) + "; it must be one of size 1");
    if (!drop)
      shape.push_back(node.shape(0)[d]);
  }
  return node.setOutput(0, shape, node.type(0));
}

llvm::Error sima::onnx_import::inferUnsqueeze(NodeView &node) {
  auto stated = node.listed(1, "axes");
  if (!stated)
    return stated.takeError();
  if (!*stated)
    return createStringError("has no axes");
  auto axes = NodeView::axes(**stated, node.rank(0) + (*stated)->size());
  if (!axes)
    return axes.takeError();
  Shape shape(node.shape(0));
  for (int64_t axis : *axes)
    shape.insert(shape.begin() + axis, 1);
  return node.setOutput(0, shape, node.type(0));
}

llvm::Error sima::onnx_import::inferTranspose(NodeView &node) {
  auto perm = node.integers("perm");
  if (!perm)
    return perm.takeError();
  if (!node.hasAttribute("perm")) {
    perm->resize(node.rank(0));
    std::iota(perm->rbegin(), perm->rend(), 0);
  }
  Integers sorted = *perm;
  llvm::sort(sorted);
  for (auto [d, axis] : llvm::enumerate(sorted))
    if (axis != int64_t(d) || int64_t(sorted.size()) != node.rank(0))
      return createStringError("perm " + toString(*perm) +
                               " does not order the dimensions of a tensor of "
                               "rank " +
                               Twine(node.rank(0)));
  if (int64_t(sorted.size()) != node.rank(0))
    return createStringError("perm is empty, the input has rank " +
                             Twine(node.rank(0)));
  node.setIntegers("perm", *perm);
  Shape shape;
  for (int64_t axis : *perm)
    shape.push_back(node.shape(0)[axis]);
  return node.setOutput(0, shape, node.type(0));
}

llvm::Error sima::onnx_import::inferExpand(NodeView &node) {
  auto stated = node.constantIntegers(1, "shape");
  if (!stated)
    return stated.takeError();
  for (int64_t size : *stated)
    if (size < 0)
      return createStringError("shape " + toString(*stated) +
                               " has a negative size");
  auto shape = broadcastShape(node.shape(0), *stated);
  if (!shape)
    return shape.takeError();
  return node.setOutput(0, *shape, node.type(0));
}

llvm::Error sima::onnx_import::inferTile(NodeView &node) {
  auto repeats = node.constantIntegers(1, "repeats");
  if (!repeats)
    return repeats.takeError();
  if (int64_t(repeats->size()) != node.rank(0))
    return createStringError("repeats has " + Twine(repeats->size()) +
                             " values, the input has rank " +
                             Twine(node.rank(0)));
  Shape shape;
  for (auto [size, repeat] : llvm::zip_equal(node.shape(0), *repeats)) {
    int64_t product;
    if (repeat < 0 || __builtin_mul_overflow(size, repeat, &product))
      return createStringError("repeats is " + toString(*repeats));
    shape.push_back(product);
  }
  node.setIntegers("repeats", *repeats);
  return node.setOutput(0, shape, node.type(0));
}

static llvm::Expected<int64_t> blockSize(const NodeView &node) {
  if (node.rank(0) != 4)
    return createStringError("input has shape " + toString(node.shape(0)) +
                             ", rank 4 is needed");
  auto size = node.integer("blocksize", 0);
  if (size && (*size < 1 || *size > 65535))
    return createStringError("blocksize is " + Twine(*size) +
                             ", the limits are 1 and 65535");
  return size;
}

llvm::Error sima::onnx_import::inferDepthToSpace(NodeView &node) {
  auto block = blockSize(node);
  if (!block)
    return block.takeError();
  auto mode = node.text("mode", "DCR");
  if (!mode)
    return mode.takeError();
  if (*mode != "DCR" && *mode != "CRD")
    return createStringError("mode '" + printable(*mode) +
                             "'; known are DCR and CRD");
  llvm::ArrayRef<int64_t> in = node.shape(0);
  if (in[1] % (*block * *block) != 0)
    return createStringError(Twine(in[1]) + " channels are no multiple of " +
                             Twine(*block * *block));
  return node.setOutput(
      0, {in[0], in[1] / (*block * *block), in[2] * *block, in[3] * *block},
      node.type(0));
}

llvm::Error sima::onnx_import::inferSpaceToDepth(NodeView &node) {
  auto block = blockSize(node);
  if (!block)
    return block.takeError();
  llvm::ArrayRef<int64_t> in = node.shape(0);
  if (in[2] % *block != 0 || in[3] % *block != 0)
    return createStringError("input of shape " + toString(in) +
                             " has no multiples of " + Twine(*block) +
                             " rows and columns");
  return node.setOutput(
      0, {in[0], in[1] * *block * *block, in[2] / *block, in[3] / *block},
      node.type(0));
}
