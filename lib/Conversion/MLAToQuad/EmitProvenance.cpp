//===- EmitProvenance.cpp - Where quad operations come from ---------------===//

#include "EmitProvenance.h"
#include "dialects/Quad/IR/Provenance.h"

using namespace mlir;
using namespace sima;
using namespace sima::schedule;

ProvenanceEmitter::ProvenanceEmitter(const SegmentPlan &plan)
    : plan(plan), builder(mla::SegmentOp(plan.segment)->getContext()) {
  for (auto [number, layer] : llvm::enumerate(plan.layers)) {
    StringRef layerNode = mla::nodeName(layer.body.layer.getLoc());
    for (Operation &op : layer.body.layer.getBody().front()) {
      if (isa<mla::ConstantOp>(op) || op.hasTrait<OpTrait::IsTerminator>())
        continue;
      StringRef node = mla::nodeName(op.getLoc());
      numbers[&op] = operations.size();
      operations.push_back(builder.getDictionaryAttr(
          {builder.getNamedAttr(quad::kLayer,
                                builder.getI64IntegerAttr(number)),
           builder.getNamedAttr(
               quad::kName, builder.getStringAttr(op.getName().getStringRef())),
           builder.getNamedAttr(
               quad::kNode,
               builder.getStringAttr(node.empty() ? layerNode : node))}));
    }
  }
}

Location ProvenanceEmitter::segment() const {
  Builder b(builder);
  return quad::withProvenance(
      mla::SegmentOp(plan.segment).getLoc(),
      b.getDictionaryAttr(
          b.getNamedAttr(quad::kOperations, b.getArrayAttr(operations))));
}

Location ProvenanceEmitter::place(unsigned layer, StringRef role,
                                  const FeatureMap &map,
                                  const mla::Piece &piece) const {
  int64_t box[] = {piece.rows.begin, piece.rows.end,       0,
                   map.shape.width,  piece.channels.begin, piece.channels.end};
  return quad::withPlace(plan.layers[layer].body.layer.getLoc(),
                         {role, piece.sample, box});
}

Location ProvenanceEmitter::constants(unsigned layer,
                                      mla::Range channels) const {
  const FeatureMap &map = plan.maps[plan.layers[layer].output];
  return place(layer, "constants", map, {0, {0, map.shape.height}, channels});
}

Location ProvenanceEmitter::halt() const {
  return quad::withPlace(mla::SegmentOp(plan.segment).getLoc(),
                         {"halt", 0, {}});
}

void ProvenanceEmitter::addParts(quad::ConstantOp constant, unsigned layer,
                                 ArrayRef<plan::ConstantPart> parts,
                                 bool compressed) {
  auto [last, isNew] = lastLayer.try_emplace(constant, layer);
  if (!isNew && last->second == layer)
    return;
  last->second = layer;
  SmallVector<Attribute> all;
  if (auto metadata = quad::provenanceOf(constant.getLoc()))
    if (auto before = metadata.getAs<ArrayAttr>(quad::kParts))
      llvm::append_range(all, before);
  auto append = [&](int64_t bytes, StringRef role, Operation *user) {
    all.push_back(builder.getDictionaryAttr(
        {builder.getNamedAttr(quad::kBytes, builder.getI64IntegerAttr(bytes)),
         builder.getNamedAttr(quad::kOperation,
                              builder.getI64IntegerAttr(numbers.at(user))),
         builder.getNamedAttr(quad::kRole, builder.getStringAttr(role))}));
  };
  Operation *main = plan.layers[layer].body.main.getOperation();
  auto type = cast<RankedTensorType>(constant.getValue().getType());
  if (compressed)
    append(type.getNumElements(), "compressed", main);
  else
    for (const plan::ConstantPart &part : parts)
      append(part.bytes, part.role, part.user);
  // All uses in one location, that of the first layer.
  Location loc = constant.getLoc();
  if (auto fused = dyn_cast<FusedLoc>(loc); fused && !isNew)
    loc = fused.getLocations().front();
  constant->setLoc(
      quad::withProvenance(loc, builder.getDictionaryAttr(builder.getNamedAttr(
                                    quad::kParts, builder.getArrayAttr(all)))));
}
