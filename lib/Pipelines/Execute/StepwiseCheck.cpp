//===- StepwiseCheck.cpp - Every pass, and what it changed ----------------===//

#include "StepwiseCheck.h"
#include "../Run/Module.h"
#include "dialects/MLA/IR/MLA.h"
#include "dialects/Quad/IR/Quad.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/Pass/PassRegistry.h"
#include "sima/Pipelines/Diagnostics.h"
#include <chrono>

using namespace mlir;
using namespace sima;
using llvm::Error;
using reference::Tensor;

StringRef sima::symptomName(Symptom symptom) {
  switch (symptom) {
  case Symptom::None:
    return "nothing";
  case Symptom::Difference:
    return "difference";
  case Symptom::Execution:
    return "execution";
  case Symptom::Failure:
    return "failure";
  case Symptom::Crash:
    return "crash";
  }
  llvm_unreachable("all symptoms have names");
}

StepwiseCheck::StepwiseCheck(ModuleOp module, Samples samples,
                             llvm::ThreadPoolInterface *pool)
    : module(module), original(module.clone()), samples(std::move(samples)),
      pool(pool) {
  module.walk([&](Operation *op) {
    state.isSynchronised |= isa<quad::WaitOp, quad::PostOp>(op);
  });
}

Error StepwiseCheck::ensureSamples(int64_t count) {
  for (int64_t index = inputs.size(); index < count; ++index) {
    Tensors input = samples.get(index);
    auto output = execute(*original, Execution::Function, input, {}, pool);
    if (!output)
      return output.takeError();
    inputs.push_back(std::move(input));
    outputs.push_back(std::move(*output));
  }
  return Error::success();
}

Error StepwiseCheck::start() {
  auto function = functionOf(*original);
  if (!function)
    return function.takeError();
  for (unsigned i = 0; i < function->getNumResults(); ++i) {
    auto name = function->getResultAttrOfType<StringAttr>(i, mla::kNameAttr);
    names.push_back(name ? name.str() : "output " + std::to_string(i));
  }
  return ensureSamples(1);
}

/// "output 'x': 3 of 64 elements changed, first at [0, 1]: was 5, became 4"
Finding StepwiseCheck::compare(ArrayRef<Tensor> expected,
                               ArrayRef<Tensor> found, int64_t count) {
  for (auto [index, tensor] : llvm::enumerate(expected)) {
    reference::Elements was = reference::elements(tensor);
    reference::Elements is = {was.kind, was.shape, found[index].bytes};
    if (is.bytes.size() != was.bytes.size())
      return {Symptom::Difference, 0, "",
              "output '" + names[index] + "': had " +
                  std::to_string(was.bytes.size()) + " bytes, has " +
                  std::to_string(is.bytes.size())};
    auto difference = reference::compare(was, is);
    if (!difference)
      continue;
    int64_t first = difference->firstIndex;
    return {Symptom::Difference, 0, "",
            "output '" + names[index] +
                "': " + std::to_string(difference->elements) + " of " +
                std::to_string(was.count()) + " elements changed, first at " +
                was.coordinate(first) + ": was " + was.text(first) +
                ", became " + is.text(first)};
  }
  return {};
}

static Finding notExecutable(Error error) {
  return {Symptom::Execution, 0, "", llvm::toString(std::move(error))};
}

/// Executes the module once, on `count` samples from `first` on.
Finding StepwiseCheck::checkRound(func::FuncOp function, int64_t first,
                                  int64_t count) {
  if (Error error = ensureSamples(first + count))
    return notExecutable(std::move(error));
  ArrayRef<Tensors> all(inputs), results(outputs);
  auto given =
      joinSamples(all.slice(first, count), function.getArgumentTypes());
  if (!given)
    return notExecutable(given.takeError());
  auto expected =
      joinSamples(results.slice(first, count), function.getResultTypes());
  if (!expected)
    return notExecutable(expected.takeError());
  auto found = execute(module, furthestExecution(module), *given, state, pool);
  if (!found)
    return notExecutable(found.takeError());
  return compare(*expected, *found, count);
}

Finding StepwiseCheck::check() {
  auto function = functionOf(module);
  if (!function)
    return notExecutable(function.takeError());
  auto before = functionOf(*original);
  if (!before)
    return notExecutable(before.takeError());
  int64_t count =
      samplesBetween(before->getArgumentTypes(), function->getArgumentTypes());
  int64_t first = 0;
  do {
    Finding finding = checkRound(*function, first, count);
    finding.sample += first;
    if (finding.symptom != Symptom::None)
      return finding;
    first += count;
  } while (first < samples.wantedCount());
  return {};
}

static double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

/// Runs one pass; the error is its first diagnostic, which others see too.
static Error runPass(ModuleOp module, const PassStep &step) {
  StringRef inner = step.pipeline;
  inner.consume_front("builtin.module(");
  inner.consume_back(")");
  PassManager manager(module.getContext(), ModuleOp::getOperationName());
  std::string first;
  llvm::raw_string_ostream os(first);
  if (failed(parsePassPipeline(inner, manager, os)))
    return llvm::createStringError(first.empty() ? "no such pass" : first);
  (void)applyPassManagerCLOptions(manager);
  std::string text;
  ScopedDiagnosticHandler handler(
      module.getContext(), [&](Diagnostic &diagnostic) {
        if (text.empty() &&
            diagnostic.getSeverity() == DiagnosticSeverity::Error)
          text = diagnostic.str();
        return failure(); // all go where they always go
      });
  if (succeeded(manager.run(module)))
    return Error::success();
  return llvm::createStringError(text.empty() ? "the pass failed" : text);
}

Finding StepwiseCheck::run(ArrayRef<PassStep> steps) {
  for (auto [index, step] : llvm::enumerate(steps)) {
    if (progress)
      progress(step, index);
    Finding finding;
    auto start = std::chrono::steady_clock::now();
    OperationFingerPrint before(module);
    Error error = runPass(module, step);
    double passSeconds = secondsSince(start);
    state.isSynchronised |= step.name == "quad-insert-sync";
    start = std::chrono::steady_clock::now();
    if (error)
      finding = {Symptom::Failure, 0, "", llvm::toString(std::move(error))};
    else if (before != OperationFingerPrint(module))
      finding = check();
    stepTimes.push_back({step.name, passSeconds, secondsSince(start)});
    if (finding.symptom != Symptom::None) {
      finding.step = index;
      finding.pass = step.name;
      return finding;
    }
  }
  return {};
}
