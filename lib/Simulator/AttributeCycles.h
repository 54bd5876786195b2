//===- AttributeCycles.h - From times to classes of cycles ------*- C++ -*-===//
#ifndef SIMA_LIB_SIMULATOR_ATTRIBUTECYCLES_H
#define SIMA_LIB_SIMULATOR_ATTRIBUTECYCLES_H

#include "Trace.h"
#include "sima/Simulator/Attribution.h"

namespace sima::sim {

/// Every cycle of the run by class and by the layer that owns it, which
/// `owners` tells for all cycles.
Attribution attributeCycles(const Image &image, const Trace &trace,
                            const timeline::Result &result,
                            timeline::Clock clock,
                            llvm::ArrayRef<timeline::LayerStretch> owners);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_ATTRIBUTECYCLES_H
