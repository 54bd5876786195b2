//===- ArchiveWriter.cpp - Deterministic, atomic tar.gz -------------------===//

#include "GzipReader.h"
#include "Message.h"
#include "sima/Package/Archive.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

using namespace sima::package;

namespace {
struct FreeWriter {
  void operator()(struct archive *writer) const { archive_write_free(writer); }
};
struct FreeEntry {
  void operator()(archive_entry *entry) const { archive_entry_free(entry); }
};
using Writer = std::unique_ptr<struct archive, FreeWriter>;
} // namespace

/// Turns anything but ARCHIVE_OK into an error.
static llvm::Error check(int status, struct archive *writer) {
  if (status == ARCHIVE_OK)
    return llvm::Error::success();
  const char *why = archive_error_string(writer);
  return makeError(why ? why : "the archive library failed");
}

/// The fields of an entry that could differ between machines stay unset.
static llvm::Error addFile(struct archive *writer, const ArchiveFile &file) {
  std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), file.name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_mtime(entry.get(), 0, 0);
  archive_entry_set_uid(entry.get(), 0);
  archive_entry_set_gid(entry.get(), 0);
  archive_entry_set_size(entry.get(), static_cast<int64_t>(file.data.size()));
  if (llvm::Error error =
          check(archive_write_header(writer, entry.get()), writer))
    return error;
  for (size_t at = 0; at < file.data.size();) {
    la_ssize_t written = archive_write_data(writer, file.data.data() + at,
                                            file.data.size() - at);
    if (written <= 0)
      return check(written < 0 ? static_cast<int>(written) : ARCHIVE_FATAL,
                   writer);
    at += static_cast<size_t>(written);
  }
  return check(archive_write_finish_entry(writer), writer);
}

static llvm::Error writeFiles(const Archive &archive, int fd) {
  Writer writer(archive_write_new());
  if (!writer)
    return makeError("out of memory");
  struct archive *w = writer.get();
  if (llvm::Error error = check(archive_write_add_filter_gzip(w), w))
    return error;
  // Without the option the gzip header carries the time of the compilation.
  if (llvm::Error error = check(
          archive_write_set_filter_option(w, "gzip", "timestamp", nullptr), w))
    return error;
  if (llvm::Error error = check(
          archive_write_set_filter_option(w, "gzip", "compression-level", "6"),
          w))
    return error;
  if (llvm::Error error = check(archive_write_set_format_pax_restricted(w), w))
    return error;
  if (llvm::Error error = check(archive_write_open_fd(w, fd), w))
    return error;
  for (const ArchiveFile &file : archive.files)
    if (llvm::Error error = addFile(w, file))
      return error;
  return check(archive_write_close(w), w);
}

/// What the reader would take for a bomb must not be written.
static llvm::Error checkRatio(const Archive &archive, int fd) {
  uint64_t unpacked = 0, packed = 0;
  for (const ArchiveFile &file : archive.files)
    unpacked += file.data.size();
  llvm::sys::fs::file_status status;
  if (std::error_code error = llvm::sys::fs::status(fd, status))
    return llvm::errorCodeToError(error);
  packed = status.getSize();
  // Headers and padding of the tar take at most this much for each file.
  constexpr uint64_t kTarBytes = 16384;
  unpacked += kTarBytes * (archive.files.size() + 1);
  if (unpacked <= maxUnpackedBytes(packed))
    return llvm::Error::success();
  return makeError("files of " + llvm::Twine(unpacked) + " bytes shrink to " +
                   llvm::Twine(packed) +
                   ", and readers would take them for a bomb");
}

/// Makes the rename itself durable; where directories cannot be synced, the
/// archive is complete all the same.
static void syncDirectory(llvm::StringRef path) {
  llvm::StringRef parent = llvm::sys::path::parent_path(path);
  int fd = ::open(parent.empty() ? "." : parent.str().c_str(),
                  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  ::fsync(fd);
  ::close(fd);
}

llvm::Error sima::package::writeArchive(const Archive &archive,
                                        llvm::StringRef path) {
  auto fail = [&](llvm::Error error) {
    return makeError("cannot write " + quote(path) + ": " +
                     llvm::toString(std::move(error)));
  };
  if (!path.ends_with(".tar.gz"))
    return fail(makeError("the name of an archive ends in '.tar.gz'"));
  if (llvm::Error error = checkArchive(archive))
    return fail(std::move(error));
  llvm::Expected<llvm::sys::fs::TempFile> temp =
      llvm::sys::fs::TempFile::create(path + ".%%%%%%%%.tmp");
  if (!temp)
    return fail(temp.takeError());
  llvm::Error error = writeFiles(archive, temp->FD);
  if (!error)
    error = checkRatio(archive, temp->FD);
  if (!error && ::fsync(temp->FD) != 0)
    error =
        llvm::errorCodeToError(std::error_code(errno, std::generic_category()));
  if (error) {
    llvm::consumeError(temp->discard());
    return fail(std::move(error));
  }
  if (llvm::Error error = temp->keep(path))
    return fail(std::move(error));
  syncDirectory(path);
  return llvm::Error::success();
}
