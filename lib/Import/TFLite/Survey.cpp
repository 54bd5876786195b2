//===- Survey.cpp - What of a model cannot be imported --------------------===//

#include "Survey.h"
#include "OperatorTable.h"
#include "dialects/MLA/IR/TensorTypes.h"
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
                           TensorType wanted) {
  const fb::Tensor &tensor = model.tensor(index);
  if (tensor.type() != wanted)
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

/// Whether both tensors state the same shape.
static bool sameShape(const fb::Tensor &a, const fb::Tensor &b) {
  if (!a.shape() || !b.shape())
    return a.shape() == b.shape();
  return std::equal(a.shape()->begin(), a.shape()->end(), b.shape()->begin(),
                    b.shape()->end());
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
  Reason constant(unsigned input, TensorType type, const char *role) const;
  Reason activations() const;
  Reason product() const;
  Reason parameters() const;
  Reason options() const;
  Reason whyNot() const;
};
} // namespace

/// Input number `input`, if there, must be a constant of `type`.
Reason Examined::constant(unsigned input, TensorType type,
                          const char *role) const {
  if (!has(input))
    return "";
  if (Reason why = whyNotTensor(model, inputs[input], type); !why.empty())
    return std::string(" with ") + role + " of " + why;
  if (!model.isConstant(inputs[input]))
    return std::string(" with ") + role + " computed at run time";
  return "";
}

Reason Examined::activations() const {
  bool all = info.kind == OperatorKind::Activations;
  for (unsigned i = 0; i < (all ? inputs.size() : 1); ++i)
    if (has(i))
      if (Reason why = whyNotTensor(model, inputs[i], TensorType::INT8);
          !why.empty())
        return " on " + why;
  for (int32_t output : model.opOutputs(index))
    if (Reason why = whyNotTensor(model, output, TensorType::INT8);
        !why.empty())
      return " to " + why;
  return "";
}

/// Channels of a rank-4 tensor, 0 for others.
static int32_t channelsOf(const fb::Tensor &tensor) {
  return tensor.shape() && tensor.shape()->size() == 4 ? tensor.shape()->Get(3)
                                                       : 0;
}

Reason Examined::product() const {
  if (Reason why = constant(1, TensorType::INT8, "a filter"); !why.empty())
    return why;
  if (Reason why = constant(2, TensorType::INT32, "a bias"); !why.empty())
    return why;
  if (info.code == BuiltinOperator::CONV_2D && has(0) && has(1)) {
    int32_t filter = channelsOf(tensor(1)), input = channelsOf(tensor(0));
    if (filter > 0 && filter < input && input % filter == 0)
      return " with groups";
  }
  return "";
}

Reason Examined::parameters() const {
  bool wide = info.mayBeWide && has(1) && tensor(1).type() == TensorType::INT64;
  if (Reason why = constant(1, wide ? TensorType::INT64 : TensorType::INT32,
                            info.parameter);
      !why.empty())
    return why;
  return constant(2, TensorType::INT8, "a pad value");
}

Reason Examined::options() const {
  const fb::Operator &op = model.op(index);
  fb::ActivationFunctionType fused = fusedActivation(op);
  if (fused > fb::ActivationFunctionType::RELU6 ||
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
  if (info.code == BuiltinOperator::ADD && has(0) && has(1) &&
      !sameShape(tensor(0), tensor(1)))
    return " with broadcasting";
  return "";
}

Reason Examined::whyNot() const {
  if (Reason why = activations(); !why.empty())
    return why;
  if (info.kind == OperatorKind::Product)
    if (Reason why = product(); !why.empty())
      return why;
  if (info.kind == OperatorKind::Parameters)
    if (Reason why = parameters(); !why.empty())
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

static Groups surveyOperators(const ModelFile &model) {
  Groups groups;
  for (unsigned i = 0; i < model.operatorCount(); ++i) {
    const OperatorInfo *info = findOperator(model.code(i));
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

static Groups surveyBoundary(const ModelFile &model) {
  Groups groups;
  auto look = [&](llvm::ArrayRef<int32_t> tensors, const std::string &role) {
    for (int32_t tensor : tensors)
      if (Reason why = whyNotTensor(model, tensor, TensorType::INT8);
          !why.empty())
        add(groups, role + " of " + why, printable(model.tensorName(tensor)));
  };
  look(model.graphInputs(), "input");
  look(model.graphOutputs(), "output");
  return groups;
}

static std::string hint() {
  std::string text = "; imported are int8";
  const char *separator = " ";
  for (const OperatorInfo &info : importedOperators()) {
    text += separator + std::string(fb::EnumNameBuiltinOperator(info.code));
    separator = ", ";
  }
  return text + " with NONE, RELU, RELU6 or RELU_N1_TO_1 fused; see "
                "docs/import-tflite.md";
}

llvm::Error sima::tfl::checkSupported(const ModelFile &model) {
  Groups operators = surveyOperators(model), boundary = surveyBoundary(model);
  unsigned nodes = total(operators), tensors = total(boundary);
  if (nodes + tensors == 0)
    return llvm::Error::success();
  std::string text;
  if (nodes > 0)
    text = std::to_string(nodes) + " unsupported operator" +
           (nodes > 1 ? "s: " : ": ") + toString(operators);
  if (tensors > 0)
    text += (nodes > 0 ? "; " : "") + std::to_string(tensors) +
            " unsupported graph input" + (tensors > 1 ? "s" : "") +
            " or output" + (tensors > 1 ? "s: " : ": ") + toString(boundary) +
            " (export the model with int8 inputs and outputs)";
  return llvm::createStringError(text + hint());
}
