//===- ArchiveReader.cpp - Untrusted tar.gz into memory -------------------===//

#include "GzipReader.h"
#include "Message.h"
#include "sima/Package/Archive.h"
#include "llvm/ADT/StringSet.h"
#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <memory>

using namespace sima::package;

static constexpr llvm::StringLiteral kArchiveRule = "A-archive";
static constexpr llvm::StringLiteral kFilesRule = "R3-files";

namespace {
struct FreeReader {
  void operator()(struct archive *reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<struct archive, FreeReader>;

/// Hands unpacked bytes to libarchive, and keeps what went wrong.
struct Source {
  std::unique_ptr<GzipReader> gzip;
  llvm::Error error = llvm::Error::success();

  ~Source() { llvm::consumeError(std::move(error)); }
  static la_ssize_t read(struct archive *reader, void *client,
                         const void **block) {
    auto *source = static_cast<Source *>(client);
    llvm::Expected<llvm::ArrayRef<uint8_t>> bytes = source->gzip->read();
    if (!bytes) {
      llvm::consumeError(std::move(source->error));
      source->error = bytes.takeError();
      archive_set_error(reader, EIO, "broken gzip");
      return ARCHIVE_FATAL;
    }
    *block = bytes->data();
    return static_cast<la_ssize_t>(bytes->size());
  }
};
} // namespace

/// The reason of the source, or else of the library.
static llvm::Error libraryError(struct archive *reader, Source &source) {
  if (source.error)
    return std::move(source.error);
  const char *why = archive_error_string(reader);
  return makeRuleError(kArchiveRule, why ? quote(why) : "not a readable tar");
}

static llvm::Error limitError(llvm::StringRef what, uint64_t limit) {
  return makeRuleError(kArchiveRule, what + " larger than " +
                                         llvm::Twine(limit) +
                                         " bytes, the limit of the reader");
}

/// What the header says, before any data is read.
static llvm::Expected<ArchiveFile> readHeader(archive_entry *entry,
                                              const ArchiveLimits &limits) {
  ArchiveFile file;
  const char *name = archive_entry_pathname(entry);
  if (!name)
    return makeRuleError(kFilesRule, "a file name that is not valid text");
  file.name = name;
  if (archive_entry_hardlink(entry) || archive_entry_symlink(entry) ||
      archive_entry_filetype(entry) != AE_IFREG)
    return makeRuleError(kArchiveRule,
                         quote(file.name) + " is not a regular file");
  if (std::string why = checkFileName(file.name); !why.empty())
    return makeRuleError(kFilesRule, why);
  // Holes would be filled with zeros: a small file could fill the memory.
  if (archive_entry_sparse_count(entry) > 0)
    return makeRuleError(kArchiveRule, quote(file.name) + " is sparse");
  if (!archive_entry_size_is_set(entry) || archive_entry_size(entry) < 0)
    return makeRuleError(kArchiveRule, quote(file.name) + " has no size");
  llvm::StringRef fileName = file.name;
  bool isText = fileName.ends_with(".json") || fileName.ends_with(".yaml");
  uint64_t limit = isText ? limits.textBytes : limits.fileBytes;
  if (static_cast<uint64_t>(archive_entry_size(entry)) > limit)
    return limitError(quote(fileName) + " is", limit);
  return file;
}

/// The contents, a block at a time: memory grows with what is really there.
static llvm::Error readData(struct archive *reader, Source &source,
                            ArchiveFile &file, uint64_t size,
                            uint64_t &totalLeft, const ArchiveLimits &limits) {
  constexpr size_t kBlockBytes = size_t(1) << 18;
  std::vector<uint8_t> block(kBlockBytes);
  for (;;) {
    la_ssize_t got = archive_read_data(reader, block.data(), block.size());
    if (got < 0)
      return libraryError(reader, source);
    if (got == 0)
      break;
    if (static_cast<uint64_t>(got) > totalLeft)
      return limitError("the contents are", limits.totalBytes);
    totalLeft -= static_cast<uint64_t>(got);
    if (file.data.size() + static_cast<size_t>(got) > size)
      return makeRuleError(kArchiveRule, quote(file.name) +
                                             " is longer than its header says");
    file.data.insert(file.data.end(), block.begin(), block.begin() + got);
  }
  if (file.data.size() != size)
    return makeRuleError(kArchiveRule,
                         quote(file.name) + " is shorter than its header says");
  return llvm::Error::success();
}

/// Behind the end of the tar there may be zeros only.
static llvm::Error checkEnd(struct archive *reader, Source &source) {
  uint64_t end = static_cast<uint64_t>(archive_filter_bytes(reader, -1));
  llvm::Expected<uint64_t> nonZeroEnd = source.gzip->finish();
  if (!nonZeroEnd)
    return nonZeroEnd.takeError();
  if (*nonZeroEnd > end)
    return makeRuleError(kArchiveRule, "there are bytes behind the end of the "
                                       "tar, at " +
                                           llvm::Twine(*nonZeroEnd - 1));
  return llvm::Error::success();
}

static llvm::Expected<Archive> readEntries(struct archive *reader,
                                           Source &source,
                                           const ArchiveLimits &limits) {
  Archive archive;
  uint64_t totalLeft = limits.totalBytes;
  for (;;) {
    archive_entry *entry = nullptr;
    int result = archive_read_next_header(reader, &entry);
    if (result == ARCHIVE_EOF) {
      if (llvm::Error error = checkEnd(reader, source))
        return std::move(error);
      return archive;
    }
    if (result != ARCHIVE_OK)
      return libraryError(reader, source);
    if (archive.files.size() == limits.files)
      return makeRuleError(kArchiveRule, "more than " +
                                             llvm::Twine(limits.files) +
                                             " files, the limit of the reader");
    llvm::Expected<ArchiveFile> file = readHeader(entry, limits);
    if (!file)
      return file.takeError();
    if (archive.find(file->name))
      return makeRuleError(kFilesRule, "two files named " + quote(file->name));
    if (llvm::Error error =
            readData(reader, source, *file,
                     static_cast<uint64_t>(archive_entry_size(entry)),
                     totalLeft, limits))
      return std::move(error);
    archive.files.push_back(std::move(*file));
  }
}

static llvm::Expected<Archive> readFiles(const std::string &path,
                                         const ArchiveLimits &limits) {
  Source source;
  llvm::Expected<std::unique_ptr<GzipReader>> gzip = GzipReader::open(path);
  if (!gzip)
    return gzip.takeError();
  source.gzip = std::move(*gzip);
  Reader reader(archive_read_new());
  if (!reader)
    return makeError("out of memory");
  if (archive_read_support_format_tar(reader.get()) != ARCHIVE_OK ||
      archive_read_open(reader.get(), &source, nullptr, Source::read,
                        nullptr) != ARCHIVE_OK)
    return libraryError(reader.get(), source);
  return readEntries(reader.get(), source, limits);
}

llvm::Expected<Archive>
sima::package::readArchive(llvm::StringRef path, const ArchiveLimits &limits) {
  auto fail = [&](llvm::Error error) {
    return prefixError("cannot read " + quote(path) + ": ", std::move(error));
  };
  llvm::Expected<Archive> archive = readFiles(path.str(), limits);
  if (!archive)
    return fail(archive.takeError());
  if (llvm::Error error = checkArchive(*archive))
    return fail(std::move(error));
  return archive;
}
