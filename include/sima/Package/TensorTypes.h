//===- TensorTypes.h - Types of the tensors of a pipeline -------*- C++ -*-===//
//
// A manifest gives tensors a name and a size; their shapes and element types
// stand in the parameters of the stages around them. This collects them.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PACKAGE_TENSORTYPES_H
#define SIMA_PACKAGE_TENSORTYPES_H

#include "sima/Package/ElementType.h"
#include "sima/Package/Manifest.h"
#include <map>

namespace sima::package {

/// What is known about a buffer: each part may be unknown.
struct PortType {
  std::optional<ElementType> element;
  Shape shape; ///< empty when unknown
};

/// What the parameters of one stage say about its ports, one entry a node.
struct StageTypes {
  std::vector<PortType> inputs;
  std::vector<PortType> outputs;
};

/// Reads the parameters of `plugin`. Fails on parameters of the wrong form, on
/// a number of shapes other than that of the nodes, and where shape and element
/// type give another size than the node has. Packed and tessellated buffers
/// have a shape in bytes and no element type.
llvm::Expected<StageTypes> stageTypes(const Plugin &plugin);

/// A tensor whose type is known in full.
struct TensorType {
  ElementType element = ElementType::Int8;
  Shape shape;
  bool operator==(const TensorType &other) const = default;
};

/// The types of all tensors that the stages around them describe. Stages that
/// only move elements (slice, reshape, flatten, `pass_through`) hand the
/// element type on, in both directions.
llvm::Expected<std::map<std::string, TensorType>>
tensorTypes(const Manifest &manifest);

} // namespace sima::package

#endif // SIMA_PACKAGE_TENSORTYPES_H
