//===- Trial.cpp - Does a module still show it? ---------------------------===//

#include "Trial.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mlir;
using namespace sima;

/// A trial that computes longer than this has crashed.
static constexpr rlim_t kTrialSeconds = 600;

//===----------------------------------------------------------------------===//
// The child
//===----------------------------------------------------------------------===//

static void writeAll(int file, llvm::StringRef text) {
  while (!text.empty()) {
    ssize_t bytes = write(file, text.data(), text.size());
    if (bytes <= 0)
      return;
    text = text.drop_front(bytes);
  }
}

/// Lines "S <step>" for each pass that begins, and a last line
/// "F <symptom> <step> <text>".
static void runChild(Candidate &candidate, ArrayRef<PassStep> steps, int file) {
  int nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDERR_FILENO);
  rlimit limit = {kTrialSeconds, kTrialSeconds};
  setrlimit(RLIMIT_CPU, &limit);
  limit = {0, 0};
  setrlimit(RLIMIT_CORE, &limit);
  for (int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE})
    std::signal(signal, SIG_DFL);
  StepwiseCheck check(*candidate.module, Samples(candidate.inputs));
  check.progress = [&](const PassStep &, size_t index) {
    writeAll(file, "S " + std::to_string(index) + "\n");
  };
  Finding finding;
  if (llvm::Error error = check.start())
    llvm::consumeError(std::move(error)); // not executable: shows nothing
  else
    finding = check.run(steps);
  std::replace(finding.text.begin(), finding.text.end(), '\n', ' ');
  writeAll(file, "F " + std::to_string(int(finding.symptom)) + " " +
                     std::to_string(finding.step) + " " + finding.text + "\n");
}

//===----------------------------------------------------------------------===//
// The parent
//===----------------------------------------------------------------------===//

static std::string readAll(int file) {
  std::string text;
  char buffer[4096];
  for (ssize_t bytes; (bytes = read(file, buffer, sizeof buffer)) > 0;)
    text.append(buffer, bytes);
  return text;
}

/// How a process ended that gave no last line.
static std::string endOf(int status) {
  return WIFSIGNALED(status)
             ? strsignal(WTERMSIG(status))
             : "exit code " + std::to_string(WEXITSTATUS(status));
}

static Finding parse(llvm::StringRef text, int status,
                     ArrayRef<PassStep> steps) {
  Finding finding;
  bool isComplete = false;
  SmallVector<StringRef> lines;
  text.split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (StringRef line : lines) {
    if (line.consume_front("S ")) {
      line.getAsInteger(10, finding.step);
    } else if (line.consume_front("F ")) {
      auto [symptom, rest] = line.split(' ');
      auto [step, what] = rest.split(' ');
      int number = 0;
      symptom.getAsInteger(10, number);
      finding.symptom = Symptom(number);
      step.getAsInteger(10, finding.step);
      finding.text = what.str();
      isComplete = true;
    }
  }
  if (!isComplete) {
    finding.symptom = Symptom::Crash;
    finding.text = endOf(status);
  }
  if (finding.symptom != Symptom::None && finding.step < steps.size())
    finding.pass = steps[finding.step].name;
  return finding;
}

Finding sima::tryCandidate(Candidate &candidate, ArrayRef<PassStep> steps) {
  int ends[2];
  if (pipe(ends) != 0)
    llvm::report_fatal_error("no file descriptors", /*gen_crash_diag=*/false);
  llvm::outs().flush();
  pid_t child = fork();
  if (child < 0)
    llvm::report_fatal_error("no process", /*gen_crash_diag=*/false);
  if (child == 0) {
    close(ends[0]);
    runChild(candidate, steps, ends[1]);
    _exit(0);
  }
  close(ends[1]);
  std::string text = readAll(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return parse(text, status, steps);
}

/// The words of a message without quoted names and numbers.
static std::string pattern(StringRef text) {
  std::string result;
  bool inQuotes = false;
  for (char c : text) {
    inQuotes ^= c == '\'';
    if (!inQuotes && (llvm::isAlpha(c) || c == ' '))
      result += c;
  }
  return result;
}

/// What kind of error an execution ended with.
static StringRef faultKind(StringRef text) {
  for (StringRef kind : {"never written", "nothing orders", "hazard",
                         "deadlock", "outside", "beyond", "executions"})
    if (text.contains(kind))
      return kind;
  return "";
}

bool sima::isSameFault(const Finding &a, const Finding &b) {
  if (a.symptom != b.symptom || a.pass != b.pass)
    return false;
  if (a.symptom == Symptom::Failure)
    return pattern(a.text) == pattern(b.text);
  if (a.symptom == Symptom::Execution)
    return faultKind(a.text) == faultKind(b.text);
  return true;
}
