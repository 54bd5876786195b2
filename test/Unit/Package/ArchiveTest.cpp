//===- ArchiveTest.cpp - Writing and reading archives ---------------------===//

#include "sima/Package/Archive.h"
#include "PackageTest.h"
#include <archive.h>
#include <archive_entry.h>

using namespace sima::package;

static std::vector<uint8_t> bytesOf(llvm::StringRef text) {
  return {text.begin(), text.end()};
}

static Archive sample() {
  return {{{"m_mpk.json", bytesOf("{}")},
           {"m_stage1_mla.elf", std::vector<uint8_t>(100000, 7)},
           {"m_stage1_mla_stats.yaml", bytesOf("")}}};
}

static std::string contentOf(const std::string &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : "";
}

namespace {
struct RawEntry {
  std::string name, data;
  unsigned type = AE_IFREG;
  std::string link = {};
};
} // namespace

/// A tar.gz with entries that the writer would refuse.
static std::string rawArchive(const TempDirectory &directory,
                              const std::vector<RawEntry> &entries,
                              bool gzip = true) {
  std::string path = directory.file("raw.tar.gz");
  struct archive *writer = archive_write_new();
  if (gzip)
    archive_write_add_filter_gzip(writer);
  archive_write_set_format_pax_restricted(writer);
  EXPECT_EQ(archive_write_open_filename(writer, path.c_str()), ARCHIVE_OK);
  for (const RawEntry &raw : entries) {
    archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, raw.name.c_str());
    archive_entry_set_filetype(entry, raw.type);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, int64_t(raw.data.size()));
    if (raw.type == AE_IFLNK)
      archive_entry_set_symlink(entry, raw.link.c_str());
    else if (!raw.link.empty())
      archive_entry_set_hardlink(entry, raw.link.c_str());
    archive_write_header(writer, entry);
    archive_write_data(writer, raw.data.data(), raw.data.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  return path;
}

TEST(Archive, RoundTrip) {
  TempDirectory directory;
  std::string path = directory.file("m_mpk.tar.gz");
  ASSERT_EQ(messageOf(writeArchive(sample(), path)), "");
  EXPECT_EQ(directory.list(), std::vector<std::string>{"m_mpk.tar.gz"});
  Archive back = valueOf(readArchive(path));
  ASSERT_EQ(back.files.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(back.files[i].name, sample().files[i].name);
    EXPECT_EQ(back.files[i].data, sample().files[i].data);
  }
  EXPECT_EQ(back.manifest().text(), "{}");
  EXPECT_EQ(back.find("x"), nullptr);
}

TEST(Archive, SameBytesUnderEveryNameAndTime) {
  TempDirectory directory;
  std::string first = directory.file("a.tar.gz");
  std::string second = directory.file("b.tar.gz");
  ASSERT_EQ(messageOf(writeArchive(sample(), first)), "");
  ASSERT_EQ(messageOf(writeArchive(sample(), second)), "");
  std::string bytes = contentOf(first);
  EXPECT_TRUE(bytes == contentOf(second));
  // gzip: no flags (hence no name), no time.
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x1f\x8b\x08\0\0\0\0\0", 8));
}

TEST(Archive, FailureLeavesNothing) {
  TempDirectory directory;
  Archive bad = sample();
  bad.files.pop_back();
  bad.files.pop_back();
  EXPECT_EQ(messageOf(writeArchive(bad, directory.file("m.tar.gz")))
                .find("cannot write '"),
            0u);
  EXPECT_NE(messageOf(writeArchive(sample(), directory.file("m.tgz"))), "");
  EXPECT_NE(messageOf(writeArchive(sample(), directory.file("no/m.tar.gz"))),
            "");
  EXPECT_TRUE(directory.list().empty());
}

TEST(Archive, FileNames) {
  for (const char *good : {"a.elf", "a_mpk.json", "..so", "b.c.yaml"})
    EXPECT_EQ(checkFileName(good), "") << good;
  for (const char *bad :
       {"", ".elf", "a", "a.ELF", "/a.elf", "../a.elf", "d/a.elf", "d\\a.elf",
        "a b.elf", "caf\xc3\xa9.elf", "a.elf\n", "a.txt"})
    EXPECT_NE(checkFileName(bad), "") << bad;
  EXPECT_NE(checkFileName(std::string(300, 'a') + ".elf"), "");
}

TEST(Archive, RefusesContents) {
  auto why = [](std::vector<RawEntry> entries) {
    TempDirectory directory;
    return messageOf(readArchive(rawArchive(directory, entries)));
  };
  RawEntry manifest{"m_mpk.json", "{}"}, elf{"m.elf", "x"};
  EXPECT_EQ(why({manifest, elf}), "");
  EXPECT_NE(why({elf}).find("0 manifests"), std::string::npos);
  EXPECT_NE(why({manifest}).find("no .elf and no .so"), std::string::npos);
  EXPECT_NE(why({manifest, elf, elf}).find("two files named 'm.elf'"),
            std::string::npos);
  EXPECT_NE(why({manifest, manifest, elf}).find("two files"),
            std::string::npos);
  EXPECT_NE(why({manifest, elf, {"n_mpk.json", "{}"}}).find("2 manifests"),
            std::string::npos);
  EXPECT_NE(why({manifest, elf, {"../x.elf", "x"}}).find("directory"),
            std::string::npos);
  EXPECT_NE(why({manifest, elf, {"/x.elf", "x"}}).find("directory"),
            std::string::npos);
  for (RawEntry link : {RawEntry{"l.elf", "", AE_IFLNK, "/etc/passwd"},
                        RawEntry{"l.elf", "", AE_IFREG, "m.elf"},
                        RawEntry{"d.elf", "", AE_IFDIR, ""},
                        RawEntry{"d.elf", "", AE_IFCHR, ""}})
    EXPECT_NE(why({manifest, elf, link}), "");
}

TEST(Archive, RefusesContainers) {
  TempDirectory directory;
  EXPECT_NE(messageOf(readArchive(directory.file("none.tar.gz"))), "");
  EXPECT_NE(messageOf(readArchive("/dev/zero")).find("not a regular file"),
            std::string::npos);
  std::vector<RawEntry> good = {{"m_mpk.json", "{}"}, {"m.elf", "x"}};
  EXPECT_NE(messageOf(readArchive(rawArchive(directory, good, /*gzip=*/false)))
                .find("not compressed with gzip"),
            std::string::npos);
  // Every truncation of a good archive is refused.
  std::string path = directory.file("m.tar.gz");
  ASSERT_EQ(messageOf(writeArchive(sample(), path)), "");
  std::string bytes = contentOf(path);
  std::string cut = directory.file("cut.tar.gz");
  for (size_t size = 0; size + 16 < bytes.size(); size += 7) {
    std::error_code error;
    llvm::raw_fd_ostream(cut, error) << llvm::StringRef(bytes).take_front(size);
    EXPECT_NE(messageOf(readArchive(cut)), "") << size;
  }
}

TEST(Archive, Limits) {
  TempDirectory directory;
  std::string path = rawArchive(
      directory, {{"m_mpk.json", "{}"}, {"m.elf", std::string(5000, 'x')}});
  ArchiveLimits limits;
  limits.fileBytes = 4999;
  EXPECT_NE(messageOf(readArchive(path, limits))
                .find("'m.elf' is larger than 4999 bytes"),
            std::string::npos);
  limits = {};
  limits.textBytes = 1;
  EXPECT_NE(messageOf(readArchive(path, limits))
                .find("'m_mpk.json' is larger than 1 bytes"),
            std::string::npos);
  limits = {};
  limits.totalBytes = 5001;
  EXPECT_NE(messageOf(readArchive(path, limits)).find("larger than 5001"),
            std::string::npos);
  limits = {};
  limits.files = 1;
  EXPECT_NE(messageOf(readArchive(path, limits)).find("more than 1 files"),
            std::string::npos);
}
