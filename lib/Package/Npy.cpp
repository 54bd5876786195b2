//===- Npy.cpp - Arrays in NumPy's .npy format ----------------------------===//
//
// The header is a Python dictionary with three fixed keys; a scanner for
// exactly that form is smaller and safer than a parser of literals.
//
//===----------------------------------------------------------------------===//
#include "sima/Package/Npy.h"
#include "Message.h"
#include "sima/Support/Files.h"
#include "sima/Support/OutputFiles.h"

using namespace sima::package;

static constexpr llvm::StringLiteral kMagic = "\x93NUMPY";

namespace {
struct Descr {
  llvm::StringLiteral name;
  ElementType type;
};
struct Header {
  ElementType type = ElementType::Int8;
  Shape shape;
};
} // namespace

// The first name of a type is the one that is written.
static constexpr Descr kDescrs[] = {
    {"|i1", ElementType::Int8},  {"<i1", ElementType::Int8},
    {"|u1", ElementType::UInt8}, {"<u1", ElementType::UInt8},
    {"<i2", ElementType::Int16}, {"<i4", ElementType::Int32},
    {"<i8", ElementType::Int64}, {"<f4", ElementType::Float32}};

/// Removes `token` and the blanks around it from the front of `text`.
static bool eat(llvm::StringRef &text, llvm::StringRef token) {
  text = text.ltrim(" \n");
  if (!text.consume_front(token))
    return false;
  text = text.ltrim(" \n");
  return true;
}

/// A string in either kind of quotes.
static std::optional<llvm::StringRef> eatString(llvm::StringRef &text) {
  for (llvm::StringRef quote : {"'", "\""})
    if (eat(text, quote)) {
      auto [inside, rest] = text.split(quote);
      if (inside.size() == text.size())
        return std::nullopt;
      text = rest;
      return inside;
    }
  return std::nullopt;
}

/// `(2, 3)`, `(2,)` or `()`.
static bool eatShape(llvm::StringRef &text, Shape &shape) {
  constexpr size_t kMaxRank = 32;
  if (!eat(text, "("))
    return false;
  while (!eat(text, ")")) {
    int64_t extent;
    if (shape.size() == kMaxRank || text.consumeInteger(10, extent) ||
        extent < 0)
      return false;
    shape.push_back(extent);
    if (!eat(text, ",") && !text.ltrim(" \n").starts_with(")"))
      return false;
  }
  return true;
}

static llvm::Expected<Header> parseHeader(llvm::StringRef text) {
  Header header;
  bool hasType = false, hasOrder = false, hasShape = false;
  if (!eat(text, "{"))
    return makeError("the header is not a dictionary");
  while (!eat(text, "}")) {
    std::optional<llvm::StringRef> key = eatString(text);
    if (!key || !eat(text, ":"))
      return makeError("the header is malformed");
    if (*key == "descr" && !hasType) {
      std::optional<llvm::StringRef> name = eatString(text);
      const Descr *found = llvm::find_if(
          kDescrs, [&](const Descr &d) { return name && d.name == *name; });
      if (found == std::end(kDescrs))
        return makeError("element type " + quote(name.value_or("a record")) +
                         ", only int8, uint8, int16, int32, int64 and float32 "
                         "in little endian are read");
      header.type = found->type;
      hasType = true;
    } else if (*key == "fortran_order" && !hasOrder) {
      if (!eat(text, "False"))
        return makeError("Fortran order, only C order is read; save "
                         "numpy.ascontiguousarray(x)");
      hasOrder = true;
    } else if (*key == "shape" && !hasShape) {
      if (!eatShape(text, header.shape))
        return makeError("the header has a malformed shape");
      hasShape = true;
    } else {
      return makeError("the header has the unexpected key " + quote(*key));
    }
    if (!eat(text, ",") && !text.ltrim(" \n").starts_with("}"))
      return makeError("the header is malformed");
  }
  if (!hasType || !hasOrder || !hasShape || !text.empty())
    return makeError("the header does not have exactly descr, fortran_order "
                     "and shape");
  return header;
}

static llvm::Expected<NpyArray> parseArray(llvm::ArrayRef<uint8_t> bytes) {
  constexpr size_t kMaxHeaderBytes = 65536;
  llvm::StringRef text(reinterpret_cast<const char *>(bytes.data()),
                       bytes.size());
  // Magic, major and minor version, length of the header in 2 or 4 bytes.
  size_t lengthAt = kMagic.size() + 2;
  if (!text.starts_with(kMagic) || text.size() < lengthAt + 4)
    return makeError("not a .npy file");
  unsigned major = bytes[kMagic.size()];
  if (major != 1 && major != 2)
    return makeError("version " + llvm::Twine(major) +
                     " of the .npy format, only 1 and 2 are read");
  size_t lengthBytes = major == 1 ? 2 : 4, headerBytes = 0;
  for (size_t i = lengthBytes; i-- > 0;)
    headerBytes = headerBytes << 8 | bytes[lengthAt + i];
  size_t dataAt = lengthAt + lengthBytes + headerBytes;
  if (headerBytes > kMaxHeaderBytes || dataAt > bytes.size())
    return makeError("a header of " + llvm::Twine(headerBytes) +
                     " bytes, more than the file or 65536");
  llvm::Expected<Header> header =
      parseHeader(text.substr(lengthAt + lengthBytes, headerBytes));
  if (!header)
    return header.takeError();
  std::optional<int64_t> count = elementCount(header->shape);
  if (!count)
    return makeError("shape " + shapeText(header->shape) +
                     " has no elements or more than 2^40");
  uint64_t dataBytes = static_cast<uint64_t>(*count) *
                       static_cast<uint64_t>(elementBytes(header->type));
  if (dataBytes != bytes.size() - dataAt)
    return makeError(llvm::Twine(bytes.size() - dataAt) +
                     " bytes of data, the shape " + shapeText(header->shape) +
                     " of " + elementTypeName(header->type) + " takes " +
                     llvm::Twine(dataBytes));
  return NpyArray{header->type, std::move(header->shape),
                  bytes.drop_front(dataAt).vec()};
}

llvm::Expected<NpyArray> sima::package::parseNpy(llvm::ArrayRef<uint8_t> bytes,
                                                 llvm::StringRef where) {
  llvm::Expected<NpyArray> array = parseArray(bytes);
  if (!array)
    return makeError(where + ": " + llvm::toString(array.takeError()));
  return array;
}

llvm::Expected<std::vector<uint8_t>>
sima::package::printNpy(const NpyArray &array) {
  const Descr *descr = llvm::find_if(
      kDescrs, [&](const Descr &d) { return d.type == array.type; });
  if (descr == std::end(kDescrs))
    return makeError("an array of " + elementTypeName(array.type) +
                     " has no .npy form; convert it to float32");
  std::optional<int64_t> count = elementCount(array.shape);
  if (!count || static_cast<uint64_t>(*count) *
                        static_cast<uint64_t>(elementBytes(array.type)) !=
                    array.data.size())
    return makeError("an array of shape " + shapeText(array.shape) + " has " +
                     llvm::Twine(array.data.size()) + " bytes of data");
  std::string header =
      ("{'descr': '" + descr->name + "', 'fortran_order': False, 'shape': (")
          .str();
  for (size_t i = 0; i < array.shape.size(); ++i)
    header += (i ? " " : "") + std::to_string(array.shape[i]) +
              (i + 1 < array.shape.size() || i == 0 ? "," : "");
  header += "), }";
  // Data begins at a multiple of 64; the header ends in a newline.
  constexpr size_t kAlignBytes = 64;
  size_t prefixBytes = kMagic.size() + 4;
  size_t fill =
      (kAlignBytes - (prefixBytes + header.size() + 1) % kAlignBytes) %
      kAlignBytes;
  header.append(fill, ' ');
  header += '\n';
  std::vector<uint8_t> bytes(kMagic.begin(), kMagic.end());
  bytes.insert(bytes.end(), {1, 0, static_cast<uint8_t>(header.size() & 255),
                             static_cast<uint8_t>(header.size() >> 8)});
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.insert(bytes.end(), array.data.begin(), array.data.end());
  return bytes;
}

llvm::Expected<NpyArray> sima::package::readNpy(llvm::StringRef path,
                                                uint64_t maxBytes) {
  auto buffer = readFile(path, maxBytes);
  if (!buffer)
    return buffer.takeError();
  return parseNpy(llvm::arrayRefFromStringRef((*buffer)->getBuffer()),
                  quote(path));
}

llvm::Error sima::package::writeNpy(const NpyArray &array,
                                    llvm::StringRef path) {
  llvm::Expected<std::vector<uint8_t>> bytes = printNpy(array);
  if (!bytes)
    return bytes.takeError();
  OutputFiles files;
  if (llvm::Error error = files.add(path, llvm::toStringRef(*bytes)))
    return error;
  return files.commit();
}
