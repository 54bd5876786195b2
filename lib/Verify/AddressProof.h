//===- AddressProof.h - Addresses and constants in DRAM ---------*- C++ -*-===//
#ifndef SIMA_LIB_VERIFY_ADDRESSPROOF_H
#define SIMA_LIB_VERIFY_ADDRESSPROOF_H

#include "Rules.h"
#include "lib/Simulator/Trace.h"

namespace sima::verify {

/// Wherever a loader places a section, operands in DRAM lie in the one that
/// their base names, and no other operand has such a base.
void judgeRelocations(const sim::Image &image, const sim::Trace &trace,
                      Findings &findings);

/// Every `ldz` finds what expands to its bytes.
void judgeExpansions(const sim::Image &image, const sim::Trace &trace,
                     Findings &findings);

} // namespace sima::verify

#endif // SIMA_LIB_VERIFY_ADDRESSPROOF_H
