//===- OperatorTable.cpp - The operators that are imported ----------------===//

#include "OperatorTable.h"

using namespace sima::tfl;

static constexpr OperatorInfo operators[] = {
    {fb::BuiltinOperator::ADD, OperatorKind::Activations, 2, 2, importAdd},
    {fb::BuiltinOperator::AVERAGE_POOL_2D, OperatorKind::Activations, 1, 1,
     importAveragePool2D},
    {fb::BuiltinOperator::CONV_2D, OperatorKind::Product, 2, 3, importConv2D},
    {fb::BuiltinOperator::DEPTHWISE_CONV_2D, OperatorKind::Product, 2, 3,
     importDepthwiseConv2D},
    {fb::BuiltinOperator::EXPAND_DIMS, OperatorKind::Parameters, 2, 2,
     importExpandDims, "an axis", true},
    {fb::BuiltinOperator::FULLY_CONNECTED, OperatorKind::Product, 2, 3,
     importFullyConnected},
    {fb::BuiltinOperator::L2_NORMALIZATION, OperatorKind::Activations, 1, 1,
     importL2Normalization},
    {fb::BuiltinOperator::LOG_SOFTMAX, OperatorKind::Activations, 1, 1,
     importLogSoftmax},
    {fb::BuiltinOperator::MAX_POOL_2D, OperatorKind::Activations, 1, 1,
     importMaxPool2D},
    {fb::BuiltinOperator::MEAN, OperatorKind::Parameters, 2, 2, importMean,
     "axes"},
    {fb::BuiltinOperator::PAD, OperatorKind::Parameters, 2, 2, importPad,
     "paddings", true},
    {fb::BuiltinOperator::PADV2, OperatorKind::Parameters, 3, 3, importPad,
     "paddings", true},
    {fb::BuiltinOperator::REDUCE_MAX, OperatorKind::Parameters, 2, 2,
     importReduceMax, "axes"},
    {fb::BuiltinOperator::REDUCE_MIN, OperatorKind::Parameters, 2, 2,
     importReduceMin, "axes"},
    {fb::BuiltinOperator::RESHAPE, OperatorKind::Parameters, 1, 2,
     importReshape, "a shape"},
    {fb::BuiltinOperator::SOFTMAX, OperatorKind::Activations, 1, 1,
     importSoftmax},
    {fb::BuiltinOperator::SQUEEZE, OperatorKind::Activations, 1, 1,
     importSqueeze},
    {fb::BuiltinOperator::SUM, OperatorKind::Parameters, 2, 2, importSum,
     "axes"},
};

llvm::ArrayRef<OperatorInfo> sima::tfl::importedOperators() {
  return operators;
}

const OperatorInfo *sima::tfl::findOperator(fb::BuiltinOperator code) {
  for (const OperatorInfo &info : operators)
    if (info.code == code)
      return &info;
  return nullptr;
}

template <typename Options>
static fb::ActivationFunctionType activationOf(const Options *options) {
  return options ? options->fused_activation_function()
                 : fb::ActivationFunctionType::NONE;
}

fb::ActivationFunctionType sima::tfl::fusedActivation(const fb::Operator &op) {
  switch (op.builtin_options_type()) {
  case fb::BuiltinOptions::Conv2DOptions:
    return activationOf(op.builtin_options_as_Conv2DOptions());
  case fb::BuiltinOptions::DepthwiseConv2DOptions:
    return activationOf(op.builtin_options_as_DepthwiseConv2DOptions());
  case fb::BuiltinOptions::Pool2DOptions:
    return activationOf(op.builtin_options_as_Pool2DOptions());
  case fb::BuiltinOptions::FullyConnectedOptions:
    return activationOf(op.builtin_options_as_FullyConnectedOptions());
  case fb::BuiltinOptions::L2NormOptions:
    return activationOf(op.builtin_options_as_L2NormOptions());
  case fb::BuiltinOptions::AddOptions:
    return activationOf(op.builtin_options_as_AddOptions());
  default:
    return fb::ActivationFunctionType::NONE;
  }
}
