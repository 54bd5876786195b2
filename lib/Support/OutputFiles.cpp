//===- OutputFiles.cpp - Files that appear when all are complete ----------===//

#include "sima/Support/OutputFiles.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace sima;

static Error pathError(StringRef path, std::error_code code) {
  return createStringError(code, "cannot write '%s': %s", path.str().c_str(),
                           code.message().c_str());
}

/// Writes and reports what the stream would otherwise end the process for.
static std::error_code writeAll(int descriptor, StringRef contents) {
  raw_fd_ostream os(descriptor, /*shouldClose=*/false);
  os << contents;
  os.flush();
  std::error_code code = os.error();
  os.clear_error();
  return code;
}

OutputFiles::~OutputFiles() {
  for (Pending &file : pending)
    consumeError(file.file.discard());
}

Error OutputFiles::add(StringRef path, StringRef contents) {
  sys::fs::file_status status;
  bool exists = !sys::fs::status(path, status);
  if (exists && status.type() == sys::fs::file_type::directory_file)
    return pathError(path, std::make_error_code(std::errc::is_a_directory));
  if (exists && status.type() != sys::fs::file_type::regular_file) {
    special.push_back({path.str(), contents.str()});
    return Error::success();
  }
  auto temporary = sys::fs::TempFile::create(
      path + ".%%%%%%%%.tmp", sys::fs::all_read | sys::fs::all_write);
  if (!temporary)
    return pathError(path, errorToErrorCode(temporary.takeError()));
  pending.push_back({path.str(), std::move(*temporary)});
  if (std::error_code code = writeAll(pending.back().file.FD, contents))
    return pathError(path, code);
  return Error::success();
}

Error OutputFiles::commit() {
  for (const Special &file : special) {
    std::error_code code;
    raw_fd_ostream os(file.path, code);
    if (!code) {
      os << file.contents;
      os.close();
      code = os.error();
      os.clear_error();
    }
    if (code)
      return pathError(file.path, code);
  }
  std::vector<std::string> named;
  while (!pending.empty()) {
    Pending file = std::move(pending.back());
    pending.pop_back();
    if (Error error = file.file.keep(file.path)) {
      consumeError(file.file.discard());
      for (const std::string &path : named)
        sys::fs::remove(path);
      return pathError(file.path, errorToErrorCode(std::move(error)));
    }
    named.push_back(std::move(file.path));
  }
  return Error::success();
}
