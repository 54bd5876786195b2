//===- NoteFormat.cpp - Names of the container and its notes --------------===//
//
// The layer map: counted strings, layers and ranges of 32-bit little-endian
// numbers.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/NoteFormat.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/EndianStream.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace sima::isa {

/// What follows the names of an entry point's sections and labels.
static StringRef suffixOf(EntryPoint entry) {
  return entry == EntryPoint::Next ? StringRef(kNextSuffix) : StringRef();
}

std::string codeSectionName(EntryPoint entry, unsigned quad) {
  return formatv("{0}{1}{2}", kCodePrefix, quad, suffixOf(entry));
}

std::string layerLabel(StringRef layer, EntryPoint entry, unsigned quad) {
  return formatv("{0}.q{1}{2}", layer, quad, suffixOf(entry));
}

/// The number of ranges, then each of them.
static void writeRanges(support::endian::Writer &writer, uint32_t layers,
                        ArrayRef<CodeRange> ranges) {
  writer.write<uint32_t>(ranges.size());
  for (const CodeRange &range : ranges) {
    writer.write(range.quad);
    writer.write(range.first);
    writer.write(range.end);
    writer.write(range.layer);
    writer.write<uint32_t>(layers + range.node);
  }
}

std::string writeLayerMap(ArrayRef<std::string> layers,
                          ArrayRef<std::string> nodes,
                          ArrayRef<CodeRange> ranges) {
  std::string bytes;
  raw_string_ostream os(bytes);
  support::endian::Writer writer(os, llvm::endianness::little);
  writer.write<uint32_t>(layers.size() + nodes.size());
  for (ArrayRef<std::string> strings : {layers, nodes})
    for (const std::string &string : strings) {
      writer.write<uint32_t>(string.size());
      os << string;
    }
  writer.write<uint32_t>(layers.size());
  for (uint32_t i = 0; i < layers.size(); ++i)
    writer.write<uint32_t>(i);
  writeRanges(writer, layers.size(), ranges);
  return bytes;
}

std::string writeNextRanges(uint32_t layers, ArrayRef<CodeRange> ranges) {
  std::string bytes;
  raw_string_ostream os(bytes);
  support::endian::Writer writer(os, llvm::endianness::little);
  writeRanges(writer, layers, ranges);
  return bytes;
}

namespace {

/// Takes numbers and strings off the front; after the end everything is 0 and
/// `failed` is set.
struct Cursor {
  StringRef rest;
  bool failed = false;

  StringRef take(uint64_t size) {
    if (size > rest.size()) {
      failed = true;
      rest = "";
      return "";
    }
    StringRef taken = rest.take_front(size);
    rest = rest.drop_front(size);
    return taken;
  }

  uint32_t number() {
    StringRef bytes = take(4);
    return bytes.empty() ? 0 : support::endian::read32le(bytes.data());
  }

  /// A count of items of at least `itemBytes` each, at most `limit`.
  Expected<uint32_t> count(const char *what, uint64_t limit,
                           uint64_t itemBytes) {
    uint32_t n = number();
    if (failed || uint64_t(n) * itemBytes > rest.size())
      return createStringError(formatv(
          "layer map: {0} {1} do not fit in {2} bytes", n, what, rest.size()));
    if (n > limit)
      return createStringError(
          formatv("layer map: {0} {1}; limit {2}", n, what, limit));
    return n;
  }
};

Error readStrings(Cursor &cursor, std::vector<std::string> &strings) {
  Expected<uint32_t> count =
      cursor.count("strings", ProgramLimits::kStrings, 4);
  if (!count)
    return count.takeError();
  strings.reserve(*count);
  for (uint32_t i = 0; i < *count; ++i) {
    uint32_t size = cursor.number();
    StringRef string = cursor.take(size);
    if (cursor.failed)
      return createStringError(formatv(
          "layer map: string {0} of {1} bytes passes the end", i, size));
    strings.push_back(string.str());
  }
  return Error::success();
}

Error readRanges(Cursor &cursor, std::vector<CodeRange> &ranges,
                 uint32_t layers) {
  Expected<uint32_t> count =
      cursor.count("ranges", ProgramLimits::kRanges, 5 * 4);
  if (!count)
    return count.takeError();
  ranges.reserve(*count);
  for (uint32_t i = 0; i < *count; ++i) {
    CodeRange range;
    range.quad = cursor.number();
    range.first = cursor.number();
    range.end = cursor.number();
    range.layer = cursor.number();
    uint32_t string = cursor.number();
    if (string < layers)
      return createStringError(
          formatv("layer map: range {0} names string {1} as its node; nodes "
                  "follow the {2} layers",
                  i, string, layers));
    range.node = string - layers;
    ranges.push_back(range);
  }
  if (!cursor.rest.empty())
    return createStringError(
        formatv("layer map: {0} bytes left over", cursor.rest.size()));
  return Error::success();
}

} // namespace

Error readLayerMap(StringRef bytes, Program &program) {
  Cursor cursor{bytes};
  std::vector<std::string> strings;
  if (Error error = readStrings(cursor, strings))
    return error;
  Expected<uint32_t> layers = cursor.count("layers", ProgramLimits::kLayers, 4);
  if (!layers)
    return layers.takeError();
  if (*layers > strings.size())
    return createStringError(
        formatv("layer map: {0} layers, {1} strings", *layers, strings.size()));
  for (uint32_t i = 0; i < *layers; ++i)
    if (uint32_t string = cursor.number(); string != i)
      return createStringError(formatv(
          "layer map: layer {0} is string {1}; must be {0}", i, string));
  if (Error error = readRanges(cursor, program.ranges, *layers))
    return error;
  auto firstNode = strings.begin() + *layers;
  program.layers.assign(std::make_move_iterator(strings.begin()),
                        std::make_move_iterator(firstNode));
  program.nodes.assign(std::make_move_iterator(firstNode),
                       std::make_move_iterator(strings.end()));
  return Error::success();
}

Error readNextRanges(StringRef bytes, const Program &program,
                     std::vector<CodeRange> &ranges) {
  Cursor cursor{bytes};
  if (Error error = readRanges(cursor, ranges, program.layers.size()))
    return createStringError("entry point next: " + toString(std::move(error)));
  return Error::success();
}

} // namespace sima::isa
