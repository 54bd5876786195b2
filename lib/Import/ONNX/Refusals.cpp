//===- Refusals.cpp - One message for all that is not imported ------------===//

#include "Refusals.h"
#include "llvm/ADT/StringExtras.h"

using namespace sima::onnx_import;

void Refusals::add(std::string op, std::string why, std::string name) {
  constexpr size_t namesShown = 4;
  Group &group = groups[{std::move(op), std::move(why)}];
  if (++group.count <= namesShown)
    group.names.push_back(std::move(name));
}

llvm::Error Refusals::error() const {
  constexpr size_t kindsShown = 40;
  if (empty())
    return llvm::Error::success();
  unsigned nodes = 0;
  size_t kinds = 0;
  std::string text;
  for (const auto &[key, group] : groups) {
    nodes += group.count;
    if (++kinds > kindsShown)
      continue;
    text += (text.empty() ? "" : "; ") + key.first + " x" +
            std::to_string(group.count) + " (" + llvm::join(group.names, ", ");
    if (group.count > group.names.size())
      text +=
          ", and " + std::to_string(group.count - group.names.size()) + " more";
    text += "): " + key.second;
  }
  if (kinds > kindsShown)
    text += "; and " + std::to_string(kinds - kindsShown) + " more kinds";
  return llvm::createStringError(std::to_string(nodes) + " unsupported node" +
                                 (nodes > 1 ? "s: " : ": ") + text +
                                 "; see docs/import-onnx.md");
}
