//===- CheckAnswer.cpp - Certificates, checked by other means -------------===//
//
// Shares no code with the search: what only a search can prove is enumerated
// once more, plainly.
//
//===----------------------------------------------------------------------===//

#include "sima/Alloc/Solve.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima::alloc;

namespace {
/// All placements within a limit in which each buffer lies on the ground or on
/// another one, in the order of their addresses.
class Enumeration {
public:
  enum Result { Found, Impossible, BudgetSpent };

  Enumeration(const Problem &problem, uint64_t limit, uint64_t budget)
      : problem(problem), buffers(problem.buffers), limit(limit),
        budget(budget), rests(buffers.size(), 0),
        placed(buffers.size(), false) {
    for (size_t i = 0; i < buffers.size(); ++i)
      placed[i] = buffers[i].bytes == 0;
  }

  Result run() { return from(0, 0); }

private:
  uint64_t bytes(size_t i) const { return problem.aligned(buffers[i].bytes); }

  /// Whether the bytes not placed fit above what has to be below them.
  bool isOpen(uint64_t lowest) const {
    for (size_t at = 0; at < buffers.size(); ++at) {
      uint64_t sum = 0, ground = UINT64_MAX;
      for (size_t i = 0; i < buffers.size(); ++i)
        if (!placed[i] && buffers[i].first <= buffers[at].first &&
            buffers[at].first <= buffers[i].last) {
          sum += bytes(i);
          ground = std::min(ground, std::max(rests[i], lowest));
        }
      if (sum && (ground > limit || sum > limit - ground))
        return false;
    }
    return true;
  }

  /// The next buffer has an address of at least `lowest`, of the same address
  /// at least number `first`.
  Result from(uint64_t lowest, size_t first) {
    if (llvm::all_of(placed, [](char done) { return done; }))
      return Found;
    if (spent++ >= budget)
      return BudgetSpent;
    if (!isOpen(lowest))
      return Impossible;
    for (size_t i = 0; i < buffers.size(); ++i) {
      if (placed[i] || rests[i] < lowest || (rests[i] == lowest && i < first))
        continue;
      std::vector<uint64_t> before = rests;
      placed[i] = true;
      for (size_t k = 0; k < buffers.size(); ++k)
        if (!placed[k] && buffers[k].overlapsInTime(buffers[i]))
          rests[k] = std::max(rests[k], rests[i] + bytes(i));
      Result result = from(rests[i], i);
      placed[i] = false;
      rests = std::move(before);
      if (result != Impossible)
        return result;
    }
    return Impossible;
  }

  const Problem &problem;
  llvm::ArrayRef<Buffer> buffers;
  uint64_t limit, budget, spent = 0;
  std::vector<uint64_t> rests;
  std::vector<char> placed;
};

class Checker {
public:
  Checker(const Problem &problem, const Answer &answer, uint64_t budget)
      : problem(problem), answer(answer), certificate(answer.certificate),
        budget(budget) {}

  llvm::Expected<Checked> run();

private:
  /// More buffers than this are not enumerated: the recursion has their depth.
  static constexpr size_t kMaxEnumerated = 1000;

  llvm::Error fail(const std::string &text) const {
    return llvm::createStringError(problem.memory + ": " + text);
  }
  Problem partOf(llvm::ArrayRef<size_t> numbers) const;
  llvm::Error checkSolution() const;
  llvm::Error checkBound();
  llvm::Error checkConflict();
  llvm::Error checkMinimality();
  llvm::Error checkImpossible(const Problem &part, uint64_t limit);

  const Problem &problem;
  const Answer &answer;
  const Certificate &certificate;
  uint64_t budget;
  Checked checked = Checked::All;
};
} // namespace

Problem Checker::partOf(llvm::ArrayRef<size_t> numbers) const {
  Problem part = problem;
  part.buffers.clear();
  for (size_t number : numbers)
    part.buffers.push_back(problem.buffers[number]);
  return part;
}

llvm::Error Checker::checkSolution() const {
  const Solution &solution = answer.solution;
  if (solution.addresses.size() != problem.buffers.size())
    return fail(llvm::formatv("{0} addresses for {1} buffers",
                              solution.addresses.size(),
                              problem.buffers.size()));
  uint64_t peak = 0;
  for (auto [buffer, address] :
       llvm::zip_equal(problem.buffers, solution.addresses))
    if (buffer.bytes && address <= solution.peak)
      peak = std::max(peak, address + problem.aligned(buffer.bytes));
  if (peak != solution.peak)
    return fail(llvm::formatv("the peak is {0}, not {1}", peak, solution.peak));
  Problem within = problem;
  within.capacity = peak;
  if (solution.disjoint)
    for (Buffer &buffer : within.buffers)
      buffer.first = buffer.last = 0;
  return within.verify(solution.addresses);
}

/// That nothing fits `limit` bytes, as far as the budget reaches.
llvm::Error Checker::checkImpossible(const Problem &part, uint64_t limit) {
  if (part.buffers.size() > kMaxEnumerated) {
    checked = Checked::Counted;
    return llvm::Error::success();
  }
  switch (Enumeration(part, limit, budget).run()) {
  case Enumeration::Found:
    return fail(llvm::formatv("there is an allocation of {0} buffers within "
                              "{1} bytes",
                              part.buffers.size(), limit));
  case Enumeration::BudgetSpent:
    checked = Checked::Counted;
    break;
  case Enumeration::Impossible:
    break;
  }
  return llvm::Error::success();
}

llvm::Error Checker::checkBound() {
  uint64_t peak = answer.solution.peak, bound = certificate.lowerBound;
  bool optimal = certificate.verdict == Verdict::Optimal;
  if (optimal ? peak != bound : peak <= bound)
    return fail(llvm::formatv("peak {0} with the bound {1} is {2}", peak, bound,
                              optimal ? "not optimal" : "no gap"));
  if (optimal && peak > problem.capacity)
    return fail(llvm::formatv("a minimum of {0} is infeasible", peak));
  if (bound <= problem.lowerBound())
    return llvm::Error::success();
  return checkImpossible(problem, bound - 1);
}

/// All buffers but one fit, for each of them.
llvm::Error Checker::checkMinimality() {
  for (size_t left = 0; left < certificate.conflict.size(); ++left) {
    std::vector<size_t> others = certificate.conflict;
    others.erase(others.begin() + left);
    Problem part = partOf(others);
    llvm::Expected<Answer> found = allocate(part, {Goal::Fit, budget});
    if (!found)
      return found.takeError();
    if (found->certificate.verdict == Verdict::Infeasible)
      return fail(
          llvm::formatv("the conflict needs no {0}",
                        problem.buffers[certificate.conflict[left]].name));
    if (!found->fits(part))
      checked = Checked::Counted;
  }
  return llvm::Error::success();
}

llvm::Error Checker::checkConflict() {
  llvm::ArrayRef<size_t> conflict = certificate.conflict;
  if (conflict.empty() || conflict.back() >= problem.buffers.size() ||
      !llvm::is_sorted(conflict) ||
      std::adjacent_find(conflict.begin(), conflict.end()) != conflict.end())
    return fail("the conflict is not an ascending list of buffers");
  Problem part = partOf(conflict);
  bool isLiveSum = part.lowerBound() > problem.capacity;
  uint64_t proven = isLiveSum ? problem.lowerBound()
                              : (problem.capacity / problem.alignment + 1) *
                                    problem.alignment;
  if (certificate.lowerBound <= problem.capacity ||
      certificate.lowerBound > proven)
    return fail(llvm::formatv("the conflict does not prove the bound {0}",
                              certificate.lowerBound));
  if (isLiveSum != certificate.conflictIsLiveSum)
    return fail(
        llvm::formatv("the conflict has {0} live bytes", part.lowerBound()));
  if (!isLiveSum)
    if (llvm::Error error = checkImpossible(part, problem.capacity))
      return error;
  return certificate.conflictIsMinimal ? checkMinimality()
                                       : llvm::Error::success();
}

llvm::Expected<Checked> Checker::run() {
  if (llvm::Error error = problem.validate())
    return std::move(error);
  if (certificate.verdict == Verdict::Infeasible) {
    if (llvm::Error error = checkConflict())
      return std::move(error);
    return checked;
  }
  if (llvm::Error error = checkSolution())
    return std::move(error);
  if (llvm::Error error = checkBound())
    return std::move(error);
  return checked;
}

llvm::Expected<Checked> sima::alloc::checkAnswer(const Problem &problem,
                                                 const Answer &answer,
                                                 uint64_t nodeBudget) {
  return Checker(problem, answer, nodeBudget).run();
}
