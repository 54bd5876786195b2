//===- InferReduction.cpp - Shapes of reductions and norms ----------------===//
//
// Afterwards `axes` of reductions and `axis` of the others are there, counted
// from the front.
//
//===----------------------------------------------------------------------===//

#include "SourceOperators.h"
#include <numeric>

using namespace sima::onnx_import;
using llvm::createStringError;

/// The shape without the sizes of `axes`, or with 1 in their place.
static Shape reduced(llvm::ArrayRef<int64_t> shape,
                     llvm::ArrayRef<int64_t> axes, bool keep) {
  Shape result;
  for (auto [d, size] : llvm::enumerate(shape))
    if (!llvm::is_contained(axes, int64_t(d)))
      result.push_back(size);
    else if (keep)
      result.push_back(1);
  return result;
}

llvm::Error sima::onnx_import::inferReduction(NodeView &node) {
  auto stated = node.listed(1, "axes");
  if (!stated)
    return stated.takeError();
  auto keep = node.integer("keepdims", 1);
  auto noop = node.integer("noop_with_empty_axes", 0);
  if (!keep || !noop)
    return firstError(keep.takeError(), noop.takeError());
  Integers list = stated->value_or(Integers());
  if (list.empty() && !*noop) {
    list.resize(node.rank(0));
    std::iota(list.begin(), list.end(), 0);
  }
  auto axes = NodeView::axes(list, node.rank(0));
  if (!axes)
    return axes.takeError();
  node.setIntegers("axes", *axes);
  return node.setOutput(0, reduced(node.shape(0), *axes, *keep != 0),
                        node.type(0));
}

llvm::Error sima::onnx_import::inferArgument(NodeView &node) {
  auto stated = node.integer("axis", 0), keep = node.integer("keepdims", 1);
  if (!stated || !keep)
    return firstError(stated.takeError(), keep.takeError());
  auto axis = NodeView::axis(*stated, node.rank(0));
  if (!axis)
    return axis.takeError();
  node.setAttribute("axis", *axis);
  return node.setOutput(0, reduced(node.shape(0), {*axis}, *keep != 0),
                        ElementType::i64);
}

/// Softmax before operator set 13 flattens to two dimensions at `axis`: `flat`
/// says so.
llvm::Error sima::onnx_import::inferAlongAxis(NodeView &node) {
  bool flat = node.node.domain.empty() && node.opset() < 13 &&
              (node.node.op == "Softmax" || node.node.op == "LogSoftmax");
  auto stated = node.integer("axis", flat ? 1 : -1);
  if (!stated)
    return stated.takeError();
  // The position behind the last dimension is a legal place to flatten at.
  if (flat && *stated == node.rank(0))
    return createStringError("axis is the rank: softmax of single elements");
  auto axis = NodeView::axis(*stated, node.rank(0));
  if (!axis)
    return axis.takeError();
  node.setAttribute("axis", *axis);
  node.setAttribute("flat", int64_t(flat));
  return node.setOutput(0, node.shape(0), node.type(0));
}

llvm::Error sima::onnx_import::inferLayerNorm(NodeView &node) {
  auto stated = node.integer("axis", -1);
  if (!stated)
    return stated.takeError();
  auto axis = NodeView::axis(*stated, node.rank(0));
  if (!axis)
    return axis.takeError();
  node.setAttribute("axis", *axis);
  return node.setOutput(0, node.shape(0), node.type(0));
}
