//===- Problem.cpp - Bounds and verification of allocations ---------------===//

#include "sima/Alloc/Problem.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include <map>

using namespace sima::alloc;

using Wide = unsigned __int128;

uint64_t Problem::aligned(uint64_t bytes) const {
  if (alignment <= 1)
    return bytes;
  uint64_t lines = bytes / alignment + (bytes % alignment != 0);
  return std::min(lines, UINT64_MAX / alignment) * alignment;
}

/// Numbers of buffers in the order of `key`; equal ones in order of numbers.
template <typename Key>
static std::vector<size_t> sortedBy(size_t count, Key key) {
  auto all = llvm::seq<size_t>(0, count);
  std::vector<size_t> order(all.begin(), all.end());
  llvm::sort(order, [&](size_t a, size_t b) {
    return std::pair(key(a), a) < std::pair(key(b), b);
  });
  return order;
}

LivePeak Problem::livePeak() const {
  std::vector<size_t> births =
      sortedBy(buffers.size(), [&](size_t i) { return buffers[i].first; });
  std::vector<size_t> deaths =
      sortedBy(buffers.size(), [&](size_t i) { return buffers[i].last; });
  LivePeak peak;
  Wide live = 0, most = 0;
  auto dead = deaths.begin();
  for (size_t i : births) {
    for (; buffers[*dead].last < buffers[i].first; ++dead)
      live -= aligned(buffers[*dead].bytes);
    live += aligned(buffers[i].bytes);
    if (live > most) {
      // Within one stage the sum only grows, so its end decides.
      most = live;
      peak.stage = buffers[i].first;
    }
  }
  peak.bytes = uint64_t(std::min<Wide>(most, UINT64_MAX));
  return peak;
}

llvm::Error Problem::validate() const {
  auto fail = [&](const std::string &text) {
    return llvm::createStringError(memory + ": " + text);
  };
  if (alignment == 0)
    return fail("alignment 0; use 1 for none");
  uint64_t sum = 0;
  for (const Buffer &buffer : buffers) {
    if (buffer.last < buffer.first)
      return fail(llvm::formatv("{0} is live from stage {1} to {2}; the last "
                                "stage must not be before the first",
                                buffer.name, buffer.first, buffer.last));
    sum =
        llvm::SaturatingAdd(sum, std::max(buffer.bytes, aligned(buffer.bytes)));
    if (sum > INT64_MAX)
      return fail(llvm::formatv("sizes of all buffers up to {0} ({1} bytes) "
                                "exceed {2} bytes together",
                                buffer.name, buffer.bytes, INT64_MAX));
  }
  return llvm::Error::success();
}

namespace {
/// Buffers by address while a sweep over time adds and removes them; no two of
/// them overlap.
class LiveBuffers {
public:
  LiveBuffers(const Problem &problem, llvm::ArrayRef<uint64_t> addresses)
      : problem(problem), addresses(addresses) {}

  /// The buffer in memory that `buffer` overlaps, if any; else adds it.
  std::optional<size_t> add(size_t buffer) {
    auto next = byAddress.lower_bound(addresses[buffer]);
    if (next != byAddress.end() && next->first < end(buffer))
      return next->second;
    if (next != byAddress.begin()) {
      size_t below = std::prev(next)->second;
      if (end(below) > addresses[buffer])
        return below;
    }
    byAddress.emplace_hint(next, addresses[buffer], buffer);
    return std::nullopt;
  }
  void remove(size_t buffer) { byAddress.erase(addresses[buffer]); }

private:
  uint64_t end(size_t buffer) const {
    return addresses[buffer] + problem.buffers[buffer].bytes;
  }

  const Problem &problem;
  llvm::ArrayRef<uint64_t> addresses;
  std::map<uint64_t, size_t> byAddress;
};
} // namespace

/// Two buffers that share bytes at one time, the lower one first.
static std::optional<std::pair<size_t, size_t>>
findOverlap(const Problem &problem, llvm::ArrayRef<uint64_t> addresses) {
  llvm::ArrayRef<Buffer> buffers = problem.buffers;
  std::vector<size_t> births =
      sortedBy(buffers.size(), [&](size_t i) { return buffers[i].first; });
  std::vector<size_t> deaths =
      sortedBy(buffers.size(), [&](size_t i) { return buffers[i].last; });
  LiveBuffers live(problem, addresses);
  auto dead = deaths.begin();
  for (size_t i : births) {
    for (; buffers[*dead].last < buffers[i].first; ++dead)
      if (buffers[*dead].bytes)
        live.remove(*dead);
    if (!buffers[i].bytes)
      continue;
    if (std::optional<size_t> other = live.add(i)) {
      auto place = [&](size_t b) { return std::pair(addresses[b], b); };
      return std::minmax(
          i, *other, [&](size_t a, size_t b) { return place(a) < place(b); });
    }
  }
  return std::nullopt;
}

llvm::Error Problem::verify(llvm::ArrayRef<uint64_t> addresses) const {
  if (llvm::Error error = validate())
    return error;
  auto fail = [&](const std::string &text) {
    return llvm::createStringError(memory + ": " + text);
  };
  if (addresses.size() != buffers.size())
    return fail(llvm::formatv("{0} addresses for {1} buffers", addresses.size(),
                              buffers.size()));
  for (auto [buffer, address] : llvm::zip_equal(buffers, addresses)) {
    if (address % alignment)
      return fail(llvm::formatv("{0} at {1} is not aligned to {2}", buffer.name,
                                address, alignment));
    uint64_t bytes = aligned(buffer.bytes);
    if (address > capacity || bytes > capacity - address)
      return fail(llvm::formatv("{0} ends at {1}, the limit is {2}",
                                buffer.name,
                                llvm::SaturatingAdd(address, bytes), capacity));
  }
  if (auto overlap = findOverlap(*this, addresses))
    return fail(llvm::formatv(
        "{0} and {1} overlap at {2}", buffers[overlap->first].name,
        buffers[overlap->second].name, addresses[overlap->second]));
  return llvm::Error::success();
}
