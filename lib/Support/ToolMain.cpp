//===- ToolMain.cpp - First and last things of a main function ------------===//

#include "sima/Support/ToolMain.h"
#include "sima/Support/Messages.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>
#include <fcntl.h>

using namespace llvm;

/// A closed standard stream stays one that does not work, but no file that is
/// opened gets its number and, with it, what was meant for the stream.
static void reserveStandardStreams() {
  for (int descriptor : {0, 1, 2})
    if (fcntl(descriptor, F_GETFD) < 0)
      (void)!open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
}

sima::ToolMain::ToolMain(int &argc, char **&argv)
    : init(argc, argv, /*InstallPipeSignalExitHandler=*/false) {
  reserveStandardStreams();
  // Writing to a closed pipe gives an error, which finish() looks at.
  std::signal(SIGPIPE, SIG_IGN);
}

int sima::ToolMain::finish(int exitCode) {
  outs().flush();
  std::error_code code = outs().error();
  outs().clear_error();
  if (code && code != std::errc::broken_pipe) {
    printError("standard output: " + code.message());
    exitCode = 1;
  }
  errs().clear_error();
  return exitCode;
}

int sima::ToolMain::fail(StringRef why) {
  outs().flush();
  printError(why);
  return finish(1);
}
