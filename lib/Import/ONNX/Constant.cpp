//===- Constant.cpp - Constants of an ONNX model --------------------------===//

#include "Constant.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/Support/Endian.h"
#include <cassert>
#include <limits>

using namespace sima;
using namespace sima::onnx_import;
using namespace llvm::support;

std::string sima::onnx_import::typeName(ElementType type) {
  switch (type) {
  case ElementType::undefined:
    return "undefined type";
  case ElementType::f32:
    return "float";
  case ElementType::u8:
    return "uint8";
  case ElementType::i8:
    return "int8";
  case ElementType::u16:
    return "uint16";
  case ElementType::i16:
    return "int16";
  case ElementType::i32:
    return "int32";
  case ElementType::i64:
    return "int64";
  case ElementType::string:
    return "string";
  case ElementType::boolean:
    return "bool";
  case ElementType::f16:
    return "float16";
  case ElementType::f64:
    return "double";
  case ElementType::u32:
    return "uint32";
  case ElementType::u64:
    return "uint64";
  case ElementType::bf16:
    return "bfloat16";
  case ElementType::u4:
    return "uint4";
  case ElementType::i4:
    return "int4";
  }
  return "type " + std::to_string(int(type));
}

unsigned sima::onnx_import::storedBytes(ElementType type) {
  switch (type) {
  case ElementType::u4:
  case ElementType::i4:
  case ElementType::u8:
  case ElementType::i8:
  case ElementType::boolean:
    return 1;
  case ElementType::u16:
  case ElementType::i16:
  case ElementType::f16:
  case ElementType::bf16:
    return 2;
  case ElementType::f32:
  case ElementType::i32:
  case ElementType::u32:
    return 4;
  case ElementType::f64:
  case ElementType::i64:
  case ElementType::u64:
    return 8;
  case ElementType::undefined:
  case ElementType::string:
    break;
  }
  return 0;
}

bool sima::onnx_import::isKnown(ElementType type) {
  return storedBytes(type) != 0;
}

bool sima::onnx_import::isFloat(ElementType type) {
  return type == ElementType::f32 || type == ElementType::f64 ||
         type == ElementType::f16 || type == ElementType::bf16;
}

bool sima::onnx_import::isInteger(ElementType type) {
  return isKnown(type) && !isFloat(type) && type != ElementType::boolean;
}

bool sima::onnx_import::isCode(ElementType type) {
  return isInteger(type) && storedBytes(type) <= 2;
}

std::pair<int64_t, int64_t> sima::onnx_import::codeRange(ElementType type) {
  switch (type) {
  case ElementType::u4:
    return {0, 15};
  case ElementType::i4:
    return {-8, 7};
  case ElementType::u8:
    return {0, 255};
  case ElementType::i8:
    return {-128, 127};
  case ElementType::u16:
    return {0, 65535};
  case ElementType::i16:
    return {-32768, 32767};
  case ElementType::u32:
    return {0, std::numeric_limits<uint32_t>::max()};
  default:
    return {std::numeric_limits<int32_t>::min(),
            std::numeric_limits<int32_t>::max()};
  }
}

std::string sima::onnx_import::toString(llvm::ArrayRef<int64_t> shape) {
  std::string text;
  for (int64_t size : shape)
    text += (text.empty() ? "" : "x") + std::to_string(size);
  return text.empty() ? "scalar" : text;
}

int64_t sima::onnx_import::elementCount(llvm::ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

int64_t Constant::integer(int64_t i) const {
  const char *at = bytes.data() + i * storedBytes(type);
  switch (type) {
  case ElementType::u4:
  case ElementType::u8:
  case ElementType::boolean:
    return uint8_t(*at);
  case ElementType::i4:
  case ElementType::i8:
    return int8_t(*at);
  case ElementType::u16:
    return endian::read16le(at);
  case ElementType::i16:
    return int16_t(endian::read16le(at));
  case ElementType::i32:
    return int32_t(endian::read32le(at));
  case ElementType::u32:
    return endian::read32le(at);
  default:
    assert(storedBytes(type) == 8 && isInteger(type));
    return int64_t(endian::read64le(at));
  }
}

static double fromBits(const llvm::fltSemantics &semantics, unsigned bits,
                       uint64_t value) {
  llvm::APFloat real(semantics, llvm::APInt(bits, value));
  bool losesInformation;
  real.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven,
               &losesInformation);
  return real.convertToDouble();
}

double Constant::real(int64_t i) const {
  const char *at = bytes.data() + i * storedBytes(type);
  switch (type) {
  case ElementType::f32:
    return llvm::bit_cast<float>(endian::read32le(at));
  case ElementType::f64:
    return llvm::bit_cast<double>(endian::read64le(at));
  case ElementType::f16:
    return fromBits(llvm::APFloat::IEEEhalf(), 16, endian::read16le(at));
  case ElementType::bf16:
    return fromBits(llvm::APFloat::BFloat(), 16, endian::read16le(at));
  case ElementType::u64:
    return double(endian::read64le(at));
  default:
    return double(integer(i));
  }
}

llvm::SmallVector<int64_t> Constant::integers() const {
  llvm::SmallVector<int64_t> values;
  for (int64_t i = 0, n = size(); i < n; ++i)
    values.push_back(integer(i));
  return values;
}

ConstantRef Constant::ofIntegers(ElementType type, Shape shape,
                                 llvm::ArrayRef<int64_t> values) {
  auto result = std::make_shared<Constant>();
  result->type = type;
  result->shape = std::move(shape);
  unsigned width = storedBytes(type);
  result->bytes.resize(values.size() * width);
  for (size_t i = 0; i < values.size(); ++i)
    for (unsigned b = 0; b < width; ++b)
      result->bytes[i * width + b] = char(uint64_t(values[i]) >> (8 * b));
  return result;
}

ConstantRef Constant::ofFloats(Shape shape, llvm::ArrayRef<float> values) {
  auto result = std::make_shared<Constant>();
  result->type = ElementType::f32;
  result->shape = std::move(shape);
  result->bytes.resize(values.size() * sizeof(float));
  for (size_t i = 0; i < values.size(); ++i)
    endian::write32le(result->bytes.data() + i * sizeof(float),
                      llvm::bit_cast<uint32_t>(values[i]));
  return result;
}
