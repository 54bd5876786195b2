//===- Provenance.h - What every word and constant is there for -*- C++ -*-===//
//
// From operations of the network to tiles, words and bytes of constants, as
// plain data. Layers and source nodes are those of the layer map: what that
// says of a word is not repeated here. The note is defined in docs/isa.md,
// section "ELF".
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TARGET_MLA_PROVENANCE_H
#define SIMA_TARGET_MLA_PROVENANCE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sima::isa {

/// An operation that a layer executes, in the order of the layer: its main
/// operation, then what is fused behind it.
struct LayerOperation {
  uint32_t layer = 0; ///< index into Program::layers
  std::string name;   ///< "mla.conv2d"
  uint32_t node = 0;  ///< index into Program::nodes
  bool operator==(const LayerOperation &) const = default;
};

/// Why there are words. Numbers are those of the note.
enum class PlaceRole : uint8_t {
  Compute,   ///< a tile: part of the layer's output
  Constants, ///< brings constants of these channels of the output
  Input,     ///< brings part of an input of the segment
  Reload,    ///< brings part of a feature map that lies in DRAM
  Store,     ///< writes part of the output to DRAM
  Exchange,  ///< sends part of the output to other quads
  Carry,     ///< copies rows that two stripes have in common
  Padding,   ///< zeros behind the channels of part of the output
  Halt,      ///< ends the program; of no part
};
inline constexpr unsigned kPlaceRoles = 9;
/// "compute", as in assembly text.
llvm::StringRef name(PlaceRole role);
std::optional<PlaceRole> parsePlaceRole(llvm::StringRef name);

/// Half-open.
struct Span {
  uint32_t begin = 0, end = 0;
  auto operator<=>(const Span &) const = default;
};

/// What a run of words is there for: a part of a feature map, which is the
/// output of the words' layer, of `Input` and `Reload` a map that it reads.
struct Place {
  PlaceRole role = PlaceRole::Compute;
  uint32_t sample = 0;
  /// Rows, columns, channels; all empty of `Halt`, else none.
  std::array<Span, 3> box;
  auto operator<=>(const Place &) const = default;
};

/// "sample 0 rows 0 to 4 columns 0 to 16 channels 0 to 16"; "" of `Halt`.
std::string boxText(const Place &place);

/// The words [first, end) of a quad are there for a place. Words that set
/// descriptors, wait and post belong to the instruction that they serve.
struct PlaceRange {
  uint32_t quad = 0;
  uint32_t first = 0;
  uint32_t end = 0;
  uint32_t place = 0; ///< index into Provenance::places
  bool operator==(const PlaceRange &) const = default;
};

/// What bytes of a constant hold. Numbers are those of the note.
enum class PartRole : uint8_t {
  Weights,
  Requant,    ///< table of `requant`: biases, multipliers, shifts
  Parameters, ///< block of a vector instruction
  Lookup,     ///< table of `lut` or `lut16`
  Resize,     ///< table of `resize`
  Operand,    ///< a constant feature map
  Zeros,      ///< what sums without a term read
  Compressed, ///< several of these in one, for `ldz`
};
inline constexpr unsigned kPartRoles = 8;
llvm::StringRef name(PartRole role);
std::optional<PartRole> parsePartRole(llvm::StringRef name);

/// The bytes [first, end) of a constant, as one operation uses them.
struct ConstantPart {
  uint32_t constant = 0; ///< index into Program::constants
  uint32_t first = 0;
  uint32_t end = 0;
  PartRole role = PartRole::Weights;
  uint32_t operation = 0; ///< index into Provenance::operations
  bool operator==(const ConstantPart &) const = default;
};

struct Provenance {
  /// At least one, layers ascending.
  std::vector<LayerOperation> operations;
  /// All different, in the order in which the code of `first`, then of `next`,
  /// mentions them.
  std::vector<Place> places;
  /// Per entry point: sorted by (quad, first), covering every word of every
  /// quad exactly once, none empty, neighbours of one quad differing in place.
  std::array<std::vector<PlaceRange>, 2> code;
  /// Sorted by (constant, layer of the operation, first). Of each constant, the
  /// parts of a layer cover every byte exactly once, and there is such a layer:
  /// constants are shared by the layers that need the same bytes.
  std::vector<ConstantPart> parts;

  bool operator==(const Provenance &) const = default;
};

/// Renumbers places as `places` wants them; joins and sorts ranges and parts.
void canonicalize(Provenance &provenance);

} // namespace sima::isa

#endif // SIMA_TARGET_MLA_PROVENANCE_H
