//===- Samples.cpp - Inputs on which modules are compared -----------------===//

#include "Samples.h"
#include "../Run/Module.h"
#include "dialects/MLA/IR/MLA.h"
#include "sima/Numerics/Boundary.h"
#include "sima/Package/Zip.h"
#include "sima/Pipelines/TensorArray.h"
#include "sima/Support/Files.h"

using namespace mlir;
using namespace sima;
using llvm::createStringError;
using llvm::Twine;
using reference::Tensor;

/// Inputs of a function, at most, that come from one file.
static constexpr size_t kMaxInputs = 1024;

//===----------------------------------------------------------------------===//
// Random tensors
//===----------------------------------------------------------------------===//

namespace {
/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers everywhere.
class Random {
public:
  explicit Random(uint64_t seed) : state(seed) {}
  uint64_t next() {
    state += 0x9e3779b97f4a7c15u;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  int64_t from(int64_t low, int64_t high) {
    return low + int64_t(next() % uint64_t(high - low + 1));
  }

private:
  uint64_t state;
};
} // namespace

static void setElement(Tensor &tensor, int64_t index, int64_t value) {
  size_t width = mla::elementBytes(tensor.type);
  for (size_t byte = 0; byte < width; ++byte)
    tensor.bytes[index * width + byte] = uint8_t(uint64_t(value) >> (8 * byte));
}

/// Codes of the whole range, an eighth of them its ends; numbers from -4 to 4;
/// of other integers 0 and 1, which are positions and truth values everywhere.
static Tensor randomTensor(Type type, Random &random) {
  constexpr uint64_t oneIn = 8;
  Tensor tensor = reference::poisonedTensor(type);
  int64_t count = tensor.type.getNumElements();
  if (tensor.type.getElementType().isF32()) {
    for (int64_t i = 0; i < count; ++i)
      tensor.data<float>()[i] = float(random.from(-4096, 4096)) / 1024.0f;
    return tensor;
  }
  int64_t low = 0, high = 1;
  if (mla::isQuantizedTensor(type)) {
    auto range = mla::codeRange(type);
    low = range.lo;
    high = range.hi;
  }
  for (int64_t i = 0; i < count; ++i) {
    uint64_t draw = random.next() % (2 * oneIn);
    setElement(tensor, i,
               draw == 0   ? low
               : draw == 1 ? high
                           : random.from(low, high));
  }
  return tensor;
}

/// The elements of `tensor`, each `places` further on.
static Tensor moved(const Tensor &tensor, int64_t places) {
  Tensor result = tensor;
  size_t bytes = result.bytes.size();
  size_t by =
      places * mla::elementBytes(tensor.type) % std::max<size_t>(bytes, 1);
  std::rotate(result.bytes.begin(), result.bytes.begin() + by,
              result.bytes.end());
  return result;
}

Tensors Samples::get(int64_t index) const {
  if (index == 0)
    return first;
  Tensors result;
  Random random(seed.value_or(0) + uint64_t(index) * 0x100000001b3u);
  for (const Tensor &tensor : first)
    result.push_back(seed ? randomTensor(tensor.type, random)
                          : moved(tensor, index));
  return result;
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

/// A name of an array for the tensor `name`.
static std::string arrayName(llvm::StringRef name) {
  std::string result;
  for (char c : name)
    result += llvm::isAlnum(c) || c == '-' || c == '_' ? c : '_';
  return result;
}

static llvm::Expected<std::vector<NamedArray>>
readNpz(llvm::StringRef path, llvm::ArrayRef<TensorSpec> specs) {
  auto buffer = readFile(path, uint64_t(1) << 32);
  if (!buffer)
    return buffer.takeError();
  package::ZipLimits limits;
  limits.files = kMaxInputs;
  auto files = package::unzip((*buffer)->getBuffer(), path, limits);
  if (!files)
    return files.takeError();
  std::vector<NamedArray> arrays;
  for (auto [index, spec] : llvm::enumerate(specs)) {
    std::string wanted = arrayName(spec.name) + ".npy";
    std::string position = std::to_string(index) + ".npy";
    auto file = llvm::find_if(*files, [&](const auto &f) {
      return f.name == wanted || f.name == spec.name + ".npy" ||
             f.name == position;
    });
    if (file == files->end())
      return createStringError(path + ": has no array '" + spec.name +
                               "' for input " + Twine(index) + " (" +
                               typeText(spec.type, spec.shape) + ")");
    auto array =
        package::parseNpy(file->data, (path + ": " + file->name).str());
    if (!array)
      return array.takeError();
    if (array->type != spec.type || array->shape != spec.shape)
      return createStringError(path + ": array '" + file->name + "' is " +
                               typeText(array->type, array->shape) +
                               ", the input takes " +
                               typeText(spec.type, spec.shape));
    arrays.push_back({spec.name, std::move(*array)});
  }
  return arrays;
}

llvm::Expected<Samples> Samples::create(llvm::StringRef text,
                                        func::FuncOp function) {
  auto specs = inputSpecs(function);
  if (!specs)
    return specs.takeError();
  Tensors first;
  if (llvm::StringRef number = text; number.consume_front("random:")) {
    uint64_t seed;
    if (number.getAsInteger(10, seed))
      return createStringError("'" + text +
                               "' has no seed; give random:NUMBER");
    Random random(seed);
    for (Type type : function.getArgumentTypes())
      first.push_back(randomTensor(type, random));
    Samples samples(std::move(first));
    samples.seed = seed;
    return samples;
  }
  auto arrays = text.ends_with(".npz") ? readNpz(text, *specs)
                                       : readInputs({text.str()}, *specs);
  if (!arrays)
    return arrays.takeError();
  for (auto [array, type] : llvm::zip(*arrays, function.getArgumentTypes()))
    first.push_back(
        {cast<RankedTensorType>(type), std::move(array.array.data)});
  return Samples(std::move(first));
}

llvm::Expected<std::string> sima::printNpz(func::FuncOp function,
                                           llvm::ArrayRef<Tensor> tensors) {
  auto specs = inputSpecs(function);
  if (!specs)
    return specs.takeError();
  std::vector<package::ArchiveFile> files;
  for (auto [spec, tensor] : llvm::zip(*specs, tensors)) {
    auto bytes = package::printNpy(arrayOf(tensor));
    if (!bytes)
      return bytes.takeError();
    std::string name = arrayName(spec.name) + ".npy";
    if (llvm::any_of(files, [&](const auto &f) { return f.name == name; }))
      name = std::to_string(files.size()) + ".npy";
    files.push_back({std::move(name), std::move(*bytes)});
  }
  return package::zip(files);
}

//===----------------------------------------------------------------------===//
// From types to types
//===----------------------------------------------------------------------===//

int64_t sima::samplesBetween(TypeRange then, TypeRange now) {
  if (then.empty() || now.empty())
    return 1;
  auto before = dyn_cast<RankedTensorType>(then.front());
  auto after = dyn_cast<RankedTensorType>(now.front());
  if (!before || !after || before.getNumElements() == 0)
    return 1;
  return std::max<int64_t>(1, after.getNumElements() / before.getNumElements());
}

/// Appends `tensor`, in the type of `to`.
static void append(const Tensor &tensor, Tensor &to) {
  if (!to.type.getElementType().isF32() || !mla::isQuantizedTensor(tensor.type))
    return llvm::append_range(to.bytes, tensor.bytes);
  float step =
      numerics::boundary::stepFromManifest(1.0 / mla::tensorScale(tensor.type));
  int64_t zeroPoint = mla::tensorZeroPoint(tensor.type);
  bool isWide = mla::elementBytes(tensor.type) == 2;
  for (int64_t i = 0; i < tensor.type.getNumElements(); ++i) {
    int32_t code =
        isWide ? tensor.data<int16_t>()[i] : tensor.data<int8_t>()[i];
    float value = numerics::boundary::dequantize(code, step, zeroPoint);
    const auto *bytes = reinterpret_cast<const uint8_t *>(&value);
    to.bytes.insert(to.bytes.end(), bytes, bytes + sizeof value);
  }
}

llvm::Expected<Tensors> sima::joinSamples(llvm::ArrayRef<Tensors> samples,
                                          TypeRange now) {
  Tensors result;
  for (auto [index, type] : llvm::enumerate(now)) {
    auto bytes = reference::tensorBytes(type);
    if (!bytes)
      return bytes.takeError();
    Tensor joined = {cast<RankedTensorType>(type), {}};
    for (const Tensors &sample : samples)
      append(sample[index], joined);
    if (int64_t(joined.bytes.size()) != *bytes) {
      std::string text;
      llvm::raw_string_ostream(text)
          << "tensor " << index << " was '" << samples.front()[index].type
          << "' and is '" << type << "', which are no samples of it";
      return createStringError(text);
    }
    result.push_back(std::move(joined));
  }
  return result;
}
