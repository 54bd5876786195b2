//===- SegmentEmitter.h - The quad programs of one segment ------*- C++ -*-===//
#ifndef SIMA_CONVERSION_MLATOQUAD_SEGMENTEMITTER_H
#define SIMA_CONVERSION_MLATOQUAD_SEGMENTEMITTER_H

#include "EmitProvenance.h"
#include "dialects/Quad/IR/Quad.h"
#include "mlir/IR/Builders.h"
#include "sima/Plan/Transfers.h"
#include "sima/Schedule/SegmentPlan.h"
#include <map>
#include <set>

namespace sima {

/// Emits one `quad.segment` from a scheduled segment. Instructions go to the
/// core of their quad; `step` counts them over all quads.
class SegmentEmitter {
public:
  SegmentEmitter(schedule::SegmentPlan &plan, mlir::OpBuilder &builder)
      : plan(plan), builder(builder), context(builder.getContext()),
        provenance(plan) {}

  mlir::LogicalResult emit();

private:
  // Memory objects.
  void emitBuffers();
  mlir::LogicalResult emitConstants();
  quad::ConstantOp emitConstant(schedule::LayerPlan &layer,
                                llvm::ArrayRef<uint8_t> bytes);
  mlir::LogicalResult emitPorts();
  struct BoundaryTensor;
  mlir::FailureOr<std::vector<BoundaryTensor>> boundaryTensors();
  mlir::LogicalResult addBoundary(std::vector<BoundaryTensor> &tensors,
                                  unsigned map, mla::StoreOp store);

  // Instructions.
  struct Load;
  void findLoads();
  void emitLoad(const Load &load);
  void emitInput(unsigned map);
  void emitInputRows(unsigned map, unsigned quad, int64_t sample,
                     mla::Range rows, std::vector<mla::Range> &done);
  unsigned loader(const plan::StoredConstant &constant, uint64_t mask);
  void emitChunkLoads(unsigned layer, unsigned chunk);
  bool streamsAhead(const schedule::LayerPlan &layer) const;
  void emitItem(const schedule::Item &item);
  void prepareStripes(const schedule::Item &item);
  void copyStripe(unsigned map, const schedule::Stripe &from,
                  const schedule::Stripe &to);
  void emitStreamLoads(const schedule::Item &item);
  void emitTile(const schedule::Item &item);
  void emitPadding(const schedule::Item &item, const plan::PlacedMap &output);
  void emitResults(unsigned layer, const schedule::Tile &tile,
                   const plan::PlacedMap &output);
  void emitExchange(unsigned layer, const schedule::Tile &tile);
  void emitInstr(unsigned quad, unsigned layer, mlir::Location loc,
                 const plan::Instr &instr);

  // Places.
  plan::PlacedMap residentMap(const schedule::FeatureMap &map, unsigned quad,
                              int64_t sample) const;
  plan::PlacedMap stripePlace(const schedule::FeatureMap &map,
                              const schedule::Stripe &stripe,
                              const schedule::Tile &tile) const;
  plan::PlacedMap placeIn(const schedule::FeatureMap &map,
                          const schedule::Window &window, std::string buffer,
                          int64_t sample) const;
  plan::PlacedMap operandPlace(const schedule::Item &item,
                               unsigned operand) const;
  plan::PlacedMap outputPlace(const schedule::Item &item) const;
  /// Where a map lies in DRAM: its port, or its place in the spill section.
  llvm::SmallVector<plan::DramMap, 1> dramPlaces(unsigned map,
                                                 int64_t sample) const;
  unsigned streamSlot(const schedule::Item &item) const;
  std::optional<unsigned> nextOfQuad(const schedule::Item &item) const;
  std::string takeAccumulator(const schedule::Item &item);

  schedule::SegmentPlan &plan;
  mlir::OpBuilder &builder;
  mlir::MLIRContext *context;
  ProvenanceEmitter provenance;
  quad::SegmentOp segment;
  std::vector<quad::CoreOp> cores;
  /// Per layer and channel range: the constants and the symbol of their
  /// section.
  struct Chunk {
    plan::ConstantChunk constants; ///< without bytes
    plan::StoredConstant stored;
  };
  std::map<uint64_t, std::vector<quad::ConstantOp>> knownConstants; ///< by hash
  unsigned constantCount = 0;
  std::vector<std::map<int64_t, Chunk>> chunks; ///< [layer][channels.begin]
  /// Ports of a map: [map] -> per port, symbols per sample, and layout.
  struct PortPlace {
    std::vector<std::string> symbols;
    int64_t offset = 0; ///< of the map within a joined buffer
    SliceLayout layout;
  };
  std::map<unsigned, std::vector<PortPlace>> ports;
  /// An input (map `index`), or a buffer of constants of layer `index`.
  struct Load {
    int64_t position;
    unsigned index;
    std::optional<unsigned> chunk;
  };
  std::vector<Load> loads;
  size_t nextLoad = 0;
  std::map<unsigned, unsigned> accumulatorsTaken; ///< per quad
  /// Quad, buffer and offset of what was filled with zeros.
  std::set<std::tuple<unsigned, std::string, int64_t>> zeroed;
  unsigned expandedLoads = 0;
  int64_t step = 0;
};

} // namespace sima

#endif // SIMA_CONVERSION_MLATOQUAD_SEGMENTEMITTER_H
