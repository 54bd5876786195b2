//===- FlatYAML.cpp - One map of scalars and lists ------------------------===//
//
// Implements FlatYAML.h on the event interface of yaml-cpp: no node tree is
// built. yaml-cpp reports by exception; all of them end in parseFlatYAML.
//
//===----------------------------------------------------------------------===//
#include "FlatYAML.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

using namespace llvm;
using namespace sima;

std::string sima::quotedForMessage(StringRef text) {
  constexpr size_t kShownBytes = 48;
  std::string result;
  raw_string_ostream os(result);
  os << '\'';
  printEscapedString(text.take_front(kShownBytes), os);
  os << (text.size() > kShownBytes ? "'..." : "'");
  return result;
}

namespace {
/// Builds the map from the parser's events and throws at the first event that
/// has no place in it.
class FlatBuilder final : public YAML::EventHandler {
public:
  FlatMap map;

  void OnDocumentStart(const YAML::Mark &) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark &mark, YAML::anchor_t) override {
    scalar(mark, "");
  }
  void OnAlias(const YAML::Mark &mark, YAML::anchor_t) override {
    refuse(mark, "an alias is not allowed here");
  }
  void OnScalar(const YAML::Mark &mark, const std::string &, YAML::anchor_t,
                const std::string &value) override {
    scalar(mark, value);
  }
  void OnSequenceStart(const YAML::Mark &mark, const std::string &,
                       YAML::anchor_t, YAML::EmitterStyle::value) override {
    if (place != Place::Value)
      refuse(mark, "a list may only stand as the value of a key");
    current->isList = true;
    place = Place::Item;
  }
  void OnSequenceEnd() override { place = Place::Key; }
  void OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    if (place != Place::Top)
      refuse(mark, "a map may not stand inside another value");
    place = Place::Key;
  }
  void OnMapEnd() override {}

private:
  enum class Place { Top, Key, Value, Item };

  [[noreturn]] static void refuse(const YAML::Mark &mark,
                                  const std::string &message) {
    throw YAML::ParserException(mark, message);
  }

  void scalar(const YAML::Mark &mark, const std::string &text) {
    switch (place) {
    case Place::Top:
      refuse(mark, "expected 'key: value' lines, found " +
                       (text.empty() ? "nothing" : quotedForMessage(text)));
    case Place::Key: {
      auto [position, isNew] = map.try_emplace(text);
      if (!isNew)
        refuse(mark, "key " + quotedForMessage(text) +
                         " is given twice, first in line " +
                         std::to_string(position->second.line));
      current = &position->second;
      current->line = mark.line + 1;
      place = Place::Value;
      return;
    }
    case Place::Value:
      current->items.push_back(text);
      place = Place::Key;
      return;
    case Place::Item:
      current->items.push_back(text);
      return;
    }
  }

  Place place = Place::Top;
  FlatValue *current = nullptr;
};
} // namespace

/// yaml-cpp's message, or ours, without characters that would break the line.
static Error located(StringRef where, int line, StringRef message) {
  std::string text;
  raw_string_ostream os(text);
  os << where;
  if (line >= 0)
    os << ':' << line + 1;
  os << ": ";
  printEscapedString(message, os);
  return make_error<StringError>(text, inconvertibleErrorCode());
}

Expected<FlatMap> sima::parseFlatYAML(StringRef text, StringRef where) {
  FlatBuilder builder;
  try {
    std::istringstream stream(text.str());
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder))
      return located(where, 0, "no YAML document found");
    FlatBuilder second;
    if (parser.HandleNextDocument(second))
      return located(where, -1, "more than one YAML document");
  } catch (const YAML::Exception &e) {
    return located(where, e.mark.line, e.msg);
  } catch (const std::exception &e) {
    return located(where, -1, e.what());
  }
  return std::move(builder.map);
}
