//===- Passes.td - Conversion of the mla dialect to mpk ----*- tablegen -*-===//
#ifndef SIMA_CONVERSION_MLATOMPK_PASSES
#define SIMA_CONVERSION_MLATOMPK_PASSES

include "mlir/Pass/PassBase.td"

def ConvertMLAToMPK : Pass<"convert-mla-to-mpk", "::mlir::ModuleOp"> {
  let summary = "Describes the pipeline of EV74 and MLA stages";
  let description = [{
    Adds an `mpk.pipeline` for the function that holds segments: one stage for each boundary operation and
    each segment, with the names that the public format uses. `model-name` defaults to the module's
    `mla.model_name`.
  }];
  let options = [
    Option<"modelName", "model-name", "std::string", "\"\"", "name of the archive">,
    Option<"sdkVersion", "sdk-version", "std::string", "\"2.1.0\"", "model_sdk_version of the manifest">];
  let dependentDialects = ["::sima::mla::MLADialect", "::sima::mpk::MPKDialect"];
}

#endif // SIMA_CONVERSION_MLATOMPK_PASSES
