//===- Component.cpp - Part of a problem that is searched -----------------===//

#include "Component.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace sima::alloc;

/// Sizes in units of the greatest common divisor, at least of a line; false
/// where their sum leaves no room for the arithmetic of bounds.
bool Component::setSizes(const Problem &problem) {
  uint64_t divisor = 0;
  for (const Buffer &buffer : problem.buffers)
    divisor = std::gcd(divisor, problem.aligned(buffer.bytes));
  unit = std::max<uint64_t>(divisor, 1);
  uint64_t sum = 0;
  for (const Buffer &buffer : problem.buffers) {
    items.push_back({int64_t(problem.aligned(buffer.bytes) / unit)});
    sum += items.back().size;
  }
  return sum <= kMaxUnits;
}

/// A birth begins a section if some buffer dies before the next birth.
void Component::setSections(const Problem &problem) {
  std::vector<int64_t> births, deaths, kept;
  for (const Buffer &buffer : problem.buffers) {
    births.push_back(buffer.first);
    deaths.push_back(buffer.last);
  }
  llvm::sort(births);
  births.erase(llvm::unique(births), births.end());
  llvm::sort(deaths);
  for (size_t i = 0; i < births.size(); ++i) {
    auto death = llvm::lower_bound(deaths, births[i]);
    if (death != deaths.end() &&
        (i + 1 == births.size() || *death < births[i + 1]))
      kept.push_back(births[i]);
  }
  sectionCount = uint32_t(kept.size());
  // A buffer is in the section of a kept birth if it is live there. Its first
  // one is at its own birth or follows, else it would die before any.
  for (auto [item, buffer] : llvm::zip_equal(items, problem.buffers)) {
    item.begin = uint32_t(llvm::lower_bound(kept, buffer.first) - kept.begin());
    item.end = uint32_t(llvm::upper_bound(kept, buffer.last) - kept.begin());
  }
}

bool Component::listMembers() {
  memberBegins.assign(sectionCount + 1, 0);
  size_t entries = 0;
  for (const Item &item : items) {
    entries += item.end - item.begin;
    if (entries > kMaxEntries)
      return false;
    for (uint32_t section = item.begin; section < item.end; ++section)
      ++memberBegins[section + 1];
  }
  std::partial_sum(memberBegins.begin(), memberBegins.end(),
                   memberBegins.begin());
  memberEntries.resize(entries);
  std::vector<size_t> next(memberBegins.begin(), memberBegins.end() - 1);
  for (uint32_t i = 0; i < items.size(); ++i)
    for (uint32_t section = items[i].begin; section < items[i].end; ++section)
      memberEntries[next[section]++] = i;
  for (uint32_t section = 0; section < sectionCount; ++section) {
    int64_t sum = 0;
    for (uint32_t i : members(section))
      sum += items[i].size;
    liveSum = std::max(liveSum, sum);
  }
  return true;
}

/// The neighbours of an item are the members of its first section and those
/// whose first section is another of its own.
bool Component::listNeighbours() {
  std::vector<std::vector<uint32_t>> born(sectionCount);
  for (uint32_t i = 0; i < items.size(); ++i)
    born[items[i].begin].push_back(i);
  neighbourBegins.push_back(0);
  for (uint32_t i = 0; i < items.size(); ++i) {
    for (uint32_t other : members(items[i].begin))
      if (other != i)
        neighbourEntries.push_back(other);
    for (uint32_t s = items[i].begin + 1; s < items[i].end; ++s)
      neighbourEntries.insert(neighbourEntries.end(), born[s].begin(),
                              born[s].end());
    if (neighbourEntries.size() > kMaxEntries)
      return false;
    neighbourBegins.push_back(neighbourEntries.size());
  }
  return true;
}

std::optional<Component> Component::build(const Problem &problem) {
  Component component;
  if (!component.setSizes(problem))
    return std::nullopt;
  component.setSections(problem);
  if (!component.listMembers() || !component.listNeighbours())
    return std::nullopt;
  return component;
}
