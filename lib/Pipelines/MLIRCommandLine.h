//===- MLIRCommandLine.h - Command lines with MLIR's options ----*- C++ -*-===//
//
// sima-opt and sima-translate take the options that MLIR registers in llvm::cl,
// passes and translations among them. Here they get the page, the exit codes
// and the common options of the other tools.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_MLIRCOMMANDLINE_H
#define SIMA_LIB_PIPELINES_MLIRCOMMANDLINE_H

#include "sima/Support/CommandLine.h"
#include "sima/Support/ToolMain.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>

namespace sima {

/// Lives as long as the options.
class MLIRCommandLine {
public:
  /// Takes LLVM's own options out of the registry: made before MLIR's are
  /// registered. `suffixes` are those of files that the tool reads.
  MLIRCommandLine(const ToolPage &page,
                  llvm::ArrayRef<llvm::StringRef> suffixes);

  /// Reads the command line, after all options are registered; as
  /// CommandLine::parse().
  std::optional<int> parse(int argc, char **argv);

  /// The exit code if `isGood` is false: of what it wrote to standard error the
  /// first line is reported as wrong usage.
  std::optional<int> check(llvm::function_ref<bool()> isGood);

  /// Of the options that are the tool's own.
  llvm::cl::OptionCategory category{"Options"};
  /// What the tool reads.
  llvm::cl::opt<std::string> input;
  /// Where it writes.
  llvm::cl::opt<std::string> output;

private:
  const ToolPage &page;
  CommandLine common;
  std::string inputName;
};

/// Turns the file `input` into the file `output`, `-` for standard input and
/// output, and ends the tool. `work` has emitted an error when it fails; then
/// nothing is written.
int processFile(
    ToolMain &tool, const std::string &input, const std::string &output,
    llvm::function_ref<bool(std::unique_ptr<llvm::MemoryBuffer> buffer,
                            llvm::raw_ostream &os)>
        work);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_MLIRCOMMANDLINE_H
