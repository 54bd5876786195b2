//===- ModuleText.cpp - What MLIR's parser is given -----------------------===//
//
// A scan that is no parser: it knows strings, comments, numbers and brackets.
// Text that it takes may still be wrong, but then the parser says so.
//
//===----------------------------------------------------------------------===//
#include "sima/Pipelines/ModuleText.h"
#include "sima/Support/Messages.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

/// Modules of the compiler nest about ten deep.
static constexpr size_t kMaxDepth = 128;
/// More than any number, shape or name that starts with a digit needs.
static constexpr size_t kMaxNumberBytes = 1024;

/// Bytes that a blob may be aligned to, and where its data begins in the text
/// "0xAAAAAAAA...".
static constexpr uint32_t kMaxAlignment = 4096;
static constexpr size_t kBlobDataAt = 11;

namespace {

class Scanner {
public:
  Scanner(StringRef text, StringRef where) : text(text), where(where) {}

  Error run() {
    for (; !text.empty(); text = text.drop_front(token.size())) {
      token = text.take_front(tokenBytes());
      if (token == "\n")
        ++line;
      else if (Error error = check())
        return error;
    }
    return open.empty() ? Error::success()
                        : refuse("'" + open.back().bracket + "' of line " +
                                 Twine(open.back().line) + " is not closed");
  }

private:
  struct Open {
    StringRef bracket;
    size_t line;
  };

  Error refuse(const Twine &what) const {
    return createStringError(where + ":" + Twine(line) + ": " + what);
  }

  /// Bytes of the word, string, comment or sign that the rest begins with.
  size_t tokenBytes() const {
    if (text.front() == '"')
      return stringBytes();
    if (text.starts_with("//"))
      return std::min(text.find('\n'), text.size());
    for (StringRef sign : {"->", "{-#", "#-}"})
      if (text.starts_with(sign))
        return sign.size();
    auto isWord = [](char c) { return isAlnum(c) || c == '_'; };
    return std::max<size_t>(text.take_while(isWord).size(), 1);
  }

  /// Up to the quotation mark, or the end of the line where there is none.
  size_t stringBytes() const {
    size_t i = 1;
    for (; i < text.size() && text[i] != '"' && text[i] != '\n'; ++i)
      if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] != '\n')
        ++i;
    return i < text.size() && text[i] == '"' ? i + 1 : i;
  }

  Error check() {
    if (token == "affine_map" || token == "affine_set")
      return refuse("'" + token + "' is not read");
    if (isDigit(token.front()) && token.size() > kMaxNumberBytes)
      return refuse("number of " + Twine(token.size()) +
                    " characters, at most " + Twine(kMaxNumberBytes));
    if (isBlob() && !isAligned())
      return refuse("the first 4 bytes of a blob are its alignment, a power of "
                    "two up to " +
                    Twine(kMaxAlignment));
    constexpr StringRef brackets[][2] = {
        {"(", ")"}, {"[", "]"}, {"{", "}"}, {"<", ">"}, {"{-#", "#-}"}};
    for (auto [left, right] : brackets) {
      if (token == left)
        return push();
      if (token == right)
        return pop(left);
    }
    return Error::success();
  }

  /// Whether the token is a resource with the bytes of its alignment.
  bool isBlob() const {
    return !open.empty() && open.front().bracket == "{-#" &&
           token.starts_with("\"0x") && token.size() >= kBlobDataAt;
  }

  /// Whether its first four bytes, little endian, are a possible alignment.
  bool isAligned() const {
    std::string bytes;
    if (!tryGetFromHex(token.slice(kBlobDataAt - 8, kBlobDataAt), bytes))
      return true; // not hexadecimal: the parser says so
    uint32_t value = support::endian::read32le(bytes.data());
    return isPowerOf2_32(value) && value <= kMaxAlignment;
  }

  Error push() {
    if (open.size() == kMaxDepth)
      return refuse("brackets nest deeper than " + Twine(kMaxDepth));
    open.push_back({token, line});
    return Error::success();
  }

  Error pop(StringRef left) {
    if (open.empty())
      return refuse("'" + token + "' closes nothing");
    if (open.back().bracket != left)
      return refuse("'" + token + "' does not close '" + open.back().bracket +
                    "' of line " + Twine(open.back().line));
    open.pop_back();
    return Error::success();
  }

  StringRef text;  ///< what is left
  StringRef where; ///< name of the file
  StringRef token;
  size_t line = 1;
  std::vector<Open> open;
};

} // namespace

Error sima::checkModuleText(StringRef text, StringRef where) {
  // MLIR knows bytecode by its first bytes, whatever the name of the file.
  if (text.starts_with("ML\xefR"))
    return createStringError(where + ": is MLIR bytecode, only text is read");
  return Scanner(text, where).run();
}

bool sima::isGoodModuleText(MemoryBufferRef buffer) {
  Error error =
      checkModuleText(buffer.getBuffer(), buffer.getBufferIdentifier());
  if (!error)
    return true;
  printMessage("error: " + toString(std::move(error)));
  return false;
}
