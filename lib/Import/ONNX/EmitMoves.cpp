//===- EmitMoves.cpp - Slices, pads, gathers, concatenations --------------===//

#include "Emitter.h"
#include "NodeView.h"

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

static ArrayRef<int64_t> sampleOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape().drop_front();
}

static std::vector<int64_t> listOf(const CodeOp &operation, StringRef name) {
  auto found = operation.node->attributes.find(name);
  if (found != operation.node->attributes.end())
    if (const auto *list = std::get_if<std::vector<int64_t>>(&found->second))
      return *list;
  return {};
}

static int64_t axisOf(const CodeOp &operation) {
  return std::get<int64_t>(operation.node->attributes.find("axis")->second);
}

/// Which of `groups` holds `dimension`; -1 for none.
static int64_t groupOf(const Groups &groups, int64_t dimension) {
  for (auto [i, group] : llvm::enumerate(groups))
    if (llvm::is_contained(group, dimension))
      return i;
  return -1;
}

static llvm::Error samplesError(const char *what) {
  return createStringError(Twine(what) +
                           " along dimension 0, that of the samples");
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

/// Makes `to` of the elements of `from` from `begin` on in steps of `steps`.
llvm::Error Emitter::cut(const CodeOp &operation, int from, int to,
                         ArrayRef<int64_t> begin, ArrayRef<int64_t> steps) {
  const Shape &in = tensor(from).shape, &out = tensor(to).shape;
  placed(from);
  auto isCut = [&](int64_t d) { return in[d] != out[d] || steps[d] != 1; };
  for (int64_t d = 0; d < int64_t(in.size()); ++d)
    if (isCut(d) && values[from].layout.isSamples(d))
      return samplesError("cuts");
  // Each dimension that is cut is one of the operation's.
  auto groups =
      storedGroups(from, [&](int64_t d) { return isCut(d) ? int(d) : -1; });
  if (!groups)
    return groups.takeError();
  auto value = take(from, *groups);
  if (!value)
    return value.takeError();
  SmallVector<int64_t> begins = {0}, strides = {1};
  Shape sample;
  for (const Dimensions &group : *groups) {
    bool single = group.size() == 1;
    begins.push_back(single ? begin[group[0]] : 0);
    strides.push_back(single ? steps[group[0]] : 1);
    int64_t size = 1;
    for (int64_t d : group)
      size *= out[d];
    sample.push_back(size);
  }
  Value part = *value;
  if (type(to, sample) != value->getType() ||
      llvm::any_of(strides, [](int64_t s) { return s != 1; }))
    part = create<mla::StridedSliceOp>(operation, type(to, sample), *value,
                                       begins, strides);
  place(to, part, *groups);
  return llvm::Error::success();
}

llvm::Error Emitter::slice(const CodeOp &operation) {
  return cut(operation, operation.operands[0].tensor, operation.results[0],
             listOf(operation, "starts"), listOf(operation, "steps"));
}

llvm::Error Emitter::split(const CodeOp &operation) {
  int from = operation.operands[0].tensor;
  int64_t axis = axisOf(operation), at = 0;
  std::vector<int64_t> sizes = listOf(operation, "split");
  for (auto [part, to] : llvm::enumerate(operation.results)) {
    SmallVector<int64_t> begin(tensor(from).shape.size(), 0);
    SmallVector<int64_t> steps(begin.size(), 1);
    begin[axis] = at;
    at += sizes[part];
    if (to < 0)
      continue;
    CodeOp one = operation;
    one.results = {to};
    if (llvm::Error error = cut(one, from, to, begin, steps))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error Emitter::gather(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  int64_t axis = axisOf(operation), size = tensor(from).shape[axis];
  const ConstantRef &indices = graph.values[operation.node->inputs[1]].constant;
  placed(from);
  if (values[from].layout.isSamples(axis))
    return samplesError("gathers");
  auto groups = storedGroups(from, [&](int64_t d) { return d == axis; });
  if (!groups)
    return groups.takeError();
  if (groupOf(*groups, axis) < 0 && size != 1)
    return samplesError("gathers");
  if (groupOf(*groups, axis) < 0)
    groups->push_back({axis});
  while (groups->size() > mla::kMaxRank - 1)
    return createStringError("gathers of a tensor of shape " +
                             toString(tensor(from).shape));
  auto value = take(from, *groups);
  if (!value)
    return value.takeError();
  SmallVector<int64_t> places;
  for (int64_t index : indices->integers())
    places.push_back(index < 0 ? index + size : index);
  int64_t dimension = groupOf(*groups, axis);
  Shape sample(sampleOf(*value));
  sample[dimension] = places.size();
  Value made = create<mla::GatherOp>(operation, type(to, sample), *value,
                                     places, dimension + 1);
  // The axis becomes the dimensions of the indices.
  int64_t added = indices->shape.size();
  Groups result;
  for (const Dimensions &group : *groups) {
    Dimensions &list = result.emplace_back();
    for (int64_t d : group) {
      if (d == axis)
        for (int64_t i = 0; i < added; ++i)
          list.push_back(axis + i);
      else
        list.push_back(d < axis ? d : d + added - 1);
    }
  }
  place(to, made, result);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// More elements
//===----------------------------------------------------------------------===//

/// The code that Pad writes.
static int64_t padCode(const Graph &graph, const CodeOp &operation,
                       const Quantization &quantization) {
  const Node &node = *operation.node;
  float value = node.hasInput(2) && graph.values[node.inputs[2]].constant
                    ? float(graph.values[node.inputs[2]].constant->real(0))
                    : 0.0f;
  return quantization.code(value);
}

llvm::Error Emitter::pad(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  std::vector<int64_t> pads = listOf(operation, "pads");
  int64_t rank = tensor(from).shape.size();
  placed(from);
  auto isPadded = [&](int64_t d) { return pads[d] || pads[d + rank]; };
  for (int64_t d = 0; d < rank; ++d) {
    if (pads[d] < 0 || pads[d + rank] < 0)
      return createStringError("pads " +
                               Twine(std::min(pads[d], pads[d + rank])) +
                               " elements; use Slice to remove elements");
    if (isPadded(d) && d == 0 && rank > 1)
      return samplesError("pads");
  }
  auto groups =
      storedGroups(from, [&](int64_t d) { return isPadded(d) ? int(d) : -1; });
  if (!groups)
    return groups.takeError();
  auto value = take(from, *groups);
  if (!value)
    return value.takeError();
  SmallVector<int64_t> low = {0}, high = {0};
  Shape sample(sampleOf(*value));
  for (auto [i, group] : llvm::enumerate(*groups)) {
    bool single = group.size() == 1;
    low.push_back(single ? pads[group[0]] : 0);
    high.push_back(single ? pads[group[0] + rank] : 0);
    sample[i] += low.back() + high.back();
  }
  auto found = operation.node->attributes.find("mode");
  const auto *mode = found == operation.node->attributes.end()
                         ? nullptr
                         : std::get_if<std::string>(&found->second);
  Value made;
  if (!mode || *mode == "constant")
    made = create<mla::PadOp>(
        operation, type(to, sample), *value, low, high,
        padCode(graph, operation, tensor(from).quantization));
  else
    made = create<mla::MirrorPadOp>(
        operation, type(to, sample), *value, low, high,
        *mode == "reflect" ? mla::MirrorMode::reflect : mla::MirrorMode::edge);
  place(to, made, *groups);
  return llvm::Error::success();
}

llvm::Expected<Value> Emitter::broadcast(const CodeOp &operation, Value value,
                                         ArrayRef<int64_t> sample) {
  if (sampleOf(value) == sample)
    return value;
  return Value(create<mla::BroadcastOp>(
      operation, type(operation.results[0], sample), value));
}

llvm::Error Emitter::expand(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  const Shape &in = tensor(from).shape, &out = tensor(to).shape;
  int64_t offset = out.size() - in.size();
  if (llvm::Error error = straighten(from))
    return error;
  // Dimensions of the output, joined where they are all repeated or all not.
  Groups groups;
  Shape has, wants;
  auto isRepeated = [&](int64_t d) {
    return out[d] != 1 && (d < offset || in[d - offset] == 1);
  };
  for (int64_t d = 0; d < int64_t(out.size()); ++d) {
    bool isSample = d >= offset && values[from].layout.isSamples(d - offset);
    if (isSample || out[d] == 1)
      continue;
    if (d == 0 && samples > 1)
      return samplesError("repeats");
    bool joins =
        !groups.empty() && isRepeated(groups.back()[0]) == isRepeated(d);
    if (!joins) {
      groups.push_back({});
      has.push_back(1);
      wants.push_back(1);
    }
    groups.back().push_back(d);
    wants.back() *= out[d];
    if (!isRepeated(d))
      has.back() *= out[d];
  }
  if (groups.size() > mla::kMaxRank - 1)
    return createStringError("expands shape " + toString(in) + " to " +
                             toString(out) + " in too many places");
  auto made = broadcast(operation, view(values[from].value, has), wants);
  if (!made)
    return made.takeError();
  place(to, *made, groups);
  return llvm::Error::success();
}

/// Each repeated dimension gets a new one before it, which is stretched.
llvm::Error Emitter::tile(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  std::vector<int64_t> repeats = listOf(operation, "repeats");
  if (llvm::Error error = straighten(from))
    return error;
  Value value = values[from].value;
  const Shape &in = tensor(from).shape;
  Shape done = in;
  for (int64_t d = 0; d < int64_t(in.size()); ++d) {
    if (repeats[d] == 1)
      continue;
    if (values[from].layout.isSamples(d) || (d == 0 && samples > 1))
      return samplesError("repeats");
    int64_t outer = elementCount(ArrayRef<int64_t>(done).take_front(d));
    int64_t inner = elementCount(ArrayRef<int64_t>(done).drop_front(d));
    if (!values[from].layout.atoms().empty() &&
        values[from].layout.isSamples(0))
      outer /= samples;
    auto made = broadcast(operation, view(value, {outer, 1, inner}),
                          {outer, repeats[d], inner});
    if (!made)
      return made.takeError();
    value = *made;
    done[d] *= repeats[d];
  }
  place(to, value, {sampleDimensions(from)});
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Concatenation
//===----------------------------------------------------------------------===//

llvm::Error Emitter::concat(const CodeOp &operation) {
  int to = operation.results[0];
  int64_t axis = axisOf(operation);
  // The first operand that is computed decides about the layout.
  int base = operation.operands[0].tensor;
  for (const Operand &operand : llvm::reverse(operation.operands))
    if (!tensor(operand.tensor).codes)
      base = operand.tensor;
  placed(base);
  if (values[base].layout.isSamples(axis))
    return samplesError("joins");
  auto groups = storedGroups(base, [&](int64_t d) { return d == axis; });
  if (!groups)
    return groups.takeError();
  if (groupOf(*groups, axis) < 0) {
    // The axis has size 1 here, but not in the result.
    if (axis == 0 && samples > 1)
      return samplesError("joins");
    groups->insert(groups->begin(), {axis});
    if (groups->size() > mla::kMaxRank - 1)
      return createStringError("joins tensors of shape " +
                               toString(tensor(base).shape) +
                               " along dimension " + Twine(axis));
  }
  int64_t dimension = groupOf(*groups, axis);
  SmallVector<Value> parts;
  Shape sample;
  for (const Operand &operand : operation.operands) {
    if (elementCount(tensor(operand.tensor).shape) == 0)
      continue;
    auto part = take(operand.tensor, *groups);
    if (!part)
      return part.takeError();
    auto codes =
        rescaled(partLocation(operation), *part,
                 tensor(operand.tensor).quantization, tensor(to).quantization);
    if (!codes)
      return codes.takeError();
    parts.push_back(*codes);
    if (sample.empty())
      sample = Shape(sampleOf(*codes));
    else
      sample[dimension] += sampleOf(*codes)[dimension];
  }
  Value made = parts.size() == 1
                   ? parts[0]
                   : Value(create<mla::ConcatOp>(operation, type(to, sample),
                                                 parts, dimension + 1));
  auto value = clamped(operation, made);
  if (!value)
    return value.takeError();
  place(to, *value, *groups);
  return llvm::Error::success();
}
