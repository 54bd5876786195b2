//===- Survey.cpp - What of a model cannot be imported --------------------===//

#include "Survey.h"
#include "Numbers.h"
#include "OperatorTable.h"
#include "dialects/MLA/IR/TensorTypes.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <map>

using namespace sima;
using namespace sima::tfl;
using fb::BuiltinOperator;
using fb::TensorType;

/// Why something cannot be imported; empty when it can.
using Reason = std::string;

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

static std::string typeName(TensorType type) {
  llvm::StringRef name = fb::EnumNameTensorType(type);
  return name.empty() ? "type " + std::to_string(int(type)) : name.lower();
}

/// Sizes below 1, or unknown ones beyond the batch. A batch left open by the
/// exporter is the one that `shape` states, as in LiteRT.
static bool isDynamic(const fb::Tensor &tensor) {
  if (tensor.shape())
    for (int32_t size : *tensor.shape())
      if (size < 1)
        return true;
  const flatbuffers::Vector<int32_t> *signature = tensor.shape_signature();
  if (signature && signature->size() > mla::kMaxRank)
    return true;
  for (unsigned d = 1; signature && d < signature->size(); ++d)
    if (signature->Get(d) < 0)
      return true;
  return false;
}

static Reason whyNotTensor(const ModelFile &model, unsigned index,
                           llvm::ArrayRef<TensorType> wanted) {
  const fb::Tensor &tensor = model.tensor(index);
  if (!llvm::is_contained(wanted, tensor.type()))
    return typeName(tensor.type());
  if (tensor.is_variable())
    return "a variable";
  if (tensor.sparsity())
    return "sparse data";
  if (tensor.quantization() &&
      tensor.quantization()->details_type() != fb::QuantizationDetails::NONE)
    return "blockwise or custom quantization";
  if (model.hasOutsideData(index))
    return "data outside the FlatBuffer";
  if (tensor.shape() && tensor.shape()->size() > mla::kMaxRank)
    return "rank " + std::to_string(tensor.shape()->size());
  if (isDynamic(tensor))
    return "a dynamic shape";
  return "";
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

namespace {
/// One operator under examination.
struct Examined {
  const ModelFile &model;
  unsigned index;
  const OperatorInfo &info;
  llvm::SmallVector<int32_t, 4> inputs = model.opInputs(index);

  bool has(unsigned input) const {
    return input < inputs.size() && inputs[input] >= 0;
  }
  const fb::Tensor &tensor(unsigned input) const {
    return model.tensor(inputs[input]);
  }
  Reason constant(unsigned input, llvm::ArrayRef<TensorType> types,
                  const char *role) const;
  llvm::SmallVector<TensorType, 5> outputTypes() const;
  /// The number of the first activation.
  unsigned activation() const {
    return info.kind == OperatorKind::TransposedProduct ? 2
           : info.kind == OperatorKind::AxisFirst       ? 1
                                                        : 0;
  }
  Reason activations() const;
  Reason product() const;
  Reason parameters() const;
  Reason integers(unsigned input) const;
  Reason options() const;
  Reason whyNot() const;
};
} // namespace

/// Input number `input`, if there, must be a constant of one of `types`.
Reason Examined::constant(unsigned input, llvm::ArrayRef<TensorType> types,
                          const char *role) const {
  if (!has(input))
    return "";
  if (Reason why = whyNotTensor(model, inputs[input], types); !why.empty())
    return std::string(" with ") + role + " of " + why;
  if (!model.isConstant(inputs[input]))
    return std::string(" with ") + role + " computed at run time";
  return "";
}

/// The types of a set.
static llvm::SmallVector<TensorType, 5> typesOf(unsigned set) {
  llvm::SmallVector<TensorType, 5> types;
  if (set & kInt8)
    types.push_back(TensorType::INT8);
  if (set & kUInt8)
    types.push_back(TensorType::UINT8);
  if (set & kInt16)
    types.push_back(TensorType::INT16);
  return types;
}

/// What outputs may be: positions are integers.
llvm::SmallVector<TensorType, 5> Examined::outputTypes() const {
  if (info.code == BuiltinOperator::ARG_MAX ||
      info.code == BuiltinOperator::ARG_MIN)
    return {TensorType::INT32, TensorType::INT64};
  if (info.code == BuiltinOperator::CUSTOM)
    return {TensorType::FLOAT32};
  return typesOf(info.mixed ? unsigned(kAllTypes) : info.types);
}

Reason Examined::activations() const {
  bool all = info.kind == OperatorKind::Activations;
  llvm::SmallVector<TensorType, 5> types = typesOf(info.types);
  unsigned first = activation();
  for (unsigned i = first; i < (all ? inputs.size() : first + 1); ++i)
    if (has(i)) {
      if (Reason why = whyNotTensor(model, inputs[i], types); !why.empty())
        return " on " + why;
      if (!info.mixed)
        types = {tensor(i).type()};
    }
  llvm::SmallVector<TensorType, 5> results = outputTypes();
  for (int32_t output : model.opOutputs(index)) {
    if (Reason why = whyNotTensor(model, output, results); !why.empty())
      return " to " + why;
    bool isOther = results.front() == TensorType::INT32 ||
                   results.front() == TensorType::FLOAT32;
    if (!info.mixed && !isOther && model.tensor(output).type() != types.front())
      return " from " + typeName(types.front()) + " to " +
             typeName(model.tensor(output).type());
  }
  return "";
}

Reason Examined::product() const {
  bool transposed = info.kind == OperatorKind::TransposedProduct;
  if (transposed)
    if (Reason why = constant(0, TensorType::INT32, info.parameter);
        !why.empty())
      return why;
  unsigned first = activation(), bias = transposed ? 3 : 2;
  TensorType codes = has(first) ? tensor(first).type() : TensorType::INT8;
  bool isUnsigned = codes == TensorType::UINT8;
  if (Reason why = constant(
          1, isUnsigned ? TensorType::UINT8 : TensorType::INT8, "a filter");
      !why.empty())
    return why;
  // Which of the two the kernel reads is known to the importer.
  bool wide = has(bias) && codes == TensorType::INT16 &&
              tensor(bias).type() == TensorType::INT64;
  return constant(bias, wide ? TensorType::INT64 : TensorType::INT32, "a bias");
}

/// Input number `input` must be an integer constant.
Reason Examined::integers(unsigned input) const {
  bool wide =
      info.mayBeWide && has(input) && tensor(input).type() == TensorType::INT64;
  return constant(input, wide ? TensorType::INT64 : TensorType::INT32,
                  info.parameter);
}

Reason Examined::parameters() const {
  if (Reason why = integers(1); !why.empty())
    return why;
  return has(0) ? constant(2, tensor(0).type(), "a pad value") : "";
}

Reason Examined::options() const {
  const fb::Operator &op = model.op(index);
  fb::ActivationFunctionType fused = fusedActivation(op);
  bool none = info.code == BuiltinOperator::CONCATENATION;
  if (fused > (none ? fb::ActivationFunctionType::NONE
                    : fb::ActivationFunctionType::RELU6) ||
      fused < fb::ActivationFunctionType::NONE) {
    llvm::StringRef name = fb::EnumNameActivationFunctionType(fused);
    return " with fused " + (name.empty()
                                 ? "activation " + std::to_string(int(fused))
                                 : name.str());
  }
  const auto *product = op.builtin_options_as_FullyConnectedOptions();
  if (product && product->weights_format() !=
                     fb::FullyConnectedOptionsWeightsFormat::DEFAULT)
    return " with shuffled weights";
  return "";
}

Reason Examined::whyNot() const {
  if (info.code == BuiltinOperator::CUSTOM)
    if (Reason why = whyNotCustom(model, index); !why.empty())
      return why;
  if (Reason why = activations(); !why.empty())
    return why;
  if (info.kind == OperatorKind::Product ||
      info.kind == OperatorKind::TransposedProduct)
    if (Reason why = product(); !why.empty())
      return why;
  if (info.kind == OperatorKind::Parameters)
    if (Reason why = parameters(); !why.empty())
      return why;
  if (info.kind == OperatorKind::AxisFirst)
    if (Reason why = integers(0); !why.empty())
      return why;
  if (info.kind == OperatorKind::Movement)
    for (unsigned i = 1; i < inputs.size(); ++i)
      if (Reason why = integers(i); !why.empty())
        return why;
  return options();
}

//===----------------------------------------------------------------------===//
// The message
//===----------------------------------------------------------------------===//

namespace {
/// Things of one kind: how many, and the names of the first few.
struct Group {
  unsigned count = 0;
  llvm::SmallVector<std::string, 4> names;
};
using Groups =
    llvm::MapVector<std::string, Group, std::map<std::string, unsigned>>;
} // namespace

static void add(Groups &groups, const std::string &kind, std::string name) {
  constexpr size_t namesShown = 4;
  Group &group = groups[kind];
  if (++group.count <= namesShown)
    group.names.push_back(std::move(name));
}

/// `MEAN x2 (a, b); LOGISTIC x1 (c)`
static std::string toString(const Groups &groups) {
  constexpr size_t kindsShown = 40;
  std::string text;
  for (const auto &[kind, group] : llvm::drop_end(
           groups, groups.size() - std::min(groups.size(), kindsShown))) {
    text += (text.empty() ? "" : "; ") + kind + " x" +
            std::to_string(group.count) + " (" + llvm::join(group.names, ", ");
    if (group.count > group.names.size())
      text +=
          ", and " + std::to_string(group.count - group.names.size()) + " more";
    text += ")";
  }
  if (groups.size() > kindsShown)
    text +=
        "; and " + std::to_string(groups.size() - kindsShown) + " more kinds";
  return text;
}

static unsigned total(const Groups &groups) {
  unsigned sum = 0;
  for (const auto &entry : groups)
    sum += entry.second.count;
  return sum;
}

static Groups surveyOperators(const ModelFile &model,
                              const Boundary &boundary) {
  Groups groups;
  for (unsigned i = 0; i < model.operatorCount(); ++i) {
    if (boundary.skipped.contains(i))
      continue;
    if (isOnNumbers(model, i)) {
      std::string why = whyNotOnNumbers(model, i);
      if (!why.empty())
        add(groups, model.operatorName(i) + why, printable(model.nodeName(i)));
      continue;
    }
    const OperatorInfo *info = findOperator(model.code(i));
    if (model.code(i) == BuiltinOperator::CUSTOM && !isKnownCustom(model, i))
      info = nullptr;
    std::string name = model.operatorName(i);
    if (info) {
      Reason why = Examined{model, i, *info}.whyNot();
      if (why.empty())
        continue;
      name += why;
    }
    add(groups, name, printable(model.nodeName(i)));
  }
  return groups;
}

/// The tensors that imported custom operators give: float32.
static llvm::DenseSet<int32_t> customResults(const ModelFile &model) {
  llvm::DenseSet<int32_t> results;
  for (unsigned i = 0; i < model.operatorCount(); ++i)
    if (model.code(i) == BuiltinOperator::CUSTOM && isKnownCustom(model, i) &&
        whyNotCustom(model, i).empty())
      for (int32_t output : model.opOutputs(i))
        results.insert(output);
  return results;
}

static Groups surveyBoundary(const ModelFile &model, const Boundary &boundary) {
  Groups groups;
  llvm::DenseSet<int32_t> custom = customResults(model);
  auto look = [&](llvm::ArrayRef<Boundary::Port> ports, const std::string &role,
                  llvm::ArrayRef<TensorType> types) {
    for (const Boundary::Port &port : ports) {
      if (custom.contains(port.codes))
        continue;
      if (Reason why = whyNotTensor(model, port.codes, types); !why.empty())
        add(groups, role + " of " + why,
            printable(model.tensorName(port.named)));
    }
  };
  llvm::SmallVector<TensorType, 5> types = typesOf(kAllTypes);
  types.append({TensorType::FLOAT32, TensorType::INT32, TensorType::INT64,
                TensorType::BOOL});
  look(boundary.inputs, "input", types);
  look(boundary.outputs, "output", types);
  return groups;
}

/// Where to find what would be supported.
static constexpr const char *kHint =
    "; docs/import-tflite.md lists what is imported";

llvm::Error sima::tfl::checkSupported(const ModelFile &model,
                                      const Boundary &boundary) {
  Groups operators = surveyOperators(model, boundary);
  Groups ports = surveyBoundary(model, boundary);
  unsigned nodes = total(operators), tensors = total(ports);
  if (nodes + tensors == 0)
    return llvm::Error::success();
  std::string text;
  if (nodes > 0)
    text = std::to_string(nodes) + " unsupported operator" +
           (nodes > 1 ? "s: " : ": ") + toString(operators);
  if (tensors > 0)
    text += (nodes > 0 ? "; " : "") + std::to_string(tensors) +
            " unsupported graph input" + (tensors > 1 ? "s" : "") +
            " or output" + (tensors > 1 ? "s: " : ": ") + toString(ports) +
            " (export the model with quantized inputs and outputs)";
  return llvm::createStringError(text + kHint);
}
