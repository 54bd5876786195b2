//===- TensorTypes.cpp - Types of the tensors of a pipeline ---------------===//

#include "sima/Package/TensorTypes.h"
#include "Message.h"
#include "Params.h"
#include "dialects/MPK/IR/KernelKeys.h"

using namespace sima;
using namespace sima::package;

namespace {
/// Fills a StageTypes from a stage's parameters; keeps the first problem.
class Reader {
public:
  explicit Reader(const Plugin &plugin) : plugin(plugin) {
    types.inputs.resize(plugin.inputs.size());
    types.outputs.resize(plugin.outputs.size());
  }
  llvm::Error readEV74();
  llvm::Error readTypedPorts(llvm::StringRef key, std::vector<PortType> &ports);
  llvm::Error checkSizes() const;
  StageTypes types;

private:
  llvm::Error readShapes(llvm::StringRef key, std::vector<PortType> &ports);
  /// The element type of `key` for all of `ports`.
  llvm::Error readElement(llvm::StringRef key, std::vector<PortType> &ports);
  llvm::Error readUnpacked();
  llvm::Error readCast();
  void set(ElementType element, std::vector<PortType> &ports) {
    for (PortType &port : ports)
      port.element = element;
  }
  const Plugin &plugin;
};
} // namespace

llvm::Error Reader::readShapes(llvm::StringRef key,
                               std::vector<PortType> &ports) {
  llvm::Expected<std::vector<Shape>> shapes = shapesParam(plugin.params, key);
  if (!shapes)
    return shapes.takeError();
  if (shapes->size() != ports.size())
    return makeError("parameter '" + key + "' has " +
                     llvm::Twine(shapes->size()) + " shapes for " +
                     llvm::Twine(ports.size()) + " nodes");
  for (size_t i = 0; i < ports.size(); ++i)
    ports[i].shape = std::move((*shapes)[i]);
  return llvm::Error::success();
}

llvm::Error Reader::readElement(llvm::StringRef key,
                                std::vector<PortType> &ports) {
  llvm::Expected<ElementType> element = typeParam(plugin.params, key);
  if (!element)
    return element.takeError();
  set(*element, ports);
  return llvm::Error::success();
}

llvm::Error Reader::readUnpacked() {
  const JsonValue *list = plugin.params.find("tensor_types");
  const auto *names = list ? list->getIf<JsonArray>() : nullptr;
  if (!names || names->size() != types.outputs.size())
    return makeError("parameter 'tensor_types' does not list " +
                     llvm::Twine(types.outputs.size()) + " types");
  for (size_t i = 0; i < names->size(); ++i) {
    const auto *name = (*names)[i].getIf<std::string>();
    types.outputs[i].element =
        name ? parseElementType(*name) : std::optional<ElementType>();
    if (!types.outputs[i].element)
      return makeError("parameter 'tensor_types' holds something that is not "
                       "an element type");
  }
  llvm::Expected<std::vector<Shape>> shapes =
      shapesParam(plugin.params, "tensor_shapes");
  if (!shapes)
    return shapes.takeError();
  for (size_t i = 0; i < types.outputs.size(); ++i)
    if (i >= shapes->size() || (*shapes)[i] != types.outputs[i].shape)
      return makeError("parameters 'tensor_shapes' and 'output_shapes' differ");
  return llvm::Error::success();
}

llvm::Error Reader::readCast() {
  if (llvm::Error error = readElement("out_dtype", types.outputs))
    return error;
  if (plugin.params.find("in_dtype"))
    return readElement("in_dtype", types.inputs);
  // Without a word about its source, a cast is between the two float types.
  for (PortType &output : types.outputs) {
    if (output.element == ElementType::BFloat16)
      set(ElementType::Float32, types.inputs);
    else if (output.element == ElementType::Float32)
      set(ElementType::BFloat16, types.inputs);
    else
      return makeError("parameter 'in_dtype' is missing");
  }
  return llvm::Error::success();
}

llvm::Error Reader::readEV74() {
  llvm::StringRef kernel = plugin.kernel;
  if (kernel == mpk::kPassThroughKernel)
    return llvm::Error::success();
  if (llvm::Error error = readShapes("input_shapes", types.inputs))
    return error;
  if (llvm::Error error = readShapes("output_shapes", types.outputs))
    return error;
  if (kernel == "quantization_transform") {
    set(ElementType::Float32, types.inputs);
    return readElement("output_data_type", types.outputs);
  }
  if (kernel == "dequantization_transform") {
    set(ElementType::Float32, types.outputs);
    return readElement("input_data_type", types.inputs);
  }
  if (kernel == "tessellation_transform")
    return readElement("frame_type", types.inputs);
  if (kernel == "detessellation_transform")
    return readElement("frame_type", types.outputs);
  if (kernel == "unpack_transform")
    return readUnpacked();
  if (kernel == "cast_transform")
    return readCast();
  return llvm::Error::success();
}

/// `input_types` and `output_types`: a list of {scalar, shape}, one a node.
llvm::Error Reader::readTypedPorts(llvm::StringRef key,
                                   std::vector<PortType> &ports) {
  const JsonValue *list = plugin.params.find(key);
  if (!list)
    return llvm::Error::success();
  const auto *array = list->getIf<JsonArray>();
  if (!array || array->size() != ports.size())
    return makeError("parameter '" + key + "' does not list " +
                     llvm::Twine(ports.size()) + " types");
  for (size_t i = 0; i < ports.size(); ++i) {
    const auto *object = (*array)[i].getIf<JsonObject>();
    if (!object)
      return makeError("parameter '" + key +
                       "' holds something that is not "
                       "an object");
    llvm::Expected<ElementType> element = typeParam(*object, "scalar");
    if (!element)
      return element.takeError();
    llvm::Expected<Shape> shape = shapeParam(*object, "shape");
    if (!shape)
      return shape.takeError();
    ports[i] = {*element, std::move(*shape)};
  }
  return llvm::Error::success();
}

static llvm::Error checkPort(const ManifestTensor &node, const PortType &type) {
  if (type.shape.empty())
    return llvm::Error::success();
  int64_t count = *elementCount(type.shape);
  bool fits = type.element
                  ? node.size % count == 0 &&
                        node.size / count == elementBytes(*type.element)
                  : node.size % count == 0;
  if (fits)
    return llvm::Error::success();
  return makeRuleError(
      "R5-sizes",
      "tensor " + quote(node.name) + " has " + llvm::Twine(node.size) +
          " bytes, its shape " + shapeText(type.shape) +
          (type.element ? " of " + elementTypeName(*type.element).str()
                        : std::string()) +
          " takes another size");
}

llvm::Error Reader::checkSizes() const {
  for (size_t i = 0; i < types.inputs.size(); ++i)
    if (llvm::Error error = checkPort(plugin.inputs[i], types.inputs[i]))
      return error;
  for (size_t i = 0; i < types.outputs.size(); ++i)
    if (llvm::Error error = checkPort(plugin.outputs[i], types.outputs[i]))
      return error;
  return llvm::Error::success();
}

llvm::Expected<StageTypes> sima::package::stageTypes(const Plugin &plugin) {
  Reader reader(plugin);
  auto read = [&]() -> llvm::Error {
    if (plugin.processor == Processor::EV74) {
      if (llvm::Error error = reader.readEV74())
        return error;
    } else {
      if (llvm::Error error =
              reader.readTypedPorts("input_types", reader.types.inputs))
        return error;
      if (llvm::Error error =
              reader.readTypedPorts("output_types", reader.types.outputs))
        return error;
    }
    return reader.checkSizes();
  };
  if (llvm::Error error = read())
    return prefixError("stage " + quote(plugin.name) + ": ", std::move(error));
  return std::move(reader.types);
}

/// Kernels whose output elements are their input elements.
static bool movesElements(const Plugin &plugin) {
  return plugin.kernel == "slice_transform" ||
         plugin.kernel == "reshape_transform" ||
         plugin.kernel == "batch_flatten_transform" ||
         plugin.kernel == mpk::kPassThroughKernel;
}

/// Adds to `known` what `more` knows beyond it.
static void merge(PortType &known, const PortType &more) {
  if (!known.element)
    known.element = more.element;
  if (known.shape.empty())
    known.shape = more.shape;
}

llvm::Expected<std::map<std::string, TensorType>>
sima::package::tensorTypes(const Manifest &manifest) {
  std::map<std::string, PortType> known;
  auto visit = [&](const Plugin &plugin) {
    if (!movesElements(plugin))
      return;
    for (size_t i = 0;
         i < std::min(plugin.inputs.size(), plugin.outputs.size()); ++i) {
      PortType &from = known[plugin.inputs[i].name];
      PortType &to = known[plugin.outputs[i].name];
      bool sameShape = plugin.kernel == mpk::kPassThroughKernel;
      merge(to, {from.element, sameShape ? from.shape : Shape()});
      merge(from, {to.element, sameShape ? to.shape : Shape()});
    }
  };
  // What a producer says goes first, consumers fill the gaps.
  std::vector<StageTypes> stages;
  for (const Plugin &plugin : manifest.plugins) {
    llvm::Expected<StageTypes> types = stageTypes(plugin);
    if (!types)
      return types.takeError();
    for (size_t i = 0; i < plugin.outputs.size(); ++i)
      merge(known[plugin.outputs[i].name], types->outputs[i]);
    stages.push_back(std::move(*types));
  }
  for (const auto &[plugin, types] : llvm::zip(manifest.plugins, stages))
    for (size_t i = 0; i < plugin.inputs.size(); ++i)
      merge(known[plugin.inputs[i].name], types.inputs[i]);
  for (const Plugin &plugin : manifest.plugins)
    visit(plugin);
  for (const Plugin &plugin : llvm::reverse(manifest.plugins))
    visit(plugin);

  std::map<std::string, TensorType> result;
  for (auto &[name, type] : known)
    if (type.element && !type.shape.empty())
      result[name] = {*type.element, std::move(type.shape)};
  return result;
}
