//===- Search.h - Exact search of a component -------------------*- C++ -*-===//
//
// Branch and bound over canonical placements: those in which no item can be
// lowered. docs/memory.md says why that is enough and what is inferred.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_ALLOC_SEARCH_H
#define SIMA_LIB_ALLOC_SEARCH_H

#include "SearchState.h"
#include "llvm/ADT/DenseMap.h"

namespace sima::alloc {

enum class Outcome { Found, Infeasible, BudgetSpent };

/// Where to branch. All of them prefer sections of few branches.
enum class SectionRule {
  LowestFewest, ///< lowest level, then fewest branches
  LowestTight,  ///< lowest level, then least slack
  FewestLowest  ///< fewest branches, then lowest level
};

/// One way to search: results differ in time, never in what is true.
struct Strategy {
  SectionRule rule = SectionRule::LowestFewest;
  std::vector<uint32_t> ranks; ///< of items: the order of branches
};

/// Searches placements of a component within a limit. Runs share what they
/// have found to be impossible.
class Search {
public:
  static constexpr uint64_t kLooksPerNode = 4096;

  Search(const Component &component, int64_t limit)
      : component(component), limit(limit) {}

  /// Tries at most `branches`, and stops when `nodeBudget` is spent.
  Outcome run(const Strategy &strategy, uint64_t branches, uint64_t nodeBudget);

  /// Nodes spent by all runs. A branch is one node, and one more for each
  /// kLooksPerNode items that were looked at, so that they measure time.
  uint64_t nodes() const { return branchCount + looks / kLooksPerNode; }
  /// Found: of all items, in units.
  const std::vector<int64_t> &offsets() const { return found; }
  /// Infeasible: items that are known not to fit together.
  const std::vector<uint32_t> &core() const { return impossible; }

private:
  /// Sections [begin, end) that no item connects with others.
  struct Part {
    uint32_t begin, end;
    StateHash hash;
    uint32_t next; // of the list of parts that wait
  };
  /// A decision: one of the flat items of a section rests, or none does.
  struct Frame {
    SearchState::Mark mark;
    Part part;
    uint32_t waiting;              // first part that waits, in `parts`
    size_t partCount;              // of `parts`
    std::vector<uint32_t> flats;   // in the order of branches
    size_t branch = 0;             // tried last; flats.size(): none rests
    std::vector<uint32_t> reasons; // why the branches so far failed
  };
  struct Nogood {
    size_t begin, end; // items, in `nogoodItems`
  };
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr size_t kMaxNogoods = 1 << 18;
  static constexpr size_t kMaxNogoodItems = 1 << 23;

  bool begin();
  void split(uint32_t begin, uint32_t end);
  bool recall();
  void remember(const Frame &frame);
  std::optional<uint32_t> choose();
  int flushEnds(uint32_t i) const;
  bool decide(uint32_t section);
  bool apply(Frame &frame);
  bool infer();
  bool backtrack();
  void addReasons(Frame &frame);
  bool isTwin(const Frame &frame, size_t flat) const;
  void finish();

  const Component &component;
  const int64_t limit;
  const Strategy *strategy = nullptr;
  std::optional<SearchState> state;
  Part part{};
  uint32_t waiting = kNone;
  std::vector<Part> parts;
  std::vector<Frame> frames;
  uint64_t branchCount = 0, looks = 0;
  llvm::DenseMap<std::pair<uint64_t, uint64_t>, Nogood> nogoods;
  std::vector<uint32_t> nogoodItems;
  std::vector<int64_t> found;
  std::vector<uint32_t> impossible;
};

} // namespace sima::alloc

#endif // SIMA_LIB_ALLOC_SEARCH_H
