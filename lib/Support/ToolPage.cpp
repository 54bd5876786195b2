//===- ToolPage.cpp - What a tool says about itself -----------------------===//

#include "sima/Support/ToolPage.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace sima;
using llvm::StringRef;

/// Of a line of help, and of the column with what options do.
static constexpr size_t kColumns = 100;
static constexpr size_t kHelpColumn = 30;
/// Of names of choices; a longer one stands alone in its line.
static constexpr size_t kChoiceColumns = 24;

static constexpr StringRef kWrongUsage =
    "wrong usage: an unknown option, a missing argument, a value that an "
    "option cannot have";

StringRef sima::projectVersion() { return SIMA_VERSION; }

void sima::printVersion(const ToolPage &page, llvm::raw_ostream &os) {
  os << page.name << " " << projectVersion() << " (SimaMLIR, with LLVM "
     << LLVM_VERSION_STRING << ")\n";
}

//===----------------------------------------------------------------------===//
// For people
//===----------------------------------------------------------------------===//

/// Words of `text` from column `at` on, further lines from `indent` on.
static void printWrapped(StringRef text, size_t at, size_t indent,
                         llvm::raw_ostream &os) {
  llvm::SmallVector<StringRef> words;
  text.split(words, ' ', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  bool isFirst = true;
  for (StringRef word : words) {
    if (!isFirst && at + 1 + word.size() > kColumns) {
      os << "\n";
      os.indent(indent);
      at = indent;
    } else if (!isFirst) {
      os << " ";
      ++at;
    }
    os << word;
    at += word.size();
    isFirst = false;
  }
  os << "\n";
}

/// `left` from column `indent` on, and `right` behind it in `column`, or in the
/// next line where `left` reaches into that.
static void printRow(StringRef left, StringRef right, size_t indent,
                     size_t column, llvm::raw_ostream &os) {
  os.indent(indent) << left;
  size_t end = indent + left.size();
  if (right.empty()) {
    os << "\n";
    return;
  }
  if (end + 2 > column) {
    os << "\n";
    end = 0;
  }
  os.indent(column - end);
  printWrapped(right, column, column, os);
}

static void printOption(const ToolOption &option, llvm::raw_ostream &os) {
  std::string left = option.alias.empty() ? "" : option.alias + ", ";
  left += option.name;
  if (option.isOptional)
    left += "[=" + option.value + "]";
  else if (!option.value.empty())
    left += (option.isInline ? "=" : " ") + option.value;
  std::string help = option.help;
  if (!option.defaultValue.empty())
    help += " (default: " + option.defaultValue + ")";
  printRow(left, help, 2, kHelpColumn, os);
  if (llvm::all_of(option.choices,
                   [](const ToolChoice &c) { return c.help.empty(); }))
    return;
  size_t width = 0;
  for (const ToolChoice &choice : option.choices)
    width = std::max(width, choice.name.size());
  for (const ToolChoice &choice : option.choices)
    printRow(choice.name, choice.help, kHelpColumn + 2,
             kHelpColumn + 4 + std::min(width, kChoiceColumns), os);
}

/// Headings in the order of their first option.
static std::vector<StringRef> groupsOf(llvm::ArrayRef<ToolOption> options) {
  std::vector<StringRef> groups;
  for (const ToolOption &option : options)
    if (!option.isHidden && !llvm::is_contained(groups, option.group))
      groups.emplace_back(option.group);
  return groups;
}

void sima::printHelp(const ToolPage &page, llvm::ArrayRef<ToolOption> options,
                     llvm::raw_ostream &os) {
  os << "usage: " << page.name << " " << page.synopsis << "\n\n";
  printWrapped(page.summary, 0, 0, os);
  os << "\n";
  printWrapped(page.description, 0, 0, os);
  for (StringRef group : groupsOf(options)) {
    os << "\n" << group << ":\n";
    for (const ToolOption &option : options)
      if (option.group == group && !option.isHidden)
        printOption(option, os);
  }
  os << "\nExamples:\n";
  for (const ToolExample &example : page.examples) {
    os << "  " << example.command << "\n";
    printRow("", example.effect, 0, 6, os);
  }
  os << "\nExit codes:\n";
  printRow("0", page.success, 2, 5, os);
  printRow("1", page.failure, 2, 5, os);
  printRow("2", kWrongUsage, 2, 5, os);
  if (!page.seeAlso.empty())
    os << "\nSee also: " << llvm::join(page.seeAlso, ", ") << "\n";
}

//===----------------------------------------------------------------------===//
// For programs
//===----------------------------------------------------------------------===//

static llvm::json::Object toJSON(const ToolOption &option) {
  llvm::json::Array choices;
  for (const ToolChoice &choice : option.choices)
    choices.push_back(
        llvm::json::Object{{"name", choice.name}, {"help", choice.help}});
  return llvm::json::Object{{"name", option.name},
                            {"alias", option.alias},
                            {"value", option.value},
                            {"help", option.help},
                            {"default", option.defaultValue},
                            {"choices", std::move(choices)},
                            {"group", option.group},
                            {"suffixes", llvm::json::Array(option.suffixes)},
                            {"argument", option.isArgument},
                            {"required", option.isRequired},
                            {"repeatable", option.isRepeatable},
                            {"inline", option.isInline},
                            {"optional", option.isOptional}};
}

void sima::printHelpJSON(const ToolPage &page,
                         llvm::ArrayRef<ToolOption> options,
                         llvm::raw_ostream &os) {
  llvm::json::Array rows, examples;
  for (const ToolOption &option : options)
    if (!option.isHidden)
      rows.push_back(toJSON(option));
  for (const ToolExample &example : page.examples)
    examples.push_back(llvm::json::Object{{"command", example.command},
                                          {"effect", example.effect}});
  llvm::json::Object root{
      {"name", page.name},
      {"version", projectVersion()},
      {"summary", page.summary},
      {"synopsis", page.synopsis},
      {"description", page.description},
      {"options", std::move(rows)},
      {"examples", std::move(examples)},
      {"exit_codes",
       llvm::json::Array{page.success, page.failure, kWrongUsage}},
      {"see_also", llvm::json::Array(page.seeAlso)}};
  os << llvm::formatv("{0:2}", llvm::json::Value(std::move(root))) << "\n";
}
