//===- Inputs.cpp - Input files by name -----------------------------------===//

#include "Inputs.h"
#include "sima/Support/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace sima;
using namespace sima::package;
using llvm::createStringError;
using llvm::StringRef;
using llvm::Twine;

static std::string namesOf(llvm::ArrayRef<TensorSpec> specs) {
  return llvm::join(
      llvm::map_range(specs, [](const TensorSpec &s) { return s.name; }), ", ");
}

/// The position in `specs` of the input that `name` stands for.
static llvm::Expected<size_t> findInput(StringRef argument, StringRef name,
                                        llvm::ArrayRef<TensorSpec> specs) {
  if (name.empty() && specs.size() == 1)
    return 0;
  for (auto [index, spec] : llvm::enumerate(specs))
    if (spec.name == name)
      return index;
  size_t position;
  if (!name.getAsInteger(10, position) && position < specs.size())
    return position;
  return createStringError("--input " + argument + ": no input is named '" +
                           name + "'; the inputs are: " + namesOf(specs));
}

std::string sima::typeText(ElementType type, llvm::ArrayRef<int64_t> shape) {
  return (elementTypeName(type) + " " + shapeText(shape)).str();
}

/// Whether `found` is `expected`, but for leading dimensions of 1.
static bool isShape(llvm::ArrayRef<int64_t> found,
                    llvm::ArrayRef<int64_t> expected) {
  auto dropOnes = [](llvm::ArrayRef<int64_t> shape) {
    return shape.drop_while([](int64_t extent) { return extent == 1; });
  };
  return dropOnes(found) == dropOnes(expected);
}

static int64_t byteSize(const TensorSpec &spec) {
  return elementCount(spec.shape).value_or(0) * elementBytes(spec.type);
}

static llvm::Expected<NpyArray> readRaw(StringRef path,
                                        const TensorSpec &spec) {
  auto buffer = readFile(path, kMaxBufferBytes);
  if (!buffer)
    return buffer.takeError();
  StringRef bytes = (*buffer)->getBuffer();
  if (int64_t(bytes.size()) != byteSize(spec))
    return createStringError(path + ": found " + Twine(bytes.size()) +
                             " bytes, input " + spec.name + " takes " +
                             Twine(byteSize(spec)) + " (" +
                             typeText(spec.type, spec.shape) + ")");
  return NpyArray{
      spec.type, spec.shape, {bytes.bytes_begin(), bytes.bytes_end()}};
}

static llvm::Expected<NpyArray> readInput(StringRef path,
                                          const TensorSpec &spec) {
  if (!path.ends_with(".npy"))
    return readRaw(path, spec);
  auto array = readNpy(path);
  if (!array)
    return array.takeError();
  bool fits = spec.isBuffer ? int64_t(array->data.size()) == byteSize(spec)
                            : array->type == spec.type &&
                                  isShape(array->shape, spec.shape);
  if (!fits)
    return createStringError(
        path + ": found " + typeText(array->type, array->shape) + ", input " +
        spec.name + " takes " + typeText(spec.type, spec.shape));
  array->type = spec.type;
  array->shape = spec.shape;
  return array;
}

llvm::Expected<std::vector<NamedArray>>
sima::readInputs(llvm::ArrayRef<std::string> arguments,
                 llvm::ArrayRef<TensorSpec> specs) {
  std::vector<std::optional<NpyArray>> given(specs.size());
  for (StringRef argument : arguments) {
    auto [name, path] = argument.contains('=')
                            ? argument.rsplit('=')
                            : std::pair<StringRef, StringRef>("", argument);
    auto index = findInput(argument, name, specs);
    if (!index)
      return index.takeError();
    if (given[*index])
      return createStringError("--input " + argument + ": input " +
                               specs[*index].name + " is given twice");
    auto array = readInput(path, specs[*index]);
    if (!array)
      return array.takeError();
    given[*index] = std::move(*array);
  }
  std::vector<NamedArray> result;
  for (auto [spec, array] : llvm::zip(specs, given)) {
    if (!array)
      return createStringError(
          "input " + spec.name + " (" + typeText(spec.type, spec.shape) +
          ") is missing; give --input " + spec.name + "=FILE.npy");
    result.push_back({spec.name, std::move(*array)});
  }
  return result;
}

/// A file name for `name`.
static std::string fileName(StringRef name) {
  std::string result;
  for (char c : name)
    result += llvm::isAlnum(c) || c == '-' || c == '.' ? c : '_';
  if (result.empty() || result.front() == '.')
    result.insert(0, "_");
  constexpr size_t longest = 200;
  return result.substr(0, longest) + ".npy";
}

llvm::Error sima::addOutputs(llvm::ArrayRef<NamedArray> arrays,
                             StringRef directory, OutputFiles &files) {
  if (directory.empty())
    return llvm::Error::success();
  if (std::error_code code = llvm::sys::fs::create_directories(directory))
    return createStringError(code, "%s: %s", directory.str().c_str(),
                             code.message().c_str());
  std::set<std::string> used;
  for (auto [index, output] : llvm::enumerate(arrays)) {
    std::string name = fileName(output.name);
    if (!used.insert(name).second) {
      name = std::to_string(index) + "_" + name;
      used.insert(name);
    }
    llvm::SmallString<128> path(directory);
    llvm::sys::path::append(path, name);
    auto bytes = printNpy(output.array);
    if (!bytes)
      return bytes.takeError();
    if (llvm::Error error = files.add(path, llvm::toStringRef(*bytes)))
      return error;
  }
  return llvm::Error::success();
}
