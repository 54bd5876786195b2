//===- Interpreter.cpp - Executes mla IR ----------------------------------===//
//
// The walk over functions and blocks. What operations mean is in the files of
// their chapters; how a schedule is followed is in Structure.cpp.
//
//===----------------------------------------------------------------------===//
#include "Interpreter.h"
#include "dialects/Check/IR/Check.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;

/// Name of the source node, else `file:line:column`, else "".
static std::string position(Location loc) {
  if (llvm::StringRef name = mla::nodeName(loc); !name.empty())
    return ("node " + name).str();
  if (auto file = dyn_cast<FileLineColLoc>(loc))
    return (file.getFilename().getValue() + ":" + llvm::Twine(file.getLine()) +
            ":" + llvm::Twine(file.getColumn()))
        .str();
  return "";
}

llvm::Error reference::failAt(Operation *op, const llvm::Twine &why) {
  std::string where = position(op->getLoc());
  return llvm::createStringError(llvm::Twine(where) +
                                 (where.empty() ? "" : ": ") + "'" +
                                 op->getName().getStringRef() + "': " + why);
}

SmallVector<Interpreter::TensorPtr>
Interpreter::lookupAll(ValueRange range) const {
  return llvm::map_to_vector(range, [&](Value v) { return lookup(v); });
}

/// Whether `value` holds numbers: i8 are bytes, but for truth values that the
/// A65 finds.
static bool isNumbers(Operation *op, Value value) {
  return mla::isNumberTensor(value.getType()) &&
         (isa<mla::A65Op>(op) || mla::elementBytes(value.getType()) > 1);
}

void Interpreter::observe(Operation *op) {
  if (!observer || isa<mla::ConstantOp>(op))
    return;
  for (Value value : op->getResults())
    if (mla::isQuantizedTensor(value.getType()) || isNumbers(op, value))
      observer(value, *lookup(value));
}

llvm::Error Interpreter::runBlock(Block &block) {
  for (Operation &op : block.without_terminator())
    if (llvm::Error error = runOperation(&op))
      return error;
  return llvm::Error::success();
}

llvm::Error Interpreter::runOperation(Operation *op) {
  auto run = [&]() -> llvm::Error {
    if (auto constant = dyn_cast<mla::ConstantOp>(op))
      return runConstant(constant);
    if (auto layer = dyn_cast<mla::LayerOp>(op); layer && layer.getSchedule())
      return runSchedule(*this, layer);
    if (auto segment = dyn_cast<mla::A65SegmentOp>(op);
        segment && segment.getRuns() > 1)
      return runSamples(segment);
    if (isa<mla::LayerOp, mla::SegmentOp, mla::A65SegmentOp>(op))
      return runBody(op);
    if (isa<check::ExpectEqOp, check::ExpectEqConstOp>(op))
      return runCheck(op);
    if (isa<mla::A65Op>(op))
      return runA65(op);
    if (op->getNumResults() != 1)
      return failAt(op,
                    "the reference interpreter does not know this operation");
    SmallVector<TensorPtr> operands = lookupAll(op->getOperands());
    auto pointers = llvm::map_to_vector(
        operands, [](const TensorPtr &tensor) { return tensor.get(); });
    auto result =
        std::make_shared<Tensor>(poisonedTensor(op->getResult(0).getType()));
    if (!evaluateWhole(op, pointers, *result, pool))
      return failAt(op,
                    "the reference interpreter does not know this operation");
    define(op->getResult(0), std::move(result));
    return llvm::Error::success();
  };
  if (llvm::Error error = run())
    return error;
  observe(op);
  return llvm::Error::success();
}

llvm::Error Interpreter::runA65(Operation *op) {
  SmallVector<TensorPtr> operands = lookupAll(op->getOperands()), results;
  auto pointers = llvm::map_to_vector(
      operands, [](const TensorPtr &tensor) { return tensor.get(); });
  SmallVector<Tensor *> computed;
  for (Value result : op->getResults()) {
    results.push_back(
        std::make_shared<Tensor>(poisonedTensor(result.getType())));
    computed.push_back(results.back().get());
  }
  if (!evaluateA65(op, pointers, computed))
    return failAt(op, "the reference interpreter does not know this operation");
  for (auto [value, tensor] : llvm::zip_equal(op->getResults(), results))
    define(value, tensor);
  return llvm::Error::success();
}

llvm::Error Interpreter::runConstant(mla::ConstantOp op) {
  auto tensor = tensorOf(op.getValue(), op.getType());
  if (!tensor)
    return failAt(op, llvm::toString(tensor.takeError()));
  define(op.getOutput(), std::make_shared<Tensor>(std::move(*tensor)));
  return llvm::Error::success();
}

llvm::Error Interpreter::runBody(Operation *op) {
  Block &body = op->getRegion(0).front();
  for (auto [argument, operand] :
       llvm::zip(body.getArguments(), op->getOperands()))
    define(argument, lookup(operand));
  if (llvm::Error error = runBlock(body))
    return error;
  for (auto [result, yielded] :
       llvm::zip(op->getResults(), body.getTerminator()->getOperands()))
    define(result, lookup(yielded));
  return llvm::Error::success();
}

llvm::Error Interpreter::runSamples(mla::A65SegmentOp op) {
  const Observer unobserved;
  Block &body = op.getBody().front();
  auto yielded = body.getTerminator()->getOperands();
  SmallVector<TensorPtr> whole;
  for (Value result : op.getResults())
    whole.push_back(std::make_shared<Tensor>(poisonedTensor(result.getType())));
  for (int64_t sample = 0; sample < op.getRuns(); ++sample) {
    Interpreter single(unobserved, pool);
    for (auto [argument, operand] :
         llvm::zip_equal(body.getArguments(), op.getOperands())) {
      auto type = cast<RankedTensorType>(argument.getType());
      const uint8_t *from =
          lookup(operand)->bytes.data() + sample * mla::storageBytes(type);
      single.define(argument,
                    std::make_shared<Tensor>(
                        Tensor{type, {from, from + mla::storageBytes(type)}}));
    }
    if (llvm::Error error = single.runBlock(body))
      return error;
    for (auto [tensor, value] : llvm::zip_equal(whole, yielded)) {
      const std::vector<uint8_t> &bytes = single.lookup(value)->bytes;
      llvm::copy(bytes, tensor->bytes.begin() + sample * int64_t(bytes.size()));
    }
  }
  for (auto [result, tensor] : llvm::zip_equal(op.getResults(), whole))
    define(result, tensor);
  return llvm::Error::success();
}

/// check.expect_eq, check.expect_eq_const: bit by bit equal, or an error with
/// the first differing element.
llvm::Error Interpreter::runCheck(Operation *op) {
  TensorPtr found = lookup(op->getOperand(0)), expected;
  if (auto constant = dyn_cast<check::ExpectEqConstOp>(op)) {
    auto tensor = tensorOf(constant.getExpected(), found->type);
    if (!tensor)
      return failAt(op, llvm::toString(tensor.takeError()));
    expected = std::make_shared<Tensor>(std::move(*tensor));
  } else {
    expected = lookup(op->getOperand(1));
  }
  if (auto difference = compare(elements(*expected), elements(*found)))
    return failAt(op,
                  describe(*difference, elements(*expected), elements(*found)));
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// interpret
//===----------------------------------------------------------------------===//

/// All values must be tensors of known elements and fit the limit together.
static llvm::Error checkValues(func::FuncOp function) {
  int64_t total = 0;
  auto count = [&](Operation *op, TypeRange types) -> llvm::Error {
    for (Type type : types) {
      llvm::Expected<int64_t> bytes = tensorBytes(type);
      if (!bytes)
        return failAt(op, llvm::toString(bytes.takeError()));
      total += *bytes;
      if (total > kMaxFunctionBytes)
        return failAt(function, "the values of @" + function.getSymName() +
                                    " take more than the limit of " +
                                    llvm::Twine(kMaxFunctionBytes) +
                                    " bytes; use a smaller batch");
    }
    return llvm::Error::success();
  };
  llvm::Error error = count(function, function.getArgumentTypes());
  if (error)
    return error;
  function.getBody().walk([&](Operation *op) {
    error = count(op, op->getResultTypes());
    return error ? WalkResult::interrupt() : WalkResult::advance();
  });
  return error;
}

static llvm::Error checkInputs(func::FuncOp function,
                               llvm::ArrayRef<Tensor> inputs) {
  if (inputs.size() != function.getNumArguments())
    return failAt(function, "found " + llvm::Twine(inputs.size()) +
                                " inputs, @" + function.getSymName() +
                                " takes " +
                                llvm::Twine(function.getNumArguments()));
  for (auto [index, input] : llvm::enumerate(inputs)) {
    auto type = cast<RankedTensorType>(function.getArgumentTypes()[index]);
    if (input.type.getShape() != type.getShape() ||
        mla::storageElementType(input.type) != mla::storageElementType(type) ||
        int64_t(input.bytes.size()) != mla::storageBytes(type))
      return failAt(function, "input " + llvm::Twine(index) + " has " +
                                  llvm::Twine(input.bytes.size()) +
                                  " bytes, or another shape or storage than " +
                                  "the " +
                                  llvm::Twine(mla::storageBytes(type)) +
                                  " that @" + function.getSymName() + " takes");
  }
  return llvm::Error::success();
}

llvm::Expected<std::vector<Tensor>>
reference::interpret(func::FuncOp function, llvm::ArrayRef<Tensor> inputs,
                     const Observer &observer,
                     llvm::ThreadPoolInterface *pool) {
  if (function.isExternal())
    return failAt(function, "@" + function.getSymName() + " has no body");
  if (llvm::Error error = checkValues(function))
    return std::move(error);
  if (llvm::Error error = checkInputs(function, inputs))
    return std::move(error);

  Interpreter interpreter(observer, pool);
  Block &body = function.getBody().front();
  for (auto [argument, input] : llvm::zip(body.getArguments(), inputs))
    interpreter.define(argument, std::make_shared<Tensor>(Tensor{
                                     cast<RankedTensorType>(argument.getType()),
                                     input.bytes}));
  if (llvm::Error error = interpreter.runBlock(body))
    return std::move(error);
  if (!isa<func::ReturnOp>(body.getTerminator()))
    return failAt(body.getTerminator(),
                  "a function must be one block that ends in func.return");
  std::vector<Tensor> results;
  for (const auto &tensor :
       interpreter.lookupAll(body.getTerminator()->getOperands()))
    results.push_back(*tensor);
  return results;
}
