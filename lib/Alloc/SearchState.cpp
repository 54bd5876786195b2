//===- SearchState.cpp - Changes, their undoing, their reasons ------------===//

#include "SearchState.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::alloc;

SearchState::SearchState(const Component &component, int64_t limit)
    : component(component), limit(limit), items(component.size()),
      sections(component.sections()), leastNeighbour(component.size(), limit),
      itemEpochs(component.size(), 0), sectionEpochs(component.sections(), 0),
      dirtyRounds(component.sections(), 0), visits(component.size(), 0),
      refreshes(component.size(), 0), conflictSet(component.size()) {
  memberBegins.push_back(0);
  for (uint32_t s = 0; s < component.sections(); ++s) {
    llvm::append_range(members, component.members(s));
    memberBegins.push_back(members.size());
  }
  positionBegins.push_back(0);
  for (uint32_t i = 0; i < component.size(); ++i)
    positionBegins.push_back(positionBegins.back() + component[i].end -
                             component[i].begin);
  positions.resize(positionBegins.back());
  for (uint32_t s = 0; s < component.sections(); ++s) {
    llvm::ArrayRef<uint32_t> list = component.members(s);
    SectionState &section = sections[s];
    section.count = uint32_t(list.size());
    for (uint32_t k = 0; k < list.size(); ++k) {
      const Item &item = component[list[k]];
      positions[positionBegins[list[k]] + s - item.begin] = k;
      section.total += item.size;
      section.crossing += item.begin < s;
    }
    touchSection(s);
  }
  looks = members.size();
  for (uint32_t i = 0; i < component.size(); ++i)
    for (uint32_t other : component.neighbours(i))
      leastNeighbour[i] = std::min(leastNeighbour[i], component[other].size);
}

//===----------------------------------------------------------------------===//
// Hashes
//===----------------------------------------------------------------------===//

/// The finalizer of SplitMix64 (Steele et al., "Fast splittable pseudorandom
/// number generators", 2014).
static uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

StateHash SearchState::hashOfItem(uint32_t i) const {
  const ItemState &state = items[i];
  uint64_t key =
      mix(mix(uint64_t(i) << 1 | state.blocked) ^ uint64_t(state.rest));
  key = mix(key ^ uint64_t(state.low));
  return {key, mix(key ^ i)};
}

StateHash SearchState::hashOf(uint32_t begin, uint32_t end) const {
  StateHash sum;
  for (uint32_t s = begin; s < end; ++s)
    for (uint32_t i : unplaced(s))
      if (component[i].begin == s)
        sum.add(hashOfItem(i));
  return sum;
}

//===----------------------------------------------------------------------===//
// Changes
//===----------------------------------------------------------------------===//

ItemState &SearchState::change(uint32_t i) {
  if (itemEpochs[i] != epoch) {
    itemEpochs[i] = epoch;
    oldItems.emplace_back(i, items[i]);
  }
  return items[i];
}

SectionState &SearchState::changeSection(uint32_t s) {
  if (sectionEpochs[s] != epoch) {
    sectionEpochs[s] = epoch;
    oldSections.emplace_back(s, sections[s]);
  }
  return sections[s];
}

SearchState::Mark SearchState::mark() {
  ++epoch;
  return {events.size(), oldItems.size(), oldSections.size(), raised.size(),
          hash};
}

void SearchState::undo(const Mark &mark) {
  for (; oldItems.size() > mark.items; oldItems.pop_back())
    items[oldItems.back().first] = oldItems.back().second;
  // With its count a section gets its members back: they were moved behind the
  // others and have stayed there.
  for (; oldSections.size() > mark.sections; oldSections.pop_back())
    sections[oldSections.back().first] = oldSections.back().second;
  events.resize(mark.events);
  raised.resize(mark.raised);
  hash = mark.hash;
  ++epoch;
}

void SearchState::removeMember(uint32_t i, uint32_t s) {
  SectionState &section = changeSection(s);
  section.total -= component[i].size;
  --section.count;
  uint32_t *list = members.data() + memberBegins[s];
  auto position = [&](uint32_t member) -> uint32_t & {
    return positions[positionBegins[member] + s - component[member].begin];
  };
  uint32_t last = list[section.count], here = position(i);
  std::swap(list[here], list[section.count]);
  position(last) = here;
  position(i) = section.count;
  mayHaveSplit |= section.count == 0;
  if (s > component[i].begin)
    mayHaveSplit |= --section.crossing == 0;
  touchSection(s);
}

void SearchState::placeItem(uint32_t i, Event::Kind kind) {
  const Item &item = component[i];
  hash.subtract(hashOfItem(i));
  change(i).placed = true;
  for (uint32_t s = item.begin; s < item.end; ++s)
    removeMember(i, s);
  changed.push_back(i);

  looks += component.neighbours(i).size();
  size_t raisedBegin = raised.size();
  int64_t top = items[i].rest + item.size;
  for (uint32_t other : component.neighbours(i)) {
    if (items[other].placed || items[other].rest >= top)
      continue;
    hash.subtract(hashOfItem(other));
    ItemState &state = change(other);
    int64_t oldLow = state.low;
    state.rest = top;
    state.low = std::max(state.low, top);
    state.blocked &= state.low > top;
    hash.add(hashOfItem(other));
    raised.push_back(other);
    touch(other, oldLow);
  }
  events.push_back({kind, i, raisedBegin, raised.size()});
}

void SearchState::raise(uint32_t i, Support support, Event::Kind kind) {
  hash.subtract(hashOfItem(i));
  ItemState &state = change(i);
  int64_t oldLow = state.low;
  state.blocked = true;
  state.low = support.low;
  state.support = support.item;
  hash.add(hashOfItem(i));
  events.push_back({kind, i, raised.size(), raised.size()});
  touch(i, oldLow);
}

void SearchState::block(llvm::ArrayRef<uint32_t> flats) {
  llvm::SmallVector<Support> supports;
  for (uint32_t i : flats)
    supports.push_back(lowestSupport(i));
  for (auto [i, support] : llvm::zip_equal(flats, supports))
    raise(i, support, Event::Block);
}

bool SearchState::lift(uint32_t begin, uint32_t end) {
  int64_t level = INT64_MAX;
  std::vector<uint32_t> all;
  for (uint32_t s = begin; s < end; ++s)
    for (uint32_t i : unplaced(s))
      if (component[i].begin == s) {
        all.push_back(i);
        if (!items[i].blocked)
          level = std::min(level, items[i].rest);
      }
  if (level == INT64_MAX) {
    // The lowest of them has nothing that could hold it up.
    conflictSet.clear();
    for (uint32_t i : all)
      addWithNeighbours(i);
    return false;
  }
  for (uint32_t i : all)
    if (items[i].blocked && items[i].low <= level) {
      raise(i, {level + 1, i}, Event::Lift);
      events.back().raisedBegin = raised.size();
      llvm::append_range(raised, all);
      events.back().raisedEnd = raised.size();
    }
  return true;
}

//===----------------------------------------------------------------------===//
// Reasons
//===----------------------------------------------------------------------===//

void SearchState::addWithNeighbours(uint32_t i) {
  conflictSet.add(i);
  conflictSet.add(component.neighbours(i));
}

bool SearchState::explain(const Mark &mark) {
  bool touched = false;
  for (size_t e = events.size(); e-- > mark.events;) {
    const Event &event = events[e];
    llvm::ArrayRef<uint32_t> list = llvm::ArrayRef(raised).slice(
        event.raisedBegin, event.raisedEnd - event.raisedBegin);
    bool known = conflictSet.contains(event.item);
    switch (event.kind) {
    case Event::Place:
    case Event::Force:
      if (!known && llvm::none_of(list, [&](uint32_t i) {
            return conflictSet.contains(i);
          }))
        break;
      conflictSet.add(event.item);
      touched |= event.kind == Event::Place;
      // It was forced by where its neighbours can be.
      if (event.kind == Event::Force)
        addWithNeighbours(event.item);
      break;
    case Event::Block:
      touched |= known;
      [[fallthrough]];
    case Event::Refresh:
      if (known)
        addWithNeighbours(event.item);
      break;
    case Event::Lift:
      if (known)
        for (uint32_t i : list)
          addWithNeighbours(i);
      break;
    }
  }
  return touched;
}
