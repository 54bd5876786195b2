//===- Link.cpp - Shared objects by lld -----------------------------------===//

#include "Steps.h"
#include "lld/Common/Driver.h"
#include "sima/Support/Files.h"
#include "sima/Target/A65/A65.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <mutex>

LLD_HAS_DRIVER(elf)

using namespace sima;
using llvm::createStringError;
using llvm::Expected;

/// What code for the A65 may take from the system, and from which library.
static llvm::StringRef libraryOf(llvm::StringRef symbol) {
  static constexpr llvm::StringLiteral libc[] = {"aligned_alloc", "free",
                                                 "memcpy", "memmove", "memset"};
  static constexpr llvm::StringLiteral libm[] = {
      "atan2", "atan2f", "cos",    "cosf", "erf",    "erff",
      "exp",   "exp2",   "exp2f",  "expf", "expm1f", "fmod",
      "fmodf", "log",    "log1pf", "logf", "pow",    "powf",
      "round", "roundf", "sin",    "sinf", "tanh",   "tanhf"};
  if (llvm::is_contained(libc, symbol))
    return "libc.so.6";
  return llvm::is_contained(libm, symbol) ? "libm.so.6" : "";
}

/// Names that `object` does not define.
static Expected<std::vector<std::string>>
undefinedSymbols(llvm::StringRef object) {
  auto file = llvm::object::ObjectFile::createELFObjectFile(
      llvm::MemoryBufferRef(object, "segment"));
  if (!file)
    return file.takeError();
  std::vector<std::string> names;
  for (llvm::object::SymbolRef symbol : (*file)->symbols()) {
    auto flags = symbol.getFlags();
    if (!flags)
      return flags.takeError();
    auto name = symbol.getName();
    if (!name)
      return name.takeError();
    if ((*flags & llvm::object::SymbolRef::SF_Undefined) && !name->empty())
      names.push_back(name->str());
  }
  llvm::sort(names);
  return names;
}

/// One run of lld on files in `directory`.
static llvm::Error runLinker(const std::vector<std::string> &arguments) {
  std::vector<const char *> pointers = {"ld.lld"};
  for (const std::string &argument : arguments)
    pointers.push_back(argument.c_str());
  std::string out, err;
  llvm::raw_string_ostream outs(out), errs(err);
  // lld keeps its state in globals.
  static std::mutex lock;
  std::lock_guard<std::mutex> guard(lock);
  lld::Result result =
      lld::lldMain(pointers, outs, errs, {{lld::Gnu, &lld::elf::link}});
  if (result.retCode != 0)
    return createStringError("lld: " + err);
  return llvm::Error::success();
}

static llvm::Error write(const std::string &path, llvm::StringRef bytes) {
  std::error_code code;
  llvm::raw_fd_ostream os(path, code);
  if (!code) {
    os << bytes;
    os.close();
    code = os.error();
    os.clear_error();
  }
  return code ? createStringError(path + ": " + code.message())
              : llvm::Error::success();
}

Expected<std::string> a65::linkSharedObject(llvm::StringRef object,
                                            llvm::StringRef soname) {
  auto symbols = undefinedSymbols(object);
  if (!symbols)
    return symbols.takeError();
  // Libraries with nothing but those names stand for the system's.
  std::vector<std::string> needed;
  for (const std::string &symbol : *symbols) {
    llvm::StringRef library = libraryOf(symbol);
    if (library.empty())
      return createStringError("code for the A65 needs '" + symbol +
                               "', which is neither of libc nor of libm; this "
                               "is a defect of the compiler, please report it");
    if (!llvm::is_contained(needed, library))
      needed.push_back(library.str());
  }
  llvm::SmallString<128> directory;
  if (std::error_code code =
          llvm::sys::fs::createUniqueDirectory("sima-a65", directory))
    return createStringError("no temporary folder: " + code.message());
  auto remove = llvm::make_scope_exit([&] {
    // Errors are ignored: what cannot be removed is in the system's folder.
    std::error_code ignored =
        llvm::sys::fs::remove_directories(directory, /*IgnoreErrors=*/true);
    (void)ignored;
  });
  auto path = [&](llvm::StringRef name) {
    llvm::SmallString<128> full = directory;
    llvm::sys::path::append(full, name);
    return full.str().str();
  };
  std::vector<std::string> arguments = {"-m",
                                        "aarch64linux",
                                        "-shared",
                                        "-soname",
                                        soname.str(),
                                        "--build-id=none",
                                        "--hash-style=gnu",
                                        "--threads=1",
                                        "--gc-sections",
                                        "--strip-all",
                                        "-z",
                                        "now",
                                        "-z",
                                        "noexecstack",
                                        "-z",
                                        "max-page-size=65536",
                                        "-o",
                                        path("segment.so"),
                                        path("segment.o")};
  if (llvm::Error failed = write(path("segment.o"), object))
    return std::move(failed);
  for (const std::string &library : needed) {
    llvm::SmallVector<llvm::StringRef> names;
    for (const std::string &symbol : *symbols)
      if (libraryOf(symbol) == library)
        names.push_back(symbol);
    auto stub = stubObject(names);
    if (!stub)
      return stub.takeError();
    if (llvm::Error failed = write(path("stub.o"), *stub))
      return std::move(failed);
    if (llvm::Error failed =
            runLinker({"-m", "aarch64linux", "-shared", "-soname", library,
                       "--threads=1", "-o", path(library), path("stub.o")}))
      return std::move(failed);
    arguments.push_back(path(library));
  }
  if (llvm::Error failed = runLinker(arguments))
    return std::move(failed);
  auto linked = readFile(path("segment.so"), uint64_t(1) << 31);
  if (!linked)
    return linked.takeError();
  return (*linked)->getBuffer().str();
}
