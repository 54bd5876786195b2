//===- ScheduleRemarks.cpp - A schedule in words --------------------------===//
//
// Puts into words what the searches noted (sima/Schedule/Reasons.h). Nothing is
// estimated here; bounds alone are computed, those of the summary.
//
//===----------------------------------------------------------------------===//

#include "dialects/MLA/Transforms/ScheduleRemarks.h"
#include "sima/Cost/Bounds.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;
using llvm::formatv;

/// "3 tiles", "1 tile".
static std::string count(uint64_t number, StringRef thing) {
  return formatv("{0} {1}{2}", number, thing, number == 1 ? "" : "s");
}

/// "samples x rows x channels" of a split: "1 x 4 x 1".
static std::string partsOf(const Split &split) {
  return formatv("{0} x {1} x {2}", split.samples, split.rows, split.channels);
}

namespace {
class Explainer {
public:
  Explainer(const SegmentPlan &plan, ArrayRef<cost::LayerBounds> bounds)
      : plan(plan), reasons(*plan.reasons), bounds(bounds),
        splits(plan.layers.size(), nullptr),
        groups(plan.layers.size(), nullptr), loads(plan.layers.size()) {
    for (const SplitReason &reason : reasons.splits)
      for (unsigned layer = reason.first; layer < reason.last; ++layer)
        splits[layer] = &reason;
    for (const GroupReason &reason : reasons.groups)
      for (unsigned layer = reason.first; layer < reason.last; ++layer)
        groups[layer] = &reason;
    for (const LoadReason &load : reasons.loads)
      if (load.layer >= 0)
        loads[load.layer].push_back(&load);
  }

  void run() {
    ofSegment(estimates());
    if (!reasons.settings.empty())
      ofSegment(settings());
    ofSegment(prefetch());
    for (const SpillReason &spill : reasons.spills)
      explain(spill);
    for (const GroupReason &group : reasons.groups)
      explain(group);
    for (unsigned number = 0; number < plan.layers.size(); ++number)
      explainLayer(number);
  }

private:
  /// At a location: at the operation, all of it would be printed.
  static void remark(Operation *op, const llvm::Twine &text) {
    emitRemark(op->getLoc()) << text;
  }
  void ofSegment(const llvm::Twine &text) const {
    SegmentOp segment = plan.segment;
    remark(segment, "segment '" + segment.getName() + "': " + text);
  }
  std::string nameOf(unsigned layer) const {
    return "'" + plan.layers[layer].name + "'";
  }

  //===--------------------------------------------------------------------===//
  // Segment
  //===--------------------------------------------------------------------===//

  std::string estimates() const {
    double compute = 0, dram = 0;
    for (const cost::LayerBounds &layer : bounds) {
      compute += layer.computeCycles;
      dram += layer.dramCycles;
    }
    unsigned inDram = 0, inStripes = 0;
    for (const FeatureMap &map : plan.maps) {
      inDram += map.home == Home::dram;
      inStripes += map.home == Home::stripes;
    }
    return formatv("its last tile starts in cycle {0} by the estimate, in {1} "
                   "without waiting for loads; bounds: compute {2:F1}, dram "
                   "{3:F1} cycles; of {4} feature maps {5} lie in DRAM, {6} in "
                   "stripes, the others whole in local memory",
                   reasons.cycles, reasons.staticCycles, compute, dram,
                   plan.maps.size(), inDram, inStripes);
  }

  /// How the search for depth-first groups went.
  std::string settings() const {
    uint64_t least = UINT64_MAX, most = 0;
    unsigned fitting = 0;
    for (const SettingReason &setting : reasons.settings)
      if (setting.cycles) {
        ++fitting;
        least = std::min(least, *setting.cycles);
        most = std::max(most, *setting.cycles);
      }
    std::string text = formatv(
        "depth-first groups were looked for with {0} ways to share out local "
        "memory; {1} fit",
        reasons.settings.size(), fitting);
    if (fitting)
      text += least == most
                  ? formatv(", with {0} cycles", least).str()
                  : formatv(", with {0} to {1} cycles", least, most).str();
    text += "; feature maps whole in local memory: ";
    text += reasons.wholeCycles ? count(*reasons.wholeCycles, "cycle")
                                : std::string("do not fit");
    bool used =
        fitting && (!reasons.wholeCycles || least < *reasons.wholeCycles);
    if (!used)
      return text + "; not used";
    for (const SettingReason &setting : reasons.settings)
      if (setting.cycles == least)
        return text + formatv("; used: up to {0} bytes for a map between "
                              "groups, {1} for a group, {2} for constants of "
                              "a single layer at a time",
                              setting.mapBytes, setting.groupBytes,
                              setting.chunkBytes)
                          .str();
    return text;
  }

  std::string prefetch() const {
    std::vector<uint64_t> ahead;
    uint64_t busy = 0, room = 0;
    for (const LoadReason &load : reasons.loads) {
      ahead.push_back(load.aheadCycles);
      (load.lacksRoom ? room : busy) += load.stallCycles;
    }
    std::string text =
        count(reasons.loads.size(), "load") + " of inputs and constants";
    if (!ahead.empty()) {
      llvm::sort(ahead);
      text += formatv(", half of them issued {0} cycles or more before use",
                      ahead[ahead.size() / 2]);
    }
    if (busy + room == 0)
      return text + "; none is waited for";
    return text + formatv("; waits for them: {0} cycles, {1} limited by DRAM "
                          "and {2} by room in local memory",
                          busy + room, busy, room)
                      .str();
  }

  void explain(const SpillReason &spill) const {
    const FeatureMap &map = plan.maps[spill.map];
    std::string name = map.producer < 0
                           ? "input '" + map.name + "'"
                           : "output of layer " + nameOf(map.producer);
    ofSegment(formatv("{0}, {1} bytes, lies in DRAM: it was the largest when "
                      "local memory was full at layer {2}",
                      name, spill.bytes, nameOf(spill.layer))
                  .str());
  }

  //===--------------------------------------------------------------------===//
  // Groups
  //===--------------------------------------------------------------------===//

  std::string span(const GroupReason &group) const {
    return nameOf(group.first) + " to " + nameOf(group.last - 1);
  }

  static std::string against(std::optional<int64_t> cycles) {
    if (!cycles)
      return "not possible";
    return formatv("{0} cycles more", *cycles);
  }

  void explain(const GroupReason &group) const {
    std::string text = formatv(
        "layers {0} ({1}) depth first, in {2}: estimated {3} cycles, {4} of "
        "the "
        "busiest engine and the rest for {5} bytes of feature maps from and to "
        "DRAM; ",
        span(group), group.last - group.first, count(group.stripes, "stripe"),
        group.cycles, group.engineCycles, group.dramBytes);
    text += group.layerByLayer
                ? formatv("layer by layer {0}; ", *group.layerByLayer).str()
                : std::string("layer by layer they do not fit; ");
    text += formatv("{0} bytes of stripes take the place of maps of {1}; with "
                    "{2} of constants they have {3} bytes, beside {4} of other "
                    "maps",
                    group.stripeBytes, group.insideBytes, group.constantBytes,
                    group.roomBytes, group.mapBytes);
    if (group.first > 0)
      text += "; with " + nameOf(group.first - 1) +
              " before it: " + against(group.withBefore);
    if (group.last < plan.layers.size())
      text += "; with " + nameOf(group.last) +
              " behind it: " + against(group.withBehind);
    remark(layerOp(group.first), text);
  }

  Operation *layerOp(unsigned number) const {
    return plan.layers[number].body.layer;
  }

  //===--------------------------------------------------------------------===//
  // Layers
  //===--------------------------------------------------------------------===//

  void explainLayer(unsigned number) const {
    std::string text = "layer " + nameOf(number) + ": " + share(number) + "; " +
                       tiles(number) + streams(number) + "; " + work(number);
    text += formatv("; bounds: compute {0:F1}, dram {1:F1} cycles; from cycle "
                    "{2}",
                    bounds[number].computeCycles, bounds[number].dramCycles,
                    reasons.starts[number]);
    if (splits[number] && splits[number]->first == number)
      text += alternatives(*splits[number]);
    remark(layerOp(number), text + waits(number));
  }

  /// How quads share it.
  std::string share(unsigned number) const {
    if (groups[number])
      return "stripe by stripe with " + span(*groups[number]);
    unsigned quads = plan.machine->quads;
    const SplitReason *reason = splits[number];
    if (quads == 1)
      return reason && reason->first < number
                 ? "follows " + nameOf(reason->first) + " tile by tile"
                 : "one quad";
    if (!reason)
      return "shared by quads as its group is";
    if (reason->first < number)
      return "follows " + nameOf(reason->first) + " tile by tile";
    const Split &split = reason->chosen;
    unsigned used = split.samples * split.rows * split.channels;
    if (used == 1)
      return formatv("1 of {0} quads computes it", quads);
    return formatv("{0} of {1} quads share samples x rows x channels as {2}",
                   used, quads, partsOf(split));
  }

  std::string tiles(unsigned number) const {
    const LayerPlan &layer = plan.layers[number];
    int64_t rows = 0, channels = 0;
    for (const Tile &tile : layer.tiles) {
      rows = std::max(rows, tile.piece.rows.size());
      channels = std::max(channels, tile.piece.channels.size());
    }
    return count(layer.tiles.size(), "tile") + " of up to " +
           count(rows, "row") + " x " + count(channels, "channel");
  }

  /// What the engines do, and how the MXU takes the largest tile.
  std::string work(unsigned number) const {
    const LayerPlan &layer = plan.layers[number];
    std::vector<uint64_t> matrix(plan.machine->quads, 0), vector = matrix;
    const Tile *largest = nullptr;
    uint64_t most = 0;
    for (const Tile &tile : layer.tiles) {
      uint64_t cycles =
          plan::matrixCycles(*plan.machine, layer.body, tile.piece);
      matrix[tile.quad] += cycles;
      vector[tile.quad] +=
          plan::vectorCycles(*plan.machine, layer.body, tile.piece);
      if (!largest || cycles > most) {
        largest = &tile;
        most = cycles;
      }
    }
    std::string text;
    if (most)
      text = formatv("MXU {0}, VPU {1} cycles of the busiest quad",
                     *llvm::max_element(matrix), *llvm::max_element(vector));
    else
      text = formatv("VPU {0} cycles of the busiest quad",
                     *llvm::max_element(vector));
    if (most)
      text += mapping(
          *plan::matrixMapping(*plan.machine, layer.body, largest->piece));
    return text;
  }

  static std::string mapping(const plan::MatrixMapping &mapping) {
    std::string text =
        "; MXU takes " + count(mapping.positions, "position") + " x " +
        count(mapping.blocks, "block") + " of 16 channels at a time, " +
        count(mapping.cycles, "cycle") + " for the longest instruction";
    if (mapping.otherBlocks)
      text += formatv(" ({0} x {1}: {2})", mapping.otherPositions,
                      mapping.otherBlocks, mapping.otherCycles);
    return text;
  }

  /// Feature maps that are brought or taken away by tiles.
  std::string streams(unsigned number) const {
    const LayerPlan &layer = plan.layers[number];
    bool reads = llvm::any_of(layer.operands, [&](const Operand &operand) {
      return plan.maps[operand.map].home == Home::dram;
    });
    bool writes = plan.maps[layer.output].home == Home::dram;
    if (reads && writes)
      return "; tiles come from and go to DRAM";
    if (reads || writes)
      return reads ? "; tiles come from DRAM" : "; tiles go to DRAM";
    return "";
  }

  /// The split against the others.
  std::string alternatives(const SplitReason &reason) const {
    std::string text = formatv(" to {0}", reason.end);
    if (!reason.other)
      return text;
    std::string other =
        partsOf(*reason.other) + " in " + count(reason.otherTiles, "tile");
    text += formatv("; of {0} ways to share it ", reason.tried);
    if (reason.otherEnd >= reason.end)
      return text + "the next best, " + other + ", ends " +
             count(reason.otherEnd - reason.end, "cycle") + " later";
    text += other + " ends " + count(reason.end - reason.otherEnd, "cycle") +
            " earlier";
    if (reason.decidedBy < 0)
      return text + ", but is no faster further on";
    return text + ", but " + count(reason.decidedCycles, "cycle") +
           " later behind layer " + nameOf(reason.decidedBy);
  }

  /// When its constants come.
  std::string waits(unsigned number) const {
    if (loads[number].empty() || plan.layers[number].constantBytes() == 0)
      return "";
    uint64_t busy = 0, room = 0, ahead = UINT64_MAX;
    for (const LoadReason *load : loads[number]) {
      (load->lacksRoom ? room : busy) += load->stallCycles;
      ahead = std::min(ahead, load->aheadCycles);
    }
    std::string text =
        formatv("; constants in {0}, {1} ahead",
                count(loads[number].size(), "load"), count(ahead, "cycle"));
    if (busy + room == 0)
      return text;
    return text + ", waited for " + count(busy + room, "cycle") +
           ", limited by " + (room > busy ? "room in local memory" : "DRAM");
  }

  const SegmentPlan &plan;
  const Reasons &reasons;
  ArrayRef<cost::LayerBounds> bounds;
  // Of each layer.
  std::vector<const SplitReason *> splits;
  std::vector<const GroupReason *> groups;
  std::vector<SmallVector<const LoadReason *, 1>> loads;
};
} // namespace

LogicalResult mla::explainSchedule(const SegmentPlan &plan) {
  auto bounds = cost::layerBounds(plan.segment, *plan.machine);
  if (failed(bounds))
    return failure();
  Explainer(plan, *bounds).run();
  return success();
}
