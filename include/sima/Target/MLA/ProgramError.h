//===- ProgramError.h - Which part of a file is wrong -----------*- C++ -*-===//
#ifndef SIMA_TARGET_MLA_PROGRAMERROR_H
#define SIMA_TARGET_MLA_PROGRAMERROR_H

#include "llvm/Support/Error.h"
#include <string>

namespace sima::isa {

/// The parts of an ELF file that have rules of their own (docs/isa.md, "ELF").
enum class ProgramPart {
  Container, ///< header, sections, symbols, constants
  Words,     ///< the instructions of the code
  Notes,
  LayerMap,   ///< names, ranges and labels
  Provenance, ///< operations, places of words and parts of constants
  Relocations,
  Ports,
};

/// An error of readELF() or verify(), which says where it lies. The message is
/// that of the check alone.
class ProgramError : public llvm::ErrorInfo<ProgramError> {
public:
  // NOLINTNEXTLINE(readability-identifier-naming): ErrorInfo asks for it
  static char ID;
  ProgramError(ProgramPart part, std::string message)
      : part(part), message(std::move(message)) {}
  void log(llvm::raw_ostream &os) const override { os << message; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }
  ProgramPart part;
  std::string message;
};

/// `error` as one of `part`, if it is none of a part yet.
llvm::Error inPart(ProgramPart part, llvm::Error error);

} // namespace sima::isa

#endif // SIMA_TARGET_MLA_PROGRAMERROR_H
