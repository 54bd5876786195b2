//===- Search.cpp - Exact search of a component ---------------------------===//

#include "Search.h"
#include "llvm/ADT/STLExtras.h"
#include <utility>

using namespace sima::alloc;

/// Puts the parts of sections [begin, end) into the list of those that wait,
/// the one of fewest items first.
void Search::split(uint32_t begin, uint32_t end) {
  llvm::SmallVector<std::pair<size_t, Part>> pieces;
  for (uint32_t s = begin; s < end;) {
    if (!state->section(s).count) {
      ++s;
      continue;
    }
    uint32_t first = s++;
    while (s < end && state->section(s).crossing)
      ++s;
    size_t count = 0;
    for (uint32_t t = first; t < s; ++t)
      for (uint32_t i : state->unplaced(t))
        count += component[i].begin == t;
    pieces.push_back({count, {first, s, state->hashOf(first, s), kNone}});
  }
  llvm::sort(pieces, [](const auto &a, const auto &b) {
    return std::pair(a.first, a.second.begin) >
           std::pair(b.first, b.second.begin);
  });
  for (auto &[count, part] : pieces) {
    part.next = waiting;
    waiting = uint32_t(parts.size());
    parts.push_back(part);
  }
}

/// Whether the part was found to be impossible before; then its reasons are
/// the conflict.
bool Search::recall() {
  auto known = nogoods.find({part.hash.low, part.hash.high});
  if (known == nogoods.end())
    return false;
  state->conflict().clear();
  state->conflict().add(
      llvm::ArrayRef(nogoodItems)
          .slice(known->second.begin, known->second.end - known->second.begin));
  return true;
}

/// The conflict is why the part of `frame` is impossible in its state.
void Search::remember(const Frame &frame) {
  llvm::ArrayRef<uint32_t> items = state->conflict().items();
  if (nogoods.size() == kMaxNogoods ||
      nogoodItems.size() + items.size() > kMaxNogoodItems)
    return;
  size_t begin = nogoodItems.size();
  if (nogoods
          .try_emplace({frame.part.hash.low, frame.part.hash.high},
                       Nogood{begin, begin + items.size()})
          .second)
    llvm::append_range(nogoodItems, items);
}

/// The section of the part to branch on; nothing where no item is flat.
std::optional<uint32_t> Search::choose() {
  std::optional<uint32_t> best;
  std::pair<int64_t, int64_t> bestKey;
  looks += (part.end - part.begin) / 8; // sections cost less than items
  for (uint32_t s = part.begin; s < part.end; ++s) {
    const SectionState &section = state->section(s);
    if (!section.flats)
      continue;
    int64_t branches = section.flats + (section.next + section.total <= limit);
    std::pair<int64_t, int64_t> key;
    switch (strategy->rule) {
    case SectionRule::LowestFewest:
      key = {section.lowest, branches};
      break;
    case SectionRule::LowestTight:
      key = {section.lowest, limit - section.total};
      break;
    case SectionRule::FewestLowest:
      key = {branches, section.lowest};
      break;
    }
    if (!best || key < bestKey) {
      best = s;
      bestKey = key;
    }
  }
  return best;
}

/// Sides of a flat item where its end will be level with what is beside it, so
/// that both together hold up a wider one.
int Search::flushEnds(uint32_t i) const {
  const Item &item = component[i];
  int64_t top = state->item(i).rest + item.size;
  auto isLevel = [&](uint32_t s) {
    return s < component.sections() && state->section(s).count
               ? state->section(s).lowest == top
               : top == limit;
  };
  // The section before the first wraps around to none.
  return isLevel(item.begin - 1) + isLevel(item.end);
}

/// Branches on a section; false on a conflict in the first branch.
bool Search::decide(uint32_t section) {
  Frame frame{state->mark(), part, waiting, parts.size(), {}, 0, {}};
  for (uint32_t i : state->unplaced(section))
    if (state->item(i).flat)
      frame.flats.push_back(i);
  auto key = [&](uint32_t i) {
    return std::pair(-flushEnds(i), strategy->ranks[i]);
  };
  llvm::sort(frame.flats,
             [&](uint32_t a, uint32_t b) { return key(a) < key(b); });
  frames.push_back(std::move(frame));
  return apply(frames.back());
}

/// Takes the branch of the frame; false on a conflict.
bool Search::apply(Frame &frame) {
  state->mayHaveSplit = false;
  if (frame.branch < frame.flats.size())
    state->place(frame.flats[frame.branch]);
  else
    state->block(frame.flats);
  ++branchCount;
  return infer();
}

/// Draws inferences after a change of the part; false on a conflict.
bool Search::infer() {
  bool possible = state->propagate();
  looks += std::exchange(state->looks, 0);
  if (!possible)
    return false;
  if (state->mayHaveSplit) {
    split(part.begin, part.end);
    part.end = part.begin; // done, or among those that wait
  } else {
    part.hash = state->hash;
  }
  return true;
}

/// Items of equal size and time are interchangeable: what is impossible for
/// one that rests is so for the other.
bool Search::isTwin(const Frame &frame, size_t flat) const {
  const Item &item = component[frame.flats[flat]];
  return llvm::any_of(llvm::ArrayRef(frame.flats).take_front(flat),
                      [&](uint32_t i) { return component[i] == item; });
}

/// Keeps why a branch failed until all of them have; twins of the item that
/// rested fail for the same reasons.
void Search::addReasons(Frame &frame) {
  ItemSet &conflict = state->conflict();
  if (frame.branch < frame.flats.size()) {
    const Item &item = component[frame.flats[frame.branch]];
    for (uint32_t i : frame.flats)
      if (component[i] == item)
        conflict.add(i);
  }
  conflict.add(frame.reasons);
  frame.reasons.assign(conflict.items().begin(), conflict.items().end());
}

/// Returns to the last decision that has a part in the conflict and takes its
/// next branch; false if there is none.
bool Search::backtrack() {
  uint32_t place = part.begin;
  while (!frames.empty()) {
    Frame &frame = frames.back();
    bool touched = state->explain(frame.mark);
    state->undo(frame.mark);
    part = frame.part;
    waiting = frame.waiting;
    parts.resize(frame.partCount);
    if (touched) {
      addReasons(frame);
      do
        ++frame.branch;
      while (frame.branch < frame.flats.size() && isTwin(frame, frame.branch));
    }
    if (touched && frame.branch <= frame.flats.size()) {
      if (apply(frame))
        return true;
      place = frame.part.begin;
      continue;
    }
    // Of parts beside the impossible one nothing is known.
    if (frame.part.begin <= place && place < frame.part.end)
      remember(frame);
    frames.pop_back();
  }
  return false;
}

/// Starts over; false if there is a conflict before any decision.
bool Search::begin() {
  state.emplace(component, limit);
  frames.clear();
  parts.clear();
  waiting = kNone;
  part = {};
  if (!state->propagate())
    return false;
  split(0, component.sections());
  return true;
}

void Search::finish() {
  found.clear();
  for (uint32_t i = 0; i < component.size(); ++i)
    found.push_back(state->item(i).rest);
}

Outcome Search::run(const Strategy &chosen, uint64_t branches,
                    uint64_t nodeBudget) {
  strategy = &chosen;
  uint64_t lastBranch = branchCount + branches, end = nodes() + nodeBudget;
  bool possible = begin();
  while (true) {
    if (!possible && !backtrack())
      break;
    possible = true;
    if (branchCount >= lastBranch || nodes() >= end)
      return Outcome::BudgetSpent;
    if (part.begin == part.end) {
      if (waiting == kNone) {
        finish();
        return Outcome::Found;
      }
      part = parts[waiting];
      waiting = part.next;
      state->hash = part.hash;
    }
    if (recall()) {
      possible = false;
      continue;
    }
    if (std::optional<uint32_t> section = choose()) {
      possible = decide(*section);
    } else {
      state->mayHaveSplit = false;
      possible = state->lift(part.begin, part.end) && infer();
    }
  }
  ItemSet &conflict = state->conflict();
  state->explain({});
  impossible.assign(conflict.items().begin(), conflict.items().end());
  llvm::sort(impossible);
  return Outcome::Infeasible;
}
