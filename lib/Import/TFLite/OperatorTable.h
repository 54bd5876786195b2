//===- OperatorTable.h - The operators that are imported --------*- C++ -*-===//
//
// One row for each imported operator: how many operands it takes, which table
// holds its options, and the function that imports it.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_TFLITE_OPERATORTABLE_H
#define SIMA_LIB_IMPORT_TFLITE_OPERATORTABLE_H

#include "lib/Import/TFLite/schema_generated.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace sima::tfl {

class ModelFile;
class Node;

/// How the survey has to look at an operator's inputs.
enum class OperatorKind {
  Product,           ///< activation, constant filter, optional constant bias
  TransposedProduct, ///< constant shape and filter, activation, optional bias
  Activations,       ///< activations only
  Parameters,        ///< activation, then constants that say what to do with it
  Movement,          ///< activation, then integer constants
  AxisFirst          ///< an integer constant, then activation
};

/// Types of activations, as a set.
enum TypeSet : unsigned {
  kInt8 = 1,
  kUInt8 = 2,
  kInt16 = 4,
  k8Bit = kInt8 | kUInt8,
  kSigned = kInt8 | kInt16,
  kAllTypes = kInt8 | kUInt8 | kInt16
};

/// As many operands as a model may give.
inline constexpr unsigned kAnyNumber = 4096;

struct OperatorInfo {
  fb::BuiltinOperator code;
  OperatorKind kind;
  unsigned minInputs, maxInputs;
  llvm::Error (*import)(Node &node);
  /// What the constant input 1 is, in messages, and whether it may be int64.
  const char *parameter = "";
  bool mayBeWide = false;
  unsigned maxOutputs = 1;
  /// What activations may be (TypeSet); all of a node are of one type unless
  /// `mixed`.
  unsigned types = kInt8;
  bool mixed = false;
};

/// Whether LiteRT's kernel takes int16 activations only with zero points of 0.
bool needsSymmetricInt16(fb::BuiltinOperator code);

llvm::ArrayRef<OperatorInfo> importedOperators();
/// The row of `code`, or null when it is not imported.
const OperatorInfo *findOperator(fb::BuiltinOperator code);

/// The activation function fused into an operator, NONE for operators that
/// cannot have one.
fb::ActivationFunctionType fusedActivation(const fb::Operator &op);

/// Whether a custom operator is one that is imported, and why it cannot be all
/// the same: a clause behind its name, empty where it can.
bool isKnownCustom(const ModelFile &model, unsigned op);
std::string whyNotCustom(const ModelFile &model, unsigned op);

/// The importers, one for each operator; each sets the node's result.
llvm::Error importAbs(Node &node);
llvm::Error importAdd(Node &node);
llvm::Error importArgMax(Node &node);
llvm::Error importArgMin(Node &node);
llvm::Error importAveragePool2D(Node &node);
llvm::Error importBatchMatMul(Node &node);
llvm::Error importBatchToSpace(Node &node);
llvm::Error importBroadcastTo(Node &node);
llvm::Error importConcatenation(Node &node);
llvm::Error importConv2D(Node &node);
llvm::Error importDepthToSpace(Node &node);
llvm::Error importDepthwiseConv2D(Node &node);
llvm::Error importDetectionPostprocess(Node &node);
llvm::Error importDiv(Node &node);
llvm::Error importElu(Node &node);
llvm::Error importExp(Node &node);
llvm::Error importExpandDims(Node &node);
llvm::Error importFullyConnected(Node &node);
llvm::Error importGather(Node &node);
llvm::Error importGelu(Node &node);
llvm::Error importHardSwish(Node &node);
llvm::Error importL2Normalization(Node &node);
llvm::Error importLeakyRelu(Node &node);
llvm::Error importLog(Node &node);
llvm::Error importLogSoftmax(Node &node);
llvm::Error importLogistic(Node &node);
llvm::Error importMaxPool2D(Node &node);
llvm::Error importMaximum(Node &node);
llvm::Error importMean(Node &node);
llvm::Error importMinimum(Node &node);
llvm::Error importMirrorPad(Node &node);
llvm::Error importMul(Node &node);
llvm::Error importNeg(Node &node);
llvm::Error importPRelu(Node &node);
llvm::Error importPack(Node &node);
llvm::Error importPad(Node &node);
llvm::Error importQuantize(Node &node);
llvm::Error importReduceMax(Node &node);
llvm::Error importReduceMin(Node &node);
llvm::Error importRelu(Node &node);
llvm::Error importRelu0To1(Node &node);
llvm::Error importRelu6(Node &node);
llvm::Error importReluN1To1(Node &node);
llvm::Error importReshape(Node &node);
llvm::Error importResizeBilinear(Node &node);
llvm::Error importResizeNearest(Node &node);
llvm::Error importRsqrt(Node &node);
llvm::Error importSlice(Node &node);
llvm::Error importSoftmax(Node &node);
llvm::Error importSpaceToBatch(Node &node);
llvm::Error importSpaceToDepth(Node &node);
llvm::Error importSplit(Node &node);
llvm::Error importSplitV(Node &node);
llvm::Error importSqrt(Node &node);
llvm::Error importSquaredDifference(Node &node);
llvm::Error importSqueeze(Node &node);
llvm::Error importStridedSlice(Node &node);
llvm::Error importSub(Node &node);
llvm::Error importSum(Node &node);
llvm::Error importTanh(Node &node);
llvm::Error importTile(Node &node);
llvm::Error importTranspose(Node &node);
llvm::Error importTransposeConv(Node &node);
llvm::Error importUnpack(Node &node);

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_OPERATORTABLE_H
