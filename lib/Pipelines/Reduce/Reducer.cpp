//===- Reducer.cpp - Which operations are needed --------------------------===//

#include "Reducer.h"
#include "../Execute/CutFunction.h"
#include "mlir/IR/OpDefinition.h"
#include "sima/Reference/Interpreter.h"
#include <set>

using namespace mlir;
using namespace sima;

/// Windows are searched up to this size before halves are.
static constexpr size_t kLargestWindow = 5;

SmallVector<Operation *> sima::countedOperations(func::FuncOp function) {
  SmallVector<Operation *> operations;
  for (Operation &op : function.getBody().front().without_terminator())
    if (op.getNumOperands() > 0)
      operations.push_back(&op);
  return operations;
}

//===----------------------------------------------------------------------===//
// Trials
//===----------------------------------------------------------------------===//

Finding Reducer::start() {
  ++trials;
  Candidate copy = best.clone();
  target = tryCandidate(copy, steps);
  if (target.symptom != Symptom::None)
    steps.resize(target.step + 1);
  return target;
}

bool Reducer::shows(Candidate &candidate, StringRef what) {
  if (!hasBudget())
    return false;
  ++trials;
  if (progress)
    progress(what);
  return isSameFault(target, tryCandidate(candidate, steps));
}

/// `candidate` is the best from now on, if it shows the fault.
bool Reducer::accept(Candidate candidate, StringRef what) {
  if (!shows(candidate, what))
    return false;
  best = std::move(candidate);
  return true;
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// Every value of the best candidate.
llvm::Error Reducer::record() {
  values.clear();
  auto function = functionOf(*best.module);
  if (!function)
    return function.takeError();
  auto outputs = reference::interpret(
      *function, best.inputs, [&](Value value, reference::Tensor &tensor) {
        values.try_emplace(value, tensor);
      });
  if (!outputs)
    return outputs.takeError();
  for (auto [argument, tensor] :
       llvm::zip(function->getArguments(), best.inputs))
    values.try_emplace(argument, tensor);
  return llvm::Error::success();
}

/// Whether a value is a constant, which is cut out with what reads it.
static bool isConstant(Value value) {
  Operation *op = value.getDefiningOp();
  return op && op->getNumOperands() == 0;
}

/// The operations of `window` with the values they read as arguments, and those
/// that others read as results. Nothing where a value was not recorded.
std::optional<Candidate> Reducer::cut(const Window &window) const {
  llvm::DenseSet<Operation *> inside(window.begin(), window.end());
  llvm::SetVector<Value> inputs, outputs;
  Block *body = window.front()->getBlock();
  for (Operation *op : window) {
    op->walk([&](Operation *inner) {
      for (Value value : inner->getOperands())
        if (value.getParentBlock() == body && !isConstant(value) &&
            !inside.contains(value.getDefiningOp()))
          inputs.insert(value);
    });
    for (Value result : op->getResults())
      if (result.use_empty() ||
          llvm::any_of(result.getUsers(), [&](Operation *user) {
            return !inside.contains(body->findAncestorOpInBlock(*user));
          }))
        outputs.insert(result);
  }
  Candidate candidate;
  for (Value input : inputs) {
    auto tensor = values.find(input);
    if (tensor == values.end())
      return std::nullopt;
    candidate.inputs.push_back(tensor->second);
  }
  auto function = window.front()->getParentOfType<func::FuncOp>();
  candidate.module =
      cutFunction(function, inputs.getArrayRef(), outputs.getArrayRef());
  return candidate;
}

bool Reducer::tryWindow(const Window &window, StringRef what) {
  std::optional<Candidate> candidate = cut(window);
  return candidate && accept(std::move(*candidate), what);
}

/// `last` and the `size` - 1 operations nearest behind it on which it depends;
/// fewer where there are no more.
Reducer::Window Reducer::behind(Operation *last, size_t size) const {
  Window window = {last};
  for (size_t next = 0; next < window.size() && window.size() < size; ++next)
    for (Value operand : window[next]->getOperands()) {
      Operation *op = operand.getDefiningOp();
      if (op && !isConstant(operand) && !llvm::is_contained(window, op) &&
          window.size() < size)
        window.push_back(op);
    }
  llvm::sort(window,
             [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  return window;
}

/// The smallest connected window that shows the fault, up to kLargestWindow
/// operations.
bool Reducer::findWindow() {
  auto function = functionOf(*best.module);
  SmallVector<Operation *> operations = countedOperations(*function);
  std::set<Window> tried;
  for (size_t size = 1; size <= kLargestWindow && size < operations.size();
       ++size)
    for (size_t at = 0; at < operations.size(); ++at) {
      Window windows[] = {behind(operations[at], size), {}};
      if (at + size <= operations.size())
        windows[1].assign(operations.begin() + at,
                          operations.begin() + at + size);
      for (const Window &window : windows)
        if (window.size() == size && tried.insert(window).second &&
            tryWindow(window, "windows of " + std::to_string(size)))
          return true;
    }
  return false;
}

/// Removes runs of operations, half of them first, single ones last.
void Reducer::removeChunks() {
  auto count = [&] {
    return countedOperations(*functionOf(*best.module)).size();
  };
  for (size_t chunk = count() / 2; chunk > 0; chunk /= 2)
    for (size_t at = 0; at < count() && hasBudget();) {
      if (llvm::Error error = record()) {
        llvm::consumeError(std::move(error));
        return;
      }
      SmallVector<Operation *> all =
          countedOperations(*functionOf(*best.module));
      Window rest(all.begin(), all.begin() + at);
      rest.insert(rest.end(), all.begin() + std::min(at + chunk, all.size()),
                  all.end());
      if (rest.empty() || !tryWindow(rest, "without " + std::to_string(chunk)))
        at += chunk;
    }
}

llvm::Error Reducer::reduce() {
  if (llvm::Error error = record())
    return error;
  if (!findWindow())
    removeChunks();
  dropResults();
  shrinkExtents();
  simplifyInputs();
  return llvm::Error::success();
}
