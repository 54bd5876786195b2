//===- CommandLine.h - Options of a tool, and how they are read -*- C++ -*-===//
//
// The tools of this project declare their options here, once: with name, value,
// help, default and choices, from which parsing, --help and --help-json follow.
// llvm::cl is not used for them: it lists LLVM's own options beside a tool's,
// prints what is wrong with a value itself, and does not tell choices and
// defaults. Tools with MLIR's options have sima/Pipelines/MLIRCommandLine.h.
//
// `--name VALUE`, `--name=VALUE` and both with one dash are the same; `-j4` is
// `-j 4`; behind `--` are arguments only.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SUPPORT_COMMANDLINE_H
#define SIMA_SUPPORT_COMMANDLINE_H

#include "sima/Support/ToolPage.h"
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>

namespace sima {

/// Exit code of wrong usage.
constexpr int kWrongUsageCode = 2;

/// A name on the command line, the value it stands for and what it means.
template <typename T> struct NamedValue {
  std::string name;
  T value;
  std::string help;
};

class CommandLine {
public:
  explicit CommandLine(const ToolPage &page);

  /// Heading of the options declared next.
  void group(llvm::StringRef heading) { this->heading = heading.str(); }

  // Each declares an option that sets `variable`, whose value is the default.

  /// An argument without a name; `suffixes` are those of files it may be.
  void argument(std::string &variable, llvm::StringRef name,
                llvm::StringRef help, llvm::ArrayRef<llvm::StringRef> suffixes,
                bool isRequired = true);
  void flag(bool &variable, llvm::StringRef name, llvm::StringRef help);
  /// `known` are values to propose; others are taken as well.
  void text(std::string &variable, llvm::StringRef name, llvm::StringRef value,
            llvm::StringRef help, llvm::ArrayRef<llvm::StringRef> known = {});
  void list(std::vector<std::string> &variable, llvm::StringRef name,
            llvm::StringRef value, llvm::StringRef help);
  /// A decimal number from `least` to `most`. `defaultText` replaces the
  /// default in the help.
  template <typename T>
  void number(T &variable, llvm::StringRef name, llvm::StringRef help,
              T least = std::numeric_limits<T>::min(),
              T most = std::numeric_limits<T>::max(),
              llvm::StringRef defaultText = "") {
    declareNumber(name, help, least, most,
                  defaultText.empty() ? std::to_string(variable)
                                      : defaultText.str(),
                  [&variable](int64_t value) { variable = T(value); });
  }
  /// One of several names.
  template <typename T>
  void choice(T &variable, llvm::StringRef name, llvm::StringRef value,
              llvm::StringRef help, std::vector<NamedValue<T>> values) {
    std::vector<ToolChoice> choices;
    std::string preset;
    for (const NamedValue<T> &v : values) {
      choices.push_back({v.name, v.help});
      if (v.value == variable)
        preset = v.name;
    }
    declareChoice(name, value, help, choices, preset,
                  [&variable, values = std::move(values)](size_t index) {
                    variable = values[index].value;
                  });
  }
  /// The option declared last is another spelling of one, or for few: --help
  /// leaves it out.
  void hideLast() { entries.back().option.isHidden = true; }

  /// Options that others read, which --help shows in front of the last group.
  void describe(std::function<std::vector<ToolOption>()> others) {
    this->others = std::move(others);
  }

  /// Reads the command line. The exit code if the tool is to end now: after
  /// --help and its like, and after wrong usage, which has been reported.
  std::optional<int> parse(int argc, char **argv);
  /// Names of all options that --help shows.
  std::vector<std::string> names() const;
  /// Reads what is declared and takes it out; the rest is left in its order.
  std::optional<int> extract(int &argc, char **argv);

private:
  struct Entry {
    ToolOption option;
    /// Takes a value; returns what is wrong with it, or nothing.
    std::function<std::string(llvm::StringRef)> set;
    bool isGiven = false;
  };

  Entry &declare(llvm::StringRef name, llvm::StringRef value,
                 llvm::StringRef help);
  void declareNumber(llvm::StringRef name, llvm::StringRef help, int64_t least,
                     int64_t most, const std::string &preset,
                     const std::function<void(int64_t)> &set);
  void declareChoice(llvm::StringRef name, llvm::StringRef value,
                     llvm::StringRef help,
                     const std::vector<ToolChoice> &choices,
                     const std::string &preset,
                     std::function<void(size_t)> set);
  Entry *find(llvm::StringRef name);
  void chooseColors(llvm::ArrayRef<char *> words);
  Entry *findJoined(llvm::StringRef word, llvm::StringRef &value);
  std::string takeArgument(llvm::StringRef word);
  std::string takeOption(llvm::StringRef word, llvm::ArrayRef<char *> &rest);
  std::string missingArgument() const;
  std::vector<ToolOption> options() const;
  bool answer() const;

  const ToolPage &page;
  std::string heading = "Options";
  std::vector<Entry> entries;
  std::function<std::vector<ToolOption>()> others;
  bool help = false, helpJSON = false, version = false;
};

/// "; did you mean '--target'?", or nothing where none of the names is near.
std::string suggestion(llvm::StringRef wrong,
                       llvm::ArrayRef<std::string> names);

/// Reports wrong usage in two lines; returns the exit code.
int reportWrongUsage(const ToolPage &page, llvm::StringRef what);

} // namespace sima

#endif // SIMA_SUPPORT_COMMANDLINE_H
