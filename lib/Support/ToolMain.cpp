//===- ToolMain.cpp - First and last things of a main function ------------===//

#include "sima/Support/ToolMain.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>

using namespace llvm;

sima::ToolMain::ToolMain(int &argc, char **&argv)
    : init(argc, argv, /*InstallPipeSignalExitHandler=*/false) {
  // Writing to a closed pipe gives an error, which finish() looks at.
  std::signal(SIGPIPE, SIG_IGN);
}

int sima::ToolMain::finish(int exitCode) {
  outs().flush();
  std::error_code code = outs().error();
  outs().clear_error();
  if (code && code != std::errc::broken_pipe) {
    errs() << "error: standard output: " << code.message() << "\n";
    exitCode = 1;
  }
  errs().clear_error();
  return exitCode;
}
