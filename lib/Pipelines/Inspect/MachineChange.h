//===- MachineChange.h - A machine that is not quite another ----*- C++ -*-===//
#ifndef SIMA_LIB_PIPELINES_INSPECT_MACHINECHANGE_H
#define SIMA_LIB_PIPELINES_INSPECT_MACHINECHANGE_H

#include "sima/Machine/Machine.h"

namespace sima {

/// A machine, changed.
struct ChangedMachine {
  Machine machine;
  /// Programs of the old machine are none of the new one: quads or memories
  /// changed.
  bool needsCompilation = false;
};

/// `machine` after the changes in `text`, "dram=2x,lm=+1MiB": key=value with
/// commas between. Keys are dram, latency, dma, link, tiles, lanes, quads, lm
/// and acc; a value is a number, a factor ("2x") or a difference ("+1MiB");
/// KiB, MiB and GiB may stand behind numbers. The error names the part, what is
/// wrong and what could be there.
llvm::Expected<ChangedMachine> changeMachine(const Machine &machine,
                                             llvm::StringRef text);

/// The keys, for help and completion.
llvm::ArrayRef<llvm::StringRef> changeKeys();

} // namespace sima

#endif // SIMA_LIB_PIPELINES_INSPECT_MACHINECHANGE_H
