//===- Console.h - What sima-compile says while it works --------*- C++ -*-===//
#ifndef SIMA_LIB_PIPELINES_CONSOLE_H
#define SIMA_LIB_PIPELINES_CONSOLE_H

#include "ProgressBar.h"
#include "sima/Pipelines/Compile.h"
#include "sima/Support/Messages.h"
#include <memory>

namespace sima {

/// What is said, each with what stands before it: errors; what was asked for
/// and not given; why choices were made; seconds of each phase.
enum class LogLevel { Error, Warning, Info, Debug };

/// Standard error during one compilation: its messages up to a level and, on
/// terminals, a bar that shows the phase.
class Console {
public:
  /// Lets `request`, which is complete otherwise, report here. It must not
  /// outlive this.
  Console(CompileRequest &request, LogLevel level);

  /// For compile().
  llvm::raw_ostream &errors() { return messages; }
  /// The compilation is over: the bar is gone.
  void finish();
  /// Of all phases that have ended.
  llvm::ArrayRef<PhaseTime> times() const { return phaseTimes; }

private:
  void begin(llvm::StringRef phase);
  void endPhase();
  void say(llvm::StringRef line);

  using Clock = std::chrono::steady_clock;
  LogLevel level;
  std::vector<std::string> phases; ///< all that there will be
  std::vector<PhaseTime> phaseTimes;
  std::string phase; ///< the present one, or empty
  Clock::time_point start;
  std::unique_ptr<ProgressBar> bar;
  LineStream messages;
};

} // namespace sima

#endif // SIMA_LIB_PIPELINES_CONSOLE_H
