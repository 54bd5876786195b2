//===- SegmentEmitter.h - The quad programs of one segment ------*- C++ -*-===//
#ifndef SIMA_CONVERSION_MLATOQUAD_SEGMENTEMITTER_H
#define SIMA_CONVERSION_MLATOQUAD_SEGMENTEMITTER_H

#include "dialects/Quad/IR/Quad.h"
#include "mlir/IR/Builders.h"
#include "sima/Plan/Transfers.h"
#include "sima/Schedule/SegmentPlan.h"
#include <map>

namespace sima {

/// Emits one `quad.segment` from a scheduled segment. Instructions go to the
/// core of their quad; `step` counts them over all quads.
class SegmentEmitter {
public:
  SegmentEmitter(schedule::SegmentPlan &plan, mlir::OpBuilder &builder)
      : plan(plan), builder(builder), context(builder.getContext()) {}

  mlir::LogicalResult emit();

private:
  // Memory objects.
  void emitBuffers();
  mlir::LogicalResult emitConstants();
  mlir::LogicalResult emitPorts();
  struct BoundaryTensor;
  mlir::FailureOr<std::vector<BoundaryTensor>> boundaryTensors();
  mlir::LogicalResult addBoundary(std::vector<BoundaryTensor> &tensors,
                                  unsigned map, mla::StoreOp store);

  // Instructions.
  void emitInput(unsigned map);
  void emitChunkLoads(unsigned layer, unsigned slotIndex);
  void emitLayer(unsigned layer);
  void emitStreamLoads(unsigned layer, const schedule::Tile &tile);
  void emitTile(unsigned layer, const schedule::Tile &tile);
  void emitResults(unsigned layer, const schedule::Tile &tile,
                   const plan::PlacedMap &output);
  void emitExchange(unsigned layer, const schedule::Tile &tile);
  void emitInstr(unsigned quad, unsigned layer, const plan::Instr &instr);

  // Places.
  plan::PlacedMap residentMap(const schedule::FeatureMap &map, unsigned quad,
                              int64_t sample) const;
  plan::PlacedMap operandPlace(unsigned layer, unsigned operand,
                               const schedule::Tile &tile) const;
  plan::PlacedMap outputPlace(unsigned layer, const schedule::Tile &tile) const;
  /// Where a map lies in DRAM: its port, or its place in the spill section.
  llvm::SmallVector<plan::DramMap, 1> dramPlaces(unsigned map,
                                                 int64_t sample) const;
  unsigned slotOf(unsigned layer, const schedule::Tile &tile) const;
  unsigned chunkOf(unsigned layer, const schedule::Tile &tile) const;

  schedule::SegmentPlan &plan;
  mlir::OpBuilder &builder;
  mlir::MLIRContext *context;
  quad::SegmentOp segment;
  std::vector<quad::CoreOp> cores;
  /// Per layer and channel range: the constants and the symbol of their
  /// section.
  struct Chunk {
    plan::ConstantChunk constants;
    std::string symbol;
  };
  std::vector<std::map<int64_t, Chunk>> chunks; ///< [layer][channels.begin]
  /// Ports of a map: [map] -> per port, symbols per sample, and layout.
  struct PortPlace {
    std::vector<std::string> symbols;
    int64_t offset = 0; ///< of the map within a joined buffer
    SliceLayout layout;
  };
  std::map<unsigned, std::vector<PortPlace>> ports;
  /// Position of each tile among the tiles of its quad in its layer.
  std::map<std::pair<unsigned, const schedule::Tile *>, unsigned> tileNumber;
  /// Channel ranges of the chunks of each layer and quad.
  std::map<std::pair<unsigned, unsigned>, llvm::SmallVector<mla::Range>>
      chunksOf;
  /// Position of each chunk among those of a quad: [layer, quad,
  /// channels.begin].
  std::map<std::tuple<unsigned, unsigned, int64_t>, unsigned> chunkNumber;
  int64_t step = 0;
};

} // namespace sima

#endif // SIMA_CONVERSION_MLATOQUAD_SEGMENTEMITTER_H
