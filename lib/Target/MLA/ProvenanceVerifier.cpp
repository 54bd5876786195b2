//===- ProvenanceVerifier.cpp - Rules of provenance -----------------------===//
//
// Every rule that Provenance.h states.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/ProvenanceNote.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <set>

using namespace llvm;

namespace sima::isa {

namespace {
template <typename... Ts> Error fail(const char *text, Ts &&...values) {
  return createStringError("provenance: " +
                           formatv(text, std::forward<Ts>(values)...).str());
}

Error checkOperations(const Program &program) {
  const Provenance &provenance = *program.provenance;
  if (provenance.operations.empty())
    return fail("no operation; at least 1");
  uint32_t last = 0;
  for (auto [i, operation] : enumerate(provenance.operations)) {
    if (operation.layer >= program.layers.size() ||
        operation.node >= program.nodes.size())
      return fail("operation {0} names layer {1} of {2}, node {3} of {4}", i,
                  operation.layer, program.layers.size(), operation.node,
                  program.nodes.size());
    if (operation.layer < last)
      return fail("operation {0} of layer {1} behind one of layer {2}", i,
                  operation.layer, last);
    last = operation.layer;
    if (operation.name.empty() || !all_of(operation.name, [](char c) {
          return isAlnum(c) || c == '.' || c == '_';
        }))
      return fail("operation {0} has a name of other characters than letters, "
                  "digits, dots and underscores",
                  i);
  }
  return Error::success();
}

Error checkPlaces(const Provenance &provenance) {
  std::set<Place> known;
  for (auto [i, place] : enumerate(provenance.places)) {
    bool isHalt = place.role == PlaceRole::Halt;
    for (Span span : place.box)
      if (isHalt ? span != Span() : span.begin >= span.end)
        return fail("place {0} ({1}) has an extent from {2} to {3}", i,
                    name(place.role), span.begin, span.end);
    if (!known.insert(place).second)
      return fail("place {0} appears twice", i);
  }
  return Error::success();
}

/// Ranges of one quad follow one another from word 0 to the end. `seen`: places
/// that were mentioned.
Error checkCode(const EntryCode &entry, ArrayRef<PlaceRange> ranges,
                uint32_t &seen) {
  const auto *it = ranges.begin();
  for (auto [quad, words] : enumerate(entry.code)) {
    uint32_t next = 0;
    for (const PlaceRange *last = nullptr;
         it != ranges.end() && it->quad == quad; last = it++) {
      if (it->first != next || it->end <= it->first || it->end > words.size())
        return fail("range [{0}, {1}) of quad {2} must begin at word {3} and "
                    "end within {4} words",
                    it->first, it->end, quad, next, words.size());
      if (it->place > seen)
        return fail("word {0} of quad {1} has place {2}; {3} have been "
                    "mentioned",
                    it->first, quad, it->place, seen);
      if (last && last->place == it->place)
        return fail("range [{0}, {1}) of quad {2} continues the one before it",
                    it->first, it->end, quad);
      seen += it->place == seen;
      next = it->end;
    }
    if (next != words.size())
      return fail("ranges of quad {0} end at word {1} of {2}", quad, next,
                  words.size());
  }
  if (it != ranges.end())
    return fail("range [{0}, {1}) of quad {2} is out of order or beyond the "
                "last quad",
                it->first, it->end, it->quad);
  return Error::success();
}

/// The parts of constant `k` from `it` on, which moves past them.
Error checkConstant(const Program &program, uint32_t k, const ConstantPart *&it,
                    const ConstantPart *end) {
  const Provenance &provenance = *program.provenance;
  uint64_t bytes = program.constants[k].bytes.size();
  uint64_t next = 0;
  std::optional<uint32_t> layer;
  for (; it != end && it->constant == k; ++it) {
    if (it->operation >= provenance.operations.size())
      return fail("byte {0} of const.{1} names operation {2} of {3}", it->first,
                  k, it->operation, provenance.operations.size());
    uint32_t owner = provenance.operations[it->operation].layer;
    bool isNew = !layer || (next == bytes && owner > *layer);
    if (isNew)
      next = 0;
    else if (owner != *layer)
      return fail("bytes of const.{0} from {1} on name layer {2} behind layer "
                  "{3}",
                  k, it->first, owner, *layer);
    layer = owner;
    if (it->first != next || it->end <= it->first || it->end > bytes)
      return fail("bytes [{0}, {1}) of const.{2} must begin at {3} and end "
                  "within {4}",
                  it->first, it->end, k, next, bytes);
    next = it->end;
  }
  if (next != bytes)
    return fail("parts of const.{0} end at byte {1} of {2}", k, next, bytes);
  return Error::success();
}

} // namespace

Error verifyProvenance(const Program &program) {
  if (!program.provenance)
    return Error::success();
  const Provenance &provenance = *program.provenance;
  if (Error error = checkOperations(program))
    return error;
  if (Error error = checkPlaces(provenance))
    return error;
  uint32_t seen = 0;
  const std::vector<PlaceRange> &next = provenance.code[1];
  if (!program.next && !next.empty())
    return fail("ranges of entry point next, which the file does not have");
  for (EntryPoint point : program.entries())
    if (Error error = checkCode(program.entry(point),
                                provenance.code[unsigned(point)], seen))
      return error;
  if (seen != provenance.places.size())
    return fail("{0} places, {1} of them are mentioned",
                provenance.places.size(), seen);
  const ConstantPart *part = provenance.parts.data();
  const ConstantPart *end = part + provenance.parts.size();
  for (uint32_t k = 0; k < program.constants.size(); ++k)
    if (Error error = checkConstant(program, k, part, end))
      return error;
  if (part != end)
    return fail("bytes of const.{0} are out of order or beyond the last one",
                part->constant);
  return Error::success();
}

} // namespace sima::isa
