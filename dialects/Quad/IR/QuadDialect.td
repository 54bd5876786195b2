//===- QuadDialect.td - The quad dialect -------------------*- tablegen -*-===//
#ifndef SIMA_QUAD_DIALECT
#define SIMA_QUAD_DIALECT

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Quad_Dialect : Dialect {
  let name = "quad";
  let cppNamespace = "::sima::quad";
  let summary = "One program per quad of the reference MLA";
  let description = [{
    Each operation is one instruction of docs/isa.md. Operands are *views*: a buffer, an offset and
    strides. `--quad-allocate` gives buffers their addresses, `--quad-insert-sync` adds semaphores,
    `--quad-assign-descriptors` writes the `set` instructions; after that a core holds exactly
    the words of its code section.
  }];
  let useDefaultAttributePrinterParser = 1;
}

class Quad_I32Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::sima::quad";
  let genSpecializedAttr = 0;
}
class Quad_EnumAttr<EnumAttrInfo info, string mnemonic>
    : EnumAttr<Quad_Dialect, info, mnemonic> {
  let assemblyFormat = "$value";
}

// Numbers are those of docs/isa.md.
def Quad_ElementType : Quad_I32Enum<"ElementType", "element type of a descriptor",
    [I32EnumAttrCase<"s8", 0>, I32EnumAttrCase<"u8", 1>, I32EnumAttrCase<"s16", 2>,
     I32EnumAttrCase<"s32", 3>]>;
def Quad_Space : Quad_I32Enum<"Space", "memory",
    [I32EnumAttrCase<"lm", 0>, I32EnumAttrCase<"acc", 1>, I32EnumAttrCase<"dram", 2>]>;
def Quad_SpaceAttr : Quad_EnumAttr<Quad_Space, "space">;
def Quad_Queue : Quad_I32Enum<"QueueKind", "queue of a quad",
    [I32EnumAttrCase<"ldq", 0>, I32EnumAttrCase<"stq", 1>, I32EnumAttrCase<"lnk", 2>,
     I32EnumAttrCase<"mxu", 3>, I32EnumAttrCase<"vpu", 4>]>;
def Quad_QueueAttr : Quad_EnumAttr<Quad_Queue, "queue">;
def Quad_Mode : Quad_I32Enum<"Mode", "arithmetic of a vector instruction",
    [I32EnumAttrCase<"tflite", 1>, I32EnumAttrCase<"tflite_u8", 2>,
     I32EnumAttrCase<"tflite_16x8", 3>, I32EnumAttrCase<"onnx", 4>,
     I32EnumAttrCase<"shift", 5>, I32EnumAttrCase<"tflite_f64", 6>,
     I32EnumAttrCase<"onnx_float", 7>, I32EnumAttrCase<"tflite_squared", 8>,
     I32EnumAttrCase<"tflite_16x8_f64", 9>, I32EnumAttrCase<"tflite_prelu", 10>,
     I32EnumAttrCase<"tflite_pot", 11>, I32EnumAttrCase<"tflite_logistic", 12>,
     I32EnumAttrCase<"tflite_tanh", 13>, I32EnumAttrCase<"onnx_u8", 14>]>;
def Quad_ModeAttr : Quad_EnumAttr<Quad_Mode, "mode">;
def Quad_PoolKind : Quad_I32Enum<"PoolKind", "what a pool instruction computes",
    [I32EnumAttrCase<"max", 0>, I32EnumAttrCase<"average", 1>]>;
def Quad_PoolKindAttr : Quad_EnumAttr<Quad_PoolKind, "pool_kind">;
def Quad_EltwiseKind : Quad_I32Enum<"EltwiseKind", "what an eltwise instruction computes",
    [I32EnumAttrCase<"add", 0>, I32EnumAttrCase<"sub", 1>, I32EnumAttrCase<"mul", 2>,
     I32EnumAttrCase<"div", 3>, I32EnumAttrCase<"min", 4>, I32EnumAttrCase<"max", 5>]>;
def Quad_EltwiseKindAttr : Quad_EnumAttr<Quad_EltwiseKind, "eltwise_kind">;
def Quad_NormKind : Quad_I32Enum<"NormKind", "what a norm instruction computes",
    [I32EnumAttrCase<"softmax", 0>, I32EnumAttrCase<"log_softmax", 1>, I32EnumAttrCase<"l2", 2>,
     I32EnumAttrCase<"layer", 3>, I32EnumAttrCase<"rms", 4>, I32EnumAttrCase<"instance", 5>,
     I32EnumAttrCase<"local_response", 6>]>;
def Quad_NormKindAttr : Quad_EnumAttr<Quad_NormKind, "norm_kind">;
def Quad_ReduceKind : Quad_I32Enum<"ReduceKind", "what a reduce instruction computes",
    [I32EnumAttrCase<"mean", 0>, I32EnumAttrCase<"sum", 1>, I32EnumAttrCase<"max", 2>,
     I32EnumAttrCase<"min", 3>, I32EnumAttrCase<"argmax", 4>]>;
def Quad_ReduceKindAttr : Quad_EnumAttr<Quad_ReduceKind, "reduce_kind">;
def Quad_ResizeKind : Quad_I32Enum<"ResizeKind", "what a resize instruction computes",
    [I32EnumAttrCase<"nearest", 0>, I32EnumAttrCase<"bilinear", 1>]>;
def Quad_ResizeKindAttr : Quad_EnumAttr<Quad_ResizeKind, "resize_kind">;
def Quad_Field : Quad_I32Enum<"Field", "field of a descriptor",
    [I32EnumAttrCase<"space", 0>, I32EnumAttrCase<"base", 1>, I32EnumAttrCase<"type", 2>,
     I32EnumAttrCase<"zp", 3>, I32EnumAttrCase<"size0", 4>, I32EnumAttrCase<"size1", 5>,
     I32EnumAttrCase<"size2", 6>, I32EnumAttrCase<"size3", 7>, I32EnumAttrCase<"stride0", 8>,
     I32EnumAttrCase<"stride1", 9>, I32EnumAttrCase<"stride2", 10>, I32EnumAttrCase<"stride3", 11>]>;
def Quad_FieldAttr : Quad_EnumAttr<Quad_Field, "field">;
def Quad_Direction : Quad_I32Enum<"Direction", "direction of a port",
    [I32EnumAttrCase<"input", 0>, I32EnumAttrCase<"output", 1>]>;
def Quad_DirectionAttr : Quad_EnumAttr<Quad_Direction, "direction">;
def Quad_EntryPoint : Quad_I32Enum<"EntryPoint", "where the quads begin (docs/isa.md)",
    [I32EnumAttrCase<"first", 0>, I32EnumAttrCase<"next", 1>]>;
def Quad_EntryPointAttr : Quad_EnumAttr<Quad_EntryPoint, "entry_point">;

def Quad_ViewAttr : AttrDef<Quad_Dialect, "View"> {
  let mnemonic = "view";
  let summary = "strided view of a buffer: the contents of a descriptor";
  let description = [{
    `sizes` in elements, `strides` in bytes, at most four; their meaning depends on the operand
    (docs/isa.md). `buffer` is a `quad.buffer`, `quad.constant`, `quad.port` or `quad.spill`.

    Example: `#quad.view<@conv2d_0.out + 512, [8, 32, 16], [512, 16, 16], s8, -128>`
  }];
  let parameters = (ins "::mlir::FlatSymbolRefAttr":$buffer, "int64_t":$offset,
      ArrayRefParameter<"int64_t">:$sizes, ArrayRefParameter<"int64_t">:$strides,
      EnumParameter<Quad_ElementType>:$type, "int64_t":$zero_point);
  let assemblyFormat = [{
    `<` $buffer `+` $offset `,` custom<Numbers>($sizes) `,` custom<Numbers>($strides) `,` $type `,` $zero_point `>`
  }];
  let genVerifyDecl = 1;
}

class Quad_Op<string mnemonic, list<Trait> traits = []>
    : Op<Quad_Dialect, mnemonic, traits>;

#endif // SIMA_QUAD_DIALECT
