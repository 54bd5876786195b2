//===- Executor.h - A network on the reference interpreter ------*- C++ -*-===//
#ifndef SIMA_PIPELINES_EXECUTOR_H
#define SIMA_PIPELINES_EXECUTOR_H

#include "sima/Pipelines/NamedArray.h"
#include "sima/Pipelines/Network.h"
#include <memory>

namespace sima {

/// An operation of a segment.
struct SegmentNode {
  std::string name;                ///< of the layer, without the segment's
  std::string operation;           ///< "mla.conv2d"
  std::vector<std::string> inputs; ///< names of nodes and of placeholders
};

/// A part of the network on one processor.
struct NetworkSegment {
  std::string name; ///< "MLA_0", "A65_0"
  /// By the names that tessellation parameters may use: "placeholder_0_0".
  std::vector<std::string> inputs;
  std::vector<SegmentNode> nodes;   ///< layers in order of execution
  std::vector<std::string> outputs; ///< nodes that give the outputs, in order
};

/// A network ready to be executed: legalized for a target and cut into
/// segments. Its functions may be called from several threads, one at a time.
class Executor {
public:
  /// `target` as in PhaseOptions.
  static llvm::Expected<std::unique_ptr<Executor>>
  create(const Network &network, llvm::StringRef target);
  ~Executor();

  /// Types are those of an archive with `io` of source: float32 where the model
  /// has it, else codes.
  const std::vector<TensorSpec> &inputs() const { return inputSpecs; }
  const std::vector<TensorSpec> &outputs() const { return outputSpecs; }
  const std::vector<NetworkSegment> &segments() const { return parts; }

  struct Options {
    /// All cores share each of the larger operations.
    bool parallel = false;
    /// Also give the tensors of all layers.
    bool keepLayers = false;
  };
  struct Result {
    std::vector<NamedArray> outputs; ///< in the model's order
    std::vector<NamedArray> layers;  ///< as "MLA_0/conv2d_0", in order
  };
  /// Arrays are those of inputs(), in order, of exactly their type and shape.
  /// Fails, naming the input, where one is not.
  llvm::Expected<Result> run(std::vector<package::NpyArray> arrays,
                             Options options) const;

private:
  struct State;
  explicit Executor(std::unique_ptr<State> state);
  void describe();

  std::unique_ptr<State> state;
  std::vector<TensorSpec> inputSpecs, outputSpecs;
  std::vector<NetworkSegment> parts;
};

} // namespace sima

#endif // SIMA_PIPELINES_EXECUTOR_H
