//===- Emitter.cpp - The normal form as mla operations --------------------===//

#include "Emitter.h"
#include "Limits.h"
#include "NodeView.h"
#include "Refusals.h"
#include "mlir/Dialect/Quant/QuantTypes.h"
#include "llvm/ADT/StringSwitch.h"
#include <numeric>

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

/// Samples that every input has; 1 where they differ.
static int64_t countSamples(const Network &network) {
  int64_t samples = 0;
  for (const Network::Port &port : network.inputs) {
    const Shape &shape = network.tensors[port.tensor].shape;
    int64_t own = shape.size() > 1 ? shape[0] : 1;
    if (samples != 0 && samples != own)
      return 1;
    samples = own;
  }
  return std::max<int64_t>(samples, 1);
}

Emitter::Emitter(Graph &graph, const Network &network, MLIRContext *context)
    : graph(graph), network(network), builder(context),
      values(network.tensors.size()), samples(countSamples(network)) {}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

Type Emitter::elementType(const Quantization &quantization, int64_t axis) {
  constexpr unsigned flags = quant::QuantizationFlags::Signed;
  unsigned bits = quantization.bits();
  Type storage = builder.getIntegerType(bits), real = builder.getF32Type();
  int64_t low = llvm::minIntN(bits), high = llvm::maxIntN(bits);
  if (!quantization.isPerAxis())
    return quant::UniformQuantizedType::get(
        flags, storage, real, quantization.scale(), quantization.zeroPoint(),
        low, high);
  SmallVector<double> scales(quantization.scales.begin(),
                             quantization.scales.end());
  return quant::UniformQuantizedPerAxisType::get(
      flags, storage, real, scales, quantization.zeroPoints,
      axis < 0 ? quantization.axis : axis, low, high);
}

RankedTensorType Emitter::type(int index, ArrayRef<int64_t> sample) {
  Shape shape = {samples};
  llvm::append_range(shape, sample);
  const Tensor &entry = tensor(index);
  if (!entry.isIndex)
    return RankedTensorType::get(shape, elementType(entry.quantization));
  Quantization positions;
  positions.declared = ElementType::i16;
  positions.scales = {1.0f};
  positions.zeroPoints = {0};
  return RankedTensorType::get(shape, elementType(positions));
}

//===----------------------------------------------------------------------===//
// Order of elements
//===----------------------------------------------------------------------===//

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

/// The name of a tensor whose elements are not in the model's order, so that it
/// is not compared with the model's.
static Location movedLocation(Location loc) {
  auto name = dyn_cast<NameLoc>(loc);
  if (!name || name.getName().getValue().ends_with("#moved"))
    return loc;
  return NameLoc::get(
      StringAttr::get(loc.getContext(), name.getName().getValue() + "#moved"));
}

Value Emitter::view(Value value, ArrayRef<int64_t> sample) {
  Shape shape = {shapeOf(value)[0]};
  llvm::append_range(shape, sample);
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getShape() == ArrayRef<int64_t>(shape))
    return value;
  // It keeps the name of `value`, whose elements it has in the same order.
  Location loc = value.getLoc();
  mlir::Operation *producer = value.getDefiningOp();
  if (!producer || producer->hasAttr(mla::kSourcePermutationAttr))
    loc = movedLocation(loc);
  return builder.create<mla::ReshapeOp>(
      loc, RankedTensorType::get(shape, type.getElementType()), value);
}

Dimensions Emitter::sampleDimensions(int index) {
  Dimensions result;
  const Layout &layout = placed(index).layout;
  for (int64_t d = 0; d < layout.rank(); ++d)
    if (!layout.isSamples(d))
      result.push_back(d);
  return result;
}

Emitter::Placed &Emitter::placed(int index) {
  Placed &entry = values[index];
  if (entry.value)
    return entry;
  const Tensor &from = tensor(index);
  Dimensions order(from.shape.size());
  std::iota(order.begin(), order.end(), 0);
  // A constant may have other values for each sample.
  int64_t own = samples > 1 && from.shape.size() > 1 && from.shape[0] == samples
                    ? samples
                    : 1;
  entry.layout = Layout(from.shape, order, own);
  Shape shape = {own};
  llvm::append_range(shape, entry.layout.atoms());
  while (shape.size() > mla::kMaxRank) {
    shape[1] *= shape[2];
    shape.erase(shape.begin() + 2);
  }
  entry.value =
      constant(from, from.codes, elementType(from.quantization), shape);
  return entry;
}

Value Emitter::takeAtoms(int index, ArrayRef<int> order,
                         ArrayRef<int64_t> sample) {
  Placed &entry = placed(index);
  if (llvm::is_sorted(order))
    return view(entry.value, sample);
  // Atoms that stay together are one dimension of the operation's view.
  SmallVector<int64_t> sizes, permutation, first;
  for (size_t atom = 0; atom < order.size(); ++atom) {
    size_t at = llvm::find(order, int(atom)) - order.begin();
    bool follows = atom > 0 && at > 0 && order[at - 1] == int(atom) - 1;
    if (follows) {
      sizes.back() *= entry.layout.atoms()[atom];
    } else {
      sizes.push_back(entry.layout.atoms()[atom]);
      first.push_back(atom);
    }
  }
  for (int atom : order)
    if (auto *found = llvm::find(first, atom); found != first.end())
      permutation.push_back(found - first.begin());
  Shape shape = {shapeOf(entry.value)[0]};
  llvm::append_range(shape, sample);
  auto element = cast<RankedTensorType>(entry.value.getType()).getElementType();
  MoveKey key = {entry.value.getAsOpaquePointer(), shape, sizes, permutation};
  Value &moved = moves[key];
  if (!moved)
    moved = builder.create<mla::RearrangeOp>(
        movedLocation(entry.value.getLoc()),
        RankedTensorType::get(shape, element), entry.value, sizes, permutation);
  // Other users of this order find it.
  SmallVector<int64_t> atoms;
  for (int atom : order)
    atoms.push_back(entry.layout.atoms()[atom]);
  SmallVector<SmallVector<int, 2>> dimensions;
  for (int64_t d = 0; d < entry.layout.rank(); ++d) {
    SmallVector<int, 2> &list = dimensions.emplace_back();
    for (int atom : entry.layout.atomsOf(d))
      list.push_back(atom == Layout::kSamples
                         ? atom
                         : int(llvm::find(order, atom) - order.begin()));
  }
  entry = {moved, Layout(atoms, dimensions)};
  return moved;
}

llvm::Expected<Value> Emitter::take(int index, const Groups &groups) {
  const Layout &layout = placed(index).layout;
  SmallVector<int> order;
  Shape sizes;
  for (const Dimensions &group : groups) {
    int64_t size = 1;
    for (int64_t d : group)
      for (int atom : layout.atomsOf(d)) {
        if (atom == Layout::kSamples)
          return createStringError("mixes the " + Twine(samples) +
                                   " samples of dimension 0");
        order.push_back(atom);
        size *= layout.atoms()[atom];
      }
    sizes.push_back(size);
  }
  if (order.size() != layout.atoms().size())
    return createStringError("takes a tensor of shape " +
                             toString(tensor(index).shape) +
                             " whose dimension 0 is not the samples");
  return takeAtoms(index, order, sizes);
}

void Emitter::place(int index, Value value, const Groups &groups) {
  const Shape &shape = tensor(index).shape;
  Dimensions order;
  for (const Dimensions &group : groups)
    order.append(group.begin(), group.end());
  for (int64_t d = 0; d < int64_t(shape.size()); ++d)
    if (!llvm::is_contained(order, d))
      order.insert(order.begin(), d);
  place(index, value, Layout(shape, order, samples));
}

llvm::Error Emitter::straighten(int index) {
  auto taken = take(index, {sampleDimensions(index)});
  return taken ? llvm::Error::success() : taken.takeError();
}

Groups Emitter::mapGroups(int64_t rank) {
  if (rank == 3)
    return {{}, {2}, {1}};
  return {{2}, {3}, {1}};
}

llvm::Expected<Value> Emitter::takeMap(int index) {
  int64_t rank = tensor(index).shape.size();
  if (rank != 3 && rank != 4)
    return createStringError("has an input of shape " +
                             toString(tensor(index).shape) +
                             "; one- and two-dimensional maps, rank 3 and 4, "
                             "are imported");
  return take(index, mapGroups(rank));
}

void Emitter::placeMap(int index, Value value) {
  place(index, value, mapGroups(tensor(index).shape.size()));
}

llvm::Expected<Groups>
Emitter::storedGroups(int index, llvm::function_ref<int(int64_t)> kind) {
  auto straight = [&]() -> std::optional<Dimensions> {
    return placed(index).layout.order();
  };
  std::optional<Dimensions> order = straight();
  if (!order) {
    if (llvm::Error error = straighten(index))
      return std::move(error);
    order = straight();
  }
  Groups groups;
  const Layout &layout = placed(index).layout;
  Dimensions sample;
  for (int64_t d : *order)
    if (!layout.isSamples(d) && !(d == 0 && tensor(index).shape[0] == 1))
      sample.push_back(d);
  constexpr size_t maxGroups = mla::kMaxRank - 1;
  bool isSeparate = sample.size() <= maxGroups;
  for (int64_t d : sample) {
    bool joins =
        !isSeparate && !groups.empty() &&
        (kind(d) == kind(groups.back().back()) || tensor(index).shape[d] == 1);
    if (joins)
      groups.back().push_back(d);
    else
      groups.push_back({d});
  }
  if (groups.empty())
    groups.push_back({});
  if (groups.size() > maxGroups)
    return createStringError("needs " + Twine(groups.size()) +
                             " separate dimensions of a tensor of shape " +
                             toString(tensor(index).shape) + ", the limit is " +
                             Twine(maxGroups) + " beside the samples");
  return groups;
}

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

Location Emitter::location(const CodeOp &operation) {
  for (int result : operation.results)
    if (result >= 0)
      return NameLoc::get(builder.getStringAttr(tensor(result).name));
  return builder.getUnknownLoc();
}

Location Emitter::partLocation(const CodeOp &operation) {
  auto name = dyn_cast<NameLoc>(location(operation));
  if (!name)
    return builder.getUnknownLoc();
  return NameLoc::get(
      builder.getStringAttr(name.getName().getValue() + "#part"));
}

void Emitter::setBoundary(
    const Network::Port &port, ArrayRef<int64_t> order,
    llvm::function_ref<void(StringRef, Attribute)> setAttribute) {
  setAttribute(mla::kNameAttr, builder.getStringAttr(port.name));
  if (port.isFloat)
    setAttribute(mla::kFloatAttr, builder.getUnitAttr());
  if (!llvm::is_sorted(order))
    setAttribute(mla::kSourcePermutationAttr,
                 builder.getDenseI64ArrayAttr(order));
}

llvm::Error Emitter::addFunction(ModuleOp module) {
  SmallVector<Dimensions> orders = chooseInputOrders(network);
  SmallVector<Type> inputs;
  for (auto [port, order] : llvm::zip_equal(network.inputs, orders)) {
    if (tensor(port.tensor).number) {
      inputs.push_back(numberType(port.tensor));
      continue;
    }
    const Shape &shape = tensor(port.tensor).shape;
    Shape sample;
    for (int64_t d : order)
      if (d != 0 || shape.size() == 1 || (shape[0] != samples && shape[0] != 1))
        sample.push_back(shape[d]);
    while (sample.size() >= mla::kMaxRank) {
      sample[0] *= sample[1];
      sample.erase(sample.begin() + 1);
    }
    inputs.push_back(type(port.tensor, sample));
  }
  builder.setInsertionPointToEnd(module.getBody());
  function = builder.create<func::FuncOp>(builder.getUnknownLoc(), "main",
                                          builder.getFunctionType(inputs, {}));
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToEnd(entry);
  for (auto [i, port] : llvm::enumerate(network.inputs)) {
    setBoundary(port, orders[i], [&](StringRef key, Attribute value) {
      function.setArgAttr(i, key, value);
    });
    ElementType declared = tensor(port.tensor).quantization.declared;
    if (declared == ElementType::u8 || declared == ElementType::u16)
      function.setArgAttr(i, mla::kSourceTypeAttr,
                          builder.getStringAttr(declared == ElementType::u8
                                                    ? "uint8"
                                                    : "uint16"));
    entry->getArgument(i).setLoc(
        NameLoc::get(builder.getStringAttr(port.name)));
    if (tensor(port.tensor).number) {
      values[port.tensor].value = entry->getArgument(i);
      continue;
    }
    place(port.tensor, entry->getArgument(i),
          Layout(tensor(port.tensor).shape, orders[i], samples));
  }
  return llvm::Error::success();
}

/// Whether dimensions in this order are the model's, or the same with dimension
/// 1 last.
static bool isBoundaryOrder(ArrayRef<int64_t> order, ArrayRef<int64_t> shape) {
  SmallVector<int64_t> large;
  for (int64_t d : order)
    if (shape[d] != 1)
      large.push_back(d);
  if (llvm::is_sorted(large))
    return true;
  if (large.back() != 1)
    return false;
  large.pop_back();
  return llvm::is_sorted(large);
}

llvm::Error Emitter::addReturn() {
  SmallVector<Value> results;
  SmallVector<Dimensions> orders;
  for (const Network::Port &port : network.outputs) {
    if (tensor(port.tensor).number) {
      results.push_back(numberValue(port.tensor));
      orders.emplace_back();
      continue;
    }
    if (llvm::Error error = checkSamples(port.tensor))
      return createStringError("graph output '" + printable(port.name) + "' " +
                               llvm::toString(std::move(error)));
    std::optional<Dimensions> order = placed(port.tensor).layout.order();
    const Shape &shape = tensor(port.tensor).shape;
    if (!order || !isBoundaryOrder(*order, shape)) {
      if (llvm::Error error = straighten(port.tensor))
        return createStringError("graph output '" + printable(port.name) +
                                 "': " + llvm::toString(std::move(error)));
      order = placed(port.tensor).layout.order();
    }
    Shape sample;
    for (int64_t d : *order)
      if (!placed(port.tensor).layout.isSamples(d) &&
          !(d == 0 && shape[0] == 1 && shape.size() > 1))
        sample.push_back(shape[d]);
    while (sample.size() >= mla::kMaxRank) {
      sample[0] *= sample[1];
      sample.erase(sample.begin() + 1);
    }
    if (sample.empty())
      sample.push_back(1);
    results.push_back(view(placed(port.tensor).value, sample));
    orders.push_back(*order);
  }
  builder.create<func::ReturnOp>(builder.getUnknownLoc(), results);
  function.setType(builder.getFunctionType(
      function.getFunctionType().getInputs(), ValueRange(results).getTypes()));
  for (auto [i, port] : llvm::enumerate(network.outputs))
    setBoundary(port, orders[i], [&](StringRef key, Attribute value) {
      function.setResultAttr(i, key, value);
    });
  return llvm::Error::success();
}

llvm::Expected<OwningOpRef<ModuleOp>> Emitter::run() {
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder.getUnknownLoc());
  if (llvm::Error error = addFunction(*module))
    return std::move(error);
  Refusals refusals;
  DenseSet<int> refused;
  for (const CodeOp &operation : network.operations) {
    bool follows = llvm::any_of(operation.operands, [&](const Operand &use) {
      return refused.contains(use.tensor);
    });
    llvm::Error error = follows ? createStringError("") : emit(operation);
    if (!error)
      continue;
    for (int result : operation.results)
      refused.insert(result);
    std::string why = llvm::toString(std::move(error));
    if (!follows)
      refusals.add(
          operation.node ? operation.node->operatorName() : operation.op, why,
          printable(operation.node ? operation.node->name
                                   : result(operation).name));
  }
  if (!refusals.empty())
    return refusals.error();
  if (llvm::Error error = addReturn())
    return std::move(error);
  return module;
}

llvm::Error Emitter::checkSamples(int index) {
  if (samples == 1 || placed(index).layout.isSamples(0))
    return llvm::Error::success();
  return createStringError("has a tensor of shape " +
                           toString(tensor(index).shape) +
                           " whose dimension 0 is not the " + Twine(samples) +
                           " samples of the inputs; export the model with a "
                           "batch of 1");
}

llvm::Error Emitter::emit(const CodeOp &operation) {
  using Function = llvm::Error (Emitter::*)(const CodeOp &);
  for (int result : operation.results)
    if (result >= 0 && elementCount(tensor(result).shape) == 0)
      return createStringError("gives a tensor of shape " +
                               toString(tensor(result).shape) +
                               ", which has no elements");
  if (operation.isOnNumbers)
    return numbers(operation);
  auto emitter =
      llvm::StringSwitch<Function>(operation.op)
          .Case("Conv", &Emitter::conv)
          .Case("ConvTranspose", &Emitter::transposeConv)
          .Case("MatMul", &Emitter::matMul)
          .Case("Gemm", &Emitter::gemm)
          .Case("Einsum", &Emitter::einsum)
          .Cases("Add", "Sub", "Mul", "Div", "Min", "Max", &Emitter::binary)
          .Case("Table", &Emitter::table)
          .Cases("Neg", "Reciprocal", &Emitter::unary)
          .Case("Requantize", &Emitter::requantize)
          .Case("Reinterpret", &Emitter::reinterpret)
          .Cases("Reshape", "Flatten", "Squeeze", "Unsqueeze",
                 &Emitter::reshape)
          .Case("Transpose", &Emitter::transpose)
          .Cases("DepthToSpace", "SpaceToDepth", &Emitter::blocks)
          .Case("Slice", &Emitter::slice)
          .Case("Split", &Emitter::split)
          .Case("Pad", &Emitter::pad)
          .Case("Gather", &Emitter::gather)
          .Case("Expand", &Emitter::expand)
          .Case("Tile", &Emitter::tile)
          .Case("Concat", &Emitter::concat)
          .Cases("MaxPool", "AveragePool", &Emitter::pool)
          .Case("Resize", &Emitter::resize)
          .Cases("ReduceMax", "ReduceMin", "ReduceMean", "ReduceSum",
                 &Emitter::reduce)
          .Cases("GlobalAveragePool", "GlobalMaxPool", &Emitter::reduce)
          .Cases("ArgMax", "ArgMin", &Emitter::argument)
          .Cases("Softmax", "LogSoftmax", "LpNormalization", "LRN",
                 &Emitter::normalization)
          .Cases("LayerNormalization", "RMSNormalization",
                 "InstanceNormalization", &Emitter::normalization)
          .Default(nullptr);
  if (!emitter)
    return createStringError("has no equivalent on the accelerator in this "
                             "version");
  bool isView = llvm::StringSwitch<bool>(operation.op)
                    .Cases("Reshape", "Flatten", "Squeeze", "Unsqueeze", true)
                    .Case("Transpose", true)
                    .Default(false);
  for (const Operand &use : operation.operands)
    if (!isView && !tensor(use.tensor).codes)
      if (llvm::Error error = checkSamples(use.tensor))
        return error;
  if (llvm::Error error = (this->*emitter)(operation))
    return error;
  for (int result : operation.results)
    if (!isView && result >= 0)
      if (llvm::Error error = checkSamples(result))
        return error;
  if (constantBytes > kMaxConstantBytes)
    return createStringError("makes the constants take more than " +
                             Twine(kMaxConstantBytes) + " bytes");
  for (int result : operation.results)
    if (result >= 0)
      noteOrder(result);
  return llvm::Error::success();
}

/// Says on the operation that computes a tensor in which order it is stored,
/// for those who compare it with the model's.
void Emitter::noteOrder(int index) {
  const Placed &entry = values[index];
  mlir::Operation *op = entry.value.getDefiningOp();
  StringAttr name = builder.getStringAttr(tensor(index).name);
  if (!op || op->getLoc() != mlir::Location(NameLoc::get(name)))
    return;
  std::optional<Dimensions> order = entry.layout.order();
  bool isKnown =
      order && (llvm::is_sorted(*order) ||
                shapeOf(entry.value).size() == tensor(index).shape.size());
  if (!isKnown)
    op->setLoc(movedLocation(op->getLoc()));
  else if (!llvm::is_sorted(*order))
    op->setAttr(mla::kSourcePermutationAttr,
                builder.getDenseI64ArrayAttr(*order));
}
