//===- OperatorTable.cpp - The operators that are imported ----------------===//

#include "OperatorTable.h"

using namespace sima::tfl;

static constexpr OperatorInfo operators[] = {
    {fb::BuiltinOperator::ABS, OperatorKind::Activations, 1, 1, importAbs, "",
     false, 1, kSigned},
    {fb::BuiltinOperator::ADD, OperatorKind::Activations, 2, 2, importAdd, "",
     false, 1, kAllTypes},
    {fb::BuiltinOperator::ARG_MAX, OperatorKind::Parameters, 2, 2, importArgMax,
     "an axis", true, 1, k8Bit},
    {fb::BuiltinOperator::ARG_MIN, OperatorKind::Parameters, 2, 2, importArgMin,
     "an axis", true, 1, k8Bit},
    {fb::BuiltinOperator::AVERAGE_POOL_2D, OperatorKind::Activations, 1, 1,
     importAveragePool2D, "", false, 1, kAllTypes},
    {fb::BuiltinOperator::BATCH_MATMUL, OperatorKind::Activations, 2, 2,
     importBatchMatMul, "", false, 1, kSigned},
    {fb::BuiltinOperator::BATCH_TO_SPACE_ND, OperatorKind::Movement, 3, 3,
     importBatchToSpace, "blocks", false, 1, kAllTypes},
    {fb::BuiltinOperator::BROADCAST_TO, OperatorKind::Movement, 2, 2,
     importBroadcastTo, "a shape", true, 1, kAllTypes},
    {fb::BuiltinOperator::CONCATENATION, OperatorKind::Activations, 1,
     kAnyNumber, importConcatenation, "", false, 1, kAllTypes},
    {fb::BuiltinOperator::CONV_2D, OperatorKind::Product, 2, 3, importConv2D,
     "", false, 1, kAllTypes},
    {fb::BuiltinOperator::CUSTOM, OperatorKind::Activations, 3, 3,
     importDetectionPostprocess, "", false, 4, kUInt8},
    {fb::BuiltinOperator::DEPTHWISE_CONV_2D, OperatorKind::Product, 2, 3,
     importDepthwiseConv2D, "", false, 1, kAllTypes},
    {fb::BuiltinOperator::DEPTH_TO_SPACE, OperatorKind::Activations, 1, 1,
     importDepthToSpace, "", false, 1, k8Bit},
    {fb::BuiltinOperator::DIV, OperatorKind::Activations, 2, 2, importDiv, "",
     false, 1, kAllTypes},
    {fb::BuiltinOperator::ELU, OperatorKind::Activations, 1, 1, importElu},
    {fb::BuiltinOperator::EXP, OperatorKind::Activations, 1, 1, importExp, "",
     false, 1, kSigned},
    {fb::BuiltinOperator::EXPAND_DIMS, OperatorKind::Parameters, 2, 2,
     importExpandDims, "an axis", true, 1, kAllTypes},
    {fb::BuiltinOperator::FULLY_CONNECTED, OperatorKind::Product, 2, 3,
     importFullyConnected, "", false, 1, kAllTypes},
    {fb::BuiltinOperator::GATHER, OperatorKind::Movement, 2, 2, importGather,
     "indices", true, 1, kAllTypes},
    {fb::BuiltinOperator::GELU, OperatorKind::Activations, 1, 1, importGelu, "",
     false, 1, kAllTypes},
    {fb::BuiltinOperator::HARD_SWISH, OperatorKind::Activations, 1, 1,
     importHardSwish, "", false, 1, k8Bit},
    {fb::BuiltinOperator::L2_NORMALIZATION, OperatorKind::Activations, 1, 1,
     importL2Normalization, "", false, 1, k8Bit},
    {fb::BuiltinOperator::LEAKY_RELU, OperatorKind::Activations, 1, 1,
     importLeakyRelu, "", false, 1, kAllTypes},
    {fb::BuiltinOperator::LOG, OperatorKind::Activations, 1, 1, importLog, "",
     false, 1, kSigned},
    {fb::BuiltinOperator::LOGISTIC, OperatorKind::Activations, 1, 1,
     importLogistic, "", false, 1, kAllTypes},
    {fb::BuiltinOperator::LOG_SOFTMAX, OperatorKind::Activations, 1, 1,
     importLogSoftmax, "", false, 1, k8Bit},
    {fb::BuiltinOperator::MAXIMUM, OperatorKind::Activations, 2, 2,
     importMaximum, "", false, 1, kAllTypes},
    {fb::BuiltinOperator::MAX_POOL_2D, OperatorKind::Activations, 1, 1,
     importMaxPool2D, "", false, 1, kAllTypes},
    {fb::BuiltinOperator::MEAN, OperatorKind::Parameters, 2, 2, importMean,
     "axes", false, 1, kAllTypes},
    {fb::BuiltinOperator::MINIMUM, OperatorKind::Activations, 2, 2,
     importMinimum, "", false, 1, kAllTypes},
    {fb::BuiltinOperator::MIRROR_PAD, OperatorKind::Movement, 2, 2,
     importMirrorPad, "paddings", true, 1, kAllTypes},
    {fb::BuiltinOperator::MUL, OperatorKind::Activations, 2, 2, importMul, "",
     false, 1, kAllTypes},
    {fb::BuiltinOperator::NEG, OperatorKind::Activations, 1, 1, importNeg},
    {fb::BuiltinOperator::PACK, OperatorKind::Activations, 1, kAnyNumber,
     importPack, "", false, 1, kAllTypes},
    {fb::BuiltinOperator::PAD, OperatorKind::Parameters, 2, 2, importPad,
     "paddings", true, 1, kAllTypes},
    {fb::BuiltinOperator::PADV2, OperatorKind::Parameters, 3, 3, importPad,
     "paddings", true, 1, kAllTypes},
    {fb::BuiltinOperator::PRELU, OperatorKind::Activations, 2, 2, importPRelu,
     "", false, 1, kAllTypes, true},
    {fb::BuiltinOperator::QUANTIZE, OperatorKind::Activations, 1, 1,
     importQuantize, "", false, 1, kAllTypes, true},
    {fb::BuiltinOperator::REDUCE_MAX, OperatorKind::Parameters, 2, 2,
     importReduceMax, "axes", false, 1, kAllTypes},
    {fb::BuiltinOperator::REDUCE_MIN, OperatorKind::Parameters, 2, 2,
     importReduceMin, "axes", false, 1, kAllTypes},
    {fb::BuiltinOperator::RELU, OperatorKind::Activations, 1, 1, importRelu, "",
     false, 1, kAllTypes},
    {fb::BuiltinOperator::RELU6, OperatorKind::Activations, 1, 1, importRelu6,
     "", false, 1, kAllTypes},
    {fb::BuiltinOperator::RELU_0_TO_1, OperatorKind::Activations, 1, 1,
     importRelu0To1, "", false, 1, k8Bit},
    {fb::BuiltinOperator::RELU_N1_TO_1, OperatorKind::Activations, 1, 1,
     importReluN1To1, "", false, 1, k8Bit},
    {fb::BuiltinOperator::RESHAPE, OperatorKind::Parameters, 1, 2,
     importReshape, "a shape", false, 1, kAllTypes},
    {fb::BuiltinOperator::RESIZE_BILINEAR, OperatorKind::Movement, 2, 2,
     importResizeBilinear, "a size", false, 1, kAllTypes},
    {fb::BuiltinOperator::RESIZE_NEAREST_NEIGHBOR, OperatorKind::Movement, 2, 2,
     importResizeNearest, "a size", false, 1, kAllTypes},
    {fb::BuiltinOperator::RSQRT, OperatorKind::Activations, 1, 1, importRsqrt,
     "", false, 1, kSigned},
    {fb::BuiltinOperator::SLICE, OperatorKind::Movement, 3, 3, importSlice,
     "bounds", true, 1, kAllTypes},
    {fb::BuiltinOperator::SOFTMAX, OperatorKind::Activations, 1, 1,
     importSoftmax, "", false, 1, kAllTypes, true},
    {fb::BuiltinOperator::SPACE_TO_BATCH_ND, OperatorKind::Movement, 3, 3,
     importSpaceToBatch, "blocks", false, 1, kAllTypes},
    {fb::BuiltinOperator::SPACE_TO_DEPTH, OperatorKind::Activations, 1, 1,
     importSpaceToDepth, "", false, 1, k8Bit},
    {fb::BuiltinOperator::SPLIT, OperatorKind::AxisFirst, 2, 2, importSplit,
     "an axis", false, kAnyNumber, kAllTypes},
    {fb::BuiltinOperator::SPLIT_V, OperatorKind::Movement, 3, 3, importSplitV,
     "sizes", true, kAnyNumber, kAllTypes},
    {fb::BuiltinOperator::SQRT, OperatorKind::Activations, 1, 1, importSqrt},
    {fb::BuiltinOperator::SQUARED_DIFFERENCE, OperatorKind::Activations, 2, 2,
     importSquaredDifference},
    {fb::BuiltinOperator::SQUEEZE, OperatorKind::Activations, 1, 1,
     importSqueeze, "", false, 1, kAllTypes},
    {fb::BuiltinOperator::STRIDED_SLICE, OperatorKind::Movement, 4, 4,
     importStridedSlice, "bounds", false, 1, kAllTypes},
    {fb::BuiltinOperator::SUB, OperatorKind::Activations, 2, 2, importSub, "",
     false, 1, kAllTypes},
    {fb::BuiltinOperator::SUM, OperatorKind::Parameters, 2, 2, importSum,
     "axes", false, 1, k8Bit},
    {fb::BuiltinOperator::TANH, OperatorKind::Activations, 1, 1, importTanh, "",
     false, 1, kAllTypes},
    {fb::BuiltinOperator::TILE, OperatorKind::Movement, 2, 2, importTile,
     "multiples", true, 1, kAllTypes},
    {fb::BuiltinOperator::TRANSPOSE, OperatorKind::Movement, 2, 2,
     importTranspose, "a permutation", false, 1, kAllTypes},
    {fb::BuiltinOperator::TRANSPOSE_CONV, OperatorKind::TransposedProduct, 3, 4,
     importTransposeConv, "a shape", false, 1, kAllTypes},
    {fb::BuiltinOperator::UNPACK, OperatorKind::Activations, 1, 1, importUnpack,
     "", false, kAnyNumber, kAllTypes},
};

bool sima::tfl::needsSymmetricInt16(fb::BuiltinOperator code) {
  switch (code) {
  case fb::BuiltinOperator::ABS:
  case fb::BuiltinOperator::ADD:
  case fb::BuiltinOperator::BATCH_MATMUL:
  case fb::BuiltinOperator::CONCATENATION:
  case fb::BuiltinOperator::CONV_2D:
  case fb::BuiltinOperator::DEPTHWISE_CONV_2D:
  case fb::BuiltinOperator::DEQUANTIZE:
  case fb::BuiltinOperator::EXP:
  case fb::BuiltinOperator::EXPAND_DIMS:
  case fb::BuiltinOperator::FULLY_CONNECTED:
  case fb::BuiltinOperator::LEAKY_RELU:
  case fb::BuiltinOperator::LOG:
  case fb::BuiltinOperator::LOGISTIC:
  case fb::BuiltinOperator::MEAN:
  case fb::BuiltinOperator::MIRROR_PAD:
  case fb::BuiltinOperator::MUL:
  case fb::BuiltinOperator::REDUCE_MAX:
  case fb::BuiltinOperator::REDUCE_MIN:
  case fb::BuiltinOperator::RELU:
  case fb::BuiltinOperator::RELU6:
  case fb::BuiltinOperator::RSQRT:
  case fb::BuiltinOperator::SUB:
  case fb::BuiltinOperator::TANH:
  case fb::BuiltinOperator::TRANSPOSE_CONV:
    return true;
  default:
    return false;
  }
}

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
  case fb::BuiltinOptions::TransposeConvOptions:
    return activationOf(op.builtin_options_as_TransposeConvOptions());
  case fb::BuiltinOptions::Pool2DOptions:
    return activationOf(op.builtin_options_as_Pool2DOptions());
  case fb::BuiltinOptions::FullyConnectedOptions:
    return activationOf(op.builtin_options_as_FullyConnectedOptions());
  case fb::BuiltinOptions::L2NormOptions:
    return activationOf(op.builtin_options_as_L2NormOptions());
  case fb::BuiltinOptions::ConcatenationOptions:
    return activationOf(op.builtin_options_as_ConcatenationOptions());
  case fb::BuiltinOptions::AddOptions:
    return activationOf(op.builtin_options_as_AddOptions());
  case fb::BuiltinOptions::SubOptions:
    return activationOf(op.builtin_options_as_SubOptions());
  case fb::BuiltinOptions::MulOptions:
    return activationOf(op.builtin_options_as_MulOptions());
  case fb::BuiltinOptions::DivOptions:
    return activationOf(op.builtin_options_as_DivOptions());
  default:
    return fb::ActivationFunctionType::NONE;
  }
}
