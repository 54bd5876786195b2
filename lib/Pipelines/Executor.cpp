//===- Executor.cpp - A network on the reference interpreter --------------===//

#include "sima/Pipelines/Executor.h"
#include "dialects/MLA/IR/MLA.h"
#include "mlir/Pass/PassManager.h"
#include "sima/Pipelines/Diagnostics.h"
#include "sima/Pipelines/Phases.h"
#include "sima/Pipelines/Registration.h"
#include "sima/Pipelines/TensorArray.h"
#include "sima/Reference/Interpreter.h"
#include "llvm/Support/ThreadPool.h"
#include <mutex>

using namespace mlir;
using namespace sima;
using llvm::createStringError;

struct Executor::State {
  State() : context(dialectRegistry(), MLIRContext::Threading::DISABLED) {
    context.setThreadPool(pool);
  }

  llvm::DefaultThreadPool pool{llvm::hardware_concurrency()};
  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  func::FuncOp function;
  /// Names of results that `keepLayers` gives.
  llvm::DenseMap<Value, std::string> layers;
  std::mutex mutex;
};

Executor::Executor(std::unique_ptr<State> state) : state(std::move(state)) {
  describe();
}
Executor::~Executor() = default;

/// The last phase that an execution needs.
static constexpr llvm::StringLiteral kLastPhase = "partition";

llvm::Expected<std::unique_ptr<Executor>>
Executor::create(const Network &network, StringRef target) {
  auto state = std::make_unique<State>();
  auto module = network.materialize(state->context);
  if (!module)
    return module.takeError();
  state->module = std::move(*module);
  FirstError first(state->context);
  PhaseOptions options;
  options.target = target.str();
  for (const Phase &phase : phases()) {
    PassManager pm(&state->context);
    phase.build(pm, options);
    if (failed(pm.run(*state->module)))
      return first.orElse("network '" + network.name + "': " + phase.name +
                          " failed");
    if (phase.name == kLastPhase)
      break;
  }
  state->function = state->module->lookupSymbol<func::FuncOp>("main");
  if (!state->function)
    return createStringError("network '" + network.name +
                             "' has no function @main");
  return std::unique_ptr<Executor>(new Executor(std::move(state)));
}

//===----------------------------------------------------------------------===//
// Description
//===----------------------------------------------------------------------===//

static std::string nameOr(StringAttr name, const llvm::Twine &otherwise) {
  return name ? name.str() : otherwise.str();
}

static TensorSpec specOf(std::string name, Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return {std::move(name), elementType(tensor), tensor.getShape().vec()};
}

/// The operation whose result `value` is, but for reshapes.
static Value source(Value value) {
  while (auto reshape = value.getDefiningOp<mla::ReshapeOp>())
    value = reshape.getInput();
  return value;
}

/// The last operation of a layer says what it does.
static std::string operationOf(Operation *op) {
  if (auto layer = dyn_cast<mla::LayerOp>(op))
    for (Operation &inner : layer.getBody().front().without_terminator())
      if (!isa<mla::ConstantOp, mla::ReshapeOp>(inner))
        return inner.getName().getStringRef().str();
  return op->getName().getStringRef().str();
}

namespace {
/// Names the nodes of a segment.
class SegmentReader {
public:
  explicit SegmentReader(Operation *segment, StringRef name) {
    result.name = name.str();
    Block &body = segment->getRegion(0).front();
    for (BlockArgument argument : body.getArguments()) {
      std::string input =
          "placeholder_" + std::to_string(argument.getArgNumber()) + "_0";
      result.inputs.push_back(input);
      names[argument] = input;
    }
    for (Operation &op : body.without_terminator())
      if (!isa<mla::ConstantOp, mla::ReshapeOp>(op))
        addNode(op);
    for (Value output : body.getTerminator()->getOperands())
      result.outputs.push_back(names.lookup(source(output)));
  }

  NetworkSegment result;
  llvm::DenseMap<Value, std::string> names;

private:
  void addNode(Operation &op) {
    auto layer = dyn_cast<mla::LayerOp>(op);
    SegmentNode node;
    node.name = layer ? layer.getName().str() : freshName(op);
    node.operation = operationOf(&op);
    for (Value operand : op.getOperands())
      if (auto found = names.find(source(operand)); found != names.end())
        node.inputs.push_back(found->second);
    for (OpResult value : op.getResults())
      names[value] =
          value.getResultNumber() == 0
              ? node.name
              : node.name + ":" + std::to_string(value.getResultNumber());
    result.nodes.push_back(std::move(node));
  }

  /// Operations of the A65 have no names of their own: "top_k_3".
  std::string freshName(Operation &op) {
    StringRef kind = op.getName().stripDialect();
    return (kind + "_" + llvm::Twine(result.nodes.size())).str();
  }
};
} // namespace

void Executor::describe() {
  func::FuncOp function = state->function;
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes()))
    inputSpecs.push_back(specOf(
        nameOr(function.getArgAttrOfType<StringAttr>(index, mla::kNameAttr),
               "input_" + llvm::Twine(index)),
        type));
  for (auto [index, type] : llvm::enumerate(function.getResultTypes()))
    outputSpecs.push_back(specOf(
        nameOr(function.getResultAttrOfType<StringAttr>(index, mla::kNameAttr),
               "output_" + llvm::Twine(index)),
        type));
  for (Operation &op : function.getBody().front()) {
    auto onMLA = dyn_cast<mla::SegmentOp>(op);
    auto onA65 = dyn_cast<mla::A65SegmentOp>(op);
    if (!onMLA && !onA65)
      continue;
    SegmentReader reader(&op, onMLA ? onMLA.getName() : onA65.getName());
    for (const auto &[value, name] : reader.names)
      if (!isa<BlockArgument>(value))
        state->layers[value] = reader.result.name + "/" + name;
    parts.push_back(std::move(reader.result));
  }
}

//===----------------------------------------------------------------------===//
// Execution
//===----------------------------------------------------------------------===//

llvm::Expected<Executor::Result>
Executor::run(std::vector<package::NpyArray> arrays, Options options) const {
  std::scoped_lock lock(state->mutex);
  if (arrays.size() != inputSpecs.size())
    return createStringError("found " + llvm::Twine(arrays.size()) +
                             " inputs, the network takes " +
                             llvm::Twine(inputSpecs.size()));
  std::vector<reference::Tensor> tensors;
  for (auto [array, spec] : llvm::zip_equal(arrays, inputSpecs))
    if (array.type != spec.type || array.shape != spec.shape)
      return createStringError("found " + typeText(array.type, array.shape) +
                               ", input " + spec.name + " takes " +
                               typeText(spec.type, spec.shape));
  for (auto [array, type] :
       llvm::zip_equal(arrays, state->function.getArgumentTypes()))
    tensors.push_back({cast<RankedTensorType>(type), std::move(array.data)});
  Result result;
  reference::Observer observer;
  if (options.keepLayers)
    observer = [&](Value value, reference::Tensor &tensor) {
      if (auto name = state->layers.find(value); name != state->layers.end())
        result.layers.push_back({name->second, arrayOf(tensor)});
    };
  auto outputs =
      reference::interpret(state->function, tensors, observer,
                           options.parallel ? &state->pool : nullptr);
  if (!outputs)
    return outputs.takeError();
  for (auto [spec, tensor] : llvm::zip_equal(outputSpecs, *outputs))
    result.outputs.push_back({spec.name, arrayOf(tensor)});
  return result;
}
