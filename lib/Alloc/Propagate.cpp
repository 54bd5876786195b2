//===- Propagate.cpp - What follows from a partial placement --------------===//

#include "SearchState.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::alloc;

/// An item is supported by a neighbour; of two items that block each other
/// that would go on for ever.
static constexpr unsigned kMaxRefreshes = 8;

void SearchState::touchSection(uint32_t s) {
  if (dirtyRounds[s] == round)
    return;
  dirtyRounds[s] = round;
  dirty.push_back(s);
}

/// After knowledge about an item has grown: of its sections only those change
/// whose two lowest it belonged to.
void SearchState::touch(uint32_t i, int64_t oldLow) {
  changed.push_back(i);
  for (uint32_t s = component[i].begin; s < component[i].end; ++s)
    if (oldLow <= std::max(sections[s].second, sections[s].next))
      touchSection(s);
}

bool SearchState::fail(llvm::ArrayRef<uint32_t> reason) {
  conflictSet.clear();
  conflictSet.add(reason);
  return false;
}

/// A blocked item will lie on a neighbour that is placed later.
SearchState::Support SearchState::lowestSupport(uint32_t i) {
  Support support = {limit + 1, i};
  looks += component.neighbours(i).size();
  for (uint32_t other : component.neighbours(i))
    if (!items[other].placed)
      if (int64_t end = items[other].low + component[other].size;
          end < support.low)
        support = {end, other};
  return support;
}

/// Blocked neighbours that counted on an item that is placed or has been
/// raised.
bool SearchState::refreshNeighbours(uint32_t i) {
  looks += component.neighbours(i).size();
  for (uint32_t other : component.neighbours(i)) {
    const ItemState &state = items[other];
    if (!state.blocked || state.support != i || state.placed ||
        refreshes[other] == kMaxRefreshes)
      continue;
    Support support = lowestSupport(other);
    if (support.low <= state.low) {
      change(other).support = support.item;
      continue;
    }
    if (refreshes[other]++ == 0)
      refreshed.push_back(other);
    raise(other, support, Event::Refresh);
    if (support.low + component[other].size > limit)
      return fail(other);
  }
  return true;
}

/// All that is not placed in a section has to lie between the lowest of it and
/// the limit.
bool SearchState::recount(uint32_t s) {
  int64_t lowest = INT64_MAX, second = INT64_MAX;
  uint32_t lowestItem = 0;
  looks += sections[s].count;
  for (uint32_t i : unplaced(s)) {
    int64_t low = items[i].low;
    if (low >= second)
      continue;
    second = std::max(low, lowest);
    if (low < lowest) {
      lowest = low;
      lowestItem = i;
    }
  }
  SectionState &section = changeSection(s);
  section.lowest = lowest;
  section.second = second;
  section.lowestItem = lowestItem;
  if (section.count && lowest + section.total > limit)
    return fail(unplaced(s));
  return true;
}

/// An item that fits below all that its neighbours can reach lies there, since
/// it could be lowered otherwise.
bool SearchState::settle(uint32_t i) {
  const ItemState &state = items[i];
  int64_t above = INT64_MAX;
  looks += component[i].end - component[i].begin;
  for (uint32_t s = component[i].begin; s < component[i].end; ++s)
    above = std::min(above, sections[s].lowestItem == i ? sections[s].second
                                                        : sections[s].lowest);
  if (state.placed || above < state.rest + component[i].size)
    return true;
  if (state.blocked) {
    conflictSet.clear();
    addWithNeighbours(i);
    return false;
  }
  placeItem(i, Event::Force);
  return true;
}

void SearchState::updateFlat(uint32_t i) {
  bool flat = !items[i].blocked;
  for (uint32_t s = component[i].begin; flat && s < component[i].end; ++s)
    flat = sections[s].lowest >= items[i].rest;
  if (flat == items[i].flat)
    return;
  change(i).flat = flat;
  for (uint32_t s = component[i].begin; s < component[i].end; ++s)
    touchSection(s);
}

void SearchState::countFlats(uint32_t s) {
  uint32_t flats = 0;
  int64_t next = INT64_MAX;
  looks += sections[s].count;
  for (uint32_t i : unplaced(s)) {
    const ItemState &state = items[i];
    flats += state.flat;
    next =
        std::min(next, state.flat ? state.rest + leastNeighbour[i] : state.low);
  }
  SectionState &section = changeSection(s);
  section.flats = flats;
  section.next = next;
}

/// Calls `action` for the items not placed of the sections, once for each.
template <typename Action>
bool SearchState::forItems(llvm::ArrayRef<uint32_t> list, Action action) {
  ++visit;
  for (uint32_t s : list) {
    looks += sections[s].count;
    // What is placed meanwhile moves behind the others.
    for (uint32_t k = 0; k < sections[s].count;) {
      uint32_t i = unplaced(s)[k];
      if (visits[i] == visit) {
        ++k;
        continue;
      }
      visits[i] = visit;
      if (!action(i))
        return false;
    }
  }
  return true;
}

/// Draws inferences until there are none; lists the sections touched.
bool SearchState::infer(std::vector<uint32_t> &touched) {
  while (!changed.empty() || !dirty.empty()) {
    while (!changed.empty()) {
      uint32_t i = changed.back();
      changed.pop_back();
      if (!items[i].placed && items[i].low + component[i].size > limit)
        return fail(i);
      if (!refreshNeighbours(i))
        return false;
    }
    std::vector<uint32_t> now = std::move(dirty);
    dirty.clear();
    ++round;
    for (uint32_t s : now)
      if (!recount(s))
        return false;
    if (!forItems(now, [&](uint32_t i) { return settle(i); }))
      return false;
    llvm::append_range(touched, now);
  }
  return true;
}

bool SearchState::propagate() {
  std::vector<uint32_t> touched;
  bool possible = infer(touched);
  if (possible) {
    forItems(touched, [&](uint32_t i) {
      updateFlat(i);
      return true;
    });
    llvm::append_range(touched, dirty);
    llvm::sort(touched);
    touched.erase(llvm::unique(touched), touched.end());
    for (uint32_t s : touched)
      countFlats(s);
  }
  changed.clear();
  dirty.clear();
  ++round;
  for (uint32_t i : refreshed)
    refreshes[i] = 0;
  refreshed.clear();
  return possible;
}
