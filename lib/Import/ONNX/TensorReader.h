//===- TensorReader.h - TensorProto to Constant -----------------*- C++ -*-===//
//
// Reads the contents of a tensor from any of the forms that a file may use: raw
// bytes, typed lists, external files, packed 4-bit elements.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_TENSORREADER_H
#define SIMA_LIB_IMPORT_ONNX_TENSORREADER_H

#include "Constant.h"
#include "ProtoFormat.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"

namespace sima::onnx_import {

class TensorReader {
public:
  /// External data is looked for in `directory` and below.
  explicit TensorReader(llvm::StringRef directory) : directory(directory) {}

  /// Takes the contents out of `proto`. The error names no tensor.
  llvm::Expected<ConstantRef> read(::onnx::TensorProto &proto);

private:
  llvm::Expected<Shape> readShape(const ::onnx::TensorProto &proto);
  llvm::Error spend(uint64_t bytes);
  llvm::Expected<std::string> contents(::onnx::TensorProto &proto,
                                       const Constant &tensor);
  llvm::Expected<std::string> external(const ::onnx::TensorProto &proto,
                                       uint64_t bytes);
  llvm::Expected<const llvm::MemoryBuffer *> file(llvm::StringRef location);

  std::string directory;
  llvm::StringMap<std::unique_ptr<llvm::MemoryBuffer>> files;
  uint64_t spentBytes = 0;
};

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_TENSORREADER_H
