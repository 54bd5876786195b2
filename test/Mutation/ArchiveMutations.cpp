//===- ArchiveMutations.cpp - Mutations inside of a .tar.gz ---------------===//

#include "Mutations.h"
#include <archive.h>
#include <archive_entry.h>
#include <cstdio>
#include <cstdlib>
#include <memory>

using namespace sima::mutation;

namespace {

struct Member {
  std::string name;
  std::string data;
  unsigned type = AE_IFREG;
};

/// The corpus is a good archive, so a failure is one of the test's set-up.
[[noreturn]] void stop(const char *what) {
  std::fprintf(stderr, "error: %s: not a readable archive\n", what);
  std::exit(2);
}

/// Opens `bytes`, as a tar or, for the tar stream itself, as raw data.
using Reader = std::unique_ptr<archive, int (*)(archive *)>;
Reader open(const std::string &bytes, bool asStream) {
  Reader reader(archive_read_new(), archive_read_free);
  archive_read_support_filter_gzip(reader.get());
  if (asStream)
    archive_read_support_format_raw(reader.get());
  else
    archive_read_support_format_tar(reader.get());
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()))
    stop("mutated archive");
  return reader;
}

std::string contents(archive *reader) {
  std::string data;
  char block[8192];
  for (la_ssize_t n; (n = archive_read_data(reader, block, sizeof block)) > 0;)
    data.append(block, n);
  return data;
}

std::vector<Member> unpack(const std::string &bytes, bool asStream) {
  Reader reader = open(bytes, asStream);
  std::vector<Member> members;
  archive_entry *entry = nullptr;
  while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK)
    members.push_back({archive_entry_pathname(entry), contents(reader.get())});
  if (members.empty())
    stop("mutated archive");
  return members;
}

la_ssize_t append(archive *, void *to, const void *data, size_t size) {
  static_cast<std::string *>(to)->append(static_cast<const char *>(data), size);
  return la_ssize_t(size);
}

/// A gzip file of the members as a tar, or of the only member as it is.
std::string pack(const std::vector<Member> &members, bool asStream) {
  std::string bytes;
  std::unique_ptr<archive, int (*)(archive *)> writer(archive_write_new(),
                                                      archive_write_free);
  archive_write_add_filter_gzip(writer.get());
  archive_write_set_filter_option(writer.get(), "gzip", "timestamp", nullptr);
  archive_write_set_filter_option(writer.get(), "gzip", "compression-level",
                                  "1");
  if (asStream)
    archive_write_set_format_raw(writer.get());
  else
    archive_write_set_format_gnutar(writer.get());
  // No zeros behind the gzip stream: readers look no further than at these.
  archive_write_set_bytes_in_last_block(writer.get(), 1);
  archive_write_open(writer.get(), &bytes, nullptr, append, nullptr);
  for (const Member &member : members) {
    std::unique_ptr<archive_entry, void (*)(archive_entry *)> entry(
        archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname(entry.get(), member.name.c_str());
    archive_entry_set_filetype(entry.get(), member.type);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), la_int64_t(member.data.size()));
    if (member.type == AE_IFLNK)
      archive_entry_set_symlink(entry.get(), "/etc/passwd");
    archive_write_header(writer.get(), entry.get());
    archive_write_data(writer.get(), member.data.data(), member.data.size());
  }
  archive_write_close(writer.get());
  return bytes;
}

/// Checksums of headers are the first thing a reader looks at; make those
/// good that a mutation broke.
void repairChecksums(std::string &stream) {
  constexpr size_t blockBytes = 512, sumAt = 148, sumBytes = 8;
  constexpr size_t magicAt = 257;
  for (size_t at = 0; at + blockBytes <= stream.size(); at += blockBytes) {
    if (stream.compare(at + magicAt, 5, "ustar") != 0)
      continue;
    stream.replace(at + sumAt, sumBytes, sumBytes, ' ');
    unsigned sum = 0;
    for (size_t i = 0; i < blockBytes; ++i)
      sum += static_cast<unsigned char>(stream[at + i]);
    char digits[sumBytes];
    std::snprintf(digits, sizeof digits, "%06o", sum & 0777777);
    stream.replace(at + sumAt, sumBytes - 1, digits, sumBytes - 1);
  }
}

std::string mutateStream(const Corpus &corpus, Random &random) {
  std::vector<Member> stream = unpack(corpus.original, true);
  stream[0].data =
      mutateBinary({corpus.name, stream[0].data, corpus.others}, random);
  if (!random.oneIn(4))
    repairChecksums(stream[0].data);
  return pack(stream, true);
}

/// The list of members itself: names, kinds, order.
void changeList(std::vector<Member> &members, Random &random) {
  static constexpr const char *names[] = {
      "../x_mpk.json", "/x_mpk.json", "x_mpk.json", "x.elf",
      "a\xff\xfe.elf", "x.exe",       ".json",      "x\n.elf"};
  static constexpr unsigned types[] = {AE_IFDIR, AE_IFLNK, AE_IFIFO, AE_IFCHR};
  Member &member = members[random.below(members.size())];
  switch (random.below(5)) {
  case 0:
    member.name = random.pick(std::span<const char *const>(names));
    return;
  case 1:
    member.type = random.pick(std::span<const unsigned>(types));
    member.data.clear();
    return;
  case 2:
    members.push_back(Member(member));
    return;
  case 3:
    members.erase(members.begin() + (&member - members.data()));
    return;
  default:
    for (size_t i = 0; i < 300; ++i)
      members.push_back({"x" + std::to_string(i) + ".yaml", "", AE_IFREG});
  }
}

std::string mutateMember(const Corpus &corpus, Random &random) {
  std::vector<Member> members = unpack(corpus.original, false);
  if (random.oneIn(8)) {
    changeList(members, random);
  } else {
    Member &member = members[random.below(members.size())];
    std::vector<std::string> others = corpus.others;
    for (const Member &other : members)
      others.push_back(other.data);
    member.data = mutate({member.name, member.data, others}, random);
  }
  return pack(members, false);
}

} // namespace

std::string sima::mutation::mutateArchive(const Corpus &corpus,
                                          Random &random) {
  switch (random.below(4)) {
  case 0:
    return mutateBinary(corpus, random);
  case 1:
    return mutateStream(corpus, random);
  default:
    return mutateMember(corpus, random);
  }
}
