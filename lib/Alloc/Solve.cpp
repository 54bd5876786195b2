//===- Solve.cpp - Allocations and their certificates ---------------------===//

#include "sima/Alloc/Solve.h"
#include "BestFit.h"
#include "Conflict.h"
#include "Decomposition.h"
#include "PartSearch.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::alloc;

namespace {
/// The exact search of a problem, part by part.
class PartsSearch {
public:
  PartsSearch(const Problem &problem, const Options &options, Answer &answer);

  /// Places parts within the capacity; false if one of them cannot be.
  bool fit();
  /// Lowers the highest part as far as possible.
  void minimize();
  /// Takes over the placements of all parts where they are lower.
  void conclude();

private:
  uint64_t left() const {
    return options.nodeBudget - std::min(answer.nodes, options.nodeBudget);
  }
  uint64_t base(size_t part) const { return decomposition.parts()[part].base; }
  void setConflict(size_t part);

  const Problem &problem;
  const Options &options;
  Answer &answer;
  Decomposition decomposition;
  std::vector<PartSearch> searches; // one for each part
};
} // namespace

PartsSearch::PartsSearch(const Problem &problem, const Options &options,
                         Answer &answer)
    : problem(problem), options(options), answer(answer),
      decomposition(problem) {
  for (const Decomposition::Part &part : decomposition.parts())
    searches.emplace_back(partOf(problem, part.numbers, part.base),
                          options.goal == Goal::Minimum);
}

/// What a search of a part has shown to be impossible is so above its floors.
void PartsSearch::setConflict(size_t part) {
  const Decomposition::Part &impossible = decomposition.parts()[part];
  std::vector<size_t> conflict;
  for (uint32_t item : searches[part].conflict())
    conflict.push_back(impossible.numbers[item]);
  decomposition.collect(impossible.below, conflict);
  llvm::sort(conflict);
  answer.solution = {};
  answer.certificate =
      reduceConflict(problem, std::move(conflict), left(), answer.nodes);
}

bool PartsSearch::fit() {
  std::vector<size_t> hard;
  for (auto [index, search] : llvm::enumerate(searches))
    if (search.fit(0) != Outcome::Found)
      hard.push_back(index);
  for (auto [index, part] : llvm::enumerate(hard)) {
    Outcome outcome = searches[part].fit(left() / (hard.size() - index));
    answer.nodes += searches[part].nodes();
    if (outcome == Outcome::Infeasible) {
      setConflict(part);
      return false;
    }
  }
  return true;
}

/// The part of the highest peak comes first: what it needs is free for the
/// others.
void PartsSearch::minimize() {
  std::vector<std::pair<uint64_t, size_t>> order;
  for (auto [index, search] : llvm::enumerate(searches))
    order.emplace_back(base(index) + search.best().peak, index);
  llvm::sort(order, [](const auto &a, const auto &b) {
    return std::pair(b.first, a.second) < std::pair(a.first, b.second);
  });
  uint64_t &bound = answer.certificate.lowerBound;
  for (auto [peak, part] : order) {
    PartSearch &search = searches[part];
    uint64_t before = search.nodes();
    // The bound is that of a stage above all floors, or of the floors alone.
    search.minimize(bound - std::min(bound, base(part)), left());
    answer.nodes += search.nodes() - before;
    bound = std::max(bound, base(part) + search.boundBytes());
  }
}

void PartsSearch::conclude() {
  Solution solution;
  solution.addresses.assign(problem.buffers.size(), 0);
  solution.peak = decomposition.floorPeak();
  for (const Decomposition::Floor &floor : decomposition.floors()) {
    uint64_t address = floor.base;
    for (size_t number : floor.numbers) {
      solution.addresses[number] = address;
      address += problem.aligned(problem.buffers[number].bytes);
    }
  }
  for (auto [index, search] : llvm::enumerate(searches)) {
    const Decomposition::Part &part = decomposition.parts()[index];
    for (auto [number, address] :
         llvm::zip_equal(part.numbers, search.best().addresses))
      solution.addresses[number] = part.base + address;
    solution.peak = std::max(solution.peak, part.base + search.best().peak);
  }
  if (solution.peak < answer.solution.peak)
    answer.solution = std::move(solution);
}

/// All of allocate() but the checks before and after.
static Answer findAnswer(const Problem &problem, const Options &options) {
  LivePeak live = problem.livePeak();
  bool onlyFit = options.goal == Goal::Fit;
  Answer answer;
  answer.certificate.lowerBound = live.bytes;
  answer.solution = sideBySide(problem);
  if (answer.solution.peak > (onlyFit ? problem.capacity : live.bytes)) {
    if (live.bytes > problem.capacity) {
      answer.solution = {};
      answer.certificate = overfullStage(problem, live);
      return answer;
    }
    answer.solution = bestFit(problem, /*lowest=*/!onlyFit);
    bool fits = answer.solution.peak <= problem.capacity;
    if ((!fits || !onlyFit) && options.nodeBudget) {
      PartsSearch search(problem, options, answer);
      if (!fits && !search.fit())
        return answer;
      if (!onlyFit)
        search.minimize();
      search.conclude();
    }
  }
  answer.certificate.verdict =
      answer.solution.peak == answer.certificate.lowerBound ? Verdict::Optimal
                                                            : Verdict::Gap;
  return answer;
}

llvm::Expected<Answer> sima::alloc::allocate(const Problem &problem,
                                             const Options &options) {
  if (llvm::Error error = problem.validate())
    return std::move(error);
  Answer answer = findAnswer(problem, options);
  if (answer.fits(problem))
    if (llvm::Error error = problem.verify(answer.solution.addresses))
      return std::move(error);
  return answer;
}

llvm::Expected<Solution> sima::alloc::solve(const Problem &problem,
                                            const Options &options,
                                            StageName nameOf) {
  llvm::Expected<Answer> answer = allocate(problem, options);
  if (!answer)
    return answer.takeError();
  if (!answer->fits(problem))
    return llvm::createStringError(describeFailure(problem, *answer, nameOf));
  return std::move(answer->solution);
}
