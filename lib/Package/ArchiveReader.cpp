//===- ArchiveReader.cpp - Untrusted tar.gz into memory -------------------===//

#include "Message.h"
#include "sima/Package/Archive.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include <archive.h>
#include <archive_entry.h>
#include <memory>

using namespace sima::package;

namespace {
struct FreeReader {
  void operator()(struct archive *reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<struct archive, FreeReader>;
} // namespace

static llvm::Error libraryError(struct archive *reader) {
  const char *why = archive_error_string(reader);
  return makeError(why ? quote(why) : "not a readable gzip tar");
}

static llvm::Error limitError(llvm::StringRef what, uint64_t limit) {
  return makeError(what + " larger than " + llvm::Twine(limit) +
                   " bytes, the limit of the reader");
}

/// What the header says, before any data is read.
static llvm::Expected<ArchiveFile> readHeader(archive_entry *entry,
                                              const ArchiveLimits &limits) {
  ArchiveFile file;
  const char *name = archive_entry_pathname(entry);
  if (!name)
    return makeError("a file name that is not valid text");
  file.name = name;
  if (archive_entry_hardlink(entry) || archive_entry_symlink(entry) ||
      archive_entry_filetype(entry) != AE_IFREG)
    return makeError(quote(file.name) + " is not a regular file");
  if (std::string why = checkFileName(file.name); !why.empty())
    return makeError(why);
  if (!archive_entry_size_is_set(entry) || archive_entry_size(entry) < 0)
    return makeError(quote(file.name) + " has no size");
  llvm::StringRef fileName = file.name;
  bool isText = fileName.ends_with(".json") || fileName.ends_with(".yaml");
  uint64_t limit = isText ? limits.textBytes : limits.fileBytes;
  if (static_cast<uint64_t>(archive_entry_size(entry)) > limit)
    return limitError(quote(fileName) + " is", limit);
  return file;
}

/// The contents, a block at a time: memory grows with what is really there.
static llvm::Error readData(struct archive *reader, ArchiveFile &file,
                            uint64_t size, uint64_t &totalLeft,
                            const ArchiveLimits &limits) {
  constexpr size_t kBlockBytes = size_t(1) << 18;
  std::vector<uint8_t> block(kBlockBytes);
  for (;;) {
    la_ssize_t got = archive_read_data(reader, block.data(), block.size());
    if (got < 0)
      return libraryError(reader);
    if (got == 0)
      break;
    if (static_cast<uint64_t>(got) > totalLeft)
      return limitError("the contents are", limits.totalBytes);
    totalLeft -= static_cast<uint64_t>(got);
    if (file.data.size() + static_cast<size_t>(got) > size)
      return makeError(quote(file.name) + " is longer than its header says");
    file.data.insert(file.data.end(), block.begin(), block.begin() + got);
  }
  if (file.data.size() != size)
    return makeError(quote(file.name) + " is shorter than its header says");
  return llvm::Error::success();
}

static llvm::Expected<Archive> readFiles(const std::string &path,
                                         const ArchiveLimits &limits) {
  // libarchive would read a directory or block on a pipe.
  llvm::sys::fs::file_status status;
  if (std::error_code error = llvm::sys::fs::status(path, status))
    return makeError(error.message());
  if (status.type() != llvm::sys::fs::file_type::regular_file)
    return makeError("not a regular file");
  Reader reader(archive_read_new());
  if (!reader)
    return makeError("out of memory");
  constexpr size_t kReadBytes = 65536;
  if (archive_read_support_filter_gzip(reader.get()) != ARCHIVE_OK ||
      archive_read_support_format_tar(reader.get()) != ARCHIVE_OK ||
      archive_read_open_filename(reader.get(), path.c_str(), kReadBytes) !=
          ARCHIVE_OK)
    return libraryError(reader.get());

  Archive archive;
  uint64_t totalLeft = limits.totalBytes;
  for (;;) {
    archive_entry *entry = nullptr;
    int result = archive_read_next_header(reader.get(), &entry);
    if (result == ARCHIVE_EOF)
      return archive;
    if (result != ARCHIVE_OK)
      return libraryError(reader.get());
    if (archive_filter_code(reader.get(), 0) != ARCHIVE_FILTER_GZIP)
      return makeError("not compressed with gzip");
    if (archive.files.size() == limits.files)
      return makeError("more than " + llvm::Twine(limits.files) +
                       " files, the limit of the reader");
    llvm::Expected<ArchiveFile> file = readHeader(entry, limits);
    if (!file)
      return file.takeError();
    if (archive.find(file->name))
      return makeError("two files named " + quote(file->name));
    if (llvm::Error error =
            readData(reader.get(), *file,
                     static_cast<uint64_t>(archive_entry_size(entry)),
                     totalLeft, limits))
      return std::move(error);
    archive.files.push_back(std::move(*file));
  }
}

llvm::Expected<Archive>
sima::package::readArchive(llvm::StringRef path, const ArchiveLimits &limits) {
  auto fail = [&](llvm::Error error) {
    return makeError("cannot read " + quote(path) + ": " +
                     llvm::toString(std::move(error)));
  };
  llvm::Expected<Archive> archive = readFiles(path.str(), limits);
  if (!archive)
    return fail(archive.takeError());
  if (llvm::Error error = checkArchive(*archive))
    return fail(std::move(error));
  return archive;
}
