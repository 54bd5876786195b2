//===- Program.h - What an MLA ELF file holds, as plain data ----*- C++ -*-===//
//
// The program of one MLA segment free of any file format, and the functions
// between it, ELF files and assembly text. The compiler fills a Program, the
// simulator reads one. Placing sections in DRAM is the loader's business, not
// this header's. The container is defined in docs/isa.md, section "ELF".
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TARGET_MLA_PROGRAM_H
#define SIMA_TARGET_MLA_PROGRAM_H

#include "sima/Target/MLA/Provenance.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sima::isa {

/// Version of the instruction set: ELF e_flags and the note `.note.sima.isa`.
inline constexpr uint32_t kISAVersion = 1;

/// Hard limits of writers and readers. Beyond them is an error, never a crash.
struct ProgramLimits {
  static constexpr uint64_t kQuads = 8;
  static constexpr uint64_t kCodeBytesPerQuad = 64ull << 20;
  static constexpr uint64_t kRelocationsPerQuad = 1u << 20;
  static constexpr uint64_t kConstants = 16384;
  static constexpr uint64_t kPorts = 16384;
  static constexpr uint64_t kLayers = 65536;
  static constexpr uint64_t kStrings = 1'000'000; ///< layers and nodes together
  static constexpr uint64_t kStringBytes = 65536; ///< one string
  static constexpr uint64_t kRanges = 1u << 22;
  static constexpr uint64_t kTargetBytes = 1u << 20;
  /// Addresses have 32 bits: bytes of constants, of spill, and extent of a
  /// port.
  static constexpr uint64_t kDRAMBytes = 1ull << 32;
  /// A whole ELF file or assembly text.
  static constexpr uint64_t kFileBytes = 1ull << 33;
};

/// A thing in DRAM that an address may be relative to.
struct Symbol {
  enum class Kind : uint8_t {
    Constant, ///< const.<index>
    Spill,    ///< spill
    PortIn,   ///< port.in.<index>.b<sample>
    PortOut,  ///< port.out.<index>.b<sample>
  };
  Kind kind = Kind::Constant;
  uint32_t index = 0;
  uint32_t sample = 0;

  static Symbol constant(uint32_t index) { return {Kind::Constant, index, 0}; }
  static Symbol spill() { return {Kind::Spill, 0, 0}; }
  static Symbol portIn(uint32_t index, uint32_t sample) {
    return {Kind::PortIn, index, sample};
  }
  static Symbol portOut(uint32_t index, uint32_t sample) {
    return {Kind::PortOut, index, sample};
  }

  /// The name in the ELF symbol table.
  std::string name() const;
  /// The inverse of name(); the error quotes the name.
  static llvm::Expected<Symbol> parse(llvm::StringRef name);
  bool operator==(const Symbol &) const = default;
};

/// R_SIMA_ADDR32: the value of the `set ..., base` word becomes the address of
/// symbol + addend. The word itself holds value 0.
struct Relocation {
  uint32_t quad = 0;
  uint32_t word = 0; ///< index of the word within the quad's code
  Symbol symbol;
  int64_t addend = 0; ///< magnitude below kDRAMBytes
  bool operator==(const Relocation &) const = default;
};

/// Element k of Program::constants is section `.const.<k>`.
struct Constant {
  std::vector<uint8_t> bytes;
  bool operator==(const Constant &) const = default;
};

/// One sample of an input or output buffer.
struct Port {
  enum class Direction : uint8_t { In, Out };
  Direction direction = Direction::In;
  uint32_t index = 0; ///< ordinal among the inputs or outputs
  std::string
      name; ///< "MLA_0/placeholder_0_0": printable ASCII, no " or backslash
  uint32_t sample = 0; ///< k of the batch
  uint64_t extent = 0; ///< bytes, at least 1

  Symbol symbol() const {
    return direction == Direction::In ? Symbol::portIn(index, sample)
                                      : Symbol::portOut(index, sample);
  }
  /// "data.ifm.persistent.<name>.b<k>" or "data.ofm....".
  std::string sectionName() const;
  bool operator==(const Port &) const = default;
};

/// The words [first, end) of a quad belong to a layer and to a source node.
struct CodeRange {
  uint32_t quad = 0;
  uint32_t first = 0;
  uint32_t end = 0;
  uint32_t layer = 0; ///< index into Program::layers
  uint32_t node = 0;  ///< index into Program::nodes
  bool operator==(const CodeRange &) const = default;
};

/// Where the sequencers of all quads begin together.
enum class EntryPoint : uint8_t {
  First, ///< on memories with anything in them
  Next,  ///< on the memories that `first` or `next` left
};
inline constexpr unsigned kEntryPoints = 2;

/// "first" or "next".
llvm::StringRef entryName(EntryPoint entry);

/// The code of one entry point.
struct EntryCode {
  /// code[q]: words of quad q; 1 to 8 quads, a quad may be empty.
  std::vector<std::vector<uint64_t>> code;
  /// Sorted by (quad, word), at most one per word.
  std::vector<Relocation> relocations;
  /// Sorted by (quad, first), covering every word of every quad exactly once,
  /// none empty, neighbours of one quad differing in layer or node.
  std::vector<CodeRange> ranges;

  bool operator==(const EntryCode &) const = default;
};

/// What an ELF file holds. The inherited code is that of entry point `first`.
/// Order matters: sections are written (and placed by a loader) as code of quad
/// 0.., the same of `next`, constants 0.., spill, ports in vector order.
struct Program : EntryCode {
  uint32_t isaVersion = kISAVersion;
  /// Canonical YAML text of the target.
  std::string target;
  /// Code of entry point `next` for as many quads, in files that have one: it
  /// finds constants in local memory that `first` left there.
  std::optional<EntryCode> next;
  std::vector<Constant> constants;
  /// 0: no spill section.
  uint64_t spillBytes = 0;
  std::vector<Port> ports;
  /// Names "<segment>/<layer>": unique, printable ASCII, no " or backslash.
  /// Where layer L begins in quad q (its first range there) the ELF has the
  /// symbol "<L>.q<q>", in the code of `next` "<L>.q<q>.next".
  std::vector<std::string> layers;
  /// Names of source nodes: unique, any UTF-8 text without NUL.
  std::vector<std::string> nodes;
  /// What words and constants are there for, in files that say so.
  std::optional<Provenance> provenance;

  /// The entry points that it has, in order.
  llvm::ArrayRef<EntryPoint> entries() const;
  /// The code of one of them.
  const EntryCode &entry(EntryPoint point) const {
    return point == EntryPoint::First ? *this : *next;
  }
  EntryCode &entry(EntryPoint point) {
    return point == EntryPoint::First ? *this : *next;
  }

  bool operator==(const Program &) const = default;
};

/// Sorts relocations and ranges and joins neighbouring ranges of equal layer
/// and node, as verify() wants them; the same of the provenance.
void canonicalize(Program &program);

/// Success if every rule above holds and every word decodes.
llvm::Error verify(const Program &program);

/// ELF file of a program; verifies it first.
llvm::Expected<std::string> writeELF(const Program &program);

/// Assembly text of a program, which assemble() turns into the bytes of
/// writeELF(); verifies it first.
llvm::Expected<std::string> writeAssembly(const Program &program);

/// ELF file of assembly text. `where` names the text in errors, which carry
/// line and column.
llvm::Expected<std::string> assemble(llvm::StringRef text,
                                     llvm::StringRef where = "<assembly>");

/// Reads and verifies an ELF file; any bytes may be given.
llvm::Expected<Program> readELF(llvm::StringRef bytes);

/// Assembly text of an ELF file: assemble() gives the same bytes again for
/// files that writeELF() or assemble() wrote.
llvm::Expected<std::string> disassemble(llvm::StringRef elf);

} // namespace sima::isa

#endif // SIMA_TARGET_MLA_PROGRAM_H
