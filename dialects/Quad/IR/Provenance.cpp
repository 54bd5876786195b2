//===- Provenance.cpp - Provenance in locations ---------------------------===//

#include "dialects/Quad/IR/Provenance.h"
#include "mlir/IR/Operation.h"

using namespace mlir;
using namespace sima::quad;

Location sima::quad::withProvenance(Location loc, DictionaryAttr metadata) {
  return FusedLoc::get(loc.getContext(), {loc}, metadata);
}

Location sima::quad::withPlace(Location loc, const PlaceInfo &place) {
  Builder builder(loc.getContext());
  NamedAttrList metadata;
  metadata.append(kRole, builder.getStringAttr(place.role));
  if (!place.box.empty()) {
    metadata.append(kSample, builder.getI64IntegerAttr(place.sample));
    metadata.append(kBox, builder.getDenseI64ArrayAttr(place.box));
  }
  return withProvenance(loc, metadata.getDictionary(loc.getContext()));
}

DictionaryAttr sima::quad::provenanceOf(Location loc) {
  if (auto fused = dyn_cast<FusedLoc>(loc))
    return dyn_cast_or_null<DictionaryAttr>(fused.getMetadata());
  return nullptr;
}

std::optional<PlaceInfo> sima::quad::placeOf(Location loc) {
  DictionaryAttr metadata = provenanceOf(loc);
  auto role = metadata ? metadata.getAs<StringAttr>(kRole) : nullptr;
  if (!role)
    return std::nullopt;
  PlaceInfo place = {role.getValue(), 0, {}};
  if (auto sample = metadata.getAs<IntegerAttr>(kSample))
    place.sample = sample.getInt();
  if (auto box = metadata.getAs<DenseI64ArrayAttr>(kBox))
    place.box = box.asArrayRef();
  return place;
}

LogicalResult sima::quad::verifyPlace(Operation *op) {
  std::optional<PlaceInfo> place = placeOf(op->getLoc());
  if (!place || place->box.empty())
    return success();
  if (place->box.size() != kBoxNumbers)
    return op->emitOpError("has a place whose box has ")
           << place->box.size() << " numbers, it must have " << kBoxNumbers;
  if (place->sample < 0 || place->sample > UINT32_MAX)
    return op->emitOpError("has a place in sample ")
           << place->sample << ", it must be 0 to " << UINT32_MAX;
  for (unsigned i = 0; i < kBoxNumbers; i += 2)
    if (place->box[i] < 0 || place->box[i] >= place->box[i + 1] ||
        place->box[i + 1] > UINT32_MAX)
      return op->emitOpError("has a place whose box goes from ")
             << place->box[i] << " to " << place->box[i + 1];
  return success();
}
