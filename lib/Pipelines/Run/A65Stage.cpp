//===- A65Stage.cpp - An A65 stage of a pipeline --------------------------===//

#include "sima/Pipelines/A65Stage.h"
#include "sima/Support/Files.h"
#include "sima/Support/OneLine.h"
#include "sima/Support/ScratchDirectory.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace sima;
using namespace sima::package;
using llvm::createStringError;
namespace fs = llvm::sys::fs;

/// The folder of A65 systems' libraries on other machines, as Debian has it.
static constexpr llvm::StringLiteral kSysroot = "/usr/aarch64-linux-gnu";
static constexpr llvm::StringLiteral kHostProgram = "sima-a65-host";

static llvm::StringRef textOf(Bytes bytes) {
  return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

static llvm::Error checkSharedObject(Bytes bytes) {
  llvm::StringRef text = textOf(bytes);
  auto file = llvm::object::ELF64LEFile::create(text);
  if (!file)
    return createStringError("the shared object: " +
                             llvm::toString(file.takeError()));
  if (text.size() < sizeof(llvm::ELF::Elf64_Ehdr) ||
      file->getHeader().e_type != llvm::ELF::ET_DYN ||
      file->getHeader().e_machine != llvm::ELF::EM_AARCH64)
    return createStringError("the shared object is none for aarch64");
  return llvm::Error::success();
}

/// Where programs that are not beside sima-a65-host say it is.
static std::string &a65Host() {
  static std::string path;
  return path;
}

void sima::setA65Host(llvm::StringRef path) { a65Host() = path.str(); }

/// What starts a program for aarch64 here, ending with sima-a65-host.
static llvm::Expected<std::vector<std::string>> hostCommand() {
  llvm::SmallString<128> program(a65Host());
  if (program.empty()) {
    // The address is any of this program's.
    program = llvm::sys::path::parent_path(
        fs::getMainExecutable(nullptr, reinterpret_cast<void *>(&hostCommand)));
    llvm::sys::path::append(program, kHostProgram);
  }
  if (!fs::exists(program)) {
    auto found = llvm::sys::findProgramByName(kHostProgram);
    if (!found)
      return createStringError(llvm::StringRef(program) +
                               " is missing; it belongs beside this program");
    program = *found;
  }
  if (llvm::Triple(llvm::sys::getProcessTriple()).isAArch64())
    return std::vector<std::string>{program.str().str()};
  auto emulator = llvm::sys::findProgramByName("qemu-aarch64");
  if (!emulator)
    return createStringError("needs qemu-aarch64 on this machine; install "
                             "Debian's qemu-user");
  if (!fs::is_directory(kSysroot))
    return createStringError(kSysroot + " is missing; install Debian's "
                                        "libc6-arm64-cross");
  return std::vector<std::string>{*emulator, "-L", kSysroot.str(),
                                  program.str().str()};
}

/// The last line of what a process said.
static std::string lastLine(const std::string &path) {
  constexpr uint64_t limit = 1 << 20;
  auto text = readFile(path, limit);
  if (!text) {
    llvm::consumeError(text.takeError());
    return "";
  }
  return oneLine((*text)->getBuffer().trim().rsplit('\n').second.empty()
                     ? (*text)->getBuffer().trim()
                     : (*text)->getBuffer().trim().rsplit('\n').second);
}

llvm::Error sima::runA65Stage(const KernelCall &call, Bytes sharedObject) {
  if (llvm::Error error = checkSharedObject(sharedObject))
    return error;
  auto command = hostCommand();
  if (!command)
    return command.takeError();
  auto scratch = ScratchDirectory::create("sima-a65-stage");
  if (!scratch)
    return scratch.takeError();
  if (llvm::Error error = scratch->write("segment.so", textOf(sharedObject)))
    return error;
  command->push_back(scratch->path("segment.so"));
  for (auto [i, input] : llvm::enumerate(call.inputs)) {
    std::string name = "input" + std::to_string(i);
    if (llvm::Error error = scratch->write(name, textOf(input)))
      return error;
    command->push_back(scratch->path(name));
  }
  command->push_back(":");
  for (auto [i, output] : llvm::enumerate(call.outputs))
    command->push_back(scratch->path("output" + llvm::Twine(i)) + "=" +
                       std::to_string(output.size()));
  llvm::SmallVector<llvm::StringRef> arguments(command->begin(),
                                               command->end());
  std::string said = scratch->path("stderr"), wrong;
  std::optional<llvm::StringRef> redirects[] = {llvm::StringRef(),
                                                llvm::StringRef(), said};
  int code = llvm::sys::ExecuteAndWait(arguments.front(), arguments,
                                       std::nullopt, redirects, 0, 0, &wrong);
  if (code != 0) {
    std::string why = lastLine(said);
    return createStringError("the shared object ended with code " +
                             llvm::Twine(code) + (wrong.empty() ? "" : ", ") +
                             wrong + (why.empty() ? "" : ": ") + why);
  }
  for (auto [i, output] : llvm::enumerate(call.outputs)) {
    auto bytes =
        readFile(scratch->path("output" + llvm::Twine(i)), output.size());
    if (!bytes)
      return bytes.takeError();
    llvm::StringRef data = (*bytes)->getBuffer();
    if (data.size() != output.size())
      return createStringError("the shared object wrote too little");
    output.assign(data.begin(), data.end());
  }
  return llvm::Error::success();
}
