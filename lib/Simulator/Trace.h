//===- Trace.h - The dispatch walk over relocated code ----------*- C++ -*-===//
//
// Decodes every word once, in order, as the sequencers do: keeps the descriptor
// registers, makes the entries of the event model and the operations of the
// engines, and finds every error that depends neither on time nor on data.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_TRACE_H
#define SIMA_LIB_SIMULATOR_TRACE_H

#include "Loader.h"
#include "Operation.h"

namespace sima::sim {

inline constexpr uint32_t kNoOperation = ~uint32_t(0);

/// What the quads of an image dispatch from one entry point on.
struct Trace {
  isa::EntryPoint entry = isa::EntryPoint::First;
  /// By quad of the machine; a quad without code has no entries.
  std::vector<timeline::QuadProgram> programs;
  /// Source node of each entry, an index into Program::nodes.
  std::vector<std::vector<uint32_t>> nodes;
  /// Operation of each entry, kNoOperation for wait, post and halt.
  std::vector<std::vector<uint32_t>> operationOf;
  /// Ascending by (quad, entry).
  std::vector<Operation> operations;
  /// Dispatched words by opcode number.
  std::array<uint64_t, 64> opcodeCounts{};
};

/// Walks the code of all quads up to each one's `halt`.
llvm::Expected<Trace> traceProgram(const Image &image, isa::EntryPoint entry);

/// The name that errors give an operand that is a descriptor, "dst"; none for
/// others.
std::optional<llvm::StringRef> descriptorName(isa::Operand operand);

/// "quad 1, mxu, word 532 (conv), layer 'MLA_0/conv_3', node 'c3'": the place
/// that begins every message about an instruction.
std::string placeOf(const Image &image, unsigned quad, llvm::StringRef queue,
                    uint32_t word, isa::Opcode opcode, uint32_t layer,
                    uint32_t node);
std::string placeOf(const Image &image, const Operation &op);

/// `error` with `place` and a colon in front.
llvm::Error at(const std::string &place, llvm::Error error);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_TRACE_H
