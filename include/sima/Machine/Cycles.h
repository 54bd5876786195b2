//===- Cycles.h - Engine cycles of each instruction -------------*- C++ -*-===//
//
// The cycle formulas of docs/isa.md, in one place. Pure functions of sizes;
// they know nothing of queues or memories (Timeline) nor of operands
// (Target/MLA). Counts that do not fit saturate at the maximum of uint64_t.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MACHINE_CYCLES_H
#define SIMA_MACHINE_CYCLES_H

#include "sima/Machine/Machine.h"

namespace sima::cycles {

/// Channels of one block, on either side of the MAC array.
inline constexpr uint64_t kBlockChannels = 16;
/// Taps that a depthwise product takes per cycle.
inline constexpr uint64_t kDepthwiseTaps = 4;

/// Cycles from the first to the last stage of the matrix pipeline, which are
/// part of every instruction.
inline constexpr uint64_t kMatrixFillCycles = 24;
/// The same of the vector pipeline; `norm`, which reduces over channels, takes
/// longer.
inline constexpr uint64_t kVectorFillCycles = 16;
inline constexpr uint64_t kNormFillCycles = 64;

/// The cycles that `products` take when every multiplier of a quad works:
/// ⌈products / (tiles · 256)⌉, depthwise ones at a quarter of the rate.
uint64_t fullArray(const Machine &m, uint64_t products, bool isDepthwise);

/// Cycles that no schedule can beat: for products on all quads of the machine,
/// depthwise ones at a quarter of the rate, and for bytes of the DRAM.
double computeBound(const Machine &m, double products,
                    double depthwiseProducts);
double dramBound(const Machine &m, double bytes);

/// `conv`: N output positions, out/in channels, T taps, K output blocks in
/// parallel.
uint64_t conv(const Machine &m, uint64_t positions, uint64_t outChannels,
              uint64_t inChannels, uint64_t taps, unsigned K);
/// `dwconv`: channels counted once.
uint64_t dwconv(const Machine &m, uint64_t positions, uint64_t channels,
                uint64_t taps, unsigned K);
uint64_t requant(const Machine &m, uint64_t elements);
uint64_t requantAdd(const Machine &m, uint64_t elements);
uint64_t eltwise(const Machine &m, uint64_t elements);
uint64_t pool(const Machine &m, uint64_t outElements, uint64_t taps);
uint64_t norm(const Machine &m, uint64_t elements);
uint64_t reduce(const Machine &m, uint64_t inElements);
uint64_t lut(const Machine &m, uint64_t elements);
uint64_t lut16(const Machine &m, uint64_t elements);
uint64_t resize(const Machine &m, uint64_t elements, bool bilinear);
/// `copy`: bytes already counted by chargedBytes().
uint64_t copy(const Machine &m, uint64_t chargedBytes);

/// `mv`: the cycles that hold the link (the entry completes 16 later), for
/// bytes already counted by chargedBytes().
uint64_t moveData(const Machine &m, uint64_t chargedBytes);

/// Bytes of a plain transfer as `mv` and `copy` charge them: `runs` contiguous
/// runs of `runBytes` each, a run below 16 bytes counting as 16.
uint64_t chargedBytes(uint64_t runs, uint64_t runBytes);

} // namespace sima::cycles

#endif // SIMA_MACHINE_CYCLES_H
