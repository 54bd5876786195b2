//===- InferPart.cpp - Shapes of what cuts, joins and pads ----------------===//

#include "SourceOperators.h"
#include <limits>
#include <numeric>

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

llvm::Error sima::onnx_import::inferConcat(NodeView &node) {
  auto stated = node.integer("axis", std::numeric_limits<int64_t>::max());
  if (!stated)
    return stated.takeError();
  auto axis = NodeView::axis(*stated, node.rank(0));
  if (!axis)
    return axis.takeError();
  Shape shape(node.shape(0));
  for (unsigned i = 1; i < node.inputCount(); ++i) {
    if (!node.hasInput(i))
      return createStringError("lacks input " + Twine(i));
    Shape other(node.shape(i));
    if (node.rank(i) != node.rank(0) ||
        (other[*axis] = node.shape(0)[*axis],
         llvm::ArrayRef<int64_t>(other) != node.shape(0)))
      return createStringError("shapes " + toString(node.shape(0)) + " and " +
                               toString(node.shape(i)) +
                               " differ in more than dimension " +
                               Twine(*axis));
    shape[*axis] += node.shape(i)[*axis];
  }
  node.setAttribute("axis", *axis);
  return node.setOutput(0, shape, node.type(0));
}

/// Elements along one dimension.
static constexpr int64_t kMaxPad = 65535;

/// Afterwards `split` has the size of every part.
llvm::Error sima::onnx_import::inferSplit(NodeView &node) {
  auto stated = node.integer("axis", 0);
  if (!stated)
    return stated.takeError();
  auto axis = NodeView::axis(*stated, node.rank(0));
  if (!axis)
    return axis.takeError();
  auto split = node.listed(1, "split");
  if (!split)
    return split.takeError();
  int64_t size = node.shape(0)[*axis], parts = node.outputCount();
  Integers sizes = split->value_or(Integers());
  if (!*split) {
    // The last part is smaller where the sizes do not divide.
    int64_t each = (size + parts - 1) / parts;
    if (node.opset() < 18 && size % parts != 0)
      return createStringError(Twine(size) + " elements of dimension " +
                               Twine(*axis) + " do not make " + Twine(parts) +
                               " equal parts");
    for (int64_t i = 0; i < parts; ++i)
      sizes.push_back(std::clamp<int64_t>(size - i * each, 0, each));
  }
  int64_t sum = 0;
  for (int64_t part : sizes)
    if (part < 0 || __builtin_add_overflow(sum, part, &sum))
      return createStringError("split is " + toString(sizes));
  if (int64_t(sizes.size()) != parts || sum != size)
    return createStringError(
        "split into " + toString(sizes) + " does not fit " + Twine(parts) +
        " outputs and dimension " + Twine(*axis) + " of size " + Twine(size));
  node.setAttribute("axis", *axis);
  node.setIntegers("split", sizes);
  Shape shape(node.shape(0));
  for (int64_t i = 0; i < parts; ++i) {
    shape[*axis] = sizes[i];
    if (llvm::Error error = node.setOutput(i, shape, node.type(0)))
      return error;
  }
  return llvm::Error::success();
}

/// Afterwards `starts` and `steps` have a value for each dimension; the sizes
/// are those of the output.
llvm::Error sima::onnx_import::inferSlice(NodeView &node) {
  auto starts = node.constantIntegers(1, "starts");
  auto ends = node.constantIntegers(2, "ends");
  auto axes = node.listed(3, "axes"), steps = node.listed(4, "steps");
  if (!starts || !ends || !axes || !steps)
    return firstError(firstError(starts.takeError(), ends.takeError()),
                      firstError(axes.takeError(), steps.takeError()));
  Integers which = axes->value_or(Integers());
  if (!*axes) {
    which.resize(starts->size());
    std::iota(which.begin(), which.end(), 0);
  }
  Integers by = steps->value_or(Integers(starts->size(), 1));
  if (ends->size() != starts->size() || which.size() != starts->size() ||
      by.size() != starts->size())
    return createStringError("starts, ends, axes and steps have " +
                             Twine(starts->size()) + ", " +
                             Twine(ends->size()) + ", " + Twine(which.size()) +
                             " and " + Twine(by.size()) + " values");
  Shape shape(node.shape(0));
  Integers first(node.rank(0), 0), strides(node.rank(0), 1);
  if (auto unique = NodeView::axes(which, node.rank(0)); !unique)
    return unique.takeError();
  for (size_t i = 0; i < which.size(); ++i) {
    int64_t d = llvm::cantFail(NodeView::axis(which[i], node.rank(0)));
    int64_t size = node.shape(0)[d], step = by[i];
    if (step == 0 || step == std::numeric_limits<int64_t>::min())
      return createStringError("step " + Twine(step));
    auto place = [&](int64_t at, int64_t low, int64_t high) {
      return at < -size ? low : std::clamp(at < 0 ? at + size : at, low, high);
    };
    int64_t begin = step > 0 ? place((*starts)[i], 0, size)
                             : place((*starts)[i], 0, size - 1);
    int64_t end =
        step > 0 ? place((*ends)[i], 0, size) : place((*ends)[i], -1, size - 1);
    int64_t length = step > 0 ? end - begin : begin - end;
    int64_t stride = step > 0 ? step : -step;
    shape[d] = length <= 0 ? 0 : (length - 1) / stride + 1;
    first[d] = size == 0 ? 0 : begin;
    strides[d] = step;
  }
  node.setIntegers("starts", first);
  node.setIntegers("steps", strides);
  return node.setOutput(0, shape, node.type(0));
}

/// Afterwards `pads` has begins and ends of every dimension.
llvm::Error sima::onnx_import::inferPad(NodeView &node) {
  auto mode = node.text("mode", "constant");
  auto stated = node.listed(1, "pads");
  if (!mode || !stated)
    return firstError(mode.takeError(), stated.takeError());
  if (*mode != "constant" && *mode != "reflect" && *mode != "edge")
    return createStringError("mode '" + printable(*mode) +
                             "'; read are constant, reflect and edge");
  if (!*stated)
    return createStringError("has no pads");
  int64_t rank = node.rank(0);
  Integers axes(rank), pads(2 * rank, 0);
  std::iota(axes.begin(), axes.end(), 0);
  if (node.hasInput(3)) {
    auto named = node.constantIntegers(3, "axes");
    if (!named)
      return named.takeError();
    if (auto unique = NodeView::axes(*named, rank); !unique)
      return unique.takeError();
    axes = *named;
  }
  if ((*stated)->size() != 2 * axes.size())
    return createStringError("pads has " + Twine((*stated)->size()) +
                             " values, " + Twine(2 * axes.size()) +
                             " are needed");
  Shape shape(node.shape(0));
  for (size_t i = 0; i < axes.size(); ++i) {
    int64_t d = llvm::cantFail(NodeView::axis(axes[i], rank));
    int64_t low = (**stated)[i], high = (**stated)[i + axes.size()];
    for (int64_t pad : {low, high})
      if (pad < -kMaxPad || pad > kMaxPad)
        return createStringError("pads " + Twine(pad) + " along dimension " +
                                 Twine(d) + ", the limit is " + Twine(kMaxPad));
    pads[d] = low;
    pads[d + rank] = high;
    shape[d] += low + high;
    if (*mode == "reflect" && std::max(low, high) >= node.shape(0)[d])
      return createStringError("reflects " + Twine(std::max(low, high)) +
                               " elements of dimension " + Twine(d) +
                               ", which has " + Twine(node.shape(0)[d]));
  }
  node.setIntegers("pads", pads);
  return node.setOutput(0, shape, node.type(0));
}

llvm::Error sima::onnx_import::inferGather(NodeView &node) {
  auto stated = node.integer("axis", 0);
  if (!stated)
    return stated.takeError();
  auto axis = NodeView::axis(*stated, node.rank(0));
  if (!axis)
    return axis.takeError();
  if (node.input(1).isConstant()) {
    auto indices = node.constantIntegers(1, "indices");
    if (!indices)
      return indices.takeError();
    for (int64_t index : *indices)
      if (int64_t size = node.shape(0)[*axis]; index < -size || index >= size)
        return createStringError("index " + Twine(index) + " of dimension " +
                                 Twine(*axis) + ", which has size " +
                                 Twine(size));
  }
  node.setAttribute("axis", *axis);
  Shape shape(node.shape(0).take_front(*axis));
  llvm::append_range(shape, node.shape(1));
  llvm::append_range(shape, node.shape(0).drop_front(*axis + 1));
  return node.setOutput(0, shape, node.type(0));
}

/// Slices, one for each row of the indices.
llvm::Error sima::onnx_import::inferGatherND(NodeView &node) {
  auto batch = node.integer("batch_dims", 0);
  if (!batch)
    return batch.takeError();
  llvm::ArrayRef<int64_t> places = node.shape(1);
  if (*batch != 0)
    return createStringError("has batch_dims " + Twine(*batch) +
                             ", 0 is imported");
  if (places.empty() || places.back() < 1 || places.back() > node.rank(0))
    return createStringError("indices of shape " + toString(places) +
                             " do not fit data of shape " +
                             toString(node.shape(0)));
  Shape shape(places.drop_back());
  llvm::append_range(shape, node.shape(0).drop_front(places.back()));
  return node.setOutput(0, shape, node.type(0));
}

llvm::Error sima::onnx_import::inferTopK(NodeView &node) {
  auto stated = node.integer("axis", -1);
  auto count = node.constantIntegers(1, "k");
  if (!stated || !count)
    return firstError(stated.takeError(), count.takeError());
  auto axis = NodeView::axis(*stated, node.rank(0));
  if (!axis)
    return axis.takeError();
  Shape shape(node.shape(0));
  if (count->size() != 1 || (*count)[0] < 1 || (*count)[0] > shape[*axis])
    return createStringError("k is " + toString(*count) + ", taken are 1 to " +
                             Twine(shape[*axis]));
  shape[*axis] = (*count)[0];
  node.setAttribute("axis", *axis);
  return firstError(node.setOutput(0, shape, node.type(0)),
                    node.setOutput(1, shape, ElementType::i64));
}
