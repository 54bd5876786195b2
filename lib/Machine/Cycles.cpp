//===- Cycles.cpp - Engine cycles of each instruction ---------------------===//
//
// Implements sima/Machine/Cycles.h. Sizes come from decoded words, so every
// product saturates; a saturated count is refused by the timeline.
//
//===----------------------------------------------------------------------===//
#include "sima/Machine/Cycles.h"
#include "sima/Support/CheckedMath.h"
#include <algorithm>

using namespace sima;

using cycles::kBlockChannels;
using cycles::kDepthwiseTaps;

/// How many times slower the array is at depthwise products.
static constexpr uint64_t kDepthwiseFactor = kBlockChannels / kDepthwiseTaps;
/// Bytes that `copy` moves per cycle.
static constexpr uint64_t kCopyBytesPerCycle = 64;

/// Cycles of one pass over all positions: P of them at a time, but not faster
/// than K weight blocks can be loaded (256 bytes, one block, per cycle).
static uint64_t passCycles(const Machine &m, uint64_t positions, unsigned K) {
  uint64_t P = std::max<uint64_t>(m.tilesPerQuad / std::max(K, 1u), 1);
  return std::max<uint64_t>(ceilDiv(positions, P), K);
}

static uint64_t blocks(uint64_t channels) {
  return ceilDiv(channels, kBlockChannels);
}

uint64_t cycles::conv(const Machine &m, uint64_t positions,
                      uint64_t outChannels, uint64_t inChannels, uint64_t taps,
                      unsigned K) {
  uint64_t rounds = ceilDiv<uint64_t>(blocks(outChannels), std::max(K, 1u));
  uint64_t passes =
      saturatingMul(saturatingMul(rounds, blocks(inChannels)), taps);
  return saturatingAdd(saturatingMul(passes, passCycles(m, positions, K)),
                       kMatrixFillCycles);
}

uint64_t cycles::dwconv(const Machine &m, uint64_t positions, uint64_t channels,
                        uint64_t taps, unsigned K) {
  uint64_t rounds = ceilDiv<uint64_t>(blocks(channels), std::max(K, 1u));
  uint64_t passes = saturatingMul(rounds, ceilDiv(taps, kDepthwiseTaps));
  return saturatingAdd(saturatingMul(passes, passCycles(m, positions, K)),
                       kMatrixFillCycles);
}

uint64_t cycles::fullArray(const Machine &m, uint64_t products,
                           bool isDepthwise) {
  uint64_t perCycle = uint64_t(m.macsPerTile) * m.tilesPerQuad;
  if (isDepthwise)
    perCycle /= kDepthwiseFactor;
  return ceilDiv(products, std::max<uint64_t>(perCycle, 1));
}

double cycles::computeBound(const Machine &m, double products,
                            double depthwiseProducts) {
  return (products + kDepthwiseFactor * depthwiseProducts) /
         (double(m.quads) * m.tilesPerQuad * m.macsPerTile);
}

double cycles::dramBound(const Machine &m, double bytes) {
  return bytes * double(m.dramBytesPerCycle.den) /
         double(m.dramBytesPerCycle.num);
}

/// ⌈work / L⌉ + fill.
static uint64_t vectorCycles(const Machine &m, uint64_t work, uint64_t fill) {
  return saturatingAdd(ceilDiv<uint64_t>(work, std::max(m.vectorLanes, 1u)),
                       fill);
}

uint64_t cycles::requant(const Machine &m, uint64_t elements) {
  return vectorCycles(m, elements, kVectorFillCycles);
}

uint64_t cycles::requantAdd(const Machine &m, uint64_t elements) {
  return vectorCycles(m, saturatingMul<uint64_t>(2, elements),
                      kVectorFillCycles);
}

uint64_t cycles::eltwise(const Machine &m, uint64_t elements) {
  return vectorCycles(m, saturatingMul<uint64_t>(2, elements),
                      kVectorFillCycles);
}

uint64_t cycles::pool(const Machine &m, uint64_t outElements, uint64_t taps) {
  return vectorCycles(m, saturatingMul(outElements, taps), kVectorFillCycles);
}

uint64_t cycles::norm(const Machine &m, uint64_t elements) {
  return vectorCycles(m, saturatingMul<uint64_t>(8, elements), kNormFillCycles);
}

uint64_t cycles::reduce(const Machine &m, uint64_t inElements) {
  return vectorCycles(m, inElements, kVectorFillCycles);
}

uint64_t cycles::lut(const Machine &m, uint64_t elements) {
  return vectorCycles(m, saturatingMul<uint64_t>(2, elements),
                      kVectorFillCycles);
}

uint64_t cycles::lut16(const Machine &m, uint64_t elements) {
  return vectorCycles(m, saturatingMul<uint64_t>(4, elements),
                      kVectorFillCycles);
}

uint64_t cycles::resize(const Machine &m, uint64_t elements, bool bilinear) {
  return vectorCycles(m, saturatingMul<uint64_t>(bilinear ? 4 : 1, elements),
                      kVectorFillCycles);
}

uint64_t cycles::copy(const Machine &m, uint64_t chargedBytes) {
  return saturatingAdd(ceilDiv(chargedBytes, kCopyBytesPerCycle),
                       kVectorFillCycles);
}

uint64_t cycles::moveData(const Machine &m, uint64_t chargedBytes) {
  return ceilDiv<uint64_t>(chargedBytes, std::max(m.linkBytesPerCycle, 1u));
}

uint64_t cycles::chargedBytes(uint64_t runs, uint64_t runBytes) {
  constexpr uint64_t kShortestRunBytes = 16;
  return saturatingMul(runs, std::max(runBytes, kShortestRunBytes));
}
