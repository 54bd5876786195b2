//===- ModelFile.h - A verified .tflite file --------------------*- C++ -*-===//
//
// Access to the tables of a .tflite file after every offset and index in them
// has been checked. It does not judge whether operators and types can be
// imported (Survey) nor whether shapes and scales make sense (TensorType).
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_TFLITE_MODELFILE_H
#define SIMA_LIB_IMPORT_TFLITE_MODELFILE_H

#include "lib/Import/TFLite/schema_generated.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace sima::tfl {

/// Limits of one model. They are far above real networks and keep the work that
/// a small hostile file can cause in proportion to its size.
inline constexpr unsigned kMaxTables = 1000000; ///< FlatBuffers tables
inline constexpr unsigned kMaxTableDepth = 16;  ///< of nesting; TFLite has 5
inline constexpr unsigned kMaxOperators = 65536;
inline constexpr unsigned kMaxOperands = 4096; ///< inputs or outputs of a node
inline constexpr unsigned kMaxNameBytes = 4096;

/// A name out of the file as part of a one-line message: unprintable bytes
/// escaped, long names shortened.
std::string printable(llvm::StringRef name);

/// One subgraph and the tables that it refers to. Refers to the bytes it was
/// opened on. Indices of tensors and operators are those of the file.
class ModelFile {
public:
  /// Checks the file: identifier, version, all offsets, every index of tensors,
  /// buffers and operator codes. `bytes` must be aligned to 16.
  static llvm::Expected<ModelFile> open(llvm::ArrayRef<uint8_t> bytes);

  unsigned operatorCount() const { return nodeNames.size(); }
  unsigned tensorCount() const { return graph->tensors()->size(); }
  llvm::ArrayRef<int32_t> graphInputs() const { return inputs; }
  llvm::ArrayRef<int32_t> graphOutputs() const { return outputs; }

  const fb::Operator &op(unsigned index) const;
  fb::BuiltinOperator code(unsigned op) const;
  /// The operator's name as LiteRT spells it; custom operators have their own.
  std::string operatorName(unsigned op) const;
  /// The name of a node: the one of its first output, with `#<index>` appended
  /// if an earlier node has it already.
  llvm::StringRef nodeName(unsigned op) const { return nodeNames[op]; }
  /// Tensor indices; -1 stands for an input that is left out.
  llvm::SmallVector<int32_t, 4> opInputs(unsigned op) const;
  llvm::SmallVector<int32_t, 4> opOutputs(unsigned op) const;

  const fb::Tensor &tensor(unsigned index) const;
  /// The tensor's name, or `tensor#<index>` when it has none.
  std::string tensorName(unsigned index) const;
  /// The contents of a constant, empty for tensors that are computed.
  llvm::ArrayRef<uint8_t> data(unsigned tensor) const;
  bool isConstant(unsigned tensor) const {
    return !data(tensor).empty() || hasOutsideData(tensor);
  }
  /// True when the contents lie behind the FlatBuffer or in another file.
  bool hasOutsideData(unsigned tensor) const;

private:
  llvm::Error checkModel(const fb::Model &file);
  llvm::Error checkTensor(unsigned index) const;
  llvm::Error checkOperator(unsigned index) const;
  void nameNodes();

  const fb::Model *model = nullptr;
  const fb::SubGraph *graph = nullptr;
  llvm::SmallVector<int32_t, 4> inputs, outputs;
  std::vector<std::string> nodeNames;
};

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_MODELFILE_H
