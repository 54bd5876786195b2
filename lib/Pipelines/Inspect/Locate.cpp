//===- Locate.cpp - Which question, and about which program ---------------===//

#include "Locate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace sima;

void sima::declareLocateOptions(CommandLine &line, LocateOptions &options) {
  line.group("Where things come from");
  line.text(options.at, "--at", "QUAD,CYCLE",
            "what each queue of the quad does in that cycle");
  line.text(options.address, "--address", "OFFSET",
            "what that byte of the ELF file is, or SECTION+OFFSET");
  line.text(options.node, "--node", "NAME",
            "code, constants and cycles of a node of the model");
  line.choice<ClockKind>(
      options.clock, "--clock", "CLOCK", "the clock of --at",
      {{"static", ClockKind::Static, ""}, {"dram", ClockKind::Dram, ""}});
  line.choice<isa::EntryPoint>(options.entry, "--entry", "POINT",
                               "the entry point of --at",
                               {{"first", isa::EntryPoint::First, ""},
                                {"next", isa::EntryPoint::Next, ""}});
  line.number<int64_t>(options.stage, "--stage",
                       "the MLA stage, where there are several", 1, INT32_MAX,
                       "the only one");
}

/// The file of the MLA stage that is asked for.
static Expected<std::string> executableOf(const Description &description,
                                          int64_t stage) {
  std::string known;
  std::vector<std::pair<int64_t, std::string>> stages;
  for (const package::Plugin &plugin : description.inspection.manifest.plugins)
    if (plugin.processor == package::Processor::MLA && plugin.executable) {
      stages.emplace_back(plugin.sequence, *plugin.executable);
      known += (known.empty() ? "" : ", ") + std::to_string(plugin.sequence);
    }
  for (const auto &[sequence, file] : stages)
    if (sequence == stage || (stage == 0 && stages.size() == 1))
      return file;
  if (stages.empty())
    return createStringError("the archive has no MLA stage");
  if (stage == 0)
    return createStringError(
        formatv("MLA stages are {0}; choose one with --stage", known));
  return createStringError(
      formatv("stage {0} is no MLA stage; these are: {1}", stage, known));
}

static Expected<json::Object> answer(const LocatedProgram &program,
                                     uint64_t fileBytes,
                                     const LocateOptions &options) {
  if (!options.at.empty())
    return locateCycle(program, options);
  if (!options.address.empty())
    return locateAddress(program, fileBytes, options.address);
  return locateNode(program, options.node);
}

int sima::locate(const Description &description, const LocateOptions &options,
                 bool json, function_ref<int(StringRef)> fail,
                 function_ref<int(StringRef)> usage) {
  if (!options.at.empty() + !options.address.empty() + !options.node.empty() >
      1)
    return usage("--at, --address and --node are one question each");
  Expected<std::string> executable = executableOf(description, options.stage);
  if (!executable)
    return usage(toString(executable.takeError()));
  const std::vector<package::ArchiveFile> &files =
      description.inspection.archive.files;
  auto file = find_if(files, [&](const package::ArchiveFile &candidate) {
    return candidate.name == *executable;
  });
  if (file == files.end())
    return fail("the archive lacks its file " + *executable);
  StringRef elf(reinterpret_cast<const char *>(file->data.data()),
                file->data.size());
  auto program = LocatedProgram::of(elf);
  if (!program)
    return fail(*executable + ": " + toString(program.takeError()));
  Expected<json::Object> found = answer(**program, elf.size(), options);
  if (!found)
    return usage(toString(found.takeError()));
  if (json)
    outs() << formatv("{0:2}", json::Value(std::move(*found))) << '\n';
  else
    printAnswer(*found, outs());
  return 0;
}
