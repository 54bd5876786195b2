//===- ProvenanceBuilder.h - Provenance of a program ------------*- C++ -*-===//
#ifndef SIMA_LIB_TARGET_QUADTOPROGRAM_PROVENANCEBUILDER_H
#define SIMA_LIB_TARGET_QUADTOPROGRAM_PROVENANCEBUILDER_H

#include "dialects/Quad/IR/Quad.h"
#include "sima/Target/MLA/Program.h"
#include <functional>
#include <map>

namespace sima {

/// Collects from locations what words and constants are there for. Segments
/// without `operations` have no provenance; of others everything must have one.
class ProvenanceBuilder {
public:
  using NodeIndex = std::function<uint32_t(llvm::StringRef)>;

  /// Takes the operations; `nodeIndex` numbers source nodes.
  mlir::LogicalResult begin(quad::SegmentOp segment,
                            const NodeIndex &nodeIndex);
  /// The next constant.
  mlir::LogicalResult addConstant(quad::ConstantOp constant);
  /// The next word of a quad.
  mlir::LogicalResult addWord(isa::EntryPoint entry, uint32_t quad,
                              uint32_t word, mlir::Operation &op);
  std::optional<isa::Provenance> take() { return std::move(provenance); }

private:
  std::optional<isa::Provenance> provenance;
  std::map<isa::Place, uint32_t> numbers;
  uint32_t constants = 0;
};

} // namespace sima

#endif // SIMA_LIB_TARGET_QUADTOPROGRAM_PROVENANCEBUILDER_H
