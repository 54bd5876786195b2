//===- MPKAttributes.td - Processors and tensors -----------*- tablegen -*-===//
#ifndef SIMA_MPK_ATTRIBUTES
#define SIMA_MPK_ATTRIBUTES

include "dialects/MPK/IR/MPKDialect.td"

def MPK_Processor : I32EnumAttr<"Processor", "processor that runs a stage",
    [I32EnumAttrCase<"EV74", 0>, I32EnumAttrCase<"MLA", 1>,
     I32EnumAttrCase<"A65", 2>]> {
  let cppNamespace = "::sima::mpk";
  let genSpecializedAttr = 0;
}
def MPK_ProcessorAttr : EnumAttr<MPK_Dialect, MPK_Processor, "processor">;

class MPK_Attr<string name, string attrMnemonic> : AttrDef<MPK_Dialect, name> {
  let mnemonic = attrMnemonic;
  let genVerifyDecl = 1;
}

def MPK_TensorAttr : MPK_Attr<"Tensor", "tensor"> {
  let summary = "a tensor that a stage reads or writes";
  let description = [{
    The name that joins producer and consumers, and the size of the buffer in bytes (all
    samples of the batch). Shape and element type are written only where a network's
    input goes straight into the MLA, whose stage says nothing else about them.

    Example: `#mpk.tensor<"quantize_0", 1228800>`,
    `#mpk.tensor<"images", 64, [1, 4, 4, 4] of "int8">`
  }];
  let parameters = (ins "::mlir::StringAttr":$name, "int64_t":$size,
                        OptionalArrayRefParameter<"int64_t">:$shape,
                        OptionalParameter<"::mlir::StringAttr">:$dtype);
  let assemblyFormat =
      "`<` $name `,` $size (`,` `[` $shape^ `]` `of` $dtype)? `>`";
}

def MPK_InputAttr : MPK_Attr<"Input", "input"> {
  let summary = "an input of the pipeline, as the user hands it over";
  let description = [{
    Name, size in bytes (all samples of the batch) and, where it is known, the range
    of its values: lowest and highest.

    Example: `#mpk.input<"images", 4915200>`,
    `#mpk.input<"images", 4915200, range = [0.0, 1.0]>`
  }];
  let parameters = (ins "::mlir::StringAttr":$name, "int64_t":$size,
                        OptionalParameter<"::mlir::DenseF64ArrayAttr">:$range);
  let assemblyFormat = "`<` $name `,` $size (`,` `range` `=` $range^)? `>`";
}

def MPK_TensorArray : TypedArrayAttrBase<MPK_TensorAttr, "tensors">;
def MPK_InputArray : TypedArrayAttrBase<MPK_InputAttr, "pipeline inputs">;

#endif // SIMA_MPK_ATTRIBUTES
