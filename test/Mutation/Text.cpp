//===- Text.cpp - Mutations of words and lines ----------------------------===//

#include "Mutations.h"
#include <algorithm>

using namespace sima::mutation;

namespace {

/// Values of every type that the text formats have, and extreme ones.
constexpr const char *kValues[] = {"0",
                                   "1",
                                   "-1",
                                   "2",
                                   "255",
                                   "256",
                                   "65536",
                                   "2147483647",
                                   "2147483648",
                                   "-2147483648",
                                   "4294967296",
                                   "1099511627776",
                                   "9223372036854775807",
                                   "9223372036854775808",
                                   "-9223372036854775808",
                                   "18446744073709551615",
                                   "99999999999999999999999999",
                                   "0x7fffffffffffffff",
                                   "0.0",
                                   "-0.5",
                                   "1e-320",
                                   "1e400",
                                   "nan",
                                   "inf",
                                   "true",
                                   "null",
                                   "~",
                                   "?",
                                   "''",
                                   "\"\"",
                                   "\"text\"",
                                   "\"\\00\\FF\\n\"",
                                   "text",
                                   "[]",
                                   "{}",
                                   "[1, 2]",
                                   "{a: 1}",
                                   "()",
                                   "<>",
                                   "i8",
                                   "f32",
                                   "*a",
                                   "&a x",
                                   "!!binary x",
                                   "%0",
                                   "@main",
                                   "^bb0",
                                   "#map",
                                   "!q",
                                   "loc(unknown)",
                                   ""};

bool isWordByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '-';
}

class Mutator {
public:
  Mutator(const Corpus &corpus, Random &random)
      : random(random), text(corpus.original) {}

  std::string run() {
    for (size_t changes = 1 + random.below(3); changes > 0 && !text.empty();
         --changes)
      change();
    return std::move(text);
  }

private:
  void change() {
    switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      return replaceWord(random.pick(std::span<const char *const>(kValues)));
    case 3:
      return exchangeWords();
    case 4:
      return changeLine();
    case 5:
      return repeat();
    case 6:
      text.erase(position(), 1);
      return;
    default:
      return changeDigit();
    }
  }

  /// Near the begin of some line: each line counts the same, and the rest of
  /// long ones is mostly weights.
  size_t position() {
    constexpr size_t begin = 400;
    std::vector<size_t> starts = {0};
    for (size_t i = 0; i + 1 < text.size(); ++i)
      if (text[i] == '\n')
        starts.push_back(i + 1);
    size_t start = starts[random.below(starts.size())];
    return start + random.below(std::min(lineEnd(start) - start, begin));
  }

  size_t lineStart(size_t at) const {
    size_t found = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
    return found == std::string::npos ? 0 : found + 1;
  }

  /// One past the newline.
  size_t lineEnd(size_t at) const {
    size_t found = text.find('\n', at);
    return found == std::string::npos ? text.size() : found + 1;
  }

  /// The word at or behind a random position: offset and length.
  std::pair<size_t, size_t> word() {
    size_t first = position();
    while (first > 0 && isWordByte(text[first - 1]) && isWordByte(text[first]))
      --first;
    while (first + 1 < text.size() && !isWordByte(text[first]))
      ++first;
    size_t end = first;
    while (end < text.size() && isWordByte(text[end]))
      ++end;
    return {first, end - first};
  }

  void replaceWord(const std::string &by) {
    auto [at, length] = word();
    text.replace(at, length, by);
  }

  void exchangeWords() {
    auto [at, length] = word();
    replaceWord(text.substr(at, std::min<size_t>(length, 256)));
  }

  void changeDigit() {
    auto [at, length] = word();
    if (length > 0)
      text[at + random.below(length)] = char('0' + random.below(10));
  }

  /// Doubles, removes or exchanges lines.
  void changeLine() {
    size_t at = lineStart(position());
    std::string line = text.substr(at, lineEnd(at) - at);
    if (!random.oneIn(3))
      text.erase(at, line.size());
    if (!random.oneIn(3) && !text.empty())
      text.insert(lineStart(position()), line);
  }

  /// Deep nesting, and long names and numbers.
  void repeat() {
    static constexpr const char *pieces[] = {
        "[",  "{", "(", "<", "tensor<", "dense<", "loc(", "\"",         "- ",
        "? ", "9", "a", " ", "\n",      "\xff",   "#",    "module {\n", "{a: "};
    std::string piece = random.pick(std::span<const char *const>(pieces));
    static constexpr size_t counts[] = {1, 2, 40, 3000, 200000};
    size_t count = random.pick(std::span<const size_t>(counts));
    std::string all;
    for (size_t i = 0; i < count; ++i)
      all += piece;
    text.insert(position(), all);
  }

  Random &random;
  std::string text;
};

} // namespace

std::string sima::mutation::mutateText(const Corpus &corpus, Random &random) {
  return random.oneIn(3) ? mutateBinary(corpus, random)
                         : Mutator(corpus, random).run();
}
