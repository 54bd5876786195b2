//===- Zip.cpp - Files of a zip in memory ---------------------------------===//

#include "sima/Package/Zip.h"
#include "Message.h"
#include "llvm/ADT/StringSet.h"
#include <archive.h>
#include <archive_entry.h>
#include <memory>

using namespace sima::package;

namespace {
struct FreeWriter {
  void operator()(struct archive *writer) const { archive_write_free(writer); }
};
struct FreeReader {
  void operator()(struct archive *reader) const { archive_read_free(reader); }
};
struct FreeEntry {
  void operator()(archive_entry *entry) const { archive_entry_free(entry); }
};
} // namespace

static llvm::Error libraryError(struct archive *handle) {
  const char *why = archive_error_string(handle);
  return makeError(why ? why : "the archive library failed");
}

//===----------------------------------------------------------------------===//
// Writer
//===----------------------------------------------------------------------===//

static la_ssize_t append(struct archive *, void *client, const void *data,
                         size_t size) {
  static_cast<std::string *>(client)->append(static_cast<const char *>(data),
                                             size);
  return static_cast<la_ssize_t>(size);
}

/// Times and owners stay unset, so that bytes depend on the files alone.
static bool addFile(struct archive *writer, const ArchiveFile &file) {
  std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), file.name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_size(entry.get(), static_cast<int64_t>(file.data.size()));
  if (archive_write_header(writer, entry.get()) != ARCHIVE_OK)
    return false;
  for (size_t at = 0; at < file.data.size();) {
    la_ssize_t written = archive_write_data(writer, file.data.data() + at,
                                            file.data.size() - at);
    if (written <= 0)
      return false;
    at += static_cast<size_t>(written);
  }
  return archive_write_finish_entry(writer) == ARCHIVE_OK;
}

llvm::Expected<std::string>
sima::package::zip(llvm::ArrayRef<ArchiveFile> files) {
  std::string bytes;
  std::unique_ptr<struct archive, FreeWriter> writer(archive_write_new());
  if (!writer)
    return makeError("out of memory");
  struct archive *w = writer.get();
  if (archive_write_set_format_zip(w) != ARCHIVE_OK ||
      archive_write_zip_set_compression_deflate(w) != ARCHIVE_OK ||
      archive_write_set_bytes_in_last_block(w, 1) != ARCHIVE_OK ||
      archive_write_open(w, &bytes, nullptr, append, nullptr) != ARCHIVE_OK)
    return libraryError(w);
  for (const ArchiveFile &file : files)
    if (!addFile(w, file))
      return libraryError(w);
  if (archive_write_close(w) != ARCHIVE_OK)
    return libraryError(w);
  return bytes;
}

//===----------------------------------------------------------------------===//
// Reader
//===----------------------------------------------------------------------===//

/// Reads as much as there is, not as much as the header promises.
static llvm::Error readData(struct archive *reader, ArchiveFile &file,
                            uint64_t limit) {
  std::vector<uint8_t> block(1 << 16);
  for (;;) {
    la_ssize_t count = archive_read_data(reader, block.data(), block.size());
    if (count < 0)
      return libraryError(reader);
    if (count == 0)
      return llvm::Error::success();
    if (file.data.size() + static_cast<size_t>(count) > limit)
      return makeError(quote(file.name) + " is larger than " +
                       llvm::Twine(limit) + " bytes");
    file.data.insert(file.data.end(), block.begin(), block.begin() + count);
  }
}

static bool isPlainName(llvm::StringRef name) {
  constexpr size_t longest = 255;
  return !name.empty() && name.size() <= longest && name.front() != '.' &&
         llvm::all_of(name, [](char c) {
           return llvm::isPrint(c) && c != '/' && c != '\\';
         });
}

static llvm::Error readFiles(struct archive *reader, const ZipLimits &limits,
                             std::vector<ArchiveFile> &files) {
  llvm::StringSet<> names;
  archive_entry *entry = nullptr;
  for (;;) {
    int status = archive_read_next_header(reader, &entry);
    if (status == ARCHIVE_EOF)
      return llvm::Error::success();
    if (status != ARCHIVE_OK)
      return libraryError(reader);
    if (files.size() == limits.files)
      return makeError("more than " + llvm::Twine(limits.files) + " files");
    const char *name = archive_entry_pathname(entry);
    ArchiveFile file;
    file.name = name ? name : "";
    if (!isPlainName(file.name))
      return makeError(quote(file.name) + " is no plain file name");
    if (archive_entry_filetype(entry) != AE_IFREG ||
        archive_entry_hardlink(entry) || archive_entry_symlink(entry))
      return makeError(quote(file.name) + " is not a regular file");
    if (archive_entry_is_encrypted(entry))
      return makeError(quote(file.name) + " is encrypted");
    if (!names.insert(file.name).second)
      return makeError(quote(file.name) + " is there twice");
    if (llvm::Error error = readData(reader, file, limits.fileBytes))
      return error;
    files.push_back(std::move(file));
  }
}

llvm::Expected<std::vector<ArchiveFile>>
sima::package::unzip(llvm::StringRef bytes, llvm::StringRef where,
                     const ZipLimits &limits) {
  std::unique_ptr<struct archive, FreeReader> reader(archive_read_new());
  if (!reader)
    return makeError("out of memory");
  auto fail = [&](llvm::Error error) {
    return makeError(where + ": " + llvm::toString(std::move(error)));
  };
  struct archive *r = reader.get();
  if (archive_read_support_format_zip_seekable(r) != ARCHIVE_OK ||
      archive_read_open_memory(r, bytes.data(), bytes.size()) != ARCHIVE_OK)
    return fail(libraryError(r));
  std::vector<ArchiveFile> files;
  if (llvm::Error error = readFiles(r, limits, files))
    return fail(std::move(error));
  return files;
}
