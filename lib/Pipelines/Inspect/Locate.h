//===- Locate.h - From cycles and addresses to the network ------*- C++ -*-===//
//
// What sima-inspect answers with --at, --address and --node: which instruction
// runs when, where it lies in the ELF file, and what it is there for.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_INSPECT_LOCATE_H
#define SIMA_LIB_PIPELINES_INSPECT_LOCATE_H

#include "Description.h"
#include "ProgramTimes.h"
#include "sima/Support/CommandLine.h"
#include "sima/Target/MLA/Origins.h"
#include "llvm/Support/JSON.h"

namespace sima {

struct LocateOptions {
  std::string at, address, node; ///< the questions; at most one is not empty
  ClockKind clock = ClockKind::Static;
  isa::EntryPoint entry = isa::EntryPoint::First;
  int64_t stage = 0; ///< number of the MLA stage; 0: the only one

  bool isAsked() const {
    return !at.empty() || !address.empty() || !node.empty();
  }
};

void declareLocateOptions(CommandLine &line, LocateOptions &options);

/// A program of an archive with its times.
class LocatedProgram {
public:
  /// `elf` must outlive it.
  static llvm::Expected<std::unique_ptr<LocatedProgram>>
  of(llvm::StringRef elf);

  const isa::Program &program() const { return contents; }
  const isa::Origins &origins() const { return answers; }
  const ProgramTimes &times() const { return timing; }
  const std::vector<isa::FileSection> &sections() const { return places; }

  /// The section with the code of a quad; it exists.
  const isa::FileSection &codeOf(isa::EntryPoint entry, uint32_t quad) const;
  /// All that is known of a word: docs/provenance.md has the keys.
  llvm::json::Object word(isa::EntryPoint entry, uint32_t quad,
                          uint32_t word) const;
  /// The same of a byte of a constant.
  llvm::json::Object constant(const isa::FileSection &section,
                              uint32_t byte) const;

private:
  LocatedProgram(isa::Program program, ProgramTimes times,
                 std::vector<isa::FileSection> sections)
      : contents(std::move(program)), answers(contents),
        timing(std::move(times)), places(std::move(sections)) {}

  llvm::json::Array loadsOf(uint32_t constant) const;

  isa::Program contents;
  isa::Origins answers;
  ProgramTimes timing;
  std::vector<isa::FileSection> places;
  /// [entry point][quad]: instructions as text.
  std::array<std::vector<std::vector<std::string>>, 2> texts;
};

// Each question; the error is wrong usage and names the limit.
llvm::Expected<llvm::json::Object> locateCycle(const LocatedProgram &program,
                                               const LocateOptions &options);
llvm::Expected<llvm::json::Object> locateAddress(const LocatedProgram &program,
                                                 uint64_t fileBytes,
                                                 llvm::StringRef address);
llvm::Expected<llvm::json::Object> locateNode(const LocatedProgram &program,
                                              llvm::StringRef node);

/// The answer as lines for people.
void printAnswer(const llvm::json::Object &answer, llvm::raw_ostream &os);

/// Answers the question about the archive's program. Returns the exit code;
/// `usage` reports wrong usage.
int locate(const Description &description, const LocateOptions &options,
           bool json, llvm::function_ref<int(llvm::StringRef)> fail,
           llvm::function_ref<int(llvm::StringRef)> usage);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_INSPECT_LOCATE_H
