//===- Diagnostics.cpp - Allocations that fail, in words ------------------===//

#include "sima/Alloc/Solve.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima::alloc;

/// "the largest buffers are 'a' with 64 bytes, 'b' with 32 bytes and 3 more".
static std::string largest(const Problem &problem,
                           std::vector<size_t> numbers) {
  constexpr size_t kNamed = 3;
  llvm::sort(numbers, [&](size_t a, size_t b) {
    return std::pair(problem.buffers[b].bytes, a) <
           std::pair(problem.buffers[a].bytes, b);
  });
  std::vector<std::string> phrases;
  for (size_t number : llvm::ArrayRef(numbers).take_front(kNamed))
    phrases.push_back(llvm::formatv("'{0}' with {1} bytes",
                                    problem.buffers[number].name,
                                    problem.buffers[number].bytes));
  if (numbers.size() > kNamed)
    phrases.push_back(llvm::formatv("{0} more", numbers.size() - kNamed));
  std::string text = numbers.size() == 1 ? "the largest buffer is "
                                         : "the largest buffers are ";
  for (auto [index, phrase] : llvm::enumerate(phrases)) {
    if (index)
      text += index + 1 == phrases.size() ? " and " : ", ";
    text += phrase;
  }
  return text;
}

/// Buffers of more than 0 bytes that are live at a stage.
static std::vector<size_t> liveAt(const Problem &problem, int64_t stage) {
  std::vector<size_t> numbers;
  for (auto [index, buffer] : llvm::enumerate(problem.buffers))
    if (buffer.bytes && buffer.first <= stage && stage <= buffer.last)
      numbers.push_back(index);
  return numbers;
}

static std::string stageNumber(int64_t stage) {
  return "stage " + std::to_string(stage);
}

static std::string describeConflict(const Problem &problem,
                                    const Certificate &certificate,
                                    StageName nameOf) {
  // The stage and the sum are those of the conflict alone.
  Problem part = problem;
  part.buffers.clear();
  for (size_t number : certificate.conflict)
    part.buffers.push_back(problem.buffers[number]);
  LivePeak live = part.livePeak();
  return llvm::formatv(
      "{0}: {1} needs {2} of the {3} bytes there are, but {4} buffers, not all "
      "of them live then, cannot be arranged in them; {5}",
      problem.memory, nameOf(live.stage), live.bytes, problem.capacity,
      certificate.conflict.size(), largest(problem, certificate.conflict));
}

std::string sima::alloc::describeFailure(const Problem &problem,
                                         const Answer &answer,
                                         StageName nameOf) {
  if (!nameOf)
    nameOf = stageNumber;
  const Certificate &certificate = answer.certificate;
  if (certificate.verdict == Verdict::Infeasible &&
      !certificate.conflictIsLiveSum)
    return describeConflict(problem, certificate, nameOf);
  LivePeak live = problem.livePeak();
  if (certificate.verdict == Verdict::Infeasible)
    return llvm::formatv(
        "{0}: {1} needs {2} bytes, {3} more than the {4} there are; {5}",
        problem.memory, nameOf(live.stage), live.bytes,
        live.bytes - problem.capacity, problem.capacity,
        largest(problem, certificate.conflict));
  uint64_t peak = answer.solution.peak;
  return llvm::formatv(
      "{0}: the best allocation found in {1} steps needs {2} bytes, {3} more "
      "than the {4} there are; {5} needs {6}: {7}",
      problem.memory, answer.nodes, peak, peak - problem.capacity,
      problem.capacity, nameOf(live.stage), live.bytes,
      largest(problem, liveAt(problem, live.stage)));
}

std::string sima::alloc::describeCertificate(const Problem &problem,
                                             const Answer &answer) {
  const Solution &solution = answer.solution;
  const Certificate &certificate = answer.certificate;
  std::string text =
      llvm::formatv("{0}: peak of {1} bytes of {2}", problem.memory,
                    solution.peak, problem.capacity);
  if (certificate.verdict == Verdict::Optimal)
    return text + ", the minimum";
  return text +
         llvm::formatv("; {0}no allocation needs less than {1}",
                       solution.disjoint ? "no byte is used twice; " : "",
                       certificate.lowerBound)
             .str();
}
