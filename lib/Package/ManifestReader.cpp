//===- ManifestReader.cpp - Text to Manifest ------------------------------===//
//
// Every object is read through `Fields`, which knows its place in the file,
// hands out typed members and complains about those that nobody asked for.
//
//===----------------------------------------------------------------------===//
#include "Message.h"
#include "sima/Package/Manifest.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace sima::package;

namespace {
using UnknownKeys = std::vector<std::string>;

/// Typed access to the members of one object. The first problem is kept, later
/// reads then return defaults, so that callers check once, in `finish`.
///
/// Problems break rule 1 unless a function says otherwise.
class Fields {
public:
  /// `unknown`, if given, takes places of keys that nobody asked for.
  Fields(const JsonValue &value, std::string place, UnknownKeys *unknown)
      : object(value.getIf<JsonObject>()), place(std::move(place)),
        unknown(unknown) {
    if (!object)
      complain("", "is not an object");
  }

  /// The member, or null after a complaint.
  const JsonValue *get(llvm::StringRef key) {
    const JsonValue *value = find(key);
    if (!value)
      complain(key, "is missing");
    return value;
  }
  /// The member, or null when there is none.
  const JsonValue *find(llvm::StringRef key) {
    known.insert(key);
    return object ? object->find(key) : nullptr;
  }
  template <typename T> T required(llvm::StringRef key, const char *kind) {
    const JsonValue *value = get(key);
    if (!value)
      return T();
    if (const T *typed = value->getIf<T>())
      return *typed;
    complain(key, llvm::Twine("is not ") + kind);
    return T();
  }
  std::string string(llvm::StringRef key) {
    return required<std::string>(key, "a string");
  }
  std::optional<std::string> nullableString(llvm::StringRef key) {
    const JsonValue *value = get(key);
    if (!value || value->isNull())
      return std::nullopt;
    return required<std::string>(key, "a string or null");
  }
  /// An integer of at least 1; any other breaks `rule`.
  int64_t positive(llvm::StringRef key, llvm::StringRef rule) {
    int64_t number = required<int64_t>(key, "an integer");
    if (number < 1 && !error)
      complain(makeRuleError(rule, at(key) + " is " + llvm::Twine(number) +
                                       ", at least 1 is needed"));
    return number;
  }
  void literal(llvm::StringRef key, llvm::StringRef expected) {
    std::string found = string(key);
    if (found != expected && !error)
      complain(makeRuleError("R2-spelling", at(key) + " is " + quote(found) +
                                                ", expected '" + expected +
                                                "'"));
  }
  /// Calls `readOne(element, place)` for every element of an array.
  template <typename T, typename ReadOne>
  std::vector<T> list(llvm::StringRef key, ReadOne readOne) {
    std::vector<T> result;
    for (const auto &[index, element] :
         llvm::enumerate(required<JsonArray>(key, "an array"))) {
      llvm::Expected<T> one =
          readOne(element, at(key) + "[" + std::to_string(index) + "]");
      if (one) {
        result.push_back(std::move(*one));
        continue;
      }
      complain(std::move(one.takeError()));
      break;
    }
    return result;
  }
  /// Members that were not read become an error, unless there is one already.
  llvm::Error finish() {
    if (!error && object)
      for (const auto &[key, value] : object->members)
        if (!known.contains(key)) {
          if (unknown)
            unknown->push_back(at(key));
          else
            complain(key, "is not a key of the format");
        }
    return std::move(error);
  }
  void complain(llvm::StringRef key, const llvm::Twine &what) {
    complain(makeRuleError("R1-keys", at(key) + " " + what));
  }
  void complain(llvm::Error problem) {
    if (error)
      llvm::consumeError(std::move(problem));
    else
      error = std::move(problem);
  }
  std::string at(llvm::StringRef key) const {
    if (key.empty())
      return place.empty() ? "the manifest" : place;
    std::string name =
        llvm::all_of(key,
                     [](char c) { return llvm::isAlnum(c) || c == '_'; }) &&
                key.size() < 60
            ? key.str()
            : quote(key);
    return place.empty() ? name : place + "." + name;
  }

private:
  const JsonObject *object;
  std::string place;
  UnknownKeys *unknown;
  llvm::StringSet<> known;
  llvm::Error error = llvm::Error::success();
};
} // namespace

static llvm::Expected<int64_t> readExtent(const JsonValue &value,
                                          const std::string &place) {
  const int64_t *extent = value.getIf<int64_t>();
  if (!extent || *extent < 1)
    return makeRuleError("R1-values",
                         place + " is not an integer of at least 1");
  return *extent;
}

static llvm::Expected<double> readNumber(const JsonValue &value,
                                         const std::string &place) {
  if (const double *number = value.getIf<double>())
    return *number;
  if (const int64_t *number = value.getIf<int64_t>())
    return double(*number);
  return makeRuleError("R1-values", place + " is not a number");
}

static llvm::Expected<ManifestInput> readInput(const JsonValue &value,
                                               const std::string &place,
                                               UnknownKeys *unknown) {
  Fields fields(value, place, unknown);
  ManifestInput input;
  input.name = fields.string("name");
  fields.literal("type", "buffer");
  input.size = fields.positive("size", "R2-sizes");
  if (const JsonValue *range = fields.get("input_range");
      range && !range->isNull()) {
    std::vector<double> bounds = fields.list<double>("input_range", readNumber);
    if (bounds.size() == 2 && bounds[0] <= bounds[1])
      input.range = {bounds[0], bounds[1]};
    else
      fields.complain("input_range", "is not a lowest and a highest value");
  }
  if (llvm::Error error = fields.finish())
    return std::move(error);
  return input;
}

static llvm::Expected<ManifestTensor> readTensor(const JsonValue &value,
                                                 const std::string &place,
                                                 UnknownKeys *unknown,
                                                 bool isOutput) {
  Fields fields(value, place, unknown);
  ManifestTensor tensor;
  tensor.name = fields.string("name");
  if (isOutput)
    fields.literal("type", "buffer");
  tensor.size = fields.positive("size", "R2-sizes");
  bool hasShape = fields.find("shape"), hasType = fields.find("dtype");
  if (hasShape || hasType) {
    tensor.shape = fields.list<int64_t>("shape", readExtent);
    tensor.dtype = fields.string("dtype");
    if (tensor.shape.empty())
      fields.complain("shape", "is empty");
  }
  if (llvm::Error error = fields.finish())
    return std::move(error);
  return tensor;
}

static llvm::Expected<Processor> parseProcessor(llvm::StringRef name,
                                                const std::string &place) {
  for (Processor processor : {Processor::EV74, Processor::MLA, Processor::A65})
    if (processorName(processor) == name)
      return processor;
  return makeRuleError("R2-spelling", place + ".processor is " + quote(name) +
                                          ", expected 'EV74', 'MLA' or 'A65'");
}

/// `config_params` of `plugin`, whose processor is known.
static llvm::Error readConfig(Plugin &plugin, const JsonValue &value,
                              const std::string &place, UnknownKeys *unknown) {
  Fields fields(value, place, unknown);
  if (plugin.processor != Processor::A65) {
    plugin.desiredBatch = fields.positive("desired_batch_size", "R5-batch");
    plugin.actualBatch = fields.positive("actual_batch_size", "R5-batch");
  }
  if (plugin.processor == Processor::EV74) {
    plugin.kernel = fields.string("kernel");
    plugin.params = fields.required<JsonObject>("params", "an object");
    return fields.finish();
  }
  if (const auto *object = value.getIf<JsonObject>())
    for (const auto &[key, member] : object->members)
      if (plugin.processor == Processor::A65 ||
          (key != "desired_batch_size" && key != "actual_batch_size")) {
        fields.find(key);
        plugin.params.add(key, member);
      }
  return fields.finish();
}

static llvm::Expected<Plugin> readPlugin(const JsonValue &value,
                                         const std::string &place,
                                         UnknownKeys *unknown) {
  Fields fields(value, place, unknown);
  Plugin plugin;
  plugin.name = fields.string("name");
  plugin.sequence = fields.positive("sequence", "R2-sequence");
  llvm::Expected<Processor> processor =
      parseProcessor(fields.string("processor"), place);
  if (processor)
    plugin.processor = *processor;
  else
    fields.complain(processor.takeError());
  if (const JsonValue *config = fields.get("config_params"))
    if (llvm::Error error =
            readConfig(plugin, *config, fields.at("config_params"), unknown))
      fields.complain(std::move(error));
  plugin.inputs = fields.list<ManifestTensor>(
      "input_nodes", [&](const JsonValue &node, const std::string &at) {
        return readTensor(node, at, unknown, /*isOutput=*/false);
      });
  plugin.outputs = fields.list<ManifestTensor>(
      "output_nodes", [&](const JsonValue &node, const std::string &at) {
        return readTensor(node, at, unknown, /*isOutput=*/true);
      });
  fields.literal("type", "sgpProcess");
  if (const JsonValue *resources = fields.get("resources");
      resources && !resources->isNull()) {
    Fields inner(*resources, fields.at("resources"), unknown);
    plugin.executable = inner.string("executable");
    if (llvm::Error error = inner.finish())
      fields.complain(std::move(error));
  }
  if (llvm::Error error = fields.finish())
    return std::move(error);
  return plugin;
}

llvm::Expected<Manifest>
sima::package::readManifest(llvm::StringRef text, llvm::StringRef where,
                            std::vector<std::string> *unknownKeys) {
  llvm::Expected<JsonValue> json = parseJson(text, where);
  if (!json)
    return json.takeError();
  Fields fields(*json, "", unknownKeys);
  Manifest manifest;
  manifest.name = fields.string("name");
  manifest.modelPath = fields.nullableString("model_path");
  manifest.modelChecksum = fields.nullableString("model_checksum");
  manifest.sequence = fields.positive("sequence", "R2-sequence");
  manifest.sdkVersion = fields.string("model_sdk_version");
  manifest.inputs = fields.list<ManifestInput>(
      "input_nodes", [&](const JsonValue &node, const std::string &at) {
        return readInput(node, at, unknownKeys);
      });
  manifest.plugins = fields.list<Plugin>(
      "plugins", [&](const JsonValue &plugin, const std::string &at) {
        return readPlugin(plugin, at, unknownKeys);
      });
  if (llvm::Error error = fields.finish())
    return prefixError(where + ": ", std::move(error));
  return manifest;
}
