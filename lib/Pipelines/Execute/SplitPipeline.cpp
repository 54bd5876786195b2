//===- SplitPipeline.cpp - The passes of a pipeline, one by one -----------===//

#include "StepwiseCheck.h"
#include "llvm/ADT/StringExtras.h"

using namespace sima;
using llvm::StringRef;

/// Splits at commas that are not inside of brackets or quotes.
static std::vector<StringRef> elementsOf(StringRef text) {
  std::vector<StringRef> elements;
  size_t begin = 0;
  int depth = 0;
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (quote) {
      quote = c == quote ? 0 : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (StringRef("({[").contains(c)) {
      ++depth;
    } else if (StringRef(")}]").contains(c)) {
      --depth;
    } else if (c == ',' && depth == 0) {
      elements.push_back(text.slice(begin, i).trim());
      begin = i + 1;
    }
  }
  if (StringRef last = text.drop_front(begin).trim(); !last.empty())
    elements.push_back(last);
  return elements;
}

/// Appends the passes of `text`, inside of `head` and `tail`.
static void split(StringRef text, const std::string &head,
                  const std::string &tail, std::vector<PassStep> &steps) {
  for (StringRef element : elementsOf(text)) {
    size_t at = element.find_first_of("({");
    bool isNested =
        at != StringRef::npos && element[at] == '(' && element.ends_with(")");
    if (isNested)
      split(element.drop_front(at + 1).drop_back(),
            head + element.take_front(at + 1).str(), ")" + tail, steps);
    else
      steps.push_back(
          {element.take_front(at).str(), head + element.str() + tail});
  }
}

std::vector<PassStep> sima::splitPipeline(StringRef text) {
  std::vector<PassStep> steps;
  text = text.trim();
  if (!text.starts_with("builtin.module("))
    text = text.starts_with("any(") ? text.drop_front(4).drop_back() : text;
  else
    text = text.drop_front(StringRef("builtin.module(").size()).drop_back();
  split(text, "builtin.module(", ")", steps);
  return steps;
}

std::string sima::joinPipeline(llvm::ArrayRef<PassStep> steps) {
  std::string text = "builtin.module(";
  for (const PassStep &step : steps) {
    StringRef inner = step.pipeline;
    inner.consume_front("builtin.module(");
    inner.consume_back(")");
    text += (text.back() == '(' ? "" : ",") + inner.str();
  }
  return text + ")";
}
