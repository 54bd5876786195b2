//===- sima-alloc-bench.cpp - Measures the allocator ----------------------===//
//
// Reads problems in MiniMalloc's format, or makes one, and prints an object in
// JSON for each.
//
//===----------------------------------------------------------------------===//

#include "MiniMallocFile.h"
#include "Problems.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/JSON.h"
#include <chrono>

using namespace sima::alloc;
namespace cl = llvm::cl;

static cl::list<std::string> files(cl::Positional, cl::desc("FILE.csv..."));
static cl::opt<unsigned>
    generate("short-lived", cl::value_desc("N"),
             cl::desc("a problem of N buffers, each live over 5 of N/2 stages "
                      "on average, at 110 % of its live sum"));
static cl::opt<uint64_t> capacity("capacity", cl::init(1'048'576),
                                  cl::desc("bytes of memory for the files"));
static cl::opt<uint64_t> alignment("alignment", cl::init(1),
                                   cl::desc("of addresses in the files"));
static cl::opt<uint64_t> budget("budget", cl::init(Options().nodeBudget),
                                cl::desc("nodes of the search"));
static cl::opt<bool> minimum("minimum", cl::desc("look for the lowest peak"));

static llvm::StringRef nameOf(Verdict verdict) {
  switch (verdict) {
  case Verdict::Optimal:
    return "optimal";
  case Verdict::Gap:
    return "gap";
  case Verdict::Infeasible:
    return "infeasible";
  }
  llvm_unreachable("all verdicts have names");
}

/// Prints the answer and its seconds; an error where there is none.
static llvm::Error measure(const Problem &problem, llvm::raw_ostream &out) {
  auto start = std::chrono::steady_clock::now();
  llvm::Expected<Answer> answer =
      allocate(problem, {minimum ? Goal::Minimum : Goal::Fit, budget});
  std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  if (!answer)
    return answer.takeError();
  const Certificate &certificate = answer->certificate;
  llvm::json::OStream json(out);
  json.object([&] {
    json.attribute("name", problem.memory);
    json.attribute("buffers", int64_t(problem.buffers.size()));
    json.attribute("capacity", int64_t(problem.capacity));
    json.attribute("fits", answer->fits(problem));
    json.attribute("verdict", nameOf(certificate.verdict));
    if (certificate.verdict != Verdict::Infeasible)
      json.attribute("peak", int64_t(answer->solution.peak));
    json.attribute("lower_bound", int64_t(certificate.lowerBound));
    json.attribute("nodes", int64_t(answer->nodes));
    json.attributeBegin("seconds");
    json.rawValue(llvm::formatv("{0:f6}", time.count()).str());
    json.attributeEnd();
    if (!answer->fits(problem))
      json.attribute("message", describeFailure(problem, *answer));
    if (certificate.verdict == Verdict::Infeasible) {
      json.attributeArray("conflict", [&] {
        for (size_t number : certificate.conflict)
          json.value(problem.buffers[number].name);
      });
      json.attribute("conflict_is_minimal", certificate.conflictIsMinimal);
    }
  });
  return llvm::Error::success();
}

static llvm::Error measureAll() {
  llvm::ListSeparator comma(",\n");
  llvm::outs() << "[";
  for (const std::string &file : files) {
    llvm::Expected<Problem> problem = readMiniMalloc(file);
    if (!problem)
      return problem.takeError();
    problem->capacity = capacity;
    problem->alignment = alignment;
    llvm::outs() << llvm::StringRef(comma);
    if (llvm::Error error = measure(*problem, llvm::outs()))
      return error;
  }
  if (generate) {
    Problem problem = shortLived(/*seed=*/1, std::max(2u, unsigned(generate)));
    problem.memory = "short-lived";
    llvm::outs() << llvm::StringRef(comma);
    if (llvm::Error error = measure(problem, llvm::outs()))
      return error;
  }
  llvm::outs() << "]\n";
  return llvm::Error::success();
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(argc, argv, "measures the allocator\n");
  if (llvm::Error error = measureAll()) {
    llvm::errs() << "error: " << llvm::toString(std::move(error)) << "\n";
    return 1;
  }
  return 0;
}
