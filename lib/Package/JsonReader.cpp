//===- JsonReader.cpp - Text to JsonValue ---------------------------------===//
//
// nlohmann-json's SAX parser is iterative, so hostile nesting costs no stack;
// the handler below builds the value and enforces the limits as events arrive.
//
//===----------------------------------------------------------------------===//
#include "Message.h"
#include "sima/Package/Json.h"
#include "llvm/ADT/StringSet.h"
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

using namespace sima::package;

namespace {
/// Receives the parser's events; every event returns false to stop.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
public:
  explicit Builder(const JsonLimits &limits) : limits(limits) {}

  bool null() override { return put(JsonValue()); }
  bool boolean(bool flag) override { return put(flag); }
  bool number_integer(number_integer_t number) override {
    return put(int64_t(number));
  }
  bool number_unsigned(number_unsigned_t number) override {
    if (number > uint64_t(std::numeric_limits<int64_t>::max()))
      return stop("integer " + std::to_string(number) +
                  " does not fit 64 signed bits");
    return put(int64_t(number));
  }
  bool number_float(number_float_t number, const string_t &text) override {
    if (!std::isfinite(number))
      return stop("number " + quote(text) + " is not finite");
    // An integer beyond 64 bits arrives here too; as a double it would lose
    // bits.
    if (text.find_first_of(".eE") == std::string::npos)
      return stop("integer " + quote(text) + " does not fit 64 signed bits");
    return put(double(number));
  }
  bool string(string_t &text) override { return put(std::move(text)); }
  bool binary(binary_t &) override { return stop("unexpected binary value"); }
  bool start_object(size_t) override { return open(JsonObject()); }
  bool start_array(size_t) override { return open(JsonArray()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t &name) override {
    if (!stack.back().keys.insert(name).second)
      return stop("duplicate key " + quote(name), "R3-duplicates");
    stack.back().key = std::move(name);
    return true;
  }
  bool parse_error(size_t position, const std::string &,
                   const nlohmann::json::exception &error) override {
    if (problem.empty()) {
      // Everything behind the library's "[json.exception…] " prefix.
      llvm::StringRef what = error.what();
      what.consume_front(what.take_until([](char c) { return c == ']'; }));
      what.consume_front("] ");
      problem = what.str();
      at = position;
    }
    return false;
  }

  JsonValue result;
  std::string problem;
  llvm::StringLiteral rule = "R3-json"; ///< that the problem breaks
  size_t at = 0;

private:
  struct Level {
    JsonValue value;
    std::string key;
    llvm::StringSet<> keys;
  };

  bool stop(const std::string &why,
            llvm::StringLiteral brokenRule = "R3-json") {
    problem = why;
    rule = brokenRule;
    return false;
  }
  bool count() {
    if (++values > limits.values)
      return stop("more than " + std::to_string(limits.values) + " values");
    return true;
  }
  void attach(JsonValue value) {
    if (stack.empty()) {
      result = std::move(value);
      return;
    }
    Level &top = stack.back();
    if (auto *array = std::get_if<JsonArray>(&top.value.value))
      array->push_back(std::move(value));
    else
      std::get<JsonObject>(top.value.value).add(top.key, std::move(value));
  }
  bool put(JsonValue value) {
    if (!count())
      return false;
    attach(std::move(value));
    return true;
  }
  bool open(JsonValue value) {
    if (stack.size() >= limits.depth)
      return stop("nested deeper than " + std::to_string(limits.depth) +
                      " levels",
                  "R3-depth");
    if (!count())
      return false;
    stack.emplace_back();
    stack.back().value = std::move(value);
    return true;
  }
  bool close() {
    JsonValue value = std::move(stack.back().value);
    stack.pop_back();
    attach(std::move(value));
    return true;
  }

  const JsonLimits &limits;
  std::vector<Level> stack;
  size_t values = 0;
};
} // namespace

/// The parser quotes what it read, which may be anything of any length.
static std::string printable(llvm::StringRef text) {
  constexpr size_t kMaxChars = 240;
  std::string result;
  for (char c : text.take_front(kMaxChars))
    result += llvm::isPrint(c) ? std::string(1, c)
              : llvm::isSpace(c)
                  ? " "
                  : "\\" + llvm::utohexstr(uint8_t(c), /*LowerCase=*/false, 2);
  return result + (text.size() > kMaxChars ? "..." : "");
}

llvm::Expected<JsonValue> sima::package::parseJson(llvm::StringRef text,
                                                   llvm::StringRef where,
                                                   const JsonLimits &limits) {
  if (text.size() > limits.textBytes)
    return makeRuleError("R3-json", where + ": " + llvm::Twine(text.size()) +
                                        " bytes of JSON, at most " +
                                        llvm::Twine(limits.textBytes) +
                                        " are read");
  Builder builder(limits);
  bool ok = nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  if (ok)
    return std::move(builder.result);
  return makeRuleError(builder.rule, where + ": " + printable(builder.problem));
}
