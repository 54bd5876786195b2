//===- MLAAttributes.td - Enumerations and attributes ------*- tablegen -*-===//
#ifndef SIMA_MLA_ATTRIBUTES
#define SIMA_MLA_ATTRIBUTES

include "dialects/MLA/IR/MLADialect.td"

class MLA_I32Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::sima::mla";
  let genSpecializedAttr = 0;
}
class MLA_EnumAttr<EnumAttrInfo info, string mnemonic>
    : EnumAttr<MLA_Dialect, info, mnemonic> {
  let assemblyFormat = "`<` $value `>`";
}

def MLA_Arithmetic : MLA_I32Enum<"Arithmetic",
    "arithmetic of the source framework (docs/numerics.md)",
    [I32EnumAttrCase<"tflite", 1>, I32EnumAttrCase<"tflite_u8", 2>,
     I32EnumAttrCase<"tflite_16x8", 3>, I32EnumAttrCase<"onnx", 4>,
     I32EnumAttrCase<"shift", 5>, I32EnumAttrCase<"tflite_f64", 6>,
     I32EnumAttrCase<"onnx_float", 7>, I32EnumAttrCase<"tflite_pot", 11>,
     I32EnumAttrCase<"tflite_logistic", 12>, I32EnumAttrCase<"tflite_tanh", 13>,
     I32EnumAttrCase<"onnx_u8", 14>]>;
def MLA_ArithmeticAttr : MLA_EnumAttr<MLA_Arithmetic, "arithmetic">;

def MLA_Activation : MLA_I32Enum<"Activation",
    "activation fused into an operation: a clamp of the output codes",
    [I32EnumAttrCase<"none", 0>, I32EnumAttrCase<"relu", 1>,
     I32EnumAttrCase<"relu6", 2>, I32EnumAttrCase<"relu_n1_to_1", 3>]>;
def MLA_ActivationAttr : MLA_EnumAttr<MLA_Activation, "activation">;

def MLA_MirrorMode : MLA_I32Enum<"MirrorMode",
    "what lies around a tensor: mirrored without or with its border, its border, or itself again",
    [I32EnumAttrCase<"reflect", 0>, I32EnumAttrCase<"symmetric", 1>,
     I32EnumAttrCase<"edge", 2>, I32EnumAttrCase<"wrap", 3>]>;
def MLA_MirrorModeAttr : MLA_EnumAttr<MLA_MirrorMode, "mirror_mode">;

def MLA_ResizeKind : MLA_I32Enum<"ResizeKind", "interpolation of a resize",
    [I32EnumAttrCase<"nearest", 0>, I32EnumAttrCase<"bilinear", 1>]>;
def MLA_ResizeKindAttr : MLA_EnumAttr<MLA_ResizeKind, "resize_kind">;

def MLA_Coordinates : MLA_I32Enum<"Coordinates",
    "where an output position lies in the input (names of ONNX)",
    [I32EnumAttrCase<"asymmetric", 0>, I32EnumAttrCase<"half_pixel", 1>,
     I32EnumAttrCase<"align_corners", 2>, I32EnumAttrCase<"pytorch_half_pixel", 3>,
     I32EnumAttrCase<"half_pixel_symmetric", 4>]>;
def MLA_CoordinatesAttr : MLA_EnumAttr<MLA_Coordinates, "coordinates">;

def MLA_Rounding : MLA_I32Enum<"Rounding", "how a nearest position is found (names of ONNX)",
    [I32EnumAttrCase<"floor", 0>, I32EnumAttrCase<"ceil", 1>,
     I32EnumAttrCase<"round_prefer_floor", 2>, I32EnumAttrCase<"round_prefer_ceil", 3>]>;
def MLA_RoundingAttr : MLA_EnumAttr<MLA_Rounding, "rounding">;

def MLA_Home : MLA_I32Enum<"Home",
    "where a feature map lives between the layers that write and read it: all of it in local memory or "
    "in DRAM, or in local memory the rows that the tiles of a turn read (stripes)",
    [I32EnumAttrCase<"lm", 0>, I32EnumAttrCase<"dram", 1>, I32EnumAttrCase<"stripes", 2>]>;
def MLA_HomeAttr : MLA_EnumAttr<MLA_Home, "home">;

def MLA_L2Caching : MLA_I32Enum<"L2Caching",
    "whether constants stay in local memory from one execution to the next",
    [I32EnumAttrCase<"none", 0>, I32EnumAttrCase<"single_model", 1>]>;
def MLA_L2CachingAttr : MLA_EnumAttr<MLA_L2Caching, "l2_caching">;

class MLA_Attr<string name, string attrMnemonic> : AttrDef<MLA_Dialect, name> {
  let mnemonic = attrMnemonic;
}

def MLA_LayoutAttr : MLA_Attr<"Layout", "layout"> {
  let summary = "layout of a boundary tensor in DRAM";
  let description = [{
    The tensor is cut into slices of `slice` = [h, w, c]; slices lie channel groups outermost, then rows,
    then columns of slices, each beginning at a 16-byte boundary. Within a slice the order is
    h, w, c; `align_c16` pads its channels to a multiple of 16, `cblock` stores them as [c/16][h][w][16].
    A slice as large as the tensor without flags is plain HWC, with `align_c16` plain HWC16.

    Example: `#mla.layout<[8, 32, 3]>`, `#mla.layout<[1, 8, 64], align_c16 = true, cblock = true>`
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$slice,
                        DefaultValuedParameter<"bool", "false">:$align_c16,
                        DefaultValuedParameter<"bool", "false">:$cblock);
  let assemblyFormat = "`<` `[` $slice `]` (`,` struct($align_c16, $cblock)^)? `>`";
  let genVerifyDecl = 1;
}

def MLA_TileAttr : MLA_Attr<"Tile", "tile"> {
  let summary = "a piece of a layer's output and the quad that computes it";
  let description = [{
    Half-open ranges of output rows and channels (all columns) of one sample. `turn`, 0 unless given, orders the
    tiles of a group of layers: those of one turn stand together, layer after layer.

    Example: `#mla.tile<quad 2 turn 1 sample 0 rows 16 to 24 channels 0 to 16>`
  }];
  let parameters = (ins "int64_t":$quad, DefaultValuedParameter<"int64_t", "0">:$turn, "int64_t":$sample,
                        "int64_t":$rowBegin, "int64_t":$rowEnd, "int64_t":$channelBegin, "int64_t":$channelEnd);
  let assemblyFormat = [{
    `<` `quad` $quad (`turn` $turn^)? `sample` $sample `rows` $rowBegin `to` $rowEnd
    `channels` $channelBegin `to` $channelEnd `>`
  }];
  let genVerifyDecl = 1;
}

def MLA_ScheduleAttr : MLA_Attr<"Schedule", "schedule"> {
  let summary = "tiles of a layer in order of execution, and its output's home";
  let description = [{
    The order of a segment's tiles is that of their layers' `group`, then of their `turn`, then of their layers, then
    the one given here; a tile's place in it is its position. Groups do not decrease from layer to layer. Tiles of all
    quads together must cover the layer's output exactly once; `--mla-quad-schedule` verifies that before it
    writes the attribute.

    The constants of the k-th range of channels of each quad are brought to a buffer of their own directly before
    position `loads[k]`; `resident` ones stay there for the next execution. `stream_slots`, 2 unless given, is the
    number of the buffers that tiles of a feature map in DRAM take turns in.

    Example: `#mla.schedule<lm, group 0 loads[0], [<quad 0 sample 0 rows 0 to 8 channels 0 to 16>]>`
  }];
  let parameters = (ins EnumParameter<MLA_Home>:$home, "int64_t":$group,
                        DefaultValuedParameter<"int64_t", "2">:$stream_slots,
                        DefaultValuedParameter<"bool", "false">:$resident,
                        OptionalArrayRefParameter<"int64_t">:$loads,
                        ArrayRefParameter<"::sima::mla::TileAttr">:$tiles);
  let assemblyFormat = [{
    `<` $home `,` `group` $group (`stream_slots` $stream_slots^)? (`resident` $resident^)?
    (`loads` `[` $loads^ `]`)? `,` `[` $tiles `]` `>`
  }];
  let genVerifyDecl = 1;
}

#endif // SIMA_MLA_ATTRIBUTES
