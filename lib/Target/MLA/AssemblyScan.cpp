//===- AssemblyScan.cpp - First look at assembly text ---------------------===//
//
// One pass over the characters.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/AssemblyScan.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace sima::isa {

namespace {

/// More than any number of 64 bits has in any base.
constexpr size_t kNumberCharacters = 72;

bool isWordCharacter(char c) {
  return isAlnum(c) || c == '_' || c == '.' || c == '$' || c == '@';
}

bool isDirective(StringRef word) {
  return StringSwitch<bool>(word)
      .Cases(".isa", ".target", ".layer", ".node", true)
      .Cases(".code", ".range", ".const", ".spill", ".port", true)
      .Cases(".op", ".place", ".part", true)
      .Cases(".ascii", ".byte", true)
      .Default(false);
}

class Scanner {
public:
  Scanner(StringRef text, StringRef where) : text(text), where(where) {}

  Error run() {
    while (position < text.size())
      if (Error error = step())
        return error;
    return Error::success();
  }

private:
  Error fail(const Twine &message) {
    return createStringError(
        formatv("{0}:{1}: {2}", where, line, message.str()));
  }

  Error step() {
    char c = text[position];
    if (c == '\n')
      ++line;
    if (c == ';') {
      position = std::min(text.find('\n', position), text.size());
      return Error::success();
    }
    if (c == '"')
      return skipString();
    if (isWordCharacter(c))
      return takeWord();
    if (!StringRef(" \t\r\n,:=+-").contains(c))
      return fail(formatv("unexpected character {0}",
                          isPrint(c) ? ("`" + Twine(c) + "`").str()
                                     : std::to_string(uint8_t(c))));
    ++position;
    return Error::success();
  }

  Error takeWord() {
    StringRef word = text.substr(position).take_while(isWordCharacter);
    position += word.size();
    // LLVM's lexer takes quadratic time for numbers.
    if (isDigit(word.front()) && word.size() > kNumberCharacters)
      return fail("number of " + Twine(word.size()) + " characters; limit " +
                  Twine(kNumberCharacters));
    if (word.starts_with(".") && !isDirective(word))
      return fail("unknown directive " + word.take_front(40));
    return Error::success();
  }

  Error skipString() {
    for (++position; position < text.size(); ++position) {
      char c = text[position];
      if (c == '\n')
        break;
      if (c == '\\')
        ++position;
      else if (c == '"') {
        ++position;
        return Error::success();
      }
    }
    return fail("string without an end");
  }

  StringRef text;
  StringRef where;
  size_t position = 0;
  unsigned line = 1;
};

} // namespace

Error scanAssembly(StringRef text, StringRef where) {
  return Scanner(text, where).run();
}

} // namespace sima::isa
