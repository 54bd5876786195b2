//===- EmitNumberMoves.cpp - Numbers in other places ----------------------===//
//
// The first dimension of an operation that moves elements is that of samples
// and stays; numbers know no samples. So a move is made for one dimension after
// the other, of [1, outer, size, inner].
//
//===----------------------------------------------------------------------===//

#include "NumberEmitter.h"
#include "NumberOperators.h"

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;
using mla::PointwiseKind;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

Value NumberEmitter::view(Value value, ArrayRef<int64_t> shape) {
  RankedTensorType type = typeOf(value);
  if (type.getShape() == shape)
    return value;
  return builder.create<mla::ReshapeOp>(
      loc, RankedTensorType::get(shape, type.getElementType()), value);
}

Shape NumberEmitter::around(ArrayRef<int64_t> shape, int64_t axis) {
  return {1, elementCount(shape.take_front(axis)), shape[axis],
          elementCount(shape.drop_front(axis + 1))};
}

//===----------------------------------------------------------------------===//
// Orders
//===----------------------------------------------------------------------===//

Value NumberEmitter::asRows(Value value, ArrayRef<int64_t> shape,
                            int64_t axis) {
  Shape sizes = around(shape, axis);
  int64_t rows = sizes[1] * sizes[3];
  if (sizes[3] != 1)
    value = builder.create<mla::RearrangeOp>(
        loc,
        RankedTensorType::get({1, sizes[1], sizes[3], sizes[2]},
                              typeOf(value).getElementType()),
        view(value, sizes), ArrayRef<int64_t>{sizes[1], sizes[2], sizes[3]},
        ArrayRef<int64_t>{0, 2, 1});
  return view(value, {rows, sizes[2]});
}

Value NumberEmitter::fromRows(Value value, ArrayRef<int64_t> shape,
                              int64_t axis) {
  Shape sizes = around(shape, axis);
  if (sizes[3] == 1)
    return value;
  return builder.create<mla::RearrangeOp>(
      loc, RankedTensorType::get(sizes, typeOf(value).getElementType()),
      view(value, {1, sizes[1], sizes[3], sizes[2]}),
      ArrayRef<int64_t>{sizes[1], sizes[3], sizes[2]},
      ArrayRef<int64_t>{0, 2, 1});
}

NumberEmitter::Result NumberEmitter::transpose(const NumberValue &x) {
  constexpr size_t limit = 8;
  std::vector<int64_t> perm = integers("perm");
  if (perm.size() > limit)
    return createStringError("transposes " + Twine(perm.size()) +
                             " dimensions, the limit is " + Twine(limit));
  if (llvm::is_sorted(perm))
    return x.value;
  Shape flat = {1, elementCount(x.shape)};
  return Value(builder.create<mla::RearrangeOp>(
      loc, RankedTensorType::get(flat, typeOf(x.value).getElementType()),
      view(x.value, flat), x.shape, perm));
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

Value NumberEmitter::cut(Value value, ArrayRef<int64_t> shape, int64_t axis,
                         int64_t begin, int64_t step, int64_t size) {
  if (size == shape[axis] && step == 1)
    return value;
  Shape sizes = around(shape, axis), out = sizes;
  out[2] = size;
  return builder.create<mla::StridedSliceOp>(
      loc, RankedTensorType::get(out, typeOf(value).getElementType()),
      view(value, sizes), ArrayRef<int64_t>{0, 0, begin, 0},
      ArrayRef<int64_t>{1, 1, step, 1});
}

NumberEmitter::Result NumberEmitter::slice(const NumberValue &x) {
  std::vector<int64_t> starts = integers("starts"), steps = integers("steps");
  Shape shape = x.shape;
  Value value = x.value;
  for (size_t d = 0; d < shape.size(); ++d) {
    int64_t size = resultShapes[0][d];
    value = cut(value, shape, d, starts[d], steps[d], size);
    shape[d] = size;
  }
  return value;
}

SmallVector<Value> NumberEmitter::split(const NumberValue &x,
                                        ArrayRef<Shape> shapes) {
  int64_t axis = integer("axis", 0), at = 0;
  std::vector<int64_t> sizes = integers("split");
  SmallVector<Value> parts;
  for (size_t i = 0; i < shapes.size(); ++i) {
    // Parts that nobody wants have no shape.
    parts.push_back(shapes[i].empty()
                        ? Value()
                        : cut(x.value, x.shape, axis, at, 1, sizes[i]));
    at += sizes[i];
  }
  return parts;
}

/// Positions are shifted by `size` where they are negative.
Value NumberEmitter::fromTheFront(Value positions, int64_t size) {
  Value isNegative =
      apply(PointwiseKind::less, {positions, scalarLike(positions, 0)});
  Value shifted = apply(PointwiseKind::add,
                        {positions, scalarLike(positions, double(size))});
  return apply(PointwiseKind::select, {isNegative, shifted, positions});
}

NumberEmitter::Result NumberEmitter::gather(Values operands) {
  const NumberValue &x = operands[0];
  int64_t axis = integer("axis", 0), size = x.shape[axis];
  Shape sizes = around(x.shape, axis);
  Type element = typeOf(x.value).getElementType();
  if (ConstantRef known = constant(1)) {
    SmallVector<int64_t> places;
    for (int64_t index : known->integers())
      places.push_back(index < 0 ? index + size : index);
    Shape out = sizes;
    out[2] = int64_t(places.size());
    return Value(
        builder.create<mla::GatherOp>(loc, RankedTensorType::get(out, element),
                                      view(x.value, sizes), places, 2));
  }
  // Rows of the axis are what positions name; they come first.
  Value positions = fromTheFront(operands[1].value, size);
  int64_t count = elementCount(operands[1].shape);
  Value rows = x.value;
  if (sizes[1] != 1)
    rows = builder.create<mla::RearrangeOp>(
        loc, RankedTensorType::get({1, size, sizes[1], sizes[3]}, element),
        view(x.value, sizes), ArrayRef<int64_t>{sizes[1], size, sizes[3]},
        ArrayRef<int64_t>{1, 0, 2});
  int64_t length = sizes[1] * sizes[3];
  Value chosen = builder.create<mla::GatherNdOp>(
      loc, RankedTensorType::get({count, length}, element),
      view(rows, {size, length}), view(positions, {count, 1}));
  if (sizes[1] == 1)
    return chosen;
  return Value(builder.create<mla::RearrangeOp>(
      loc, RankedTensorType::get({1, sizes[1], count, sizes[3]}, element),
      view(chosen, {1, count, sizes[1], sizes[3]}),
      ArrayRef<int64_t>{count, sizes[1], sizes[3]},
      ArrayRef<int64_t>{1, 0, 2}));
}

NumberEmitter::Result NumberEmitter::gatherNd(Values operands) {
  const NumberValue &x = operands[0], &at = operands[1];
  if (integer("batch_dims", 0))
    return createStringError("has batch_dims; 0 is imported");
  if (at.shape.empty() || at.shape.back() > int64_t(mla::kMaxRank) - 1)
    return createStringError("has indices of shape " + toString(at.shape) +
                             "; of up to 3 positions are imported");
  int64_t depth = at.shape.back(), places = elementCount(at.shape) / depth;
  Shape sizes(ArrayRef(x.shape).take_front(depth));
  // Positions along each dimension count from its own end.
  SmallVector<Value> columns;
  SmallVector<Shape> shapes(depth, Shape{places, 1});
  for (int64_t d = 0; d < depth; ++d)
    columns.push_back(fromTheFront(
        view(cut(at.value, {places, depth}, 1, d, 1, 1), {places, 1}),
        sizes[d]));
  Value positions = view(join(columns, shapes, 1), {places, depth});
  int64_t length = elementCount(ArrayRef(x.shape).drop_front(depth));
  sizes.push_back(length);
  return Value(builder.create<mla::GatherNdOp>(
      loc,
      RankedTensorType::get({places, length}, typeOf(x.value).getElementType()),
      view(x.value, sizes), positions));
}

//===----------------------------------------------------------------------===//
// More elements
//===----------------------------------------------------------------------===//

Value NumberEmitter::join(ArrayRef<Value> values, ArrayRef<Shape> shapes,
                          int64_t axis) {
  SmallVector<Value> parts;
  Shape sizes;
  for (auto [value, shape] : llvm::zip_equal(values, shapes)) {
    if (elementCount(shape) == 0)
      continue;
    Shape own = around(shape, axis);
    parts.push_back(view(value, own));
    if (sizes.empty())
      sizes = own;
    else
      sizes[2] += own[2];
  }
  if (parts.size() == 1)
    return parts[0];
  return builder.create<mla::ConcatOp>(
      loc, RankedTensorType::get(sizes, typeOf(parts[0]).getElementType()),
      parts, 2);
}

NumberEmitter::Result NumberEmitter::concat(Values operands) {
  SmallVector<Value> values;
  SmallVector<Shape> shapes;
  for (const NumberValue &operand : operands) {
    values.push_back(operand.value);
    shapes.push_back(operand.shape);
  }
  return join(values, shapes, integer("axis", 0));
}

Value NumberEmitter::repeat(Value value, ArrayRef<int64_t> shape, int64_t axis,
                            int64_t count) {
  int64_t outer = elementCount(shape.take_front(axis)),
          inner = elementCount(shape.drop_front(axis));
  return builder.create<mla::BroadcastOp>(
      loc,
      RankedTensorType::get({1, outer, count, inner},
                            typeOf(value).getElementType()),
      view(value, {1, outer, 1, inner}));
}

NumberEmitter::Result NumberEmitter::expand(const NumberValue &x) {
  Shape shape = x.shape, out = resultShapes[0];
  shape.insert(shape.begin(), out.size() - shape.size(), 1);
  Value value = x.value;
  for (size_t d = 0; d < out.size(); ++d) {
    if (shape[d] == out[d])
      continue;
    value = repeat(value, shape, int64_t(d), out[d]);
    shape[d] = out[d];
  }
  return value;
}

NumberEmitter::Result NumberEmitter::tile(const NumberValue &x) {
  std::vector<int64_t> repeats = integers("repeats");
  Shape shape = x.shape;
  Value value = x.value;
  for (size_t d = 0; d < shape.size(); ++d) {
    if (repeats[d] == 1)
      continue;
    value = repeat(value, shape, int64_t(d), repeats[d]);
    shape[d] *= repeats[d];
  }
  return value;
}

NumberEmitter::Result NumberEmitter::pad(const NumberValue &x) {
  if (text("mode", "constant") != "constant")
    return createStringError("pads with elements of the tensor; a constant is "
                             "imported");
  std::vector<int64_t> pads = integers("pads");
  ConstantRef given = constant(2);
  if (node.hasInput(2) && !given)
    return createStringError("has a pad value that is computed at run time");
  Shape shape = x.shape;
  Value value = x.value,
        border = scalarLike(value, given ? given->real(0) : 0.0);
  int64_t rank = int64_t(shape.size());
  for (int64_t d = 0; d < rank; ++d) {
    int64_t low = pads[d], high = pads[d + rank];
    if (low < 0 || high < 0)
      return createStringError("pads " + Twine(std::min(low, high)) +
                               " elements; use Slice to remove elements");
    SmallVector<Value> parts;
    SmallVector<Shape> shapes;
    auto add = [&](Value part, int64_t size) {
      Shape own = shape;
      own[d] = size;
      shapes.push_back(own);
      parts.push_back(part);
    };
    auto addBorder = [&](int64_t size) {
      Shape own = shape;
      own[d] = size;
      if (size > 0)
        add(repeat(border, {1}, 0, elementCount(own)), size);
    };
    addBorder(low);
    add(value, shape[d]);
    addBorder(high);
    value = join(parts, shapes, d);
    shape[d] += low + high;
  }
  return value;
}
