//===- GraphReader.cpp - GraphProto to Graph ------------------------------===//

#include "GraphReader.h"
#include "Limits.h"
#include <set>

using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;
using ::onnx::AttributeProto;
using ::onnx::NodeProto;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

llvm::Expected<int> GraphReader::value(const std::string &name) {
  if (name.size() > kMaxNameBytes)
    return createStringError("name '" + printable(name) + "' has " +
                             Twine(name.size()) + " bytes, the limit is " +
                             Twine(kMaxNameBytes));
  auto [entry, isNew] = byName.try_emplace(name, int(graph.values.size()));
  if (isNew) {
    graph.values.emplace_back().name = name;
    defined.push_back(false);
  }
  return entry->second;
}

llvm::Expected<int> GraphReader::define(const std::string &name) {
  auto index = value(name);
  if (!index)
    return index;
  if (name.empty())
    return createStringError("a tensor has no name");
  if (defined[*index])
    return createStringError("'" + printable(name) +
                             "' is defined twice: as input, constant or "
                             "result");
  defined[*index] = true;
  return index;
}

//===----------------------------------------------------------------------===//
// Inputs, outputs, initializers
//===----------------------------------------------------------------------===//

llvm::Error GraphReader::checkCounts() const {
  if (proto.node_size() > int(kMaxNodes))
    return createStringError("model has " + Twine(proto.node_size()) +
                             " nodes, the limit is " + Twine(kMaxNodes));
  if (proto.output().empty())
    return createStringError("model has no outputs");
  if (proto.input_size() > int(kMaxNodes) ||
      proto.output_size() > int(kMaxOperands))
    return createStringError("model has " + Twine(proto.input_size()) +
                             " inputs and " + Twine(proto.output_size()) +
                             " outputs, the limits are " + Twine(kMaxNodes) +
                             " and " + Twine(kMaxOperands));
  if (!proto.sparse_initializer().empty())
    return createStringError(
        "model has sparse constants, which are not read; export it without "
        "sparsity");
  return llvm::Error::success();
}

llvm::Error GraphReader::readInitializers() {
  for (::onnx::TensorProto &tensor : *proto.mutable_initializer()) {
    auto index = define(tensor.name());
    if (!index)
      return index.takeError();
    auto constant = tensors.read(tensor);
    if (!constant)
      return createStringError("constant '" + printable(tensor.name()) + "' " +
                               llvm::toString(constant.takeError()));
    GraphValue &value = graph.values[*index];
    value.type = (*constant)->type;
    value.shape = (*constant)->shape;
    value.constant = std::move(*constant);
  }
  return llvm::Error::success();
}

/// The sizes that an input states. A batch that is left open is 1; so is each
/// other dimension that bears the name of an open batch.
static llvm::Expected<Shape> inputShape(const ::onnx::TypeProto::Tensor &type,
                                        llvm::StringSet<> &batchNames) {
  if (!type.has_shape())
    return createStringError("has no shape; export the model with one");
  const auto &dims = type.shape().dim();
  if (dims.size() > int(kMaxSourceRank))
    return createStringError("has rank " + Twine(dims.size()) +
                             ", the limit is " + Twine(kMaxSourceRank));
  Shape shape;
  int64_t elements = 1;
  for (const auto &dim : dims) {
    int64_t size = dim.has_dim_value() ? dim.dim_value() : -1;
    bool isBatch = shape.empty() || batchNames.contains(dim.dim_param());
    if (size <= 0 && isBatch) {
      if (!dim.dim_param().empty())
        batchNames.insert(dim.dim_param());
      size = 1;
    }
    if (size <= 0)
      return createStringError(
          "has an unknown size" +
          (dim.dim_param().empty() ? ""
                                   : " '" + printable(dim.dim_param()) + "'") +
          " in dimension " + Twine(shape.size()) +
          "; only the batch may be open, fix the others, for example with "
          "onnxruntime.tools.make_dynamic_shape_fixed");
    if (__builtin_mul_overflow(elements, size, &elements) ||
        elements > kMaxElements)
      return createStringError("has more than " + Twine(kMaxElements) +
                               " elements");
    shape.push_back(size);
  }
  return shape;
}

llvm::Error GraphReader::readInputs() {
  llvm::StringSet<> batchNames;
  for (const ::onnx::ValueInfoProto &input : proto.input()) {
    // Old models list their constants among the inputs.
    if (auto known = byName.find(input.name());
        known != byName.end() && graph.values[known->second].isConstant()) {
      // Until version 3 all constants had to be inputs.
      graph.values[known->second].isOverridable = irVersion > 3;
      continue;
    }
    auto index = define(input.name());
    if (!index)
      return index.takeError();
    auto problem = [&](const Twine &text) {
      return createStringError("input '" + printable(input.name()) + "' " +
                               text);
    };
    if (!input.type().has_tensor_type())
      return problem("is no tensor");
    const ::onnx::TypeProto::Tensor &type = input.type().tensor_type();
    int32_t element = type.elem_type();
    if (element < 0 || element > 255 || !isKnown(ElementType(element)))
      return problem("has elements of " +
                     typeName(ElementType(uint8_t(element))) +
                     ", which are not read");
    graph.values[*index].type = ElementType(element);
    auto shape = inputShape(type, batchNames);
    if (shape)
      graph.values[*index].shape = *shape;
    else if (graph.openSizes.empty())
      graph.openSizes = "input '" + printable(input.name()) + "' " +
                        llvm::toString(shape.takeError());
    else
      llvm::consumeError(shape.takeError());
    graph.inputs.push_back(*index);
  }
  return llvm::Error::success();
}

llvm::Error GraphReader::readOutputs() {
  for (const ::onnx::ValueInfoProto &output : proto.output()) {
    auto found = byName.find(output.name());
    if (found == byName.end() || !defined[found->second])
      return createStringError("graph output '" + printable(output.name()) +
                               "' is computed by no node");
    if (llvm::is_contained(graph.outputs, found->second))
      return createStringError("graph output '" + printable(output.name()) +
                               "' is listed twice");
    graph.outputs.push_back(found->second);
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

llvm::Expected<AttributeValue> GraphReader::attribute(AttributeProto &from) {
  if (from.ints_size() > int(kMaxListedValues) ||
      from.floats_size() > int(kMaxListedValues) ||
      from.strings_size() > int(kMaxListedValues))
    return createStringError("has more than " + Twine(kMaxListedValues) +
                             " values");
  switch (from.type()) {
  case AttributeProto::INT:
    return from.i();
  case AttributeProto::FLOAT:
    return from.f();
  case AttributeProto::STRING:
    return from.s();
  case AttributeProto::INTS:
    return std::vector<int64_t>(from.ints().begin(), from.ints().end());
  case AttributeProto::FLOATS:
    return std::vector<float>(from.floats().begin(), from.floats().end());
  case AttributeProto::STRINGS:
    return std::vector<std::string>(from.strings().begin(),
                                    from.strings().end());
  case AttributeProto::TENSOR: {
    auto constant = tensors.read(*from.mutable_t());
    if (!constant)
      return constant.takeError();
    return std::move(*constant);
  }
  default:
    return std::monostate();
  }
}

llvm::Error GraphReader::readAttributes(NodeProto &from, Node &to) {
  if (from.attribute_size() > int(kMaxAttributes))
    return createStringError("has " + Twine(from.attribute_size()) +
                             " attributes, the limit is " +
                             Twine(kMaxAttributes));
  for (AttributeProto &entry : *from.mutable_attribute()) {
    auto value = attribute(entry);
    std::string name = "attribute '" + printable(entry.name()) + "' ";
    if (!value)
      return createStringError(name + llvm::toString(value.takeError()));
    if (!to.attributes.emplace(entry.name(), std::move(*value)).second)
      return createStringError(name + "occurs twice");
  }
  return llvm::Error::success();
}

/// The values of a `Constant` node, whichever attribute has them.
llvm::Error GraphReader::makeConstant(const Node &node) {
  auto refuse = [](const Twine &what) { return createStringError(what); };
  if (node.attributes.size() != 1 || node.outputs.size() != 1 ||
      node.outputs[0] == kAbsent)
    return refuse("needs one attribute and one output");
  const AttributeValue &attribute = node.attributes.begin()->second;
  ConstantRef constant;
  if (const auto *tensor = std::get_if<ConstantRef>(&attribute))
    constant = *tensor;
  else if (const auto *integer = std::get_if<int64_t>(&attribute))
    constant = Constant::ofIntegers(ElementType::i64, {}, {*integer});
  else if (const auto *real = std::get_if<float>(&attribute))
    constant = Constant::ofFloats({}, {*real});
  else if (const auto *list = std::get_if<std::vector<int64_t>>(&attribute))
    constant =
        Constant::ofIntegers(ElementType::i64, {int64_t(list->size())}, *list);
  else if (const auto *reals = std::get_if<std::vector<float>>(&attribute))
    constant = Constant::ofFloats({int64_t(reals->size())}, *reals);
  else
    return refuse("has a value in attribute '" +
                  printable(node.attributes.begin()->first) +
                  "', which is not read");
  GraphValue &value = graph.values[node.outputs[0]];
  value.type = constant->type;
  value.shape = constant->shape;
  value.constant = std::move(constant);
  return llvm::Error::success();
}

llvm::Error GraphReader::readNode(NodeProto &from) {
  Node node;
  node.domain = from.domain() == "ai.onnx" ? "" : from.domain();
  node.op = from.op_type();
  node.name = from.name();
  if (node.name.empty() && !from.output().empty())
    node.name = from.output(0);
  while (node.name.empty() || !nodeNames.insert(node.name).second)
    node.name += "#" + std::to_string(graph.nodes.size());
  auto problem = [&](llvm::Error error) {
    return createStringError(printable(node.operatorName()) + " '" +
                             printable(node.name) +
                             "': " + llvm::toString(std::move(error)));
  };
  if (from.input_size() > int(kMaxOperands) ||
      from.output_size() > int(kMaxOperands))
    return problem(
        createStringError("has " + Twine(from.input_size()) + " inputs and " +
                          Twine(from.output_size()) +
                          " outputs, the limit is " + Twine(kMaxOperands)));
  auto version = versions.find(node.domain);
  // Runtimes leave out the version of their own domains.
  node.opset = version == versions.end() ? 1 : version->second;
  for (const std::string &name : from.input()) {
    auto input = name.empty() ? llvm::Expected<int>(kAbsent) : value(name);
    if (!input)
      return problem(input.takeError());
    node.inputs.push_back(*input);
  }
  for (const std::string &name : from.output()) {
    auto output = name.empty() ? llvm::Expected<int>(kAbsent) : define(name);
    if (!output)
      return problem(output.takeError());
    node.outputs.push_back(*output);
  }
  if (llvm::Error error = readAttributes(from, node))
    return problem(std::move(error));
  if (node.domain.empty() && node.op == "Constant") {
    if (llvm::Error error = makeConstant(node))
      return problem(std::move(error));
    return llvm::Error::success();
  }
  graph.nodes.push_back(std::move(node));
  return llvm::Error::success();
}

/// Puts each node behind those it depends on, in the file's order otherwise.
llvm::Error GraphReader::order() {
  size_t count = graph.nodes.size();
  for (auto [index, node] : llvm::enumerate(graph.nodes))
    for (int output : node.outputs)
      if (output != kAbsent)
        graph.values[output].producer = index;
  std::vector<std::vector<int>> users(count);
  std::vector<unsigned> open(count);
  for (auto [index, node] : llvm::enumerate(graph.nodes))
    for (int input : node.inputs) {
      if (input == kAbsent)
        continue;
      if (!defined[input])
        return createStringError(
            printable(node.operatorName()) + " '" + printable(node.name) +
            "': input '" + graph.valueName(input) + "' is computed by no node");
      if (int producer = graph.values[input].producer; producer >= 0) {
        users[producer].push_back(index);
        ++open[index];
      }
    }
  std::set<int> ready;
  for (size_t i = 0; i < count; ++i)
    if (open[i] == 0)
      ready.insert(i);
  std::vector<Node> ordered;
  while (!ready.empty()) {
    int next = *ready.begin();
    ready.erase(ready.begin());
    for (int user : users[next])
      if (--open[user] == 0)
        ready.insert(user);
    ordered.push_back(std::move(graph.nodes[next]));
  }
  if (ordered.size() != count)
    return createStringError(Twine(count - ordered.size()) +
                             " nodes depend on their own results");
  graph.nodes = std::move(ordered);
  return llvm::Error::success();
}

llvm::Expected<Graph> GraphReader::run() {
  if (llvm::Error error = checkCounts())
    return std::move(error);
  if (llvm::Error error = readInitializers())
    return std::move(error);
  if (llvm::Error error = readInputs())
    return std::move(error);
  for (NodeProto &node : *proto.mutable_node())
    if (llvm::Error error = readNode(node))
      return std::move(error);
  if (llvm::Error error = readOutputs())
    return std::move(error);
  if (llvm::Error error = order())
    return std::move(error);
  graph.opset = versions.find("")->second;
  removeDeadNodes(graph);
  return std::move(graph);
}
