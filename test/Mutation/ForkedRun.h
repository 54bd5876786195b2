//===- ForkedRun.h - A tool in a child process -----------------*- C++ -*-===//
//-*-===//
//
// Runs the main function of a tool and judges how it ended. A crash, a hang or
// a sanitizer's report ends the child only.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TEST_MUTATION_FORKEDRUN_H
#define SIMA_TEST_MUTATION_FORKEDRUN_H

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sima::mutation {

/// The exit code of a process that a sanitizer stops; no tool has it.
constexpr int kSanitizerExitCode = 99;

/// What is run, and where.
struct Command {
  int (*main)(int argc, char **argv) = nullptr;
  std::vector<std::string> arguments; ///< with the name of the tool
  std::filesystem::path outputs;      ///< directory that may get files
  std::filesystem::path messages;     ///< where standard output and error go
  unsigned seconds = 0;               ///< a run that takes longer has failed
  uint64_t memoryBytes = 0;           ///< and one that needs more
  bool reports = false; ///< refusals may write what they found to the output
};

/// How a run ended.
struct Outcome {
  enum Kind {
    Accepted, ///< exit code 0, nothing on standard error, outputs complete
    Refused,  ///< exit code 1 after one line, no outputs
    Failed,   ///< anything else
  };
  Kind kind = Failed;
  std::string reason; ///< of a failure
  std::string errors; ///< standard error
};

Outcome runForked(const Command &command);

} // namespace sima::mutation

#endif // SIMA_TEST_MUTATION_FORKEDRUN_H
