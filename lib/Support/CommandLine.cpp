//===- CommandLine.cpp - Options of a tool, and how they are read ---------===//

#include "sima/Support/CommandLine.h"
#include "sima/Support/Messages.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace sima;
using llvm::StringRef;

static constexpr StringRef kCommon = "Common options";

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

CommandLine::CommandLine(const ToolPage &page) : page(page) {
  group(kCommon);
  flag(help, "--help", "print this page");
  entries.back().option.alias = "-h";
  flag(version, "--version", "print the version");
  Entry &color = declare("--color", "auto|always|never",
                         "colours of messages; auto: on terminals, without "
                         "NO_COLOR in the environment");
  color.option.defaultValue = "auto";
  color.option.isRepeatable = true; // an alias of a shell may have it already
  color.option.choices = {{"auto", ""}, {"always", ""}, {"never", ""}};
  color.set = [](StringRef value) -> std::string {
    if (value == "auto")
      setColorMode(ColorMode::Auto);
    else if (value == "always")
      setColorMode(ColorMode::Always);
    else if (value == "never")
      setColorMode(ColorMode::Never);
    else
      return "use one of auto, always, never";
    return "";
  };
  flag(helpJSON, "--help-json", "print this page for programs");
  hideLast();
  group("Options");
}

CommandLine::Entry &CommandLine::declare(StringRef name, StringRef value,
                                         StringRef help) {
  Entry entry;
  entry.option.name = name.str();
  entry.option.value = value.str();
  entry.option.help = help.str();
  entry.option.group = heading;
  entries.push_back(std::move(entry));
  return entries.back();
}

void CommandLine::argument(std::string &variable, StringRef name,
                           StringRef help, llvm::ArrayRef<StringRef> suffixes,
                           bool isRequired) {
  Entry &entry = declare(name, "", help);
  entry.option.suffixes = {suffixes.begin(), suffixes.end()};
  entry.option.group = "Arguments";
  entry.option.isArgument = true;
  entry.option.isRequired = isRequired;
  entry.set = [&variable](StringRef value) {
    variable = value.str();
    return value.empty() ? "it is empty" : "";
  };
}

void CommandLine::flag(bool &variable, StringRef name, StringRef help) {
  declare(name, "", help).set = [&variable](StringRef) {
    variable = true;
    return "";
  };
}

void CommandLine::text(std::string &variable, StringRef name, StringRef value,
                       StringRef help, llvm::ArrayRef<StringRef> known) {
  Entry &entry = declare(name, value, help);
  entry.option.defaultValue = variable;
  for (StringRef choice : known)
    entry.option.choices.push_back({choice.str(), ""});
  entry.set = [&variable](StringRef value) {
    variable = value.str();
    return "";
  };
}

void CommandLine::list(std::vector<std::string> &variable, StringRef name,
                       StringRef value, StringRef help) {
  Entry &entry = declare(name, value, help);
  entry.option.isRepeatable = true;
  entry.set = [&variable](StringRef value) {
    variable.push_back(value.str());
    return "";
  };
}

void CommandLine::declareNumber(StringRef name, StringRef help, int64_t least,
                                int64_t most, const std::string &preset,
                                const std::function<void(int64_t)> &set) {
  Entry &entry = declare(name, "N", help);
  entry.option.defaultValue = preset;
  entry.set = [=](StringRef text) -> std::string {
    int64_t number;
    if (text.getAsInteger(10, number))
      return "use a whole number";
    if (number < least || number > most)
      return "use a whole number from " + std::to_string(least) + " to " +
             std::to_string(most);
    set(number);
    return "";
  };
}

void CommandLine::declareChoice(StringRef name, StringRef value, StringRef help,
                                const std::vector<ToolChoice> &choices,
                                const std::string &preset,
                                std::function<void(size_t)> set) {
  Entry &entry = declare(name, value, help);
  entry.option.defaultValue = preset;
  entry.option.choices = choices;
  entry.set = [choices, set = std::move(set)](StringRef text) -> std::string {
    auto at = llvm::find_if(
        choices, [&](const ToolChoice &c) { return c.name == text; });
    if (at != choices.end()) {
      set(at - choices.begin());
      return "";
    }
    auto names = llvm::map_range(choices, [](auto &c) { return c.name; });
    return "use one of " + llvm::join(names, ", ");
  };
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// The option `--name`, also as `-name`, or an alias.
CommandLine::Entry *CommandLine::find(StringRef name) {
  for (Entry &entry : entries) {
    const ToolOption &option = entry.option;
    if (option.isArgument)
      continue;
    bool withOneDash = StringRef(option.name).starts_with("--") &&
                       StringRef(option.name).drop_front() == name;
    bool isAlias = !option.alias.empty() && option.alias == name;
    if (option.name == name || isAlias || withOneDash)
      return &entry;
  }
  return nullptr;
}

/// The option of `-j4`.
CommandLine::Entry *CommandLine::findJoined(StringRef word, StringRef &value) {
  value = word.drop_front(std::min<size_t>(word.size(), 2));
  bool isNumber = !value.empty() && llvm::all_of(value, llvm::isDigit);
  Entry *entry = isNumber ? find(word.take_front(2)) : nullptr;
  return entry && entry->option.value == "N" ? entry : nullptr;
}

std::string CommandLine::takeArgument(StringRef word) {
  for (Entry &entry : entries) {
    if (!entry.option.isArgument || entry.isGiven)
      continue;
    entry.isGiven = true;
    std::string wrong = entry.set(word);
    return wrong.empty() ? "" : entry.option.name + ": " + wrong;
  }
  return ("argument '" + word + "' is one too many").str();
}

/// Reads the option `word`, and its value from `rest` if that stands there.
std::string CommandLine::takeOption(StringRef word,
                                    llvm::ArrayRef<char *> &rest) {
  auto [name, value] = word.split('=');
  bool hasValue = name.size() < word.size();
  Entry *entry = find(name);
  if (!entry && (entry = findJoined(word, value)))
    hasValue = true;
  if (!entry)
    return ("unknown option '" + name + "'").str() + suggestion(name, names());
  const ToolOption &option = entry->option;
  if (option.value.empty() && hasValue)
    return option.name + " takes no value, '" + value.str() + "' is one";
  if (!option.value.empty() && !hasValue) {
    if (rest.empty() || find(StringRef(rest.front()).split('=').first))
      return option.name + " needs a value: " + option.value;
    value = rest.front();
    rest = rest.drop_front();
  }
  if (entry->isGiven && !option.isRepeatable && !option.value.empty())
    return option.name + " is given twice";
  entry->isGiven = true;
  std::string wrong = entry->set(value);
  return wrong.empty() ? "" : option.name + " '" + value.str() + "': " + wrong;
}

std::string CommandLine::missingArgument() const {
  for (const Entry &entry : entries)
    if (entry.option.isArgument && entry.option.isRequired && !entry.isGiven)
      return entry.option.name + " is missing: " + entry.option.help;
  return "";
}

/// --help and its like; whether one was asked for.
bool CommandLine::answer() const {
  if (version)
    printVersion(page, llvm::outs());
  else if (help)
    printHelp(page, options(), llvm::outs());
  else if (helpJSON)
    printHelpJSON(page, options(), llvm::outs());
  return version || help || helpJSON;
}

/// Looks for --color first, so that it holds for what is wrong before it.
void CommandLine::chooseColors(llvm::ArrayRef<char *> words) {
  setColorMode(ColorMode::Auto);
  for (; !words.empty() && words.front() != StringRef("--");
       words = words.drop_front()) {
    auto [name, value] = StringRef(words.front()).split('=');
    if (Entry *entry = find(name); entry && entry->option.name == "--color")
      entry->set(value.empty() && words.size() > 1 ? StringRef(words[1])
                                                   : value);
  }
}

std::optional<int> CommandLine::parse(int argc, char **argv) {
  llvm::ArrayRef<char *> rest(argv + std::min(argc, 1), argv + argc);
  chooseColors(rest);
  for (bool onlyArguments = false; !rest.empty();) {
    StringRef word = rest.front();
    rest = rest.drop_front();
    if (word == "--" && !onlyArguments) {
      onlyArguments = true;
      continue;
    }
    bool isOption = !onlyArguments && word.size() > 1 && word.front() == '-';
    std::string wrong = isOption ? takeOption(word, rest) : takeArgument(word);
    if (!wrong.empty())
      return reportWrongUsage(page, wrong);
    if (answer())
      return 0;
  }
  std::string wrong = missingArgument();
  return wrong.empty() ? std::nullopt
                       : std::optional(reportWrongUsage(page, wrong));
}

std::optional<int> CommandLine::extract(int &argc, char **argv) {
  int kept = std::min(argc, 1);
  llvm::ArrayRef<char *> rest(argv + kept, argv + argc);
  chooseColors(rest);
  while (!rest.empty() && rest.front() != StringRef("--")) {
    char *word = rest.front();
    rest = rest.drop_front();
    if (!find(StringRef(word).split('=').first)) {
      argv[kept++] = word;
      continue;
    }
    std::string wrong = takeOption(word, rest);
    if (!wrong.empty())
      return reportWrongUsage(page, wrong);
    if (answer())
      return 0;
  }
  for (char *word : rest)
    argv[kept++] = word;
  argc = kept;
  argv[kept] = nullptr;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// For --help and messages
//===----------------------------------------------------------------------===//

std::vector<ToolOption> CommandLine::options() const {
  std::vector<ToolOption> all, common;
  for (const Entry &entry : entries)
    (entry.option.group == kCommon ? common : all).push_back(entry.option);
  if (others)
    llvm::append_range(all, others());
  llvm::append_range(all, common);
  return all;
}

std::vector<std::string> CommandLine::names() const {
  std::vector<std::string> names;
  for (const ToolOption &option : options())
    if (!option.isArgument && !option.isHidden)
      names.push_back(option.name);
  return names;
}

std::string sima::suggestion(StringRef wrong,
                             llvm::ArrayRef<std::string> names) {
  StringRef letters = wrong.ltrim('-');
  StringRef nearest;
  unsigned most =
      letters.size() < 3 ? 0 : std::max<size_t>(1, letters.size() / 3);
  unsigned distance = most + 1;
  for (StringRef name : names) {
    unsigned d = letters.edit_distance(name.ltrim('-'), true, most);
    // What is left of a longer name counts as near: --batch, --timing.
    if (letters.size() > 2 && name.ltrim('-').starts_with(letters))
      d = 1;
    if (d < distance) {
      nearest = name;
      distance = d;
    }
  }
  return nearest.empty() ? "" : ("; did you mean '" + nearest + "'?").str();
}

int sima::reportWrongUsage(const ToolPage &page, StringRef what) {
  printError(what);
  llvm::errs() << "see " << page.name << " --help\n";
  return kWrongUsageCode;
}
