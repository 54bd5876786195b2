//===- Messages.cpp - Lines for people on standard error ------------------===//

#include "sima/Support/Messages.h"
#include "sima/Support/OneLine.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/WithColor.h"
#include <cstdlib>

using namespace sima;
using llvm::raw_ostream;
using llvm::StringRef;

static ColorMode colorMode = ColorMode::Auto;

/// Whether the environment has a value for `name` that is not empty.
static bool isSet(const char *name) {
  const char *value = std::getenv(name);
  return value && *value;
}

bool sima::isStderrTerminal() {
  return llvm::sys::Process::StandardErrIsDisplayed() && isSet("TERM") &&
         StringRef(std::getenv("TERM")) != "dumb";
}

/// Standard output is never coloured: it is what programs read.
static bool isColored(const raw_ostream &os) {
  if (&os != &llvm::errs() || colorMode == ColorMode::Never)
    return false;
  return colorMode == ColorMode::Always ||
         (isStderrTerminal() && !isSet("NO_COLOR"));
}

void sima::setColorMode(ColorMode mode) {
  colorMode = mode;
  llvm::WithColor::setAutoDetectFunction(isColored);
}

static raw_ostream::Colors colorOf(StringRef kind) {
  if (kind == "error")
    return raw_ostream::RED;
  if (kind == "warning")
    return raw_ostream::MAGENTA;
  if (kind == "remark")
    return raw_ostream::BLUE;
  if (kind == "note")
    return raw_ostream::CYAN;
  return kind == "debug" ? raw_ostream::GREEN : raw_ostream::SAVEDCOLOR;
}

void sima::printMessage(StringRef line) {
  raw_ostream &os = llvm::errs();
  StringRef kind = line.take_until([](char c) { return c == ':'; });
  raw_ostream::Colors color = colorOf(kind);
  if (color == raw_ostream::SAVEDCOLOR || !isColored(os)) {
    os << line << "\n";
    return;
  }
  os.changeColor(color, /*Bold=*/true) << kind << ":";
  os.resetColor() << line.drop_front(kind.size() + 1) << "\n";
}

void sima::printError(StringRef text) {
  printMessage("error: " + oneLine(text));
}

LineStream::~LineStream() {
  if (!line.empty())
    sink(line);
}

void LineStream::write_impl(const char *data, size_t bytes) {
  written += bytes;
  for (StringRef rest(data, bytes); !rest.empty();) {
    size_t end = rest.find('\n');
    line += rest.take_front(end);
    if (end == StringRef::npos)
      return;
    sink(line);
    line.clear();
    rest = rest.drop_front(end + 1);
  }
}
