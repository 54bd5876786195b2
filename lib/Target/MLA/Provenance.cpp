//===- Provenance.cpp - Names and order of places and parts ---------------===//

#include "sima/Target/MLA/Provenance.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <map>
#include <tuple>

using namespace llvm;

namespace sima::isa {

static constexpr StringLiteral kPlaceNames[kPlaceRoles] = {
    "compute",  "constants", "input",   "reload", "store",
    "exchange", "carry",     "padding", "halt"};
static constexpr StringLiteral kPartNames[kPartRoles] = {
    "weights", "requant", "parameters", "lookup",
    "resize",  "operand", "zeros",      "compressed"};

StringRef name(PlaceRole role) { return kPlaceNames[unsigned(role)]; }
StringRef name(PartRole role) { return kPartNames[unsigned(role)]; }

std::optional<PlaceRole> parsePlaceRole(StringRef name) {
  const auto *it = find(kPlaceNames, name);
  if (it == std::end(kPlaceNames))
    return std::nullopt;
  return PlaceRole(it - std::begin(kPlaceNames));
}

std::optional<PartRole> parsePartRole(StringRef name) {
  const auto *it = find(kPartNames, name);
  if (it == std::end(kPartNames))
    return std::nullopt;
  return PartRole(it - std::begin(kPartNames));
}

std::string boxText(const Place &place) {
  if (place.role == PlaceRole::Halt)
    return "";
  const auto &[rows, columns, channels] = place.box;
  return formatv("sample {0} rows {1} to {2} columns {3} to {4} channels {5} "
                 "to {6}",
                 place.sample, rows.begin, rows.end, columns.begin, columns.end,
                 channels.begin, channels.end);
}

/// Sorts the ranges of an entry point and joins neighbours of one place.
static void sortRanges(std::vector<PlaceRange> &ranges) {
  llvm::sort(ranges, [](const PlaceRange &a, const PlaceRange &b) {
    return std::tie(a.quad, a.first) < std::tie(b.quad, b.first);
  });
  std::vector<PlaceRange> joined;
  for (const PlaceRange &range : ranges) {
    PlaceRange *last = joined.empty() ? nullptr : &joined.back();
    if (last && last->quad == range.quad && last->end == range.first &&
        last->place == range.place)
      last->end = range.end;
    else
      joined.push_back(range);
  }
  ranges = std::move(joined);
}

void canonicalize(Provenance &provenance) {
  constexpr uint32_t unseen = UINT32_MAX;
  std::vector<uint32_t> numbers(provenance.places.size(), unseen);
  std::vector<Place> places;
  for (std::vector<PlaceRange> &ranges : provenance.code) {
    sortRanges(ranges);
    for (PlaceRange &range : ranges) {
      uint32_t &number = numbers[range.place];
      if (number == unseen) {
        number = places.size();
        places.push_back(provenance.places[range.place]);
      }
      range.place = number;
    }
  }
  provenance.places = std::move(places);
  auto layerOf = [&](const ConstantPart &part) {
    return provenance.operations[part.operation].layer;
  };
  llvm::sort(provenance.parts,
             [&](const ConstantPart &a, const ConstantPart &b) {
               return std::tuple(a.constant, layerOf(a), a.first) <
                      std::tuple(b.constant, layerOf(b), b.first);
             });
}

} // namespace sima::isa
