//===- Files.cpp - Reading files of bounded size --------------------------===//
//
// Implements sima/Support/Files.h. The status is checked before the file is
// opened, so that a device or a pipe is never read; the size is checked again
// on what was read, because a file may grow in between.
//
//===----------------------------------------------------------------------===//
#include "sima/Support/Files.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"

using namespace llvm;

static Error tooLarge(StringRef path, uint64_t found, uint64_t limit) {
  return createStringError(
      std::errc::file_too_large, "%s: file has %llu bytes, the limit is %llu",
      path.str().c_str(), (unsigned long long)found, (unsigned long long)limit);
}

Expected<std::unique_ptr<MemoryBuffer>> sima::readFile(StringRef path,
                                                       uint64_t limitBytes) {
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(path, status))
    return createStringError(code, "%s: %s", path.str().c_str(),
                             code.message().c_str());
  if (!sys::fs::is_regular_file(status))
    return createStringError(std::errc::invalid_argument,
                             "%s: not a regular file", path.str().c_str());
  if (status.getSize() > limitBytes)
    return tooLarge(path, status.getSize(), limitBytes);

  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false,
                                      /*IsVolatile=*/true);
  if (!buffer)
    return createStringError(buffer.getError(), "%s: %s", path.str().c_str(),
                             buffer.getError().message().c_str());
  if ((*buffer)->getBufferSize() > limitBytes)
    return tooLarge(path, (*buffer)->getBufferSize(), limitBytes);
  return std::move(*buffer);
}

Expected<std::unique_ptr<MemoryBuffer>>
sima::readStandardInput(uint64_t limitBytes) {
  constexpr size_t kChunkBytes = size_t(1) << 16;
  if (std::error_code code = sys::ChangeStdinToBinary())
    return createStringError(code, "standard input: " + code.message());
  SmallVector<char, 0> bytes;
  while (true) {
    size_t before = bytes.size();
    bytes.resize_for_overwrite(before + kChunkBytes);
    Expected<size_t> count = sys::fs::readNativeFile(
        sys::fs::getStdinHandle(), MutableArrayRef(bytes).drop_front(before));
    if (!count)
      return createStringError("standard input: " +
                               toString(count.takeError()));
    bytes.truncate(before + *count);
    if (*count == 0)
      return std::make_unique<SmallVectorMemoryBuffer>(std::move(bytes),
                                                       StringRef("<stdin>"));
    if (bytes.size() > limitBytes)
      return createStringError(
          std::errc::file_too_large,
          "standard input: more than the limit of %llu bytes",
          (unsigned long long)limitBytes);
  }
}
