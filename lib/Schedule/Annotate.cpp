//===- Annotate.cpp - Writes a schedule into the IR -----------------------===//

#include "sima/Schedule/SegmentPlan.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

void schedule::annotate(SegmentPlan &plan) {
  MLIRContext *context = plan.segment.getContext();
  for (LayerPlan &layer : plan.layers) {
    SmallVector<TileAttr> tiles;
    for (const Tile &tile : layer.tiles)
      tiles.push_back(
          TileAttr::get(context, tile.quad, tile.turn, tile.piece.sample,
                        tile.piece.rows.begin, tile.piece.rows.end,
                        tile.piece.channels.begin, tile.piece.channels.end));
    layer.body.layer.setScheduleAttr(ScheduleAttr::get(
        context, plan.maps[layer.output].home, layer.group, layer.streamSlots,
        layer.resident, layer.loads, tiles));
  }
  for (FeatureMap &map : plan.maps)
    if (map.load) {
      map.load.setHome(map.home);
      map.load.setPosition(map.loadPosition);
    }
}
