//===- MLIRCommandLine.cpp - Command lines with MLIR's options ------------===//

#include "MLIRCommandLine.h"
#include "mlir/Support/FileUtilities.h"
#include "sima/Pipelines/ModuleText.h"
#include "sima/Support/Files.h"
#include "sima/Support/Messages.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/ToolOutputFile.h"
#include <sys/mman.h>
#include <unistd.h>

using namespace sima;
using llvm::StringRef;
namespace cl = llvm::cl;

/// Wider than any option: what it does stands behind.
static constexpr size_t kWidth = 200;

//===----------------------------------------------------------------------===//
// What is registered
//===----------------------------------------------------------------------===//

/// All options, in the order of their names; passes and translations are one
/// without a name.
static std::vector<cl::Option *> registered() {
  std::vector<std::pair<StringRef, cl::Option *>> named;
  for (auto &entry : cl::getRegisteredOptions())
    named.emplace_back(entry.getValue()->ArgStr, entry.getValue());
  llvm::sort(named);
  named.erase(llvm::unique(named), named.end());
  std::vector<cl::Option *> options;
  options.reserve(named.size());
  for (auto [name, option] : named)
    options.push_back(option);
  return options;
}

/// What `work` writes to the file descriptor of `stream`. LLVM tells choices
/// of options, options of passes and what is wrong with a value in no other
/// way.
static std::string captured(int descriptor, llvm::raw_ostream &stream,
                            llvm::function_ref<void()> work) {
  stream.flush();
  int file = memfd_create("captured", MFD_CLOEXEC);
  int original = dup(descriptor);
  if (file < 0 || original < 0 || dup2(file, descriptor) < 0)
    llvm::report_fatal_error("no file descriptors", /*gen_crash_diag=*/false);
  work();
  stream.flush();
  dup2(original, descriptor);
  close(original);
  std::string text;
  char buffer[4096];
  lseek(file, 0, SEEK_SET);
  for (ssize_t bytes; (bytes = read(file, buffer, sizeof buffer)) > 0;)
    text.append(buffer, bytes);
  close(file);
  return text;
}

/// "<long>" as this project's pages have it.
static std::string placeholder(StringRef value) {
  value = value.trim("<>[]= ");
  return llvm::StringSwitch<std::string>(value)
      .Cases("int", "uint", "long", "ulong", "number", "N")
      .Case("string", "TEXT")
      .Case("filename", "FILE")
      .Cases("value", "pass-arg", "", "VALUE")
      .Default(value.upper());
}

namespace {

/// Reads the lines that llvm::cl prints for options.
class Listing {
public:
  explicit Listing(StringRef group) : group(group) {}

  std::vector<ToolOption> read(StringRef text) {
    llvm::SmallVector<StringRef> lines;
    text.split(lines, '\n');
    for (StringRef line : lines)
      readLine(line);
    return std::move(options);
  }

private:
  void readLine(StringRef line) {
    size_t indent = line.size() - line.ltrim(' ').size();
    auto [name, help] = line.trim().split(" - ");
    name = name.rtrim();
    help = help.trim();
    if (name.starts_with("=") && !options.empty())
      return addChoice(name.drop_front(), help);
    if (name.starts_with("-"))
      return isPass && indent >= kPassOptionIndent && !options.empty()
                 ? addPassOption(name, help)
                 : addOption(name, help);
    if (name.starts_with("Passes:") || name.starts_with("Pass Pipelines:"))
      group = name.starts_with("Passes:") ? "Passes" : "Pipelines of passes";
    else if (name.starts_with("Translations"))
      group = "Translations";
    isPass = group == "Passes" || group == "Pipelines of passes";
  }

  void addOption(StringRef name, StringRef help) {
    size_t end = name.find_first_of("=[ <");
    ToolOption option;
    option.name = name.take_front(end).str();
    if (end != StringRef::npos) {
      option.value = placeholder(name.drop_front(end));
      option.isInline = option.name != "-o";
      option.isOptional = name.drop_front(end).starts_with("[");
    }
    option.help = help.str();
    option.group = group;
    option.isRepeatable = isPass;
    options.push_back(std::move(option));
    inPassOption = false;
  }

  /// --mla-batch=batch-size=8
  void addPassOption(StringRef name, StringRef help) {
    ToolOption &pass = options.back();
    pass.value = "OPTIONS";
    pass.isInline = pass.isOptional = true;
    auto [word, value] = name.ltrim('-').split('=');
    pass.choices.push_back(
        {(word + (value.empty() ? "" : "=" + placeholder(value))).str(),
         help.str()});
    inPassOption = true;
  }

  void addChoice(StringRef name, StringRef help) {
    std::vector<ToolChoice> &choices = options.back().choices;
    if (!inPassOption) {
      choices.push_back({name.str(), help.str()});
      return;
    }
    StringRef word = StringRef(choices.back().name).split('=').first;
    std::string values = StringRef(choices.back().name).split('=').second.str();
    values = values == "VALUE" ? name.str() : values + "|" + name.str();
    choices.back().name = (word + "=" + values).str();
  }

  static constexpr size_t kPassOptionIndent = 8;
  std::vector<ToolOption> options;
  std::string group;
  bool isPass = false, inPassOption = false;
};

} // namespace

/// The tool's own options first, then passes or translations, then MLIR's.
static std::vector<ToolOption>
describeRegistered(const cl::OptionCategory &own) {
  std::vector<ToolOption> first, second, third;
  for (cl::Option *option : registered()) {
    if (option->getOptionHiddenFlag() != cl::NotHidden)
      continue;
    bool isOwn = llvm::is_contained(option->Categories, &own);
    StringRef group = isOwn ? own.getName() : "Options of MLIR";
    auto &place = !option->hasArgStr() ? second : isOwn ? first : third;
    llvm::append_range(
        place, Listing(group).read(captured(STDOUT_FILENO, llvm::outs(), [&] {
          option->printOptionInfo(kWidth);
        })));
  }
  llvm::append_range(first, second);
  llvm::append_range(first, third);
  return first;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// The registry without what was in it.
static StringRef withoutLLVM(StringRef name) {
  for (cl::Option *option : registered())
    option->removeArgument();
  return name;
}

MLIRCommandLine::MLIRCommandLine(const ToolPage &page,
                                 llvm::ArrayRef<StringRef> suffixes)
    : input(cl::Positional, cl::init("-")),
      output(withoutLLVM("o"), cl::value_desc("filename"), cl::init("-"),
             cl::cat(category),
             cl::desc("where the result goes (default: standard output)")),
      page(page), common(page) {
  common.argument(inputName, "FILE", "what to read (default: standard input)",
                  suffixes, /*isRequired=*/false);
  common.describe([this] { return describeRegistered(category); });
}

/// What is wrong, in the words of this project: of all that llvm::cl printed
/// the first unknown option, or else the first line.
static std::string firstProblem(StringRef text,
                                llvm::ArrayRef<std::string> names) {
  constexpr StringRef unknown = "Unknown command line argument '";
  if (size_t at = text.find(unknown); at != StringRef::npos) {
    StringRef name = text.drop_front(at + unknown.size()).split('\'').first;
    name = name.split('=').first;
    return ("unknown option '" + name + "'").str() + suggestion(name, names);
  }
  StringRef line = text.split('\n').first;
  for (StringRef place : {"<unknown>:0: ", "error: ", "<Pass-Options-Parser>: ",
                          "MLIR Textual PassPipeline Parser:1:1: ", "error: "})
    line.consume_front(place);
  if (line.contains(": Too many positional"))
    return "more than one file is given";
  line = line.rtrim('!');
  auto [tool, what] = line.split(": for the ");
  if (what.empty())
    return line.str();
  auto [name, why] = what.split(" option: ");
  if (why.consume_front("Cannot find option named "))
    return (name + " has no value " + why).str();
  return (name + ": " + why).str();
}

std::optional<int> MLIRCommandLine::check(llvm::function_ref<bool()> isGood) {
  bool result = false;
  std::string text =
      captured(STDERR_FILENO, llvm::errs(), [&] { result = isGood(); });
  if (!result)
    return reportWrongUsage(page, firstProblem(text, common.names()));
  llvm::errs() << text;
  return std::nullopt;
}

std::optional<int> MLIRCommandLine::parse(int argc, char **argv) {
  if (std::optional<int> code = common.extract(argc, argv))
    return code;
  return check([&] {
    return cl::ParseCommandLineOptions(argc, argv, "", &llvm::errs());
  });
}

int sima::processFile(
    ToolMain &tool, const std::string &input, const std::string &output,
    llvm::function_ref<bool(std::unique_ptr<llvm::MemoryBuffer> buffer,
                            llvm::raw_ostream &os)>
        work) {
  if (input == "-" && llvm::sys::Process::StandardInIsUserInput())
    printMessage("note: reading standard input; end it with ctrl-d");
  auto buffer = input == "-" ? readStandardInput(kMaxModuleBytes)
                             : readFile(input, kMaxModuleBytes);
  if (!buffer)
    return tool.fail(llvm::toString(buffer.takeError()));
  std::string why;
  auto file = mlir::openOutputFile(output, &why);
  if (!file)
    return tool.fail(why);
  if (!work(std::move(*buffer), file->os()))
    return tool.finish(1);
  file->keep();
  if (output == "-")
    return tool.finish(0);
  file->os().flush();
  std::error_code code = file->os().error();
  file->os().clear_error();
  return code ? tool.fail(output + ": " + code.message()) : tool.finish(0);
}
