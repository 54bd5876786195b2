//===- ProgressBar.h - One line at the end of a terminal --------*- C++ -*-===//
#ifndef SIMA_LIB_PIPELINES_PROGRESSBAR_H
#define SIMA_LIB_PIPELINES_PROGRESSBAR_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace sima {

/// "[####------] schedule 5/13 2.1 s" on standard error, which must be a
/// terminal. It appears after a second, moves while a phase takes its time, and
/// is gone at the end. Seconds are those since it was made.
class ProgressBar {
public:
  explicit ProgressBar(size_t phases);
  ~ProgressBar();

  /// Phase `number`, from 1, has begun.
  void begin(llvm::StringRef phase, size_t number);
  /// Calls `write`, which writes whole lines, while the bar is out of the way.
  void interrupt(llvm::function_ref<void()> write);

private:
  void run();
  void draw();
  void erase();

  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  const size_t phases;
  std::mutex mutex; ///< guards what follows, and the terminal
  std::condition_variable wake;
  std::string phase;
  size_t number = 0;
  bool isVisible = false, isStopped = false;
  std::thread thread;
};

} // namespace sima

#endif // SIMA_LIB_PIPELINES_PROGRESSBAR_H
