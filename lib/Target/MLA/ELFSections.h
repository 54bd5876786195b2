//===- ELFSections.h - The sections of an MLA ELF file ----------*- C++ -*-===//
//
// Header, sections, symbols and notes of a file, sorted by kind and checked for
// form: kinds, order, flags, alignment, bounds. What they mean is ELFReader's.
// Internal to this library.
//
//===----------------------------------------------------------------------===//
#ifndef LIB_TARGET_MLA_ELFSECTIONS_H
#define LIB_TARGET_MLA_ELFSECTIONS_H

#include "sima/Target/MLA/Program.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Object/ELF.h"
#include "llvm/Support/Error.h"
#include <array>
#include <optional>
#include <vector>

namespace sima::isa {

using ELFFormat = llvm::object::ELF64LE;
using ELFRela = ELFFormat::Rela;

/// A section of the file; `bytes` is empty for NOBITS.
struct ELFSection {
  uint32_t index = 0;
  llvm::StringRef name;
  uint64_t size = 0;
  llvm::ArrayRef<uint8_t> bytes;
};

/// A defined symbol.
struct ELFSymbol {
  uint32_t index = 0;
  llvm::StringRef name;
  uint32_t section = 0;
  uint64_t value = 0;
};

/// Views into the file's bytes, which must outlive it.
class ELFSections {
public:
  static llvm::Expected<ELFSections> read(llvm::StringRef bytes);

  /// Relocations of a quad's code, ascending by offset as far as verify()
  /// cares; none if there is no section.
  llvm::Expected<llvm::ArrayRef<ELFRela>> relocations(EntryPoint entry,
                                                      unsigned quad) const;
  bool hasNote(llvm::StringRef section) const;
  /// The desc of a note section.
  llvm::Expected<llvm::StringRef> note(llvm::StringRef section,
                                       uint32_t type) const;

  /// Code of an entry point: element q is `.text.q<q>` or `.text.q<q>.next`.
  const std::vector<ELFSection> &code(EntryPoint entry) const {
    return codeOf[unsigned(entry)];
  }
  /// Whether the file has anything of entry point `next`: code or its note.
  bool hasNext() const;

  uint32_t flags = 0;                ///< e_flags
  std::vector<ELFSection> constants; ///< element k is `.const.<k>`
  std::optional<ELFSection> spill;
  std::vector<ELFSection> ports; ///< in file order
  std::vector<ELFSymbol> symbols;

private:
  using File = llvm::object::ELFFile<ELFFormat>;
  using Header = ELFFormat::Shdr;

  explicit ELFSections(File file) : file(std::move(file)) {}

  llvm::Error checkHeader() const;
  llvm::Error readSections();
  llvm::Error addSection(const Header &header, ELFSection section);
  llvm::Error addCode(const Header &header, ELFSection section);
  llvm::Error addConstant(const Header &header, ELFSection section);
  llvm::Error addSpill(const Header &header, ELFSection section);
  llvm::Error addPort(const Header &header, ELFSection section);
  llvm::Error addNote(const Header &header, ELFSection section);
  llvm::Error addRelocations(const Header &header, ELFSection section);
  /// Sections of a loader come in the order code, constants, spill, ports.
  llvm::Error checkOrder(unsigned rank, llvm::StringRef name);
  llvm::Error readSymbols();

  File file;
  unsigned lastRank = 0;
  std::array<std::vector<ELFSection>, kEntryPoints> codeOf;
  std::array<std::array<const Header *, ProgramLimits::kQuads>, kEntryPoints>
      relocationsOf{};
  const Header *symbolTable = nullptr;
  uint32_t symbolTableIndex = 0;
  const Header *stringTable = nullptr;
  uint32_t stringTableIndex = 0;
  std::vector<ELFSection> notes;
};

} // namespace sima::isa

#endif // LIB_TARGET_MLA_ELFSECTIONS_H
