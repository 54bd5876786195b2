//===- JsonWriter.cpp - JsonValue to text ---------------------------------===//
//
// The format's writer was Python's json module; number and string spelling
// follow it.
//
//===----------------------------------------------------------------------===//
#include "sima/Package/Json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include <charconv>
#include <cmath>

using namespace sima::package;

const JsonValue *JsonObject::find(llvm::StringRef key) const {
  for (const auto &[name, value] : members)
    if (name == key)
      return &value;
  return nullptr;
}

void JsonObject::add(llvm::StringRef key, JsonValue value) {
  members.emplace_back(key.str(), std::move(value));
}

bool JsonObject::operator==(const JsonObject &other) const {
  return members == other.members;
}

namespace {
class Printer {
public:
  void print(const JsonValue &value, unsigned depth);
  std::string text;

private:
  template <typename Range, typename PrintOne>
  void printList(const Range &range, char open, char close, unsigned depth,
                 PrintOne printOne);
  void printString(llvm::StringRef string);
  void printEscape(unsigned unit);
  void printDouble(double number);
  void newline(unsigned depth) {
    text += '\n';
    text.append(size_t(depth) * 4, ' ');
  }
};
} // namespace

void Printer::printEscape(unsigned unit) {
  text += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4)
    text += llvm::hexdigit((unit >> shift) & 15, /*LowerCase=*/true);
}

void Printer::printString(llvm::StringRef string) {
  static constexpr llvm::StringLiteral kShort = "\"\\\b\f\n\r\t";
  static constexpr llvm::StringLiteral kShortName = "\"\\bfnrt";
  text += '"';
  const auto *at = reinterpret_cast<const llvm::UTF8 *>(string.begin());
  const auto *end = reinterpret_cast<const llvm::UTF8 *>(string.end());
  while (at != end) {
    if (*at < 0x80) {
      char c = char(*at++);
      if (size_t index = kShort.find(c); index != llvm::StringRef::npos)
        (text += '\\') += kShortName[index];
      else if (c < 0x20)
        printEscape(unsigned(c));
      else
        text += c;
      continue;
    }
    llvm::UTF32 code = 0;
    if (llvm::convertUTF8Sequence(&at, end, &code, llvm::strictConversion) !=
        llvm::conversionOK) {
      printEscape(0xFFFD);
      ++at;
    } else if (code >= 0x10000) {
      printEscape(0xD800 + ((code - 0x10000) >> 10));
      printEscape(0xDC00 + ((code - 0x10000) & 0x3FF));
    } else {
      printEscape(code);
    }
  }
  text += '"';
}

void Printer::printDouble(double number) {
  // The longest fixed form below has 17 digits behind "-0.000".
  char buffer[32];
  double magnitude = std::fabs(number);
  bool fixed = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16);
  auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), number,
                                    fixed ? std::chars_format::fixed
                                          : std::chars_format::scientific);
  (void)error;
  llvm::StringRef digits(buffer, size_t(end - buffer));
  text += digits;
  if (fixed && !digits.contains('.'))
    text += ".0";
}

template <typename Range, typename PrintOne>
void Printer::printList(const Range &range, char open, char close,
                        unsigned depth, PrintOne printOne) {
  text += open;
  bool first = true;
  for (const auto &element : range) {
    if (!first)
      text += ',';
    first = false;
    newline(depth + 1);
    printOne(element);
  }
  if (!first)
    newline(depth);
  text += close;
}

void Printer::print(const JsonValue &value, unsigned depth) {
  if (const auto *flag = value.getIf<bool>()) {
    text += *flag ? "true" : "false";
  } else if (const auto *integer = value.getIf<int64_t>()) {
    text += std::to_string(*integer);
  } else if (const auto *number = value.getIf<double>()) {
    printDouble(*number);
  } else if (const auto *string = value.getIf<std::string>()) {
    printString(*string);
  } else if (const auto *array = value.getIf<JsonArray>()) {
    printList(*array, '[', ']', depth,
              [&](const JsonValue &element) { print(element, depth + 1); });
  } else if (const auto *object = value.getIf<JsonObject>()) {
    printList(object->members, '{', '}', depth, [&](const auto &member) {
      printString(member.first);
      text += ": ";
      print(member.second, depth + 1);
    });
  } else {
    text += "null";
  }
}

std::string sima::package::printJson(const JsonValue &value) {
  Printer printer;
  printer.print(value, 0);
  return std::move(printer.text);
}
