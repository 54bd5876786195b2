//===- ForkedRun.cpp - A tool in a child process --------------------------===//

#include "ForkedRun.h"
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace sima::mutation;
namespace fs = std::filesystem;

static void redirect(const fs::path &file, int descriptor) {
  int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (opened < 0 || ::dup2(opened, descriptor) < 0)
    ::_exit(kSanitizerExitCode);
  ::close(opened);
}

/// Ends as the tool's process would end: with destructors of static objects.
[[noreturn]] static void runTool(const Command &command) {
  redirect("/dev/null", STDIN_FILENO);
  ::close(STDIN_FILENO);
  ::open("/dev/null", O_RDONLY);
  redirect(command.messages / "stdout", STDOUT_FILENO);
  redirect(command.messages / "stderr", STDERR_FILENO);
  rlimit noCore = {0, 0};
  ::setrlimit(RLIMIT_CORE, &noCore);
  ::signal(SIGALRM, SIG_DFL);
  ::alarm(command.seconds);
  std::vector<std::string> arguments = command.arguments;
  std::vector<char *> argv;
  for (std::string &argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::exit(command.main(int(arguments.size()), argv.data()));
}

static std::string contents(const fs::path &file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Empty if the run was refused as it should be, else what is wrong.
static std::string wrongRefusal(const Command &command,
                                const std::string &errors) {
  if (!command.reports && !contents(command.messages / "stdout").empty())
    return "refused, but wrote to standard output";
  if (std::count(errors.begin(), errors.end(), '\n') != 1 ||
      errors.back() != '\n' || errors.find('\r') != std::string::npos)
    return "refused, but not with one line on standard error";
  if (!errors.starts_with("error: ") &&
      errors.find(": error: ") == std::string::npos)
    return "refused, but the line is no error";
  if (fs::exists(command.outputs) && !fs::is_empty(command.outputs))
    return "refused, but left a file";
  return "";
}

/// The same for a run that was accepted.
static std::string wrongAcceptance(const Command &command,
                                   const std::string &errors) {
  if (!errors.empty())
    return "accepted, but wrote to standard error";
  if (!fs::exists(command.outputs))
    return "";
  for (const auto &entry : fs::recursive_directory_iterator(command.outputs))
    if (!entry.is_regular_file() || entry.file_size() == 0 ||
        entry.path().extension() == ".tmp")
      return "accepted, but left " + entry.path().filename().string();
  return "";
}

static std::string describeEnd(int status) {
  if (WIFSIGNALED(status))
    return WTERMSIG(status) == SIGALRM
               ? "took too long"
               : std::string("signal ") + ::strsignal(WTERMSIG(status));
  if (WEXITSTATUS(status) == kSanitizerExitCode)
    return "stopped by a sanitizer";
  return "exit code " + std::to_string(WEXITSTATUS(status));
}

Outcome sima::mutation::runForked(const Command &command) {
  std::fflush(nullptr);
  pid_t child = ::fork();
  if (child == 0)
    runTool(command);
  int status = 0;
  rusage usage = {};
  if (child < 0 || ::wait4(child, &status, 0, &usage) != child)
    return {Outcome::Failed, "cannot run a process", ""};
  Outcome outcome{Outcome::Failed, "", contents(command.messages / "stderr")};
  bool exited = WIFEXITED(status);
  uint64_t usedBytes = uint64_t(usage.ru_maxrss) << 10;
  if (exited && WEXITSTATUS(status) == 0) {
    outcome.kind = Outcome::Accepted;
    outcome.reason = wrongAcceptance(command, outcome.errors);
  } else if (exited && WEXITSTATUS(status) == 1) {
    outcome.kind = Outcome::Refused;
    outcome.reason = wrongRefusal(command, outcome.errors);
  } else {
    outcome.reason = describeEnd(status);
  }
  if (outcome.reason.empty() && usedBytes > command.memoryBytes)
    outcome.reason = "used " + std::to_string(usedBytes >> 20) + " MiB";
  if (!outcome.reason.empty())
    outcome.kind = Outcome::Failed;
  return outcome;
}
