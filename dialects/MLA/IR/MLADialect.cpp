//===- MLADialect.cpp - Registration of the mla dialect -------------------===//

#include "dialects/MLA/IR/MLA.h"
#include "mlir/Dialect/Quant/QuantTypes.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sima::mla;

#include "dialects/MLA/IR/MLADialect.cpp.inc"
#include "dialects/MLA/IR/MLAEnums.cpp.inc"
#include "dialects/MLA/IR/MLAInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/MLA/IR/MLAAttributes.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/MLA/IR/MLAOps.cpp.inc"

namespace {
/// Prints quantized element types as `!q`, `!q1`, … so that lines stay
/// readable.
struct QuantAliases : OpAsmDialectInterface {
  using OpAsmDialectInterface::OpAsmDialectInterface;

  AliasResult getAlias(Type type, raw_ostream &os) const override {
    if (!isa<quant::QuantizedType>(type))
      return AliasResult::NoAlias;
    os << "q";
    return AliasResult::FinalAlias;
  }
};
} // namespace

void MLADialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/MLA/IR/MLAAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/MLA/IR/MLAOps.cpp.inc"
      >();
  addInterfaces<QuantAliases>();
}

llvm::StringRef sima::mla::nodeName(Location loc) {
  if (auto name = dyn_cast<NameLoc>(loc))
    return name.getName().getValue();
  if (auto fused = dyn_cast<FusedLoc>(loc))
    for (Location inner : fused.getLocations())
      if (llvm::StringRef name = nodeName(inner); !name.empty())
        return name;
  if (auto call = dyn_cast<CallSiteLoc>(loc))
    return nodeName(call.getCallee());
  return "";
}
