//===- LSPMain.cpp - The command line of sima-lsp-server ------------------===//

#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "sima/Pipelines/Registration.h"
#include "sima/Support/CommandLine.h"
#include "sima/Support/ToolMain.h"

using namespace sima;

static constexpr ToolExample kExamples[] = {
    {"sima-lsp-server --version", "shows that an editor will find it"}};

static constexpr llvm::StringLiteral kSeeAlso[] = {"sima-opt"};

static constexpr ToolPage kPage = {
    "sima-lsp-server",
    "The language server for the IR of the compiler.",
    "[options]",
    "Editors start it and talk to it on standard input and output. It shows "
    "errors, types, definitions and uses in files of the mla, quad and mpk "
    "dialects. In Visual Studio Code, mlir.server_path of the MLIR extension "
    "is "
    "its place.",
    kExamples,
    "the editor ended the session",
    "the session ended without the editor's request",
    kSeeAlso};

namespace {
/// Values of the options, as MLIR's server names them.
struct Options {
  std::string log = "info", inputStyle = "standard";
  bool pretty = false, litTest = false;
};
} // namespace

static void declare(CommandLine &line, Options &o) {
  const std::string help = "what is said on standard error";
  line.choice<std::string>(
      o.log, "--log-level", "LEVEL", help,
      {{"error", "error", "errors"},
       {"warning", "error", "the same"},
       {"info", "info", "also what is asked for"},
       {"debug", "verbose", "also every message in full"}});
  line.choice<std::string>(o.log, "--log", "LEVEL", help,
                           {{"error", "error", ""},
                            {"info", "info", ""},
                            {"verbose", "verbose", ""}});
  line.hideLast();
  line.choice<std::string>(
      o.inputStyle, "--input-style", "STYLE", "how messages are told apart",
      {{"standard", "standard", "by the protocol's headers"},
       {"delimited", "delimited", "by lines of // -----"}});
  line.flag(o.pretty, "--pretty", "answer in JSON with line breaks");
  line.flag(o.litTest, "--lit-test",
            "for tests: --input-style delimited --pretty --log-level debug");
}

int sima::lspMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  Options options;
  CommandLine line(kPage);
  declare(line, options);
  if (std::optional<int> code = line.parse(argc, argv))
    return tool.finish(*code);
  std::vector<std::string> words = {"sima-lsp-server", "--log=" + options.log,
                                    "--input-style=" + options.inputStyle};
  if (options.pretty)
    words.emplace_back("--pretty");
  if (options.litTest)
    words.emplace_back("--lit-test");
  std::vector<char *> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string &word : words)
    pointers.push_back(word.data());
  pointers.push_back(nullptr);
  mlir::DialectRegistry registry;
  registerDialects(registry);
  bool isFailure = mlir::failed(
      mlir::MlirLspServerMain(int(words.size()), pointers.data(), registry));
  return tool.finish(isFailure ? 1 : 0);
}
