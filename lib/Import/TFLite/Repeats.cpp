//===- Repeats.cpp - Operators that take elements again -------------------===//
//
// GATHER, TILE and BROADCAST_TO.
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

/// Indices of one gather; each may become a copy of its own.
static constexpr unsigned kMaxIndices = 65536;

llvm::Error sima::tfl::importGather(Node &node) {
  auto options = node.options<fb::GatherOptions>();
  if (!options)
    return options.takeError();
  if ((*options)->batch_dims() != 0)
    return createStringError("has batch_dims " +
                             Twine((*options)->batch_dims()) +
                             ", imported is 0");
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  int64_t rank = shapeOf(*input).size();
  auto axis = node.axis((*options)->axis());
  if (!axis)
    return axis.takeError();
  auto indices = node.integers(1, kMaxIndices);
  if (!indices)
    return indices.takeError();
  if (indices->empty())
    return createStringError("has no indices");
  int64_t extent = shapeOf(*input)[*axis];
  for (int64_t index : *indices)
    if (index < 0 || index >= extent)
      return createStringError("index " + Twine(index) + " of dimension " +
                               Twine(*axis) + ", which has " + Twine(extent) +
                               " elements");
  // The indices' own dimensions take the place of the axis.
  Shape shape = node.statedShape(0), own = node.statedShape(1);
  auto place = shape.begin() + *axis - node.addedDimensions();
  shape.insert(shape.erase(place), own.begin(), own.end());
  bool same =
      indices->size() == size_t(extent) && llvm::is_sorted(*indices) &&
      std::adjacent_find(indices->begin(), indices->end()) == indices->end();
  if (same)
    return setMoved(node, *input, shape);
  if (llvm::Error error = checkWithinSample(*axis, rank, "gathers along"))
    return error;
  Shape taken(shapeOf(*input));
  taken[*axis] = indices->size();
  return setMovement<mla::GatherOp>(node, *input, shape, taken, 0, *input,
                                    *indices, *axis);
}

llvm::Error sima::tfl::importTile(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  Shape shape(shapeOf(*input));
  int64_t rank = shape.size();
  auto times = perDimension(node, 1, 1);
  if (!times)
    return times.takeError();
  Shape axes;
  for (auto [d, count] : llvm::enumerate(*times)) {
    if (count == 1)
      continue;
    if (llvm::Error error = checkWithinSample(d, rank, "repeats"))
      return error;
    if (count < 1 || count > kMaxIndices / shape[d])
      return createStringError("repeats dimension " + Twine(d) + " of " +
                               Twine(shape[d]) + " elements " + Twine(count) +
                               " times, up to " + Twine(kMaxIndices) +
                               " elements are imported");
    axes.push_back(d);
    shape[d] *= count;
  }
  Shape inFile = shapeInFile(node, shape);
  if (axes.empty())
    return setMoved(node, *input, inFile);
  Value value = *input;
  for (int64_t axis : axes) {
    Shape repeated(shapeOf(value)), indices;
    for (int64_t i = 0; i < shape[axis]; ++i)
      indices.push_back(i % repeated[axis]);
    repeated[axis] = shape[axis];
    if (axis == axes.back())
      return setMovement<mla::GatherOp>(node, value, inFile, repeated, 0, value,
                                        indices, axis);
    value = node.createStep<mla::GatherOp>("axis" + std::to_string(axis),
                                           withShape(value, repeated), value,
                                           indices, axis);
  }
  llvm_unreachable("the last axis returns");
}

llvm::Error sima::tfl::importBroadcastTo(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto shape = node.integers(1);
  if (!shape)
    return shape.takeError();
  auto type = node.outputType(*shape, *input);
  if (!type)
    return type.takeError();
  Shape in = node.statedShape(0);
  if (in.size() > shape->size())
    return createStringError("makes rank " + Twine(shape->size()) +
                             " of an input of rank " + Twine(in.size()));
  Shape out(type->getShape());
  in.insert(in.begin(), out.size() - in.size(), 1);
  for (auto [d, size] : llvm::enumerate(out)) {
    if (in[d] == size)
      continue;
    if (in[d] != 1)
      return createStringError("makes " + Twine(size) + " of the " +
                               Twine(in[d]) + " elements of dimension " +
                               Twine(d));
    if (llvm::Error error = checkWithinSample(d, out.size(), "repeats"))
      return error;
  }
  if (in == out)
    return setMoved(node, *input, *shape);
  Value expanded = reshaped(node, "expanded", *input, in);
  return node.setResult(node.create<mla::BroadcastOp>(*type, expanded));
}
