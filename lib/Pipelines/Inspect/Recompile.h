//===- Recompile.h - The model of an archive, compiled again ----*- C++ -*-===//
#ifndef SIMA_LIB_PIPELINES_INSPECT_RECOMPILE_H
#define SIMA_LIB_PIPELINES_INSPECT_RECOMPILE_H

#include "Description.h"
#include "sima/Pipelines/Compile.h"

namespace sima {

/// A compilation and its MLA programs, in order.
struct Recompiled {
  CompileReport report;
  std::vector<std::string> elves;
};

/// Compiles `model` for a machine. An error is what the compiler said.
llvm::Expected<Recompiled> recompile(const std::string &model,
                                     const Machine &machine,
                                     const PhaseOptions &options);

/// The options with which `model` gives the programs of the archive, byte for
/// byte. Fails, and says why, where the model is another one or the archive was
/// compiled with options that it does not tell.
llvm::Expected<PhaseOptions>
findOptions(const Description &archive,
            llvm::ArrayRef<const package::ArchiveFile *> programs,
            const Machine &machine, const std::string &model);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_INSPECT_RECOMPILE_H
