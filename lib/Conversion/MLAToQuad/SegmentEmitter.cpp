//===- SegmentEmitter.cpp - The quad programs of one segment --------------===//

#include "SegmentEmitter.h"
#include "EmitNext.h"
#include "InstrPrinter.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;
using plan::DramMap;
using plan::PlacedMap;

LogicalResult SegmentEmitter::emit() {
  SmallVector<Attribute> names;
  for (const LayerPlan &layer : plan.layers)
    names.push_back(
        builder.getStringAttr(plan.segment.getName().str() + "/" + layer.name));
  segment = builder.create<quad::SegmentOp>(
      plan.segment.getLoc(), plan.segment.getName(), plan.machine->toYAML(),
      builder.getArrayAttr(names));
  builder.createBlock(&segment.getBody());
  emitBuffers();
  if (failed(emitConstants()) || failed(emitPorts()))
    return failure();
  for (unsigned quad = 0; quad < plan.machine->quads; ++quad) {
    builder.setInsertionPointToEnd(&segment.getBody().front());
    auto core = builder.create<quad::CoreOp>(segment.getLoc(), quad);
    builder.createBlock(&core.getBody());
    cores.push_back(core);
  }
  for (unsigned number = 0; number < plan.layers.size(); ++number) {
    const LayerPlan &layer = plan.layers[number];
    unsigned index[8] = {};
    for (const Tile &tile : layer.tiles)
      tileNumber[{number, &tile}] = index[tile.quad]++;
    for (unsigned quad = 0; quad < plan.machine->quads; ++quad) {
      chunksOf[{number, quad}] = layer.chunksOf(quad);
      for (auto [position, channels] :
           llvm::enumerate(chunksOf[{number, quad}]))
        chunkNumber[{number, quad, channels.begin}] = position;
    }
  }
  // Stage s runs layer s - 1 and brings the constants of layers up to
  // prefetchStages later, and inputs they read.
  int64_t last = plan.layers.size();
  for (int64_t stage = 0; stage <= last; ++stage) {
    for (unsigned map = 0; map < plan.maps.size(); ++map)
      if (plan.maps[map].load && plan.maps[map].home == Home::lm &&
          plan.liveStages(plan.maps[map]).begin == stage)
        emitInput(map);
    auto prefetch = [&](int64_t target) {
      if (target < 1 || target > last)
        return;
      unsigned layer = target - 1;
      for (int64_t slot = 0; slot < plan.layers[layer].constantSlots; ++slot)
        emitChunkLoads(layer, slot);
    };
    if (stage == 0)
      for (int64_t target = 1; target < plan.prefetchStages; ++target)
        prefetch(target);
    prefetch(stage + plan.prefetchStages);
    if (stage >= 1)
      emitLayer(stage - 1);
  }
  for (quad::CoreOp core : cores) {
    builder.setInsertionPointToEnd(&core.getBody().front());
    builder.create<quad::HaltOp>(
        segment.getLoc(), builder.getI64IntegerAttr(plan.layers.size() - 1));
  }
  if (plan.segment.getL2Caching() == L2Caching::single_model)
    emitNext(segment, plan);
  return success();
}

//===----------------------------------------------------------------------===//
// Memory objects
//===----------------------------------------------------------------------===//

void SegmentEmitter::emitBuffers() {
  auto emitAll = [&](const alloc::Problem &problem, quad::Space space) {
    for (const alloc::Buffer &buffer : problem.buffers)
      builder.create<quad::BufferOp>(segment.getLoc(), buffer.name, space,
                                     int64_t(buffer.bytes), buffer.first,
                                     buffer.last, IntegerAttr());
  };
  emitAll(plan.localMemory(), quad::Space::lm);
  emitAll(plan.accumulators(), quad::Space::acc);
  if (plan.spillBytes)
    builder.create<quad::SpillOp>(segment.getLoc(), "spill", plan.spillBytes);
}

LogicalResult SegmentEmitter::emitConstants() {
  std::map<std::vector<uint8_t>, std::string> known;
  chunks.resize(plan.layers.size());
  for (unsigned number = 0; number < plan.layers.size(); ++number) {
    LayerPlan &layer = plan.layers[number];
    for (mla::Range channels : layer.chunks()) {
      auto chunk = plan::buildChunk(layer.body, channels);
      if (failed(chunk))
        return failure();
      // Equal constants share one section.
      auto [place, isNew] = known.try_emplace(
          chunk->bytes, "const." + std::to_string(known.size()));
      if (isNew && !chunk->bytes.empty()) {
        auto type = RankedTensorType::get({int64_t(chunk->bytes.size())},
                                          builder.getI8Type());
        ArrayRef<char> bytes(
            reinterpret_cast<const char *>(chunk->bytes.data()),
            chunk->bytes.size());
        builder.create<quad::ConstantOp>(
            layer.body.layer.getLoc(), place->second,
            makeElements(type, bytes, place->second));
      }
      chunks[number][channels.begin] = {std::move(*chunk), place->second};
    }
  }
  return success();
}

/// A feature map that crosses the border of the segment.
struct SegmentEmitter::BoundaryTensor {
  quad::Direction direction;
  unsigned ordinal; ///< of the port
  std::string name;
  RankedTensorType bytes; ///< of the port
  int64_t offset;         ///< of the map in the port's bytes
  unsigned map;
  LayoutAttr layout;
};

/// The layout of a load or store for the map as layers see it: rows and columns
/// of slices are exchanged where they are exchanged between `tensor` and `map`.
static LayoutAttr layoutFor(const MapShape &map, Value tensor,
                            LayoutAttr layout) {
  if (mapShape(tensor.getType()) == map)
    return layout;
  ArrayRef<int64_t> slice = layout.getSlice();
  return LayoutAttr::get(layout.getContext(), {slice[1], slice[0], slice[2]},
                         layout.getAlignC16(), layout.getCblock());
}

/// Adds the use of `store`'s bytes: a port of their own, or a part of a joined
/// one.
LogicalResult SegmentEmitter::addBoundary(std::vector<BoundaryTensor> &tensors,
                                          unsigned map, StoreOp store) {
  std::string name = plan.segment.getName().str() + "/" +
                     plan.layers[plan.maps[map].producer].name + "_output";
  for (OpOperand &use : store.getOutput().getUses()) {
    BoundaryTensor tensor = {
        quad::Direction::output,
        use.getOperandNumber(),
        name,
        store.getOutput().getType(),
        0,
        map,
        layoutFor(plan.maps[map].shape, store.getInput(), store.getLayout())};
    if (auto pack = dyn_cast<PackOp>(use.getOwner())) {
      for (unsigned i = 0; i < use.getOperandNumber(); ++i)
        tensor.offset +=
            cast<RankedTensorType>(pack.getInputs()[i].getType()).getDimSize(1);
      tensor.bytes = pack.getOutput().getType();
      if (!pack.getOutput().hasOneUse())
        return pack.emitError("a joined buffer is one output of the segment");
      OpOperand &port = *pack.getOutput().getUses().begin();
      tensor.ordinal = port.getOperandNumber();
      tensor.name = "ofm";
    }
    // One value may be two outputs.
    if (llvm::any_of(tensors, [&](const BoundaryTensor &other) {
          return other.name == tensor.name && other.ordinal != tensor.ordinal;
        }))
      tensor.name += "_" + std::to_string(tensor.ordinal);
    tensors.push_back(std::move(tensor));
  }
  return success();
}

/// All of them, inputs before outputs, by ordinal.
FailureOr<std::vector<SegmentEmitter::BoundaryTensor>>
SegmentEmitter::boundaryTensors() {
  std::vector<BoundaryTensor> tensors;
  for (unsigned index = 0; index < plan.maps.size(); ++index) {
    FeatureMap &map = plan.maps[index];
    if (map.load) {
      auto argument = dyn_cast<BlockArgument>(map.load.getInput());
      if (!argument)
        return map.load.emitError("must read an input of the segment");
      tensors.push_back(
          {quad::Direction::input, argument.getArgNumber(),
           (plan.segment.getName() + "/placeholder_" +
            Twine(argument.getArgNumber()) + "_0")
               .str(),
           map.load.getInput().getType(), 0, index,
           layoutFor(map.shape, map.load.getOutput(), map.load.getLayout())});
    }
    for (StoreOp store : map.stores)
      if (failed(addBoundary(tensors, index, store)))
        return failure();
  }
  llvm::stable_sort(tensors, [](const auto &a, const auto &b) {
    return std::pair(a.direction, a.ordinal) <
           std::pair(b.direction, b.ordinal);
  });
  return tensors;
}

LogicalResult SegmentEmitter::emitPorts() {
  auto tensors = boundaryTensors();
  if (failed(tensors))
    return failure();
  llvm::StringSet<> known;
  for (const BoundaryTensor &tensor : *tensors) {
    const FeatureMap &map = plan.maps[tensor.map];
    auto slices = sliceLayout(tensor.layout, map.shape, map.elementBytes());
    if (!slices)
      return plan.segment.emitError(llvm::toString(slices.takeError()));
    PortPlace place;
    place.offset = tensor.offset;
    place.layout = *slices;
    StringRef side = tensor.direction == quad::Direction::input ? "in" : "out";
    for (int64_t sample = 0; sample < tensor.bytes.getDimSize(0); ++sample) {
      place.symbols.push_back(
          ("port." + side + "." + Twine(tensor.ordinal) + ".b" + Twine(sample))
              .str());
      if (known.insert(place.symbols.back()).second)
        builder.create<quad::PortOp>(
            segment.getLoc(), place.symbols.back(), tensor.direction,
            tensor.name, tensor.ordinal, sample, tensor.bytes.getDimSize(1));
    }
    ports[tensor.map].push_back(std::move(place));
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

PlacedMap SegmentEmitter::residentMap(const FeatureMap &map, unsigned quad,
                                      int64_t sample) const {
  const Window &window = map.windows[quad];
  PlacedMap place;
  place.buffer = map.name;
  place.offset =
      (sample - window.samples.begin) * window.rows.size() * map.rowBytes();
  place.rows = window.rows;
  place.channels = {0, map.shape.channels};
  place.rowStride = map.rowBytes();
  place.pixelStride = map.pixelBytes();
  place.zeroPoint = tensorZeroPoint(map.value.getType());
  place.elementBytes = map.elementBytes();
  return place;
}

/// `piece` of a map in a buffer of its own, dense.
static PlacedMap tightPlace(const FeatureMap &map, const Piece &piece) {
  PlacedMap place;
  place.rows = piece.rows;
  place.channels = piece.channels;
  place.pixelStride = map.pixelBytes(piece.channels.size());
  place.rowStride = map.shape.width * place.pixelStride;
  place.zeroPoint = tensorZeroPoint(map.value.getType());
  place.elementBytes = map.elementBytes();
  return place;
}

unsigned SegmentEmitter::slotOf(unsigned layer, const Tile &tile) const {
  return tileNumber.at({layer, &tile}) % plan.layers[layer].streamSlots;
}

unsigned SegmentEmitter::chunkOf(unsigned layer, const Tile &tile) const {
  return chunkNumber.at({layer, tile.quad, tile.piece.channels.begin});
}

PlacedMap SegmentEmitter::operandPlace(unsigned number, unsigned operand,
                                       const Tile &tile) const {
  const LayerPlan &layer = plan.layers[number];
  const Operand &seen = layer.operands[operand];
  const FeatureMap &map = plan.maps[seen.map];
  PlacedMap place;
  if (map.home == Home::lm) {
    place = residentMap(map, tile.quad, tile.piece.sample);
  } else {
    Piece piece = plan.operandPiece(layer, operand, tile.piece);
    place = tightPlace(map, piece);
    place.buffer = streamInputName(layer.name, operand, slotOf(number, tile));
  }
  if (seen.shape == map.shape)
    return place;
  // A reshape reads the whole sample, which lies dense, in its own shape.
  place.rows = {0, seen.shape.height};
  place.channels = {0, seen.shape.channels};
  place.pixelStride = map.pixelBytes(seen.shape.channels);
  place.rowStride = seen.shape.width * place.pixelStride;
  return place;
}

PlacedMap SegmentEmitter::outputPlace(unsigned number, const Tile &tile) const {
  const LayerPlan &layer = plan.layers[number];
  const FeatureMap &map = plan.maps[layer.output];
  if (map.home == Home::lm)
    return residentMap(map, tile.quad, tile.piece.sample);
  PlacedMap place = tightPlace(map, tile.piece);
  place.buffer = streamOutputName(layer.name, slotOf(number, tile));
  return place;
}

SmallVector<DramMap, 1> SegmentEmitter::dramPlaces(unsigned index,
                                                   int64_t sample) const {
  SmallVector<DramMap, 1> places;
  auto found = ports.find(index);
  if (found != ports.end())
    for (const PortPlace &port : found->second)
      places.push_back({port.symbols[sample], port.offset, port.layout});
  const FeatureMap &map = plan.maps[index];
  if (map.spillOffset >= 0) {
    SliceLayout dense;
    dense.h = dense.sliceH = map.shape.height;
    dense.w = dense.sliceW = map.shape.width;
    dense.c = dense.sliceC = map.shape.channels;
    dense.elementBytes = map.elementBytes();
    places.push_back({"spill",
                      map.spillOffset + sample * map.spillSampleBytes(),
                      llvm::cantFail(SliceLayout::create(dense))});
  }
  return places;
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

void SegmentEmitter::emitInstr(unsigned quad, unsigned layer,
                               const plan::Instr &instr) {
  builder.setInsertionPointToEnd(&cores[quad].getBody().front());
  printInstr(builder, plan.layers[layer].body.layer.getLoc(), instr, layer,
             step++);
}

/// Brings a network input to the quads that read it; one transfer serves all
/// quads that hold the same rows.
void SegmentEmitter::emitInput(unsigned index) {
  const FeatureMap &map = plan.maps[index];
  unsigned reader = map.readers.empty() ? 0 : map.readers.front();
  for (int64_t sample = 0; sample < map.shape.samples; ++sample) {
    SmallVector<bool> done(plan.machine->quads, false);
    for (unsigned quad = 0; quad < plan.machine->quads; ++quad) {
      Piece need = plan.needOf(map, quad, sample);
      if (done[quad] || need.empty())
        continue;
      uint64_t mask = 0;
      for (unsigned other = quad; other < plan.machine->quads; ++other)
        if (!done[other] && map.windows[other] == map.windows[quad] &&
            plan.needOf(map, other, sample) == need) {
          mask |= uint64_t(1) << other;
          done[other] = true;
        }
      DramMap source = dramPlaces(index, sample).front();
      for (const plan::Instr &instr : plan::planLoad(
               context, source, residentMap(map, quad, sample), need, mask))
        emitInstr(quad, reader, instr);
    }
  }
}

/// Loads the chunks that are number `chunkIndex` on their quads.
void SegmentEmitter::emitChunkLoads(unsigned number, unsigned chunkIndex) {
  const LayerPlan &layer = plan.layers[number];
  std::map<int64_t, uint64_t> masks; // channels.begin -> quads
  for (unsigned quad = 0; quad < plan.machine->quads; ++quad) {
    const SmallVector<mla::Range> &ranges = chunksOf.at({number, quad});
    if (chunkIndex < ranges.size())
      masks[ranges[chunkIndex].begin] |= uint64_t(1) << quad;
  }
  std::string buffer = constantBufferName(
      layer.name, chunkIndex % unsigned(layer.constantSlots));
  for (auto [begin, mask] : masks) {
    const Chunk &chunk = chunks[number].at(begin);
    if (!chunk.constants.bytes.empty())
      emitInstr(llvm::countr_zero(mask), number,
                plan::planConstantLoad(context, chunk.symbol, buffer,
                                       chunk.constants.bytes.size(), mask));
  }
}

void SegmentEmitter::emitLayer(unsigned number) {
  const LayerPlan &layer = plan.layers[number];
  unsigned quads = plan.machine->quads;
  // Tiles chunk by chunk, the quads side by side: a chunk's buffer is free for
  // the next one when all quads are through with it.
  std::vector<std::vector<const Tile *>> ofQuad(quads);
  for (const Tile &tile : layer.tiles)
    ofQuad[tile.quad].push_back(&tile);
  std::vector<size_t> next(quads, 0);
  for (unsigned chunk = 0; chunk < layer.chunksPerQuad(quads); ++chunk) {
    if (chunk > 0)
      emitChunkLoads(number, chunk + layer.constantSlots - 1);
    for (bool any = true; any;) {
      any = false;
      for (unsigned quad = 0; quad < quads; ++quad) {
        if (next[quad] == ofQuad[quad].size())
          continue;
        const Tile &tile = *ofQuad[quad][next[quad]];
        if (chunkOf(number, tile) != chunk)
          continue;
        // One tile ahead where there is a second buffer.
        if (layer.streamSlots == 1 || next[quad] == 0)
          emitStreamLoads(number, tile);
        if (++next[quad] < ofQuad[quad].size() && layer.streamSlots > 1)
          emitStreamLoads(number, *ofQuad[quad][next[quad]]);
        emitTile(number, tile);
        any = true;
      }
    }
  }
}

void SegmentEmitter::emitStreamLoads(unsigned number, const Tile &tile) {
  const LayerPlan &layer = plan.layers[number];
  for (unsigned k = 0; k < layer.operands.size(); ++k) {
    unsigned index = layer.operands[k].map;
    const FeatureMap &map = plan.maps[index];
    if (map.home == Home::lm)
      continue;
    Piece piece = plan.operandPiece(layer, k, tile.piece);
    // In the map's own shape, whatever shape the layer sees.
    PlacedMap place = tightPlace(map, piece);
    place.buffer = operandPlace(number, k, tile).buffer;
    DramMap source = dramPlaces(index, piece.sample).back();
    for (const plan::Instr &instr : plan::planLoad(
             context, source, place, piece, uint64_t(1) << tile.quad))
      emitInstr(tile.quad, number, instr);
  }
}

void SegmentEmitter::emitTile(unsigned number, const Tile &tile) {
  const LayerPlan &layer = plan.layers[number];
  SmallVector<PlacedMap> inputs;
  for (unsigned k = 0; k < layer.operands.size(); ++k)
    inputs.push_back(operandPlace(number, k, tile));
  unsigned chunkIndex = chunkOf(number, tile);
  unsigned accSlot =
      tileNumber.at({number, &tile}) % plan.accumulatorSlots(layer);
  const Chunk &chunk = chunks[number].at(tile.piece.channels.begin);
  PlacedMap output = outputPlace(number, tile);
  plan::TileContext tileContext = {
      *plan.machine,
      layer.body,
      inputs,
      output,
      accumulatorName(layer.name, accSlot),
      constantBufferName(layer.name,
                         chunkIndex % unsigned(layer.constantSlots)),
      0,
      chunk.constants};
  for (const plan::Instr &instr : plan::planTile(tileContext, tile.piece))
    emitInstr(tile.quad, number, instr);
  emitResults(number, tile, output);
}

void SegmentEmitter::emitResults(unsigned number, const Tile &tile,
                                 const PlacedMap &output) {
  const LayerPlan &layer = plan.layers[number];
  for (const DramMap &place : dramPlaces(layer.output, tile.piece.sample))
    for (const plan::Instr &instr :
         plan::planStore(context, output, place, tile.piece))
      emitInstr(tile.quad, number, instr);
  if (plan.maps[layer.output].home == Home::lm)
    emitExchange(number, tile);
}

/// Sends to every other quad what it needs of the tile; quads that need the
/// same, at the same place, get it in one move.
void SegmentEmitter::emitExchange(unsigned number, const Tile &tile) {
  const FeatureMap &map = plan.maps[plan.layers[number].output];
  unsigned quads = plan.machine->quads;
  SmallVector<bool> done(quads, false);
  done[tile.quad] = true;
  auto partFor = [&](unsigned quad) {
    return tile.piece.intersect(plan.needOf(map, quad, tile.piece.sample));
  };
  for (unsigned quad = 0; quad < quads; ++quad) {
    Piece part = partFor(quad);
    if (done[quad] || part.empty())
      continue;
    uint64_t mask = 0;
    for (unsigned other = quad; other < quads; ++other)
      if (!done[other] && map.windows[other] == map.windows[quad] &&
          partFor(other) == part) {
        mask |= uint64_t(1) << other;
        done[other] = true;
      }
    int64_t sample = tile.piece.sample;
    for (const plan::Instr &instr : plan::planMove(
             context, residentMap(map, tile.quad, sample),
             residentMap(map, quad, sample), part, map.shape.width, mask))
      emitInstr(tile.quad, number, instr);
  }
}
