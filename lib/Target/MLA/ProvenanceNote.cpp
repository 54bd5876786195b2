//===- ProvenanceNote.cpp - The bytes of the note of provenance -----------===//
//
// Numbers are LEB128: ranges are short and places follow one another, so that
// most of them take a byte. That words and constants are covered is the format
// itself: lengths are read until they reach the end.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/ProvenanceNote.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace llvm;

namespace sima::isa {

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

namespace {
class NoteWriter {
public:
  NoteWriter(const Provenance &provenance, raw_ostream &os)
      : provenance(provenance), os(os) {}

  void write(ArrayRef<unsigned> quads, uint32_t constants) {
    number(kProvenanceVersion);
    writeOperations();
    writePlaces();
    for (auto [point, count] : enumerate(quads))
      writeCode(provenance.code[point], count);
    writeParts(constants);
  }

private:
  void number(uint64_t value) { encodeULEB128(value, os); }
  void writeOperations();
  void writePlaces();
  void writeCode(ArrayRef<PlaceRange> ranges, unsigned quads);
  void writeParts(uint32_t constants);

  const Provenance &provenance;
  raw_ostream &os;
};
} // namespace

/// The names, each once in order of use, then layer, name and node of each.
void NoteWriter::writeOperations() {
  std::map<StringRef, unsigned> numbers;
  std::vector<StringRef> names;
  for (const LayerOperation &operation : provenance.operations)
    if (numbers.try_emplace(operation.name, names.size()).second)
      names.push_back(operation.name);
  number(names.size());
  for (StringRef text : names) {
    number(text.size());
    os << text;
  }
  number(provenance.operations.size());
  for (const LayerOperation &operation : provenance.operations) {
    number(operation.layer);
    number(numbers[operation.name]);
    number(operation.node);
  }
}

void NoteWriter::writePlaces() {
  number(provenance.places.size());
  for (const Place &place : provenance.places) {
    number(unsigned(place.role));
    if (place.role == PlaceRole::Halt)
      continue;
    number(place.sample);
    for (Span span : place.box) {
      number(span.begin);
      number(span.end - span.begin);
    }
  }
}

/// Length and place of each range; the place as a signed distance to the one
/// that comes next in the list.
void NoteWriter::writeCode(ArrayRef<PlaceRange> ranges, unsigned quads) {
  const auto *range = ranges.begin();
  for (unsigned quad = 0; quad < quads; ++quad) {
    int64_t expected = 0;
    for (; range != ranges.end() && range->quad == quad; ++range) {
      number(range->end - range->first);
      encodeSLEB128(int64_t(range->place) - expected, os);
      expected = int64_t(range->place) + 1;
    }
  }
}

/// Per constant the number of layers, then of each the parts.
void NoteWriter::writeParts(uint32_t constants) {
  const auto *part = provenance.parts.data();
  const auto *end = part + provenance.parts.size();
  for (uint32_t constant = 0; constant < constants; ++constant) {
    const auto *of = part;
    unsigned layers = 0;
    for (; of != end && of->constant == constant; ++of)
      layers += of->first == 0;
    number(layers);
    for (; part != of; ++part) {
      number(part->end - part->first);
      number(unsigned(part->role));
      number(part->operation);
    }
  }
}

std::string writeProvenance(const Provenance &provenance,
                            ArrayRef<unsigned> quads, uint32_t constants) {
  std::string bytes;
  raw_string_ostream os(bytes);
  NoteWriter(provenance, os).write(quads, constants);
  return bytes;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

namespace {
template <typename... Ts> Error fail(const char *text, Ts &&...values) {
  return createStringError("provenance: " +
                           formatv(text, std::forward<Ts>(values)...).str());
}

/// Takes numbers off the front. After the end, and behind a number of more than
/// 32 bits, everything is 0 and `failed` is set.
class NoteReader {
public:
  NoteReader(StringRef bytes, Program &program)
      : rest(bytes), program(program) {}

  Error read();

private:
  uint32_t number();
  int64_t signedNumber();
  /// A count of items of at least one byte each.
  Error count(const char *what, uint64_t limit, uint32_t &count);
  Error end(const char *what) const {
    return fail("the note ends, or a number is out of range, within {0}", what);
  }
  Error readOperations(Provenance &out);
  Error readPlaces(Provenance &out);
  Error readCode(uint64_t words, uint32_t quad, std::vector<PlaceRange> &out);
  Error readParts(uint32_t constant, Provenance &out);

  StringRef rest;
  bool failed = false;
  Program &program;
};
} // namespace

uint32_t NoteReader::number() {
  const char *error = nullptr;
  unsigned size = 0;
  uint64_t value =
      decodeULEB128(rest.bytes_begin(), &size, rest.bytes_end(), &error);
  if (error || value > UINT32_MAX) {
    failed = true;
    rest = "";
    return 0;
  }
  rest = rest.drop_front(size);
  return value;
}

int64_t NoteReader::signedNumber() {
  const char *error = nullptr;
  unsigned size = 0;
  int64_t value =
      decodeSLEB128(rest.bytes_begin(), &size, rest.bytes_end(), &error);
  if (error || value > INT64_C(1) << 32 || value < -(INT64_C(1) << 32)) {
    failed = true;
    rest = "";
    return 0;
  }
  rest = rest.drop_front(size);
  return value;
}

Error NoteReader::count(const char *what, uint64_t limit, uint32_t &count) {
  count = number();
  if (failed || count > rest.size())
    return fail("{0} {1} do not fit in {2} bytes", count, what, rest.size());
  if (count > limit)
    return fail("{0} {1}; limit {2}", count, what, limit);
  return Error::success();
}

Error NoteReader::readOperations(Provenance &out) {
  uint32_t names, operations;
  if (Error error = count("names", ProgramLimits::kStrings, names))
    return error;
  std::vector<StringRef> texts;
  for (uint32_t i = 0; i < names; ++i) {
    uint32_t size = number();
    if (failed || size > rest.size())
      return fail("name {0} of {1} bytes passes the end", i, size);
    texts.push_back(rest.take_front(size));
    rest = rest.drop_front(size);
  }
  if (Error error = count("operations", ProgramLimits::kStrings, operations))
    return error;
  for (uint32_t i = 0; i < operations; ++i) {
    uint32_t layer = number(), text = number(), node = number();
    if (failed)
      return end("the operations");
    if (text >= texts.size())
      return fail("operation {0} has name {1} of {2}", i, text, texts.size());
    out.operations.push_back({layer, texts[text].str(), node});
  }
  return Error::success();
}

Error NoteReader::readPlaces(Provenance &out) {
  uint32_t places;
  if (Error error = count("places", ProgramLimits::kRanges, places))
    return error;
  for (uint32_t i = 0; i < places; ++i) {
    uint32_t role = number();
    if (role >= kPlaceRoles)
      return fail("place {0} has role {1}; there are {2}", i, role,
                  kPlaceRoles);
    Place place;
    place.role = PlaceRole(role);
    if (place.role != PlaceRole::Halt) {
      place.sample = number();
      for (Span &span : place.box) {
        span.begin = number();
        uint64_t last = uint64_t(span.begin) + number();
        if (last > UINT32_MAX)
          return fail("place {0} ends at {1}; limit {2}", i, last, UINT32_MAX);
        span.end = last;
      }
    }
    if (failed)
      return end("the places");
    out.places.push_back(place);
  }
  return Error::success();
}

Error NoteReader::readCode(uint64_t words, uint32_t quad,
                           std::vector<PlaceRange> &out) {
  int64_t expected = 0;
  for (uint64_t next = 0; next < words;) {
    uint32_t length = number();
    int64_t place = expected + signedNumber();
    if (failed)
      return end("the code");
    if (length == 0 || length > words - next)
      return fail("{0} words at word {1} of quad {2}, which has {3}", length,
                  next, quad, words);
    if (place < 0 || place > UINT32_MAX)
      return fail("word {0} of quad {1} has place {2}", next, quad, place);
    if (out.size() >= ProgramLimits::kRanges)
      return fail("more than {0} ranges of code", ProgramLimits::kRanges);
    uint32_t first = next;
    next += length;
    out.push_back({quad, first, uint32_t(next), uint32_t(place)});
    expected = place + 1;
  }
  return Error::success();
}

Error NoteReader::readParts(uint32_t constant, Provenance &out) {
  uint64_t bytes = program.constants[constant].bytes.size();
  uint32_t layers;
  if (Error error =
          count("layers of a constant", ProgramLimits::kLayers, layers))
    return error;
  for (uint32_t layer = 0; layer < layers; ++layer)
    for (uint64_t next = 0; next < bytes;) {
      uint32_t length = number(), role = number(), operation = number();
      if (failed)
        return end("the constants");
      if (length == 0 || length > bytes - next || bytes > UINT32_MAX)
        return fail("{0} bytes at byte {1} of const.{2}, which has {3}", length,
                    next, constant, bytes);
      if (role >= kPartRoles)
        return fail("byte {0} of const.{1} has role {2}; there are {3}", next,
                    constant, role, kPartRoles);
      if (out.parts.size() >= ProgramLimits::kRanges)
        return fail("more than {0} parts", ProgramLimits::kRanges);
      uint32_t first = next;
      next += length;
      out.parts.push_back(
          {constant, first, uint32_t(next), PartRole(role), operation});
    }
  return Error::success();
}

Error NoteReader::read() {
  uint32_t version = number();
  if (version != kProvenanceVersion)
    return fail("version {0} of the note; only {1} is known", version,
                kProvenanceVersion);
  Provenance out;
  if (Error error = readOperations(out))
    return error;
  if (Error error = readPlaces(out))
    return error;
  for (EntryPoint point : program.entries())
    for (auto [quad, words] : enumerate(program.entry(point).code))
      if (Error error = readCode(words.size(), quad, out.code[unsigned(point)]))
        return error;
  for (uint32_t k = 0; k < program.constants.size(); ++k)
    if (Error error = readParts(k, out))
      return error;
  if (!rest.empty())
    return fail("{0} bytes left over", rest.size());
  program.provenance = std::move(out);
  return Error::success();
}

Error readProvenance(StringRef bytes, Program &program) {
  return NoteReader(bytes, program).read();
}

} // namespace sima::isa
