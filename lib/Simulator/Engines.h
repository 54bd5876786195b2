//===- Engines.h - What each engine instruction checks and does -*- C++ -*-===//
//
// One pair of functions per instruction: `verify` runs once while the code is
// walked and checks everything that does not depend on data, `execute` has the
// data effect. Errors come without the place of the instruction.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_ENGINES_H
#define SIMA_LIB_SIMULATOR_ENGINES_H

#include "Footprint.h"
#include "Loader.h"
#include "Memory.h"
#include "Operation.h"
#include "llvm/ADT/SmallVector.h"

namespace sima::sim {

/// What verification may look at.
struct VerifyContext {
  const Machine &machine;
  const DramMap &dram;
  /// Where the operands' bytes are noted; null: nowhere.
  llvm::SmallVectorImpl<Access> *accesses = nullptr;

  /// Every operand goes through here: fails unless its bytes lie in
  /// [begin, end) of what `where` names, and notes them.
  llvm::Error access(llvm::StringRef operand, Space space,
                     const Footprint &footprint, llvm::StringRef where,
                     uint64_t begin, uint64_t end) const;
  /// The same for an operand in LM or ACC.
  llvm::Error access(llvm::StringRef operand, Space space,
                     const Footprint &footprint) const;
};

/// The memories of the machine, and buffers that the MXU reuses.
struct State {
  std::vector<Memory> lm;  ///< by quad
  std::vector<Memory> acc; ///< by quad
  Memory dram;
  std::vector<int16_t> inputScratch, weightScratch;
};

/// Name and value of a size that a cycle formula uses, for the timeline dump.
using FormulaSizes = llvm::SmallVector<std::pair<const char *, uint64_t>, 8>;

struct Engine {
  /// Checks `op` and fills cycles, bytes, lines and constant flag of its entry.
  /// Passes once more on what it has accepted.
  llvm::Error (*verify)(const VerifyContext &, Operation &op,
                        timeline::Entry &entry);
  /// The data effect of a verified operation.
  llvm::Error (*execute)(State &, const Operation &op);
  /// The sizes in the instruction's cycle formula.
  FormulaSizes (*sizes)(const Operation &op);
};

extern const Engine kConvEngine, kDepthwiseEngine, kRequantEngine,
    kRequantAddEngine, kEltwiseEngine, kPoolEngine, kNormEngine, kReduceEngine,
    kLutEngine, kLut16Engine, kResizeEngine, kCopyEngine, kLoadEngine,
    kExpandEngine, kStoreEngine, kMoveEngine;

/// Whether an instruction of `opcode` writes the operand of this name; it reads
/// the others.
bool writesOperand(isa::Opcode opcode, llvm::StringRef operand);

/// The engine of an opcode; null for words that no engine sees.
const Engine *engineOf(isa::Opcode opcode);

/// Elements that the simulator is ready to gather for one operand of the MXU.
inline constexpr uint64_t kMaxGatheredElements = uint64_t(1) << 27;

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_ENGINES_H
