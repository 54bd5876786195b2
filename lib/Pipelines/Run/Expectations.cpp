//===- Expectations.cpp - What tensors should be --------------------------===//

#include "Expectations.h"
#include "Module.h"
#include "dialects/MLA/IR/MLA.h"
#include "sima/Package/Json.h"
#include "sima/Pipelines/TensorArray.h"
#include "sima/Support/Files.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace sima;
using namespace sima::package;
using llvm::createStringError;
using llvm::StringRef;

llvm::Expected<Expectations>
Expectations::load(StringRef path, llvm::ArrayRef<NamedArray> inputs) {
  return llvm::sys::fs::is_directory(path) ? loadOracle(path)
                                           : interpretFile(path, inputs);
}

/// The first of equal names stays.
void Expectations::add(ExpectedTensor tensor) {
  std::string name = tensor.name;
  tensors.try_emplace(std::move(name), std::move(tensor));
}

const ExpectedTensor *Expectations::find(StringRef name) const {
  auto found = tensors.find(name.str());
  return found == tensors.end() ? nullptr : &found->second;
}

const ExpectedTensor *Expectations::findOutput(StringRef name, size_t index,
                                               size_t count) const {
  if (const ExpectedTensor *tensor = find(name))
    return tensor;
  // Archives prefix the source's name with the stage: dequantize_0/<output>.
  if (StringRef source = name.split('/').second; isOutput(source))
    return find(source);
  return count == outputs.size() ? find(outputs[index]) : nullptr;
}

//===----------------------------------------------------------------------===//
// Oracle directory
//===----------------------------------------------------------------------===//

template <typename T>
static const T *member(const JsonObject &object, StringRef key) {
  const JsonValue *value = object.find(key);
  return value ? value->getIf<T>() : nullptr;
}

/// The only number of an array, integer or not; none for other arrays.
static std::optional<double> onlyNumber(const JsonArray *array) {
  if (!array || array->size() != 1)
    return std::nullopt;
  if (const auto *integer = array->front().getIf<int64_t>())
    return static_cast<double>(*integer);
  if (const auto *real = array->front().getIf<double>())
    return *real;
  return std::nullopt;
}

/// One element of `tensors` in index.json, with its array.
static llvm::Expected<ExpectedTensor> readTensor(const JsonObject &entry,
                                                 StringRef directory) {
  const auto *name = member<std::string>(entry, "name");
  const auto *file = member<std::string>(entry, "file");
  if (!name || !file || llvm::sys::path::filename(*file) != *file)
    return createStringError(directory +
                             "/index.json: a tensor needs a name and a file in "
                             "this directory");
  llvm::SmallString<128> path(directory);
  llvm::sys::path::append(path, *file);
  auto array = readNpy(path);
  if (!array)
    return array.takeError();
  ExpectedTensor tensor{*name, std::move(*array), std::nullopt, 0};
  tensor.scale = onlyNumber(member<JsonArray>(entry, "scale"));
  if (auto zero = onlyNumber(member<JsonArray>(entry, "zero_point")))
    tensor.zeroPoint =
        static_cast<int32_t>(std::clamp(*zero, -2147483648.0, 2147483647.0));
  if (const auto *tolerance = member<int64_t>(entry, "tolerance"))
    tensor.tolerance = std::clamp<int64_t>(*tolerance, 0, 1);
  return tensor;
}

llvm::Expected<Expectations> Expectations::loadOracle(StringRef directory) {
  llvm::SmallString<128> path(directory);
  llvm::sys::path::append(path, "index.json");
  constexpr uint64_t maxIndexBytes = uint64_t(16) << 20;
  auto buffer = readFile(path, maxIndexBytes);
  if (!buffer)
    return buffer.takeError();
  auto json = parseJson((*buffer)->getBuffer(), path);
  if (!json)
    return json.takeError();
  const auto *root = json->getIf<JsonObject>();
  const auto *list = root ? member<JsonArray>(*root, "tensors") : nullptr;
  if (!list)
    return createStringError(path.str() + ": found no list 'tensors'");

  Expectations result;
  for (const JsonValue &value : *list) {
    const auto *entry = value.getIf<JsonObject>();
    if (!entry)
      return createStringError(path.str() + ": a tensor is not an object");
    auto tensor = readTensor(*entry, directory);
    if (!tensor)
      return tensor.takeError();
    const auto *kind = member<std::string>(*entry, "kind");
    if (kind && *kind == "output")
      result.outputs.push_back(tensor->name);
    result.add(std::move(*tensor));
  }
  return result;
}

//===----------------------------------------------------------------------===//
// MLIR file
//===----------------------------------------------------------------------===//

/// Scale and zero point of a per-tensor quantized type.
static void setQuantization(ExpectedTensor &tensor, mlir::Type type) {
  if (!mla::isQuantizedTensor(type) || mla::isPerAxis(type))
    return;
  tensor.scale = mla::tensorScale(type);
  tensor.zeroPoint = static_cast<int32_t>(mla::tensorZeroPoint(type));
}

llvm::Expected<Expectations>
Expectations::interpretFile(StringRef path, llvm::ArrayRef<NamedArray> inputs) {
  auto loaded = loadModule(path);
  if (!loaded)
    return loaded.takeError();
  auto function = mainFunction(*loaded->module, path);
  if (!function)
    return function.takeError();
  auto specs = inputSpecs(*function);
  if (!specs)
    return specs.takeError();
  if (specs->size() != inputs.size())
    return createStringError(path + ": takes " + llvm::Twine(specs->size()) +
                             " inputs, " + llvm::Twine(inputs.size()) +
                             " were given");
  for (auto [spec, input] : llvm::zip(*specs, inputs))
    if (spec.type != input.array.type || spec.shape != input.array.shape)
      return createStringError(path + ": input " + spec.name + " takes " +
                               typeText(spec.type, spec.shape) + ", given is " +
                               typeText(input.array.type, input.array.shape));

  Expectations result;
  auto outputs = interpretArrays(
      *function, inputs,
      [&](mlir::Value value, const reference::Tensor &tensor) {
        ExpectedTensor expected{mla::nodeName(value.getLoc()).str(),
                                arrayOf(tensor), std::nullopt, 0};
        setQuantization(expected, tensor.type);
        if (!expected.name.empty())
          result.add(std::move(expected));
      });
  if (!outputs)
    return outputs.takeError();
  for (auto [output, type] :
       llvm::zip(*outputs, (*function).getResultTypes())) {
    ExpectedTensor expected{output.name, std::move(output.array), std::nullopt,
                            0};
    setQuantization(expected, type);
    result.outputs.push_back(output.name);
    result.tensors.insert_or_assign(output.name, std::move(expected));
  }
  return result;
}
