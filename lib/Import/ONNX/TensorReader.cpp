//===- TensorReader.cpp - TensorProto to Constant -------------------------===//

#include "TensorReader.h"
#include "Graph.h"
#include "Limits.h"
#include "sima/Support/Files.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;
using ::onnx::TensorProto;

llvm::Expected<Shape> TensorReader::readShape(const TensorProto &proto) {
  if (proto.dims_size() > int(kMaxSourceRank))
    return createStringError("has rank " + Twine(proto.dims_size()) +
                             ", the limit is " + Twine(kMaxSourceRank));
  Shape shape(proto.dims().begin(), proto.dims().end());
  int64_t elements = 1;
  for (int64_t size : shape)
    if (size < 0 || __builtin_mul_overflow(elements, size, &elements) ||
        elements > kMaxElements)
      return createStringError("has shape " + toString(shape) +
                               ", the limits are sizes of at least 0 and " +
                               Twine(kMaxElements) + " elements");
  return shape;
}

/// Tensors may share an external file, so that a small model can ask for much
/// memory.
llvm::Error TensorReader::spend(uint64_t bytes) {
  spentBytes += bytes;
  if (spentBytes > kMaxConstantBytes)
    return createStringError("makes the constants take more than " +
                             Twine(kMaxConstantBytes) + " bytes");
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// External files
//===----------------------------------------------------------------------===//

llvm::Expected<const llvm::MemoryBuffer *>
TensorReader::file(llvm::StringRef location) {
  std::unique_ptr<llvm::MemoryBuffer> &buffer = files[location];
  if (buffer)
    return buffer.get();
  namespace path = llvm::sys::path;
  bool escapes = location.contains('\0') || path::is_absolute(location);
  for (auto part = path::begin(location), end = path::end(location);
       part != end; ++part)
    escapes |= *part == "..";
  // Links could lead out of the directory; the real paths decide.
  llvm::SmallString<256> root, full(directory), real;
  path::append(full, location);
  if (!escapes &&
      !llvm::sys::fs::real_path(directory.empty() ? "." : directory, root) &&
      !llvm::sys::fs::real_path(full, real)) {
    auto common = path::begin(real);
    for (auto part = path::begin(root), end = path::end(root); part != end;
         ++part, ++common)
      escapes |= common == path::end(real) || *common != *part;
  }
  if (escapes)
    return createStringError("has external data in '" + printable(location) +
                             "', which lies outside the folder of the model; "
                             "put the file beside the model");
  auto read = readFile(full, kMaxConstantBytes);
  if (!read)
    return createStringError("has external data: " +
                             llvm::toString(read.takeError()));
  buffer = std::move(*read);
  return buffer.get();
}

static llvm::Error readNumber(llvm::StringRef key, llvm::StringRef text,
                              uint64_t &value) {
  if (text.getAsInteger(10, value))
    return createStringError("has external data with " + key + " '" +
                             printable(text) + "', which is no number");
  return llvm::Error::success();
}

llvm::Expected<std::string> TensorReader::external(const TensorProto &proto,
                                                   uint64_t bytes) {
  std::string location;
  uint64_t offset = 0, length = bytes;
  for (const auto &entry : proto.external_data()) {
    llvm::Error error = llvm::Error::success();
    if (entry.key() == "location")
      location = entry.value();
    else if (entry.key() == "offset")
      error = readNumber(entry.key(), entry.value(), offset);
    else if (entry.key() == "length")
      error = readNumber(entry.key(), entry.value(), length);
    if (error)
      return std::move(error);
  }
  if (location.empty() || location.size() > kMaxNameBytes)
    return createStringError("has external data without a usable location");
  if (length != bytes)
    return createStringError("has " + Twine(length) +
                             " bytes of external data, its shape takes " +
                             Twine(bytes));
  auto buffer = file(location);
  if (!buffer)
    return buffer.takeError();
  uint64_t size = (*buffer)->getBufferSize();
  if (offset > size || length > size - offset)
    return createStringError("has external data at bytes " + Twine(offset) +
                             " to " + Twine(offset) + " + " + Twine(length) +
                             " of '" + printable(location) + "', which has " +
                             Twine(size));
  return (*buffer)->getBuffer().substr(offset, length).str();
}

//===----------------------------------------------------------------------===//
// Forms
//===----------------------------------------------------------------------===//

/// Two elements a byte, the first in the low half.
static std::string unpack(llvm::StringRef packed, int64_t elements,
                          bool isSigned) {
  std::string bytes(elements, 0);
  for (int64_t i = 0; i < elements; ++i) {
    unsigned code = (uint8_t(packed[i / 2]) >> (i % 2 ? 4 : 0)) & 15;
    bytes[i] = char(isSigned && code >= 8 ? int(code) - 16 : int(code));
  }
  return bytes;
}

/// A typed list as bytes of elements `width` wide, the low ones of each value.
template <typename List>
static std::string narrow(const List &list, unsigned width) {
  std::string bytes;
  bytes.reserve(uint64_t(list.size()) * width);
  for (auto value : list) {
    uint64_t bits = 0;
    if constexpr (std::is_same_v<decltype(value), float>)
      bits = llvm::bit_cast<uint32_t>(value);
    else if constexpr (std::is_same_v<decltype(value), double>)
      bits = llvm::bit_cast<uint64_t>(value);
    else
      bits = uint64_t(value);
    for (unsigned b = 0; b < width; ++b)
      bytes.push_back(char(bits >> (8 * b)));
  }
  return bytes;
}

/// The list that holds elements of `type`, as bytes. Packed 4-bit elements are
/// one byte for two.
static std::string typedList(const TensorProto &proto, ElementType type) {
  unsigned width = storedBytes(type);
  switch (type) {
  case ElementType::f32:
    return narrow(proto.float_data(), width);
  case ElementType::f64:
    return narrow(proto.double_data(), width);
  case ElementType::i64:
    return narrow(proto.int64_data(), width);
  case ElementType::u32:
  case ElementType::u64:
    return narrow(proto.uint64_data(), width);
  default:
    return narrow(proto.int32_data(), width);
  }
}

llvm::Expected<std::string> TensorReader::contents(TensorProto &proto,
                                                   const Constant &tensor) {
  int64_t elements = tensor.size();
  bool packed =
      tensor.type == ElementType::u4 || tensor.type == ElementType::i4;
  uint64_t bytes = packed ? (elements + 1) / 2
                          : uint64_t(elements) * storedBytes(tensor.type);
  if (llvm::Error error = spend(uint64_t(elements) * storedBytes(tensor.type)))
    return std::move(error);
  std::string found;
  if (proto.data_location() == TensorProto::EXTERNAL) {
    auto read = external(proto, bytes);
    if (!read)
      return read;
    found = std::move(*read);
  } else if (proto.has_raw_data()) {
    found = std::move(*proto.mutable_raw_data());
  } else {
    found = typedList(proto, tensor.type);
  }
  if (found.size() != bytes)
    return createStringError("has " + Twine(found.size()) + " bytes of " +
                             typeName(tensor.type) + ", its shape " +
                             toString(tensor.shape) + " takes " + Twine(bytes));
  return packed ? unpack(found, elements, tensor.type == ElementType::i4)
                : std::move(found);
}

llvm::Expected<ConstantRef> TensorReader::read(TensorProto &proto) {
  auto tensor = std::make_shared<Constant>();
  tensor->type = ElementType(uint8_t(proto.data_type()));
  if (proto.data_type() < 0 || proto.data_type() > 255 ||
      !isKnown(tensor->type))
    return createStringError("has elements of " +
                             typeName(ElementType(uint8_t(proto.data_type()))) +
                             ", which are not read");
  if (proto.has_segment())
    return createStringError("is stored in segments, which are not read");
  auto shape = readShape(proto);
  if (!shape)
    return shape.takeError();
  tensor->shape = *shape;
  auto bytes = contents(proto, *tensor);
  if (!bytes)
    return bytes.takeError();
  tensor->bytes = std::move(*bytes);
  return tensor;
}
