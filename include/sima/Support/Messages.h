//===- Messages.h - Lines for people on standard error ----------*- C++ -*-===//
//
// A message is a line that begins with its kind: `error: `, `warning: `,
// `remark: `, `note: ` or `debug: `. On terminals the kind has a colour;
// nothing else depends on where the line goes.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SUPPORT_MESSAGES_H
#define SIMA_SUPPORT_MESSAGES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>
#include <string>

namespace sima {

/// When messages are coloured. Auto: on terminals, without NO_COLOR in the
/// environment.
enum class ColorMode { Auto, Always, Never };

/// For all messages from now on, those of LLVM and MLIR too.
void setColorMode(ColorMode mode);

/// Whether standard error is a terminal that can be written to anywhere in a
/// line.
bool isStderrTerminal();

/// Writes a message and the end of its line to standard error.
void printMessage(llvm::StringRef line);

/// Writes `error: ` and `text`, with control characters escaped.
void printError(llvm::StringRef text);

/// A stream that hands over complete lines, without their end.
class LineStream : public llvm::raw_ostream {
public:
  explicit LineStream(std::function<void(llvm::StringRef)> sink)
      : raw_ostream(/*unbuffered=*/true), sink(std::move(sink)) {}
  ~LineStream() override;

private:
  void write_impl(const char *data, size_t bytes) override;
  uint64_t current_pos() const override { return written; }

  std::function<void(llvm::StringRef)> sink;
  std::string line; ///< the last one, as far as it came
  uint64_t written = 0;
};

} // namespace sima

#endif // SIMA_SUPPORT_MESSAGES_H
