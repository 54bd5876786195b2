//===- StructureOps.td - Segment, memory objects, cores ----*- tablegen -*-===//
#ifndef SIMA_QUAD_STRUCTURE_OPS
#define SIMA_QUAD_STRUCTURE_OPS

include "dialects/Quad/IR/QuadDialect.td"
include "mlir/IR/RegionKindInterface.td"

def Quad_SegmentOp : Quad_Op<"segment", [Symbol, SymbolTable, IsolatedFromAbove,
    NoTerminator, SingleBlock, NoRegionArguments]> {
  let summary = "everything that becomes one ELF file";
  let description = [{
    `target` is the canonical YAML text of the machine; `layers` the names of the statistics file in order.
    Instructions refer to the memory objects and layers of their segment only, and to bytes inside them.
    Each quad has one core, or two where there is entry point `next`.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$target, StrArrayAttr:$layers);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name `layers` $layers attr-dict-with-keyword $body";
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    /// The cores of an entry point, in order.
    ::llvm::SmallVector<CoreOp> coresOf(EntryPoint entry);
    /// `first`, and `next` where there are cores of it.
    ::llvm::SmallVector<EntryPoint, 2> entryPoints();
  }];
}

class Quad_MemoryOp<string mnemonic, list<Trait> traits = []>
    : Quad_Op<mnemonic, !listconcat(traits, [Symbol, HasParent<"SegmentOp">])>;

def Quad_BufferOp : Quad_MemoryOp<"buffer"> {
  let summary = "bytes of local memory or accumulators, at one address in every quad";
  let description = [{
    Live from stage `first` to stage `last`, both inclusive; a stage is a tile in the order of all quads. `address` is set by
    `--quad-allocate`.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, Quad_SpaceAttr:$space, I64Attr:$bytes,
                       I64Attr:$first, I64Attr:$last, OptionalAttr<I64Attr>:$address);
  let assemblyFormat = [{
    $sym_name $space $bytes `live` $first `to` $last (`at` $address^)? attr-dict
  }];
  let hasVerifier = 1;
}

def Quad_ConstantOp : Quad_MemoryOp<"constant"> {
  let summary = "bytes of a constant section";
  let arguments = (ins SymbolNameAttr:$sym_name, ElementsAttr:$value);
  let assemblyFormat = "$sym_name $value attr-dict";
  let hasVerifier = 1;
}

def Quad_PortOp : Quad_MemoryOp<"port"> {
  let summary = "one sample of an input or output in DRAM";
  let arguments = (ins SymbolNameAttr:$sym_name, Quad_DirectionAttr:$direction, StrAttr:$name,
                       I64Attr:$ordinal, I64Attr:$sample, I64Attr:$extent);
  let assemblyFormat = [{
    $sym_name $direction $name `ordinal` $ordinal `sample` $sample `extent` $extent attr-dict
  }];
  let hasVerifier = 1;
}

def Quad_SpillOp : Quad_MemoryOp<"spill"> {
  let summary = "DRAM for feature maps that do not fit local memory";
  let arguments = (ins SymbolNameAttr:$sym_name, I64Attr:$bytes);
  let assemblyFormat = "$sym_name $bytes attr-dict";
  let hasVerifier = 1;
}

def Quad_CoreOp : Quad_Op<"core", [HasParent<"SegmentOp">, SingleBlock, NoTerminator, NoRegionArguments]> {
  let summary = "the program of one quad";
  let description = [{
    Instructions in the order of the program, `step` ascending; the last one is `quad.halt`. All cores of an entry point
    run together. Those of `next` run on the local memory that `first` or `next` left, so that they may read constants
    that `first` alone loads; each of the two is synchronised by itself.
  }];
  let arguments = (ins I64Attr:$quad,
      DefaultValuedAttr<Quad_EntryPointAttr, "::sima::quad::EntryPoint::first">:$entry);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$quad (`entry` $entry^)? attr-dict-with-keyword $body";
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

#endif // SIMA_QUAD_STRUCTURE_OPS
