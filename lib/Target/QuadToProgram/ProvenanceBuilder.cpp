//===- ProvenanceBuilder.cpp - Provenance of a program --------------------===//

#include "ProvenanceBuilder.h"
#include "dialects/Quad/IR/Provenance.h"

using namespace mlir;
using namespace sima;

/// The elements of a list of dictionaries in an operation's location.
static ArrayAttr listOf(Operation *op, StringRef key) {
  DictionaryAttr metadata = quad::provenanceOf(op->getLoc());
  return metadata ? metadata.getAs<ArrayAttr>(key) : nullptr;
}

/// A number of a dictionary, below 2^32.
static std::optional<uint32_t> numberOf(Attribute element, StringRef key) {
  auto dictionary = dyn_cast<DictionaryAttr>(element);
  auto number = dictionary ? dictionary.getAs<IntegerAttr>(key) : nullptr;
  if (!number || number.getInt() < 0 || number.getInt() > UINT32_MAX)
    return std::nullopt;
  return number.getInt();
}

static StringAttr textOf(Attribute element, StringRef key) {
  auto dictionary = dyn_cast<DictionaryAttr>(element);
  return dictionary ? dictionary.getAs<StringAttr>(key) : nullptr;
}

LogicalResult ProvenanceBuilder::begin(quad::SegmentOp segment,
                                       const NodeIndex &nodeIndex) {
  ArrayAttr operations = listOf(segment, quad::kOperations);
  if (!operations)
    return success();
  provenance.emplace();
  for (Attribute element : operations) {
    std::optional<uint32_t> layer = numberOf(element, quad::kLayer);
    StringAttr name = textOf(element, quad::kName);
    StringAttr node = textOf(element, quad::kNode);
    if (!layer || !name || !node)
      return segment.emitError("has an operation in its location that is not "
                               "{layer, name, node}: ")
             << element;
    provenance->operations.push_back(
        {*layer, name.getValue().str(), nodeIndex(node.getValue())});
  }
  return success();
}

LogicalResult ProvenanceBuilder::addConstant(quad::ConstantOp constant) {
  uint32_t number = constants++;
  if (!provenance)
    return success();
  ArrayAttr parts = listOf(constant, quad::kParts);
  if (!parts)
    return constant.emitError("has lost its provenance");
  uint64_t next = 0;
  std::optional<uint32_t> layer;
  for (Attribute element : parts) {
    std::optional<uint32_t> bytes = numberOf(element, quad::kBytes);
    std::optional<uint32_t> operation = numberOf(element, quad::kOperation);
    StringAttr text = textOf(element, quad::kRole);
    std::optional<isa::PartRole> role;
    if (text)
      role = isa::parsePartRole(text.getValue());
    if (!bytes || !operation || !role ||
        *operation >= provenance->operations.size())
      return constant.emitError("has a part in its location that is not "
                                "{bytes, operation, role}: ")
             << element;
    uint32_t owner = provenance->operations[*operation].layer;
    if (layer != owner)
      next = 0;
    layer = owner;
    provenance->parts.push_back(
        {number, uint32_t(next), uint32_t(next + *bytes), *role, *operation});
    next += *bytes;
  }
  return success();
}

LogicalResult ProvenanceBuilder::addWord(isa::EntryPoint entry, uint32_t quad,
                                         uint32_t word, Operation &op) {
  if (!provenance)
    return success();
  std::optional<quad::PlaceInfo> info = quad::placeOf(op.getLoc());
  if (!info)
    return op.emitError("has lost its provenance");
  std::optional<isa::PlaceRole> role = isa::parsePlaceRole(info->role);
  if (!role)
    return op.emitError("has a place of unknown role '") << info->role << "'";
  isa::Place place;
  place.role = *role;
  place.sample = info->sample;
  if (!info->box.empty())
    for (auto [i, span] : llvm::enumerate(place.box))
      span = {uint32_t(info->box[2 * i]), uint32_t(info->box[2 * i + 1])};
  auto [it, isNew] = numbers.try_emplace(place, provenance->places.size());
  if (isNew)
    provenance->places.push_back(place);
  std::vector<isa::PlaceRange> &ranges = provenance->code[unsigned(entry)];
  isa::PlaceRange *last = ranges.empty() ? nullptr : &ranges.back();
  if (last && last->quad == quad && last->place == it->second)
    last->end = word + 1;
  else
    ranges.push_back({quad, word, word + 1, it->second});
  return success();
}
