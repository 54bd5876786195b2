//===- SegmentEmitter.cpp - The quad programs of one segment --------------===//

#include "SegmentEmitter.h"
#include "EmitNext.h"
#include "InstrPrinter.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "sima/Plan/StoredShare.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/xxhash.h"

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
      provenance.segment(), plan.segment.getName(), plan.machine->toYAML(),
      builder.getArrayAttr(names));
  builder.createBlock(&segment.getBody());
  emitBuffers();
  if (failed(emitConstants()) || failed(emitPorts()))
    return failure();
  for (unsigned quad = 0; quad < plan.machine->quads; ++quad) {
    builder.setInsertionPointToEnd(&segment.getBody().front());
    auto core = builder.create<quad::CoreOp>(plan.segment.getLoc(), quad);
    builder.createBlock(&core.getBody());
    cores.push_back(core);
  }
  findLoads();
  for (unsigned position = 0; position < plan.order.size(); ++position) {
    for (; nextLoad < loads.size() && loads[nextLoad].position <= position;
         ++nextLoad)
      emitLoad(loads[nextLoad]);
    emitItem(plan.order[position]);
  }
  for (quad::CoreOp core : cores) {
    builder.setInsertionPointToEnd(&core.getBody().front());
    builder.create<quad::HaltOp>(
        provenance.halt(), builder.getI64IntegerAttr(plan.layers.size() - 1));
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
      builder.create<quad::BufferOp>(plan.segment.getLoc(), buffer.name, space,
                                     int64_t(buffer.bytes), buffer.first,
                                     buffer.last, IntegerAttr());
  };
  emitAll(plan.localMemory(), quad::Space::lm);
  emitAll(plan.accumulators(), quad::Space::acc);
  if (plan.spillBytes)
    builder.create<quad::SpillOp>(plan.segment.getLoc(), "spill",
                                  plan.spillBytes);
}

LogicalResult SegmentEmitter::emitConstants() {
  chunks.resize(plan.layers.size());
  for (unsigned number = 0; number < plan.layers.size(); ++number) {
    LayerPlan &layer = plan.layers[number];
    for (mla::Range channels : layer.chunks()) {
      auto chunk = plan::buildChunk(layer.body, channels);
      if (failed(chunk))
        return failure();
      auto parts = plan::constantParts(layer.body, *chunk, chunk->bytes.size());
      plan::StoredConstant stored;
      stored.bytes = chunk->bytes.size();
      if (plan.segment.getCompress()) {
        std::vector<uint8_t> compressed = plan::compressChunk(chunk->bytes);
        stored.storedBytes = compressed.size();
        if (!compressed.empty())
          chunk->bytes = std::move(compressed);
      }
      if (quad::ConstantOp constant = emitConstant(layer, chunk->bytes)) {
        stored.symbol = constant.getSymName().str();
        provenance.addParts(constant, number, parts, stored.storedBytes != 0);
      }
      // The module has them now.
      chunk->bytes = {};
      chunks[number][channels.begin] = {std::move(*chunk), std::move(stored)};
    }
  }
  return success();
}

/// The constant, null of no bytes; equal ones share one section.
quad::ConstantOp SegmentEmitter::emitConstant(LayerPlan &layer,
                                              ArrayRef<uint8_t> bytes) {
  if (bytes.empty())
    return nullptr;
  ArrayRef<char> raw(reinterpret_cast<const char *>(bytes.data()),
                     bytes.size());
  auto &known = knownConstants[llvm::xxh3_64bits(bytes)];
  for (quad::ConstantOp constant : known)
    if (elementBytes(constant.getValue())->get() == raw)
      return constant;
  std::string symbol = "const." + std::to_string(constantCount++);
  auto type =
      RankedTensorType::get({int64_t(bytes.size())}, builder.getI8Type());
  known.push_back(builder.create<quad::ConstantOp>(
      layer.body.layer.getLoc(), symbol, makeElements(type, raw, symbol)));
  return known.back();
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
  constexpr llvm::StringLiteral kOutputSuffix = "_output";
  std::string layer = plan.segment.getName().str() + "/" +
                      plan.layers[plan.maps[map].producer].name;
  for (OpOperand &use : store.getOutput().getUses()) {
    BoundaryTensor tensor = {
        quad::Direction::output,
        use.getOperandNumber(),
        layer + kOutputSuffix.str(),
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
    // One value may be two outputs; runtimes look for the suffix.
    if (llvm::any_of(tensors, [&](const BoundaryTensor &other) {
          return other.name == tensor.name && other.ordinal != tensor.ordinal;
        }))
      tensor.name =
          layer + "_" + std::to_string(tensor.ordinal) + kOutputSuffix.str();
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
            plan.segment.getLoc(), place.symbols.back(), tensor.direction,
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
  return placeIn(map, map.windows[quad], map.name, sample);
}

PlacedMap SegmentEmitter::stripePlace(const FeatureMap &map,
                                      const Stripe &stripe,
                                      const Tile &tile) const {
  return placeIn(map, stripe.windows[tile.quad],
                 stripeName(map.name, stripe.slot), tile.piece.sample);
}

PlacedMap SegmentEmitter::placeIn(const FeatureMap &map, const Window &window,
                                  std::string buffer, int64_t sample) const {
  PlacedMap place;
  place.buffer = std::move(buffer);
  place.offset =
      (sample - window.samples.begin) * window.rows.size() * map.rowBytes();
  place.rows = window.rows;
  place.channels = {0, map.shape.channels};
  place.rowStride = map.rowBytes();
  place.pixelStride = map.pixelBytes();
  place.zeroPoint = tensorZeroPoint(map.value.getType());
  place.elementBytes = map.elementBytes();
  place.padded = map.padded;
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
  place.padded = map.padded;
  return place;
}

PlacedMap SegmentEmitter::operandPlace(const Item &item,
                                       unsigned operand) const {
  const LayerPlan &layer = plan.layers[item.layer];
  const Tile &tile = plan.tileOf(item);
  const Operand &seen = layer.operands[operand];
  const FeatureMap &map = plan.maps[seen.map];
  PlacedMap place;
  if (map.home == Home::lm) {
    place = residentMap(map, tile.quad, tile.piece.sample);
  } else if (map.home == Home::stripes) {
    place = stripePlace(map, *map.stripeOf(tile.turn), tile);
  } else {
    Piece piece = plan.operandPiece(layer, operand, tile.piece);
    place = tightPlace(map, piece);
    place.buffer = streamInputName(layer.name, operand, streamSlot(item));
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

PlacedMap SegmentEmitter::outputPlace(const Item &item) const {
  const LayerPlan &layer = plan.layers[item.layer];
  const Tile &tile = plan.tileOf(item);
  const FeatureMap &map = plan.maps[layer.output];
  if (map.home == Home::lm)
    return residentMap(map, tile.quad, tile.piece.sample);
  if (map.home == Home::stripes)
    return stripePlace(map, *map.stripeWrittenBy(tile), tile);
  PlacedMap place = tightPlace(map, tile.piece);
  place.buffer = streamOutputName(layer.name, streamSlot(item));
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

void SegmentEmitter::emitInstr(unsigned quad, unsigned layer, Location loc,
                               const plan::Instr &instr) {
  builder.setInsertionPointToEnd(&cores[quad].getBody().front());
  printInstr(builder, loc, instr, layer, step++);
}

/// Inputs and constants, in the order in which they are brought.
void SegmentEmitter::findLoads() {
  for (unsigned map = 0; map < plan.maps.size(); ++map)
    if (plan.maps[map].load && plan.maps[map].home == Home::lm)
      loads.push_back({plan.maps[map].loadPosition, map, std::nullopt});
  for (unsigned layer = 0; layer < plan.layers.size(); ++layer)
    for (auto [chunk, position] : llvm::enumerate(plan.layers[layer].loads))
      loads.push_back({position, layer, unsigned(chunk)});
  llvm::stable_sort(loads, [](const Load &a, const Load &b) {
    return a.position < b.position;
  });
}

void SegmentEmitter::emitLoad(const Load &load) {
  if (load.chunk)
    emitChunkLoads(load.index, *load.chunk);
  else
    emitInput(load.index);
}

/// Brings a network input to the quads that read it, in the order in which its
/// first reader does; one transfer serves all quads that hold the same rows.
void SegmentEmitter::emitInput(unsigned index) {
  const FeatureMap &map = plan.maps[index];
  if (map.readers.empty())
    return;
  unsigned reader = map.readers.front();
  std::vector<mla::Range> done(map.needs.size());
  for (const Item &item : plan.order) {
    if (item.layer != reader)
      continue;
    const LayerPlan &layer = plan.layers[reader];
    const Tile &tile = plan.tileOf(item);
    mla::Range rows;
    for (unsigned k = 0; k < layer.operands.size(); ++k)
      if (layer.operands[k].map == index)
        rows = rows.hull(plan.operandPiece(layer, k, tile.piece).rows);
    if (!rows.empty())
      emitInputRows(index, tile.quad, tile.piece.sample, rows, done);
  }
  // What other readers need besides.
  for (unsigned quad = 0; quad < plan.machine->quads; ++quad)
    for (int64_t sample = 0; sample < map.shape.samples; ++sample)
      emitInputRows(index, quad, sample, map.needOf(quad, sample).rows, done);
}

/// Brings what is missing of `rows` to `quad`, and to quads that hold and miss
/// the same. `done`: rows that are there, like FeatureMap::needs.
void SegmentEmitter::emitInputRows(unsigned index, unsigned quad,
                                   int64_t sample, mla::Range rows,
                                   std::vector<mla::Range> &done) {
  const FeatureMap &map = plan.maps[index];
  auto there = [&](unsigned q) -> mla::Range & {
    return done[q * map.shape.samples + sample];
  };
  mla::Range old = there(quad), all = old.hull(rows);
  if (all.empty())
    return;
  uint64_t mask = 0;
  for (unsigned other = 0; other < plan.machine->quads; ++other)
    if (map.windows[other] == map.windows[quad] &&
        map.needOf(other, sample) == map.needOf(quad, sample) &&
        there(other) == old)
      mask |= uint64_t(1) << other;
  DramMap source = dramPlaces(index, sample).front();
  auto bring = [&](mla::Range part) {
    if (part.empty())
      return;
    Piece piece = {sample, part, map.needOf(quad, sample).channels};
    unsigned reader = map.readers.front();
    Location loc = provenance.place(reader, "input", map, piece);
    for (const plan::Instr &instr : plan::planLoad(
             context, source, residentMap(map, quad, sample), piece, mask))
      emitInstr(llvm::countr_zero(mask), reader, loc, instr);
  };
  if (old.empty()) {
    bring(all);
  } else {
    bring({all.begin, old.begin});
    bring({old.end, all.end});
  }
  for (; mask; mask &= mask - 1)
    there(llvm::countr_zero(mask)) = all;
}

/// The quad that brings a constant to those of `mask`: one of them, for what
/// expands in turns. The queue of one quad expands no faster than it loads, so
/// it alone could not use the DRAM channel.
unsigned SegmentEmitter::loader(const plan::StoredConstant &constant,
                                uint64_t mask) {
  if (constant.storedBytes)
    for (unsigned skip = expandedLoads++ % llvm::popcount(mask); skip; --skip)
      mask &= mask - 1;
  return llvm::countr_zero(mask);
}

/// Brings constants to one of the buffers of a layer; equal ones to all quads
/// that need them.
void SegmentEmitter::emitChunkLoads(unsigned number, unsigned chunkIndex) {
  const LayerPlan &layer = plan.layers[number];
  std::map<int64_t, uint64_t> masks; // channels.begin -> quads
  for (auto [tile, chunk] : llvm::zip_equal(layer.tiles, layer.chunkOfTile))
    if (chunk == chunkIndex)
      masks[tile.piece.channels.begin] |= uint64_t(1) << tile.quad;
  std::string buffer = constantBufferName(layer.name, chunkIndex);
  for (auto [begin, mask] : masks) {
    const Chunk &chunk = chunks[number].at(begin);
    if (chunk.stored.bytes)
      emitInstr(loader(chunk.stored, mask), number,
                provenance.constants(number, chunk.constants.channels),
                plan::planConstantLoad(context, chunk.stored, buffer, mask));
  }
}

/// Whether a tile's maps in DRAM are read before the tile in front of it is
/// computed: there is a second buffer, and what they hold is there, not
/// computed in between.
bool SegmentEmitter::streamsAhead(const LayerPlan &layer) const {
  return layer.streamSlots > 1 &&
         llvm::none_of(layer.operands, [&](const Operand &operand) {
           const FeatureMap &map = plan.maps[operand.map];
           return map.home == Home::dram && map.producer >= 0 &&
                  plan.layers[map.producer].group == layer.group;
         });
}

void SegmentEmitter::emitItem(const Item &item) {
  const LayerPlan &layer = plan.layers[item.layer];
  prepareStripes(item);
  bool ahead = streamsAhead(layer);
  if (!ahead || layer.numberOfTile[item.tile] == 0)
    emitStreamLoads(item);
  if (ahead)
    if (std::optional<unsigned> next = nextOfQuad(item))
      emitStreamLoads({item.layer, *next});
  emitTile(item);
}

/// Copies the rows that stripes have in common with those before them, when the
/// item is the first to write or read them.
void SegmentEmitter::prepareStripes(const Item &item) {
  const LayerPlan &layer = plan.layers[item.layer];
  int64_t position = layer.positionOfTile[item.tile];
  auto prepare = [&](unsigned index) {
    const FeatureMap &map = plan.maps[index];
    for (size_t i = 1; i < map.stripes.size(); ++i)
      if (map.stripes[i].span.begin == position)
        copyStripe(index, map.stripes[i - 1], map.stripes[i]);
  };
  prepare(layer.output);
  for (const Operand &operand : layer.operands)
    prepare(operand.map);
}

/// Copies what `to` holds of `from`, quad by quad. What has not been computed
/// yet is not there to be copied.
void SegmentEmitter::copyStripe(unsigned index, const Stripe &from,
                                const Stripe &to) {
  const FeatureMap &map = plan.maps[index];
  const LayerPlan &producer = plan.layers[map.producer];
  for (unsigned quad = 0; quad < plan.machine->quads; ++quad) {
    Tile tile = {quad, {to.windows[quad].samples.begin, {}, {}}, 0};
    if (from.windows[quad].samples != to.windows[quad].samples)
      continue;
    mla::Range rows = from.windows[quad].rows.intersect(to.windows[quad].rows);
    // Rows that tiles write to the later stripe come from these.
    for (const Tile &writer : producer.tiles)
      if (writer.quad == quad && map.stripeWrittenBy(writer) == &to)
        rows.end = std::min(rows.end, writer.piece.rows.begin);
    if (rows.empty())
      continue;
    Piece piece = {tile.piece.sample, rows, {0, map.shape.channels}};
    Location loc = provenance.place(map.producer, "carry", map, piece);
    for (const plan::Instr &instr : plan::planMove(
             context, stripePlace(map, from, tile), stripePlace(map, to, tile),
             piece, map.shape.width, uint64_t(1) << quad))
      emitInstr(quad, map.producer, loc, instr);
  }
}

/// The next tile of the same layer and quad.
std::optional<unsigned> SegmentEmitter::nextOfQuad(const Item &item) const {
  const LayerPlan &layer = plan.layers[item.layer];
  for (unsigned tile = item.tile + 1; tile < layer.tiles.size(); ++tile)
    if (layer.tiles[tile].quad == layer.tiles[item.tile].quad)
      return tile;
  return std::nullopt;
}

unsigned SegmentEmitter::streamSlot(const Item &item) const {
  const LayerPlan &layer = plan.layers[item.layer];
  return layer.numberOfTile[item.tile] % layer.streamSlots;
}

void SegmentEmitter::emitStreamLoads(const Item &item) {
  const LayerPlan &layer = plan.layers[item.layer];
  const Tile &tile = plan.tileOf(item);
  for (unsigned k = 0; k < layer.operands.size(); ++k) {
    unsigned index = layer.operands[k].map;
    const FeatureMap &map = plan.maps[index];
    if (map.home != Home::dram)
      continue;
    Piece piece = plan.operandPiece(layer, k, tile.piece);
    // In the map's own shape, whatever shape the layer sees.
    PlacedMap place = tightPlace(map, piece);
    place.buffer = operandPlace(item, k).buffer;
    DramMap source = dramPlaces(index, piece.sample).back();
    Location loc = provenance.place(item.layer, "reload", map, piece);
    for (const plan::Instr &instr : plan::planLoad(
             context, source, place, piece, uint64_t(1) << tile.quad))
      emitInstr(tile.quad, item.layer, loc, instr);
  }
}

/// The buffer of accumulators whose turn it is on the tile's quad.
std::string SegmentEmitter::takeAccumulator(const Item &item) {
  const LayerPlan &layer = plan.layers[item.layer];
  if (!layer.body.usesAccumulators())
    return "";
  unsigned &count = accumulatorsTaken[plan.tileOf(item).quad];
  return accumulatorName(layer.era, count++ % plan.eras[layer.era].slots);
}

void SegmentEmitter::emitTile(const Item &item) {
  const LayerPlan &layer = plan.layers[item.layer];
  const Tile &tile = plan.tileOf(item);
  SmallVector<PlacedMap> inputs;
  for (unsigned k = 0; k < layer.operands.size(); ++k)
    inputs.push_back(operandPlace(item, k));
  const Chunk &chunk = chunks[item.layer].at(tile.piece.channels.begin);
  PlacedMap output = outputPlace(item);
  plan::TileContext tileContext = {
      *plan.machine,
      layer.body,
      inputs,
      output,
      takeAccumulator(item),
      constantBufferName(layer.name, layer.chunkOfTile[item.tile]),
      0,
      chunk.constants};
  if (plan.maps[layer.output].padded)
    emitPadding(item, output);
  Location loc = provenance.place(item.layer, "compute",
                                  plan.maps[layer.output], tile.piece);
  for (const plan::Instr &instr : plan::planTile(tileContext, tile.piece))
    emitInstr(tile.quad, item.layer, loc, instr);
  emitResults(item.layer, tile, output);
}

/// Zeros for the padding of what a tile is going to write: of a stream buffer,
/// once, all that tiles will use; of a window the rows of a tile with all
/// channels, or, once, all rows.
void SegmentEmitter::emitPadding(const Item &item, const PlacedMap &output) {
  const LayerPlan &layer = plan.layers[item.layer];
  const Tile &tile = plan.tileOf(item);
  const FeatureMap &map = plan.maps[layer.output];
  int64_t offset = 0, bytes = 0;
  if (map.home != Home::lm) {
    bytes = plan.streamOutputBytes(layer);
  } else if (tile.piece.channels.size() == map.shape.channels) {
    offset = output.at(tile.piece.rows.begin, 0);
    bytes = tile.piece.rows.size() * output.rowStride;
  } else {
    bytes = map.windowBytes(map.windows[tile.quad]);
  }
  if (zeroed.insert({tile.quad, output.buffer, offset}).second)
    emitInstr(tile.quad, item.layer,
              provenance.place(item.layer, "padding", map, tile.piece),
              plan::planZeros(context, output.buffer, offset, bytes));
}

void SegmentEmitter::emitResults(unsigned number, const Tile &tile,
                                 const PlacedMap &output) {
  const LayerPlan &layer = plan.layers[number];
  Location loc =
      provenance.place(number, "store", plan.maps[layer.output], tile.piece);
  for (const DramMap &place : dramPlaces(layer.output, tile.piece.sample))
    for (const plan::Instr &instr :
         plan::planStore(context, output, place, tile.piece))
      emitInstr(tile.quad, number, loc, instr);
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
    return tile.piece.intersect(map.needOf(quad, tile.piece.sample));
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
    Location loc = provenance.place(number, "exchange", map, part);
    for (const plan::Instr &instr : plan::planMove(
             context, residentMap(map, tile.quad, sample),
             residentMap(map, quad, sample), part, map.shape.width, mask))
      emitInstr(tile.quad, number, loc, instr);
  }
}
