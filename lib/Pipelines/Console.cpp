//===- Console.cpp - What sima-compile says while it works ----------------===//

#include "Console.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima;
using llvm::StringRef;

/// Phases as compile() tells of them.
static std::vector<std::string> phasesOf(const CompileRequest &request) {
  std::vector<std::string> names = {"import"};
  for (const Phase &phase : sima::phases())
    names.push_back(phase.name.str());
  auto last = llvm::find(names, request.emit);
  if (last != names.end()) {
    names.erase(last + 1, names.end());
    return names;
  }
  names.emplace_back("emit");
  if (!request.emit.empty())
    return names;
  if (request.verify)
    names.emplace_back("verify");
  names.emplace_back("package");
  return names;
}

/// Whether a remark says that less was given than asked for, as --mla-batch
/// words it.
static bool isShortfall(StringRef line) {
  return line.starts_with("remark: batch ");
}

Console::Console(CompileRequest &request, LogLevel level)
    : level(level), phases(phasesOf(request)),
      messages([this](StringRef line) { say(line); }) {
  if (isStderrTerminal())
    bar = std::make_unique<ProgressBar>(phases.size());
  request.progress = [this](StringRef phase) { begin(phase); };
  request.remarks = level == LogLevel::Error ? nullptr : &messages;
  request.memoryRemarks = request.phases.explain = level >= LogLevel::Info;
}

void Console::say(StringRef line) {
  if (level < LogLevel::Info && line.starts_with("remark: ") &&
      !isShortfall(line))
    return;
  if (bar)
    bar->interrupt([&] { printMessage(line); });
  else
    printMessage(line);
}

void Console::endPhase() {
  if (phase.empty())
    return;
  std::chrono::duration<double> time = Clock::now() - start;
  if (level == LogLevel::Debug)
    say(llvm::formatv("debug: phase {0}: {1:F3} s", phase, time.count()).str());
  phaseTimes.push_back({std::move(phase), time.count()});
  phase.clear();
}

void Console::begin(StringRef next) {
  endPhase();
  phase = next.str();
  start = Clock::now();
  if (bar)
    bar->begin(phase, llvm::find(phases, phase) - phases.begin() + 1);
}

void Console::finish() {
  endPhase();
  bar.reset();
}
