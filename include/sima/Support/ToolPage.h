//===- ToolPage.h - What a tool says about itself ---------------*- C++ -*-===//
//
// The one source of --help, of man pages, of completion in shells and of
// docs/command-line.md. It parses nothing: see sima/Support/CommandLine.h.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SUPPORT_TOOLPAGE_H
#define SIMA_SUPPORT_TOOLPAGE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace sima {

/// A command line that works on the bundled network, and what it does.
struct ToolExample {
  llvm::StringLiteral command, effect;
};

/// The page of a tool. Texts are prose without line breaks.
struct ToolPage {
  llvm::StringLiteral name;
  llvm::StringLiteral summary;  ///< one line, as in a list of tools
  llvm::StringLiteral synopsis; ///< arguments behind the name
  llvm::StringLiteral description;
  llvm::ArrayRef<ToolExample> examples;
  llvm::StringLiteral success; ///< what exit code 0 means
  llvm::StringLiteral failure; ///< what exit code 1 means; 2 is wrong usage
  llvm::ArrayRef<llvm::StringLiteral> seeAlso; ///< names of tools
};

/// A value that an option may have.
struct ToolChoice {
  std::string name, help;
};

/// What people and shells are told about an option.
struct ToolOption {
  std::string name;  ///< "--target", "-o"; of an argument "MODEL"
  std::string alias; ///< another spelling, "-h", or empty
  /// Of a value: words in capitals are placeholders (FILE and DIR are paths),
  /// others are to be typed; `|` stands between. Empty: there is no value.
  std::string value;
  std::string help;
  std::string defaultValue; ///< empty: there is none, or `help` tells
  /// Values; the only ones, unless `value` has a FILE beside them.
  std::vector<ToolChoice> choices;
  std::string group; ///< heading above it
  /// How the names of files end that it takes.
  std::vector<std::string> suffixes;
  bool isArgument = false; ///< has a place instead of a name
  bool isRequired = false;
  bool isRepeatable = false;
  bool isInline = false;   ///< its value comes behind `=` only
  bool isOptional = false; ///< its value may be left out
  bool isHidden = false;   ///< not shown
};

/// Version of the project.
llvm::StringRef projectVersion();

/// "sima-run 0.1.0 (SimaMLIR, with LLVM 19.1.7)"
void printVersion(const ToolPage &page, llvm::raw_ostream &os);

/// The text of --help, at most 100 columns wide.
void printHelp(const ToolPage &page, llvm::ArrayRef<ToolOption> options,
               llvm::raw_ostream &os);

/// The same for programs, as one JSON object.
void printHelpJSON(const ToolPage &page, llvm::ArrayRef<ToolOption> options,
                   llvm::raw_ostream &os);

} // namespace sima

#endif // SIMA_SUPPORT_TOOLPAGE_H
