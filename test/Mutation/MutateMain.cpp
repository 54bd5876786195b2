//===- MutateMain.cpp - Feeds damaged files to the tools ------------------===//
//
//   sima-mutate [options] FILE -- TOOL ARGUMENT...
//
// Runs the tool on FILE, which it must accept, and then on damaged copies of
// it. Each must be accepted or be refused with exit code 1, one line and no
// output. @mutant in an argument is the path of the copy, @out a directory for
// outputs. The same seed and number give the same mutant everywhere.
//
//===----------------------------------------------------------------------===//
#include "ForkedRun.h"
#include "Misbehave.h"
#include "Mutations.h"
#include "sima/Pipelines/Compile.h"
#include "sima/Pipelines/Inspect.h"
#include "sima/Pipelines/Objdump.h"
#include "sima/Pipelines/Prove.h"
#include "sima/Pipelines/Registration.h"
#include "sima/Pipelines/Run.h"
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

using namespace sima::mutation;
namespace fs = std::filesystem;

// Debian's libMLIR and libLLVM are not instrumented: what our code poisons in
// LLVM's allocators they would touch, and what they keep is no leak of ours.
extern "C" const char *__asan_default_options() {
  return "exitcode=99:detect_leaks=0:allow_user_poisoning=0:"
         "allow_user_segv_handler=0:allocator_may_return_null=1:"
         "max_allocation_size_mb=4200:detect_odr_violation=0:"
         "detect_container_overflow=0:quarantine_size_mb=16";
}
extern "C" const char *__ubsan_default_options() {
  return "exitcode=99:print_stacktrace=1";
}

namespace {

const std::map<std::string, int (*)(int, char **)> kTools = {
    {"sima-compile", sima::compileMain},
    {"sima-run", sima::runMain},
    {"sima-objdump", sima::objdumpMain},
    {"sima-inspect", sima::inspectMain},
    {"sima-verify", sima::proveMain},
    {"sima-translate", sima::translateMain},
    {"misbehave", misbehaveMain}};

[[noreturn]] void usage(const std::string &why) {
  std::fprintf(stderr,
               "error: %s\n"
               "usage: sima-mutate [--count N] [--seed N] [--only N] "
               "[--seconds N] [--megabytes N] [--reports] [--scratch DIR] "
               "[--other FILE]... FILE -- TOOL ARGUMENT...\n",
               why.c_str());
  std::exit(2);
}

struct Options {
  uint64_t count = 100, seed = 1, seconds = 30, megabytes = 6000;
  std::optional<uint64_t> only; ///< run this mutant alone and keep it
  bool reports = false;         ///< refusals may write to standard output
  fs::path scratch = "mutants";
  fs::path file;
  std::vector<fs::path> others;
  std::vector<std::string> command;
};

uint64_t number(const std::string &text) {
  char *end = nullptr;
  uint64_t value = std::strtoull(text.c_str(), &end, 10);
  if (text.empty() || *end)
    usage("'" + text + "' is no number");
  return value;
}

Options parseOptions(std::vector<std::string> arguments) {
  Options o;
  size_t i = 0;
  auto value = [&]() -> std::string {
    if (++i >= arguments.size())
      usage("'" + arguments.back() + "' needs a value");
    return arguments[i];
  };
  for (; i < arguments.size() && arguments[i] != "--"; ++i) {
    const std::string argument = arguments[i];
    if (argument == "--count")
      o.count = number(value());
    else if (argument == "--seed")
      o.seed = number(value());
    else if (argument == "--only")
      o.only = number(value());
    else if (argument == "--seconds")
      o.seconds = number(value());
    else if (argument == "--megabytes")
      o.megabytes = number(value());
    else if (argument == "--reports")
      o.reports = true;
    else if (argument == "--scratch")
      o.scratch = value();
    else if (argument == "--other")
      o.others.emplace_back(value());
    else if (o.file.empty() && !argument.starts_with("-"))
      o.file = argument;
    else
      usage("unknown argument '" + argument + "'");
  }
  o.command.assign(arguments.begin() + std::min(i + 1, arguments.size()),
                   arguments.end());
  if (o.file.empty() || o.command.empty() || !kTools.contains(o.command[0]))
    usage("needs a file, -- and the command of a known tool");
  return o;
}

std::string read(const fs::path &path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream)
    usage(path.string() + ": cannot be read");
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path &path, const std::string &bytes) {
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream.write(bytes.data(), std::streamsize(bytes.size()));
  stream.close();
  if (!stream)
    usage(path.string() + ": cannot be written");
}

void replaceAll(std::string &text, const std::string &what,
                const std::string &by) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos;
       at += by.size())
    text.replace(at, what.size(), by);
}

class Session {
public:
  explicit Session(Options given) : o(std::move(given)) {
    corpus.name = o.file.filename().string();
    corpus.original = read(o.file);
    for (const fs::path &other : o.others)
      corpus.others.push_back(read(other));
    mutant = o.scratch / corpus.name;
    command.main = kTools.at(o.command[0]);
    command.outputs = o.scratch / "out";
    command.messages = o.scratch;
    command.seconds = unsigned(o.seconds);
    command.reports = o.reports;
    command.memoryBytes = o.megabytes << 20;
    command.arguments = o.command;
    for (std::string &argument : command.arguments) {
      replaceAll(argument, "@mutant", mutant.string());
      replaceAll(argument, "@out", command.outputs.string());
    }
    fs::create_directories(o.scratch);
  }

  int run() {
    Outcome original = runOn(corpus.original);
    if (original.kind != Outcome::Accepted)
      return notAccepted(original);
    uint64_t first = o.only.value_or(0);
    uint64_t end = o.only ? first + 1 : o.count;
    for (uint64_t i = first; i < end; ++i)
      runMutant(i);
    std::printf("%s, %s: %llu mutants: %llu refused, %llu accepted, "
                "%llu failures\n",
                corpus.name.c_str(), o.command[0].c_str(),
                (unsigned long long)(end - first), counts[Outcome::Refused],
                counts[Outcome::Accepted], counts[Outcome::Failed]);
    return counts[Outcome::Failed] ? 1 : 0;
  }

private:
  Outcome runOn(const std::string &bytes) {
    fs::remove_all(command.outputs);
    fs::create_directories(command.outputs);
    write(mutant, bytes);
    return runForked(command);
  }

  int notAccepted(const Outcome &outcome) {
    std::printf("%s: the tool does not accept the file itself: %s\n%s",
                corpus.name.c_str(), outcome.reason.c_str(),
                outcome.errors.c_str());
    return 1;
  }

  void runMutant(uint64_t i) {
    // Neighbouring seeds must not give neighbouring numbers.
    Random random(Random(o.seed).next() + i * 0xd1342543de82ef95);
    std::string bytes = mutate(corpus, random);
    Outcome outcome = runOn(bytes);
    ++counts[outcome.kind];
    if (o.only)
      std::printf("%s", outcome.errors.c_str());
    if (outcome.kind != Outcome::Failed)
      return;
    fs::path kept = o.scratch / ("failed-" + std::to_string(i));
    fs::create_directories(kept);
    write(kept / corpus.name, bytes);
    write(kept / "stderr", outcome.errors);
    std::printf("mutant %llu (--seed %llu --only %llu) in %s: %s\n",
                (unsigned long long)i, (unsigned long long)o.seed,
                (unsigned long long)i, kept.c_str(), outcome.reason.c_str());
    std::fflush(stdout);
  }

  Options o;
  Corpus corpus;
  fs::path mutant;
  Command command;
  unsigned long long counts[3] = {};
};

} // namespace

int main(int argc, char **argv) {
  return Session(parseOptions({argv + 1, argv + argc})).run();
}
