//===- ProgressBar.cpp - One line at the end of a terminal ----------------===//

#include "ProgressBar.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"
#include <sys/ioctl.h>
#include <unistd.h>

using namespace sima;

/// Compilations that take less are not worth a look.
static constexpr std::chrono::seconds kPatience{1};
static constexpr std::chrono::milliseconds kInterval{100};
static constexpr size_t kCells = 20;

ProgressBar::ProgressBar(size_t phases)
    : phases(phases), thread([this] { run(); }) {}

ProgressBar::~ProgressBar() {
  {
    std::lock_guard<std::mutex> lock(mutex);
    isStopped = true;
  }
  wake.notify_one();
  thread.join();
  erase();
}

void ProgressBar::run() {
  std::unique_lock<std::mutex> lock(mutex);
  auto isOver = [this] { return isStopped; };
  if (wake.wait_for(lock, kPatience, isOver))
    return;
  do
    draw();
  while (!wake.wait_for(lock, kInterval, isOver));
}

void ProgressBar::begin(llvm::StringRef phase, size_t number) {
  std::lock_guard<std::mutex> lock(mutex);
  this->phase = phase.str();
  this->number = number;
}

void ProgressBar::interrupt(llvm::function_ref<void()> write) {
  std::lock_guard<std::mutex> lock(mutex);
  bool wasVisible = isVisible;
  erase();
  write();
  if (wasVisible)
    draw();
}

void ProgressBar::draw() {
  size_t done = number ? (number - 1) * kCells / phases : 0;
  std::chrono::duration<double> time = Clock::now() - start;
  std::string line = llvm::formatv(
      "[{0}{1}] {2} {3}/{4} {5:F1} s", std::string(done, '#'),
      std::string(kCells - done, '-'), phase, number, phases, time.count());
  // A line that wraps could not be erased.
  winsize window = {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
    line.resize(std::min<size_t>(line.size(), window.ws_col - 1));
  // In one piece, so that it does not flicker.
  llvm::errs() << "\r\x1b[K" + line;
  isVisible = true;
}

void ProgressBar::erase() {
  if (isVisible)
    llvm::errs() << "\r\x1b[K";
  isVisible = false;
}
