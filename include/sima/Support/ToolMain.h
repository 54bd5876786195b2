//===- ToolMain.h - First and last things of a main function ----*- C++ -*-===//
#ifndef SIMA_SUPPORT_TOOLMAIN_H
#define SIMA_SUPPORT_TOOLMAIN_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/InitLLVM.h"

namespace sima {

/// Lives as long as the main function of a tool.
class ToolMain {
public:
  ToolMain(int &argc, char **&argv);

  /// The exit code of a tool that ends with `exitCode`. Writes what is left for
  /// standard output. A reader that closed it, such as `head`, has seen what it
  /// wanted; any other failure to write is an error in one line, and 1.
  int finish(int exitCode);

  /// Reports an error behind what has been printed, and ends with 1.
  int fail(llvm::StringRef why);

private:
  llvm::InitLLVM init;
};

} // namespace sima

#endif // SIMA_SUPPORT_TOOLMAIN_H
