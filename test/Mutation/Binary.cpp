//===- Binary.cpp - Mutations of bytes ------------------------------------===//

#include "Mutations.h"
#include <algorithm>

using namespace sima::mutation;

namespace {

class Mutator {
public:
  Mutator(const Corpus &corpus, Random &random)
      : corpus(corpus), random(random), bytes(corpus.original) {}

  std::string run() {
    if (random.oneIn(64))
      return wrongFile();
    for (size_t changes = 1 + random.below(4); changes > 0 && !bytes.empty();
         --changes)
      change();
    return std::move(bytes);
  }

private:
  /// Half in the first and last KiBs: tables and headers are there, weights
  /// are not.
  size_t position() {
    constexpr size_t edgeBytes = 3072;
    size_t part = std::min(bytes.size(), edgeBytes);
    switch (random.below(4)) {
    case 0:
      return random.below(part);
    case 1:
      return bytes.size() - 1 - random.below(part);
    default:
      return random.below(bytes.size());
    }
  }

  void change() {
    switch (random.below(8)) {
    case 0:
    case 1:
      return flipBits();
    case 2:
      bytes[position()] = char(random.next());
      return;
    case 3:
    case 4:
      return setWord();
    case 5:
      return moveBytes(corpus.original);
    case 6:
      return resize();
    default:
      // Files that are cut short seldom get past the first check.
      if (random.oneIn(3))
        bytes.resize(random.below(bytes.size() + 1));
      else if (!corpus.others.empty())
        moveBytes(corpus.others[random.below(corpus.others.size())]);
    }
  }

  void flipBits() {
    size_t at = position();
    for (size_t n = 1 + random.below(8); n > 0; --n)
      bytes[std::min(at + random.below(4), bytes.size() - 1)] ^=
          char(1u << random.below(8));
  }

  /// A number at the edge of a type, of 1 to 8 bytes, mostly aligned.
  void setWord() {
    static constexpr uint64_t values[] = {0,
                                          1,
                                          2,
                                          3,
                                          4,
                                          255,
                                          256,
                                          0x7fff,
                                          0x8000,
                                          0xffff,
                                          0x10000,
                                          0x7fffffff,
                                          0x80000000,
                                          0xfffffffe,
                                          0xffffffff,
                                          uint64_t(1) << 32,
                                          0x7f800000,
                                          0x7fc00000,
                                          uint64_t(1) << 62,
                                          uint64_t(1) << 63,
                                          ~uint64_t(0) >> 1,
                                          ~uint64_t(0)};
    size_t width = size_t(1) << random.below(4);
    size_t at = position();
    if (!random.oneIn(4))
      at -= at % width;
    uint64_t value = random.pick(std::span<const uint64_t>(values));
    for (size_t i = 0; i < width && at + i < bytes.size(); ++i)
      bytes[at + i] = char(value >> (8 * i));
  }

  size_t pieceLength() { return 1 + random.below(random.oneIn(4) ? 4096 : 32); }

  /// Overwrites or inserts a piece of `source`.
  void moveBytes(const std::string &source) {
    if (source.empty())
      return;
    size_t alignment = random.oneIn(2) ? 4 : 1;
    size_t from = random.below(source.size()) / alignment * alignment;
    size_t to = position() / alignment * alignment;
    std::string piece = source.substr(from, pieceLength());
    if (random.oneIn(3))
      bytes.insert(to, piece);
    else
      bytes.replace(to, std::min(piece.size(), bytes.size() - to), piece);
  }

  /// Removes or doubles a piece.
  void resize() {
    size_t at = position();
    size_t length = std::min(pieceLength(), bytes.size() - at);
    if (random.oneIn(2))
      bytes.erase(at, length);
    else
      bytes.insert(at, bytes.substr(at, length));
  }

  /// Something that is no file of this kind at all.
  std::string wrongFile() {
    switch (random.below(4)) {
    case 0:
      return "";
    case 1:
      return std::string(1 + random.below(4096), random.oneIn(2) ? '\0' : '\n');
    case 2:
      for (char &c : bytes)
        c = char(random.next());
      return std::move(bytes);
    default:
      return corpus.others.empty()
                 ? "\x7f"
                   "ELF"
                 : corpus.others[random.below(corpus.others.size())];
    }
  }

  const Corpus &corpus;
  Random &random;
  std::string bytes;
};

} // namespace

std::string sima::mutation::mutateBinary(const Corpus &corpus, Random &random) {
  return Mutator(corpus, random).run();
}

std::string sima::mutation::mutate(const Corpus &corpus, Random &random) {
  if (corpus.name.ends_with(".tar.gz"))
    return mutateArchive(corpus, random);
  for (const char *suffix : {".mlir", ".s", ".yaml", ".json"})
    if (corpus.name.ends_with(suffix))
      return mutateText(corpus, random);
  return mutateBinary(corpus, random);
}
