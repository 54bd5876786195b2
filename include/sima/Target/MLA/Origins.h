//===- Origins.h - From words and bytes of a file to the network *- C++ -*-===//
//
// What layer map and provenance say together of a word or of a byte of a
// constant, and where both lie in the ELF file.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TARGET_MLA_ORIGINS_H
#define SIMA_TARGET_MLA_ORIGINS_H

#include "sima/Target/MLA/Program.h"

namespace sima::isa {

/// A section with code or a constant, and its bytes in the file.
struct FileSection {
  std::string name;
  uint64_t offset = 0;
  uint64_t bytes = 0;
  bool isCode = false;
  EntryPoint entry = EntryPoint::First; ///< of code
  uint32_t index = 0;                   ///< quad, or number of the constant
};

/// The sections with code and constants, in the order of the file. Any bytes
/// may be given.
llvm::Expected<std::vector<FileSection>> fileSections(llvm::StringRef elf);

/// What a word is there for.
struct Origin {
  uint32_t layer = 0;           ///< index into Program::layers
  uint32_t node = 0;            ///< index into Program::nodes
  const Place *place = nullptr; ///< null in files that do not say
};

/// Answers for a verified program, which must outlive it.
class Origins {
public:
  explicit Origins(const Program &program) : program(program) {}

  /// Of a word that exists.
  Origin ofWord(EntryPoint entry, uint32_t quad, uint32_t word) const;
  /// The parts that hold byte `byte` of a constant, one for each layer that
  /// uses it.
  std::vector<ConstantPart> partsAt(uint32_t constant, uint32_t byte) const;
  /// The operations of a layer: "mla.conv2d + mla.add"; "" if it has none.
  std::string operationsOf(uint32_t layer) const;
  /// Whether one of the layer's operations comes from the node, or its code.
  bool isOf(uint32_t layer, uint32_t node) const;

private:
  const Program &program;
};

/// The instructions of a quad as text, symbols in place of addresses.
llvm::Expected<std::vector<std::string>>
instructionTexts(const Program &program, EntryPoint entry, unsigned quad);

} // namespace sima::isa

#endif // SIMA_TARGET_MLA_ORIGINS_H
