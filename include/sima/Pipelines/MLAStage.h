//===- MLAStage.h - An MLA stage of a pipeline on the simulator -*- C++ -*-===//
#ifndef SIMA_PIPELINES_MLASTAGE_H
#define SIMA_PIPELINES_MLASTAGE_H

#include "sima/Package/Kernels.h"
#include "sima/Simulator/Simulator.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace sima {

/// Executes the ELF file of an MLA stage: hands over the stage's input buffers,
/// lets `execute` run the simulator, and fills the output buffers.
llvm::Error
runMLAStage(const package::KernelCall &call, package::Bytes elf,
            const sim::Options &options,
            llvm::function_ref<llvm::Error(sim::Simulator &)> execute);

} // namespace sima

#endif // SIMA_PIPELINES_MLASTAGE_H
