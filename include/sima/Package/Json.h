//===- Json.h - JSON values that keep their key order -----------*- C++ -*-===//
//
// What a manifest is made of. Not a general JSON library: objects are small and
// searched linearly, integers have 64 bits, and the reader refuses everything
// that a manifest never holds.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PACKAGE_JSON_H
#define SIMA_PACKAGE_JSON_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sima::package {

struct JsonValue;
using JsonArray = std::vector<JsonValue>;

/// Key-value pairs in the order of the text; keys are unique.
struct JsonObject {
  std::vector<std::pair<std::string, JsonValue>> members;

  /// The value of `key`, or null.
  const JsonValue *find(llvm::StringRef key) const;
  /// Appends a member; `key` must be new.
  void add(llvm::StringRef key, JsonValue value);
  bool operator==(const JsonObject &other) const;
};

/// A JSON value. A number written with a fraction or an exponent is a double,
/// any other an int64.
struct JsonValue {
  std::variant<std::nullptr_t, bool, int64_t, double, std::string, JsonArray,
               JsonObject>
      value = nullptr;

  JsonValue() = default;
  JsonValue(bool flag) : value(flag) {}
  JsonValue(int64_t number) : value(number) {}
  JsonValue(double number) : value(number) {}
  JsonValue(std::string text) : value(std::move(text)) {}
  JsonValue(const char *text) : value(std::string(text)) {}
  JsonValue(JsonArray array) : value(std::move(array)) {}
  JsonValue(JsonObject object) : value(std::move(object)) {}

  bool isNull() const { return std::holds_alternative<std::nullptr_t>(value); }
  /// The value as a T, or null when it is something else.
  template <typename T> const T *getIf() const {
    return std::get_if<T>(&value);
  }
  bool operator==(const JsonValue &other) const { return value == other.value; }
};

/// Limits of the reader; a text beyond one of them is refused.
struct JsonLimits {
  size_t textBytes = size_t(16) << 20;
  size_t values = size_t(1) << 20;
  unsigned depth = 64;
};

/// Parses one JSON value. Errors are one line that begins with `where`: syntax
/// (with byte offset), invalid UTF-8, duplicate keys, nesting or sizes beyond
/// the limits, numbers that are not finite or not 64-bit integers.
llvm::Expected<JsonValue> parseJson(llvm::StringRef text, llvm::StringRef where,
                                    const JsonLimits &limits = {});

/// The value as a manifest shows it: 4-space indent, one element a line, the
/// shortest digits that read back as the same number, characters outside ASCII
/// as \u escapes, no newline at the end. Numbers must be finite.
std::string printJson(const JsonValue &value);

} // namespace sima::package

#endif // SIMA_PACKAGE_JSON_H
