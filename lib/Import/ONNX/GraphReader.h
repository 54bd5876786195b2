//===- GraphReader.h - GraphProto to Graph ----------------------*- C++ -*-===//
//
// Names become indices; nodes are put in order; constants are read.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_GRAPHREADER_H
#define SIMA_LIB_IMPORT_ONNX_GRAPHREADER_H

#include "Graph.h"
#include "TensorReader.h"
#include "llvm/ADT/StringSet.h"

namespace sima::onnx_import {

/// Version of each operator domain; ai.onnx is the empty name.
using Versions = std::map<std::string, int64_t, std::less<>>;

class GraphReader {
public:
  GraphReader(::onnx::GraphProto &proto, const Versions &versions,
              int64_t irVersion, llvm::StringRef directory)
      : proto(proto), versions(versions), irVersion(irVersion),
        tensors(directory) {}

  llvm::Expected<Graph> run();

private:
  llvm::Error checkCounts() const;
  llvm::Error readInitializers();
  llvm::Error readInputs();
  llvm::Error readNode(::onnx::NodeProto &node);
  llvm::Error readAttributes(::onnx::NodeProto &from, Node &to);
  llvm::Error makeConstant(const Node &node);
  llvm::Error readOutputs();
  llvm::Error order();

  /// The value called `name`; a new one if there is none yet.
  llvm::Expected<int> value(const std::string &name);
  /// As `value`, of a name that must not have been defined.
  llvm::Expected<int> define(const std::string &name);
  llvm::Expected<AttributeValue> attribute(::onnx::AttributeProto &from);

  ::onnx::GraphProto &proto;
  const Versions &versions;
  int64_t irVersion;
  TensorReader tensors;
  Graph graph;
  llvm::StringMap<int> byName;
  std::vector<bool> defined;
  llvm::StringSet<> nodeNames;
};

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_GRAPHREADER_H
