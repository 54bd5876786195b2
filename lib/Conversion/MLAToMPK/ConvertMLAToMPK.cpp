//===- ConvertMLAToMPK.cpp - The pass -------------------------------------===//

#include "PipelineBuilder.h"

using namespace mlir;
using namespace sima;

namespace sima {
#define GEN_PASS_DEF_CONVERTMLATOMPK
#include "sima/Conversion/MLAToMPK/Passes.h.inc"
} // namespace sima

namespace {
struct ConvertMLAToMPKPass
    : sima::impl::ConvertMLAToMPKBase<ConvertMLAToMPKPass> {
  using ConvertMLAToMPKBase::ConvertMLAToMPKBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    std::string name = modelName;
    if (auto attr = module->getAttrOfType<StringAttr>(kModelNameAttr);
        attr && name.empty())
      name = attr.str();
    if (name.empty())
      name = "model";
    for (auto function : module.getOps<func::FuncOp>()) {
      if (function.isDeclaration() ||
          (function.getOps<mla::SegmentOp>().empty() &&
           function.getOps<mla::A65SegmentOp>().empty()))
        continue;
      OpBuilder builder(module.getBody(), module.getBody()->end());
      if (failed(PipelineBuilder(function, name, sdkVersion).build(builder)))
        return signalPassFailure();
    }
  }
};
} // namespace
