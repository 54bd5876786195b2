//===- Slices.cpp - Operators that take a part of their input -------------===//
//
// SLICE, STRIDED_SLICE, SPLIT, SPLIT_V and UNPACK become mla.strided_slice.
//
//===----------------------------------------------------------------------===//
#include "Axes.h"
#include "OperatorTable.h"
#include "TensorType.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

namespace {
/// What is taken of each dimension.
struct Part {
  Shape begin, strides, sizes;

  /// Everything.
  explicit Part(llvm::ArrayRef<int64_t> shape)
      : begin(shape.size(), 0), strides(shape.size(), 1), sizes(shape) {}
};
} // namespace

/// Lets output `output` be `part` of `input`; its shape in the
/// file is `shape`. Fails where it has no elements or cuts the samples.
static llvm::Error setPart(Node &node, Value input, const Part &part,
                           const Shape &shape, unsigned output = 0) {
  llvm::ArrayRef<int64_t> in = shapeOf(input);
  for (auto [d, size] : llvm::enumerate(part.sizes))
    if (size < 1)
      return createStringError("takes nothing of dimension " + Twine(d));
  if (llvm::ArrayRef<int64_t>(part.sizes) == in &&
      llvm::all_of(part.strides, [](int64_t stride) { return stride == 1; }))
    return setMoved(node, input, shape, output);
  if (in.size() > 1 && (part.sizes[0] != in[0] || part.strides[0] != 1))
    return checkWithinSample(0, in.size(), "takes a part of");
  return setMovement<mla::StridedSliceOp>(
      node, input, shape, part.sizes, output, input, part.begin, part.strides);
}

llvm::Error sima::tfl::importSlice(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  llvm::ArrayRef<int64_t> shape = shapeOf(*input);
  auto begin = perDimension(node, 1, 0);
  if (!begin)
    return begin.takeError();
  auto sizes = perDimension(node, 2, -1);
  if (!sizes)
    return sizes.takeError();
  Part part(shape);
  for (auto [d, extent] : llvm::enumerate(shape)) {
    int64_t first = (*begin)[d], size = (*sizes)[d];
    if (first >= 0 && first <= extent && size == -1)
      size = extent - first;
    if (first < 0 || first > extent || size < 0 || size > extent - first)
      return createStringError("takes " + Twine(size) + " elements from " +
                               Twine(first) + " on of dimension " + Twine(d) +
                               ", which has " + Twine(extent));
    part.begin[d] = first;
    part.sizes[d] = size;
  }
  return setPart(node, *input, part, shapeInFile(node, part.sizes));
}

//===----------------------------------------------------------------------===//
// STRIDED_SLICE
//===----------------------------------------------------------------------===//

namespace {
/// What the model says of one dimension.
struct Stated {
  int64_t begin, end, stride;
  bool fromStart, toEnd, single; ///< of the masks
};
/// What that means.
struct Run {
  int64_t begin, size;
};
} // namespace

/// Indices count from the end where they are negative, and are clamped to the
/// dimension. A single index takes one element and no bounds.
static Run runOf(Stated stated, int64_t extent) {
  auto index = [&](int64_t value) {
    return value < 0 ? value + extent : value;
  };
  // Where a run that ascends or descends may begin and end.
  bool ascends = stated.stride > 0;
  int64_t lowest = ascends ? 0 : -1, highest = ascends ? extent : extent - 1;
  int64_t begin = std::clamp(index(stated.begin), lowest, highest);
  int64_t end = std::clamp(index(stated.end), lowest, highest);
  if (stated.fromStart)
    begin = ascends ? lowest : highest;
  if (stated.toEnd)
    end = ascends ? highest : lowest;
  if (stated.single)
    return {begin, 1};
  int64_t room = ascends ? end - begin : begin - end;
  int64_t step = std::abs(stated.stride);
  return {begin, room > 0 ? (room + step - 1) / step : 0};
}

llvm::Error sima::tfl::importStridedSlice(Node &node) {
  auto options = node.options<fb::StridedSliceOptions>();
  if (!options)
    return options.takeError();
  if ((*options)->ellipsis_mask() || (*options)->new_axis_mask() ||
      (*options)->offset())
    return createStringError("uses an ellipsis, new axes or ends that count "
                             "from the beginning; imported are begin, end and "
                             "shrink_axis masks");
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  llvm::ArrayRef<int64_t> shape = shapeOf(*input);
  // Dimensions that the file does not have are taken whole.
  int64_t added = node.addedDimensions();
  llvm::SmallVector<Shape, 3> bounds;
  for (unsigned operand : {1, 2, 3}) {
    auto values = perDimension(node, operand, operand == 1 ? 0 : 1);
    if (!values)
      return values.takeError();
    bounds.push_back(*values);
  }
  Part part(shape);
  Shape kept;
  for (auto [d, extent] : llvm::enumerate(shape)) {
    auto has = [&](int32_t mask) {
      return int64_t(d) >= added && (mask >> (d - added) & 1) != 0;
    };
    Stated stated = {bounds[0][d],
                     bounds[1][d],
                     bounds[2][d],
                     has((*options)->begin_mask()),
                     has((*options)->end_mask()),
                     has((*options)->shrink_axis_mask())};
    constexpr int64_t limit = mla::kMaxTensorBytes;
    if (stated.stride == 0 || std::abs(stated.stride) > limit ||
        (stated.single && stated.stride < 0))
      return createStringError("stride " + Twine(stated.stride) +
                               " along dimension " + Twine(d));
    Run run = runOf(stated, extent);
    if (stated.single && (run.begin < 0 || run.begin >= extent))
      return createStringError("takes element " + Twine(stated.begin) +
                               " of dimension " + Twine(d) + ", which has " +
                               Twine(extent));
    part.begin[d] = run.begin;
    part.sizes[d] = run.size;
    // A stride that no second element uses may be longer than the dimension.
    part.strides[d] = run.size > 1 ? stated.stride : 1;
    if (!stated.single && int64_t(d) >= added)
      kept.push_back(run.size);
  }
  return setPart(node, *input, part, kept);
}

//===----------------------------------------------------------------------===//
// SPLIT, SPLIT_V, UNPACK
//===----------------------------------------------------------------------===//

/// Gives each output its part of `input`, operand `number`, along `axis`; with
/// `drop` that dimension, of size 1, is left out.
static llvm::Error setParts(Node &node, unsigned number, Value input,
                            int64_t axis, llvm::ArrayRef<int64_t> sizes,
                            bool drop) {
  if (sizes.size() != node.outputCount())
    return createStringError("makes " + Twine(sizes.size()) +
                             " parts and has " + Twine(node.outputCount()) +
                             " outputs");
  int64_t before = 0;
  for (auto [output, size] : llvm::enumerate(sizes)) {
    Part part(shapeOf(input));
    part.begin[axis] = before;
    part.sizes[axis] = size;
    before += size;
    node.nameAfterOutput(output);
    Shape shape = shapeInFile(node, part.sizes, number);
    if (drop)
      shape.erase(shape.begin() + axis - node.addedDimensions(number));
    if (llvm::Error error = setPart(node, input, part, shape, output))
      return error;
  }
  return llvm::Error::success();
}

/// The only value of constant operand `operand`, an axis of operand `input`.
static llvm::Expected<int64_t> statedAxis(const Node &node, unsigned operand,
                                          unsigned input) {
  auto values = node.integers(operand, 1);
  if (!values)
    return values.takeError();
  if (values->empty())
    return createStringError("has an empty axis");
  return node.axis(values->front(), input);
}

llvm::Error sima::tfl::importSplit(Node &node) {
  auto input = node.input(1);
  if (!input)
    return input.takeError();
  auto axis = statedAxis(node, 0, 1);
  if (!axis)
    return axis.takeError();
  int64_t parts = node.outputCount(), extent = shapeOf(*input)[*axis];
  if (extent % parts != 0)
    return createStringError("splits " + Twine(extent) + " elements into " +
                             Twine(parts) + " equal parts");
  return setParts(node, 1, *input, *axis, Shape(parts, extent / parts),
                  /*drop=*/false);
}

llvm::Error sima::tfl::importSplitV(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto axis = statedAxis(node, 2, 0);
  if (!axis)
    return axis.takeError();
  auto sizes = node.integers(1, node.outputCount());
  if (!sizes)
    return sizes.takeError();
  int64_t extent = shapeOf(*input)[*axis], rest = extent, *open = nullptr;
  for (int64_t &size : *sizes) {
    if (size == -1 && !open)
      open = &size;
    else if (size < 1 || size > rest)
      return createStringError("a part of " + Twine(size) + " of " +
                               Twine(extent) + " elements");
    else
      rest -= size;
  }
  if (open)
    *open = std::exchange(rest, 0);
  if (rest != 0)
    return createStringError("the parts leave " + Twine(rest) + " of " +
                             Twine(extent) + " elements over");
  return setParts(node, 0, *input, *axis, *sizes, /*drop=*/false);
}

llvm::Error sima::tfl::importUnpack(Node &node) {
  auto options = node.options<fb::UnpackOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto axis = node.axis((*options)->axis());
  if (!axis)
    return axis.takeError();
  return setParts(node, 0, *input, *axis, Shape(shapeOf(*input)[*axis], 1),
                  /*drop=*/true);
}
