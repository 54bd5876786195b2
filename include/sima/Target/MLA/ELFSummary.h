//===- ELFSummary.h - What any ELF file says of itself ----------*- C++ -*-===//
//
// Header, sections, ports, symbols and libraries of an ELF file of whatever
// origin: programs of this compiler, of another one, shared objects. It is for
// those who look at archives; whoever executes a program reads it in full
// (Program.h).
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TARGET_MLA_ELFSUMMARY_H
#define SIMA_TARGET_MLA_ELFSUMMARY_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sima::isa {

/// A section `data.ifm...` or `data.ofm...`: one sample of a port.
struct PortSection {
  std::string section; ///< the whole name
  bool isInput = true;
  std::string port;    ///< "MLA_0/placeholder_0_0"; "ifm" or "ofm" if joined
  uint64_t sample = 0; ///< k of ".b<k>"
  uint64_t extent = 0; ///< bytes that the section's header declares
};

/// Views are into the file's bytes.
struct ELFSummary {
  uint16_t machine = 0; ///< e_machine
  uint16_t type = 0;    ///< e_type
  uint32_t flags = 0;   ///< e_flags
  bool is64LittleEndian = false;
  size_t sections = 0;
  std::vector<PortSection> ports; ///< in the order of the file
  /// Names of defined symbols that a dynamic linker sees, in the order of the
  /// file, at most `kMaxExports`.
  std::vector<std::string> exports;
  size_t exportCount = 0; ///< all of them
  /// The same of undefined symbols, which other libraries have to define.
  std::vector<std::string> imports;
  size_t importCount = 0;
  /// Libraries that a dynamic linker loads (DT_NEEDED), in the order of the
  /// file, at most `kMaxExports`.
  std::vector<std::string> needed;
  size_t neededCount = 0;
  uint64_t codeBytes = 0;     ///< of executable sections
  uint64_t constantBytes = 0; ///< of `.rodata` sections

  static constexpr size_t kMaxExports = 64;

  /// Whether header and version are those of this project's MLA programs.
  bool isMLAProgram() const;
  /// Whether it is a shared object for AArch64.
  bool isAArch64Object() const;
  /// "AArch64", or the number of a machine that has no name here.
  std::string machineName() const;
};

/// Reads what a summary needs; any bytes may be given. Of files that are not
/// little-endian ELF64 only the header's numbers are known. Fails, in one line,
/// where bytes are no ELF file or point outside of it.
llvm::Expected<ELFSummary> summarizeELF(llvm::StringRef bytes);

} // namespace sima::isa

#endif // SIMA_TARGET_MLA_ELFSUMMARY_H
