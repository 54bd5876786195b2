//===- SearchState.h - A partial placement and what follows -----*- C++ -*-===//
//
// Items placed so far, what is known about the others, and the rules that
// extend this knowledge: docs/memory.md has them in words. Every change can be
// undone, and every inference can be traced to the items it rests on.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_ALLOC_SEARCHSTATE_H
#define SIMA_LIB_ALLOC_SEARCHSTATE_H

#include "Component.h"

namespace sima::alloc {

/// A set of items that remembers its elements.
class ItemSet {
public:
  explicit ItemSet(size_t universe) : isIn(universe, false) {}
  bool contains(uint32_t item) const { return isIn[item]; }
  void add(uint32_t item) {
    if (!isIn[item]) {
      isIn[item] = true;
      elements.push_back(item);
    }
  }
  void add(llvm::ArrayRef<uint32_t> items) {
    for (uint32_t item : items)
      add(item);
  }
  void clear() {
    for (uint32_t item : elements)
      isIn[item] = false;
    elements.clear();
  }
  llvm::ArrayRef<uint32_t> items() const { return elements; }

private:
  std::vector<char> isIn;
  std::vector<uint32_t> elements;
};

/// 128 bits, so that equal sums mean equal states.
struct StateHash {
  uint64_t low = 0, high = 0;
  void add(StateHash other) { low += other.low, high += other.high; }
  void subtract(StateHash other) { low -= other.low, high -= other.high; }
};

/// What is known about an item. Placed: its offset is `rest`.
struct ItemState {
  int64_t rest = 0;     ///< the highest end of placed neighbours
  int64_t low = 0;      ///< no offset below is possible
  uint32_t support = 0; ///< blocked: the neighbour that `low` was derived from
  bool placed = false;
  bool blocked = false; ///< the offset is not `rest`
  bool flat = false;    ///< not blocked, and no neighbour can get below `rest`
};

/// What is known about the items of a section that are not placed.
struct SectionState {
  int64_t total = 0;  ///< sum of sizes
  int64_t lowest = 0; ///< least `low`, of `lowestItem`
  int64_t second = 0; ///< least `low` of the others
  int64_t next = 0;   ///< least `low` if the flat ones were blocked
  uint32_t lowestItem = 0;
  uint32_t count = 0;
  uint32_t flats = 0;
  uint32_t crossing = 0; ///< items that are live in the section before too
};

class SearchState {
public:
  /// Everything above ground 0 is free; the limit is in units.
  SearchState(const Component &component, int64_t limit);

  const Component &component;
  const int64_t limit;

  const ItemState &item(uint32_t i) const { return items[i]; }
  const SectionState &section(uint32_t s) const { return sections[s]; }
  /// Items of a section that are not placed, in no order.
  llvm::ArrayRef<uint32_t> unplaced(uint32_t s) const {
    return llvm::ArrayRef(members).slice(memberBegins[s], sections[s].count);
  }
  /// Items that are not placed, of the sections [begin, end).
  StateHash hashOf(uint32_t begin, uint32_t end) const;

  /// Changes since a mark can be undone to it.
  struct Mark {
    size_t events, items, sections, raised;
    StateHash hash;
  };
  Mark mark();
  void undo(const Mark &mark);

  /// The branch where a flat item rests; then propagate().
  void place(uint32_t item) { placeItem(item, Event::Place); }
  /// The branch where none of these flat items of one section rests; then
  /// propagate().
  void block(llvm::ArrayRef<uint32_t> flats);
  /// Draws all inferences; false if there is no solution, for the reason in
  /// conflict().
  bool propagate();
  /// Where all else leaves no flat item in [begin, end): raises blocked ones
  /// to the level of the lowest that is not; false if there is none.
  bool lift(uint32_t begin, uint32_t end);

  /// Items whose states admit no solution.
  ItemSet &conflict() { return conflictSet; }
  /// Rewrites the conflict in terms of the state at `mark`, whose branch
  /// follows it; false if the branch has no part in it.
  bool explain(const Mark &mark);

  /// Hash of the sections that are branched on; the caller sets it, changes
  /// keep it up to date.
  StateHash hash;
  /// Whether a placement since the caller reset this may have separated items.
  bool mayHaveSplit = false;

  /// Items looked at so far: the measure of time.
  uint64_t looks = 0;

private:
  /// What changed knowledge, in order, for explain().
  struct Event {
    enum Kind { Place, Force, Block, Refresh, Lift } kind;
    uint32_t item;
    size_t raisedBegin, raisedEnd; ///< items changed, in `raised`
  };

  /// A neighbour that may hold an item up, and where.
  struct Support {
    int64_t low;
    uint32_t item;
  };

  ItemState &change(uint32_t i);
  SectionState &changeSection(uint32_t s);
  StateHash hashOfItem(uint32_t i) const;
  void removeMember(uint32_t i, uint32_t s);
  void placeItem(uint32_t i, Event::Kind kind);
  void raise(uint32_t i, Support support, Event::Kind kind);
  void addWithNeighbours(uint32_t i);

  void touchSection(uint32_t s);
  void touch(uint32_t i, int64_t oldLow);
  bool fail(llvm::ArrayRef<uint32_t> reason);
  Support lowestSupport(uint32_t i);
  bool refreshNeighbours(uint32_t i);
  bool recount(uint32_t s);
  bool settle(uint32_t i);
  void updateFlat(uint32_t i);
  void countFlats(uint32_t s);
  template <typename Action>
  bool forItems(llvm::ArrayRef<uint32_t> list, Action action);
  bool infer(std::vector<uint32_t> &touched);

  std::vector<ItemState> items;
  std::vector<SectionState> sections;
  std::vector<int64_t> leastNeighbour; // size of the smallest neighbour
  std::vector<size_t> memberBegins, positionBegins;
  std::vector<uint32_t> members;   // by section, those not placed first
  std::vector<uint32_t> positions; // of item and section, in `members`

  std::vector<Event> events;
  std::vector<uint32_t> raised;
  std::vector<std::pair<uint32_t, ItemState>> oldItems;
  std::vector<std::pair<uint32_t, SectionState>> oldSections;
  uint64_t epoch = 0; // of the last mark
  std::vector<uint64_t> itemEpochs, sectionEpochs;

  std::vector<uint32_t> changed; // items whose knowledge may reach others
  std::vector<uint32_t> dirty;   // sections to count again
  std::vector<uint64_t> dirtyRounds, visits;
  uint64_t round = 1, visit = 0;
  std::vector<uint32_t> refreshed, refreshes; // items and how often
  ItemSet conflictSet;
};

} // namespace sima::alloc

#endif // SIMA_LIB_ALLOC_SEARCHSTATE_H
