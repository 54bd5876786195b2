//===- Shrink.cpp - Fewer results, smaller tensors, plain inputs ----------===//

#include "../Execute/CutFunction.h"
#include "Reducer.h"
#include "dialects/MLA/IR/MLA.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace sima;
using reference::Tensor;

/// Keeps one result, where one shows it.
void Reducer::dropResults() {
  auto function = functionOf(*best.module);
  SmallVector<Value> results(
      function->getBody().front().getTerminator()->getOperands());
  if (results.size() < 2)
    return;
  for (Value result : results) {
    SmallVector<BlockArgument> arguments =
        neededArguments(*function, {}, result);
    Candidate candidate;
    for (BlockArgument argument : arguments)
      candidate.inputs.push_back(best.inputs[argument.getArgNumber()]);
    candidate.module = cutFunction(
        *function, SmallVector<Value>(arguments.begin(), arguments.end()),
        result);
    if (accept(std::move(candidate), "one result"))
      return;
  }
}

//===----------------------------------------------------------------------===//
// Extents
//===----------------------------------------------------------------------===//

/// The part of `tensor` from the origin that has the extents of `type`.
static Tensor cropped(const Tensor &tensor, RankedTensorType type) {
  Tensor result = reference::poisonedTensor(type);
  size_t width = mla::elementBytes(type);
  ArrayRef<int64_t> from = tensor.type.getShape(), to = type.getShape();
  std::vector<int64_t> at(to.size(), 0);
  for (int64_t i = 0; i < type.getNumElements(); ++i) {
    int64_t source = 0;
    for (size_t d = 0; d < to.size(); ++d)
      source = source * from[d] + at[d];
    std::copy_n(tensor.bytes.begin() + source * width, width,
                result.bytes.begin() + i * width);
    for (size_t d = to.size(); d-- > 0 && ++at[d] == to[d];)
      at[d] = 0;
  }
  return result;
}

/// Every tensor of the body with one extent smaller. Of what operations then
/// are, their verifiers say whether it is possible.
bool Reducer::shrinkExtent(unsigned dimension, bool halve) {
  Candidate candidate = best.clone();
  func::FuncOp function = onlyFunction(*candidate.module);
  bool isPossible = true, hasChanged = false;
  auto shrink = [&](Value value) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    if (!type || type.getRank() != 4)
      return;
    SmallVector<int64_t> shape(type.getShape());
    int64_t &extent = shape[dimension];
    isPossible &= extent > 1;
    hasChanged = true;
    extent = halve ? (extent + 1) / 2 : extent - 1;
    if (isPossible)
      value.setType(type.clone(shape));
  };
  for (BlockArgument argument : function.getArguments())
    shrink(argument);
  for (Operation *op : countedOperations(function))
    for (Value result : op->getResults())
      shrink(result);
  if (!isPossible || !hasChanged)
    return false;
  function.setFunctionType(FunctionType::get(
      function.getContext(), function.getBody().getArgumentTypes(),
      function.getBody().front().getTerminator()->getOperandTypes()));
  ScopedDiagnosticHandler quiet(function.getContext(),
                                [](Diagnostic &) { return success(); });
  if (failed(verify(*candidate.module)))
    return false;
  for (auto [tensor, type] :
       llvm::zip(candidate.inputs, function.getArgumentTypes()))
    tensor = cropped(tensor, cast<RankedTensorType>(type));
  return accept(std::move(candidate), "smaller tensors");
}

void Reducer::shrinkExtents() {
  for (unsigned dimension : {1, 2, 3})
    for (bool halve : {true, false})
      while (hasBudget() && shrinkExtent(dimension, halve)) {
      }
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

/// Each input as zeros, then its later half.
void Reducer::simplifyInputs() {
  for (size_t index = 0; index < best.inputs.size(); ++index)
    for (size_t parts : {1, 2}) {
      Candidate candidate = best.clone();
      std::vector<uint8_t> &bytes = candidate.inputs[index].bytes;
      std::fill(bytes.begin() + (parts == 1 ? 0 : bytes.size() / 2),
                bytes.end(), 0);
      if (accept(std::move(candidate), "plain inputs"))
        break;
    }
}
