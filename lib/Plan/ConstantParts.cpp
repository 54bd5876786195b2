//===- ConstantParts.cpp - What the bytes of a chunk hold -----------------===//

#include "sima/Plan/ConstantParts.h"
#include "ProductConstants.h"
#include <map>

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;

namespace {
/// Where parts begin. Of two at one place the first is empty, so the later one
/// replaces it.
class Parts {
public:
  void begin(int64_t offset, StringRef role, Operation *user) {
    starts[offset] = {role, 0, user};
  }

  SmallVector<ConstantPart, 4> upTo(int64_t bytes) {
    SmallVector<ConstantPart, 4> parts;
    for (auto it = starts.begin(); it != starts.end(); ++it) {
      auto next = std::next(it);
      ConstantPart part = it->second;
      part.bytes = (next == starts.end() ? bytes : next->first) - it->first;
      if (part.bytes > 0)
        parts.push_back(part);
    }
    return parts;
  }

private:
  std::map<int64_t, ConstantPart> starts;
};
} // namespace

static void addProduct(Parts &parts, const LayerBody &body,
                       const Product &product, mla::Range channels) {
  ProductLayout layout(body, product, channels);
  Operation *main = body.main.getOperation();
  parts.begin(0, "weights", main);
  parts.begin(layout.zeros(), "zeros", main);
  parts.begin(layout.table(), "requant", main);
  if (body.fusedAdd)
    parts.begin(layout.parameters(), "parameters", body.fusedAdd);
}

SmallVector<ConstantPart, 4>
sima::plan::constantParts(const LayerBody &body, const ConstantChunk &chunk,
                          int64_t bytes) {
  Parts parts;
  Operation *main = body.main.getOperation();
  if (std::optional<Product> product = Product::of(main)) {
    addProduct(parts, body, *product, chunk.channels);
    return parts.upTo(bytes);
  }
  parts.begin(0,
              isa<LookupOp>(main)   ? "lookup"
              : isa<ResizeOp>(main) ? "resize"
                                    : "parameters",
              main);
  // The 1 that a rescaling multiplies with.
  if (isa<RescaleOp>(main))
    parts.begin(chunk.tableOffset, "operand", main);
  for (int64_t offset : chunk.operandOffsets)
    if (offset >= 0)
      parts.begin(offset, "operand", main);
  return parts.upTo(bytes);
}
