//===- StructureOps.td - Constants, layers, segments -------*- tablegen -*-===//
#ifndef SIMA_MLA_STRUCTURE_OPS
#define SIMA_MLA_STRUCTURE_OPS

include "dialects/MLA/IR/MLAAttributes.td"
include "dialects/MLA/IR/MLAInterfaces.td"

def MLA_ConstantOp : MLA_Op<"constant", [Pure, ConstantLike]> {
  let summary = "constant tensor";
  let description = [{
    `value` holds the storage (i8, i16, i32, i64); the result has the same shape and that storage type, or a quantized type over it.

    Example: `%w = mla.constant dense<1> : tensor<16x3x3x3xi8> as tensor<16x3x3x3x!q1>`
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs MLA_ConstTensor:$output);
  let assemblyFormat = "$value attr-dict `as` type($output)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def MLA_LayerOp : MLA_Op<"layer", [Pure, IsolatedFromAbove,
    SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "one fused operation: the unit of scheduling and of the statistics";
  let description = [{
    Holds a main operation, what is fused behind it, and their constants. The name is the one of the
    statistics file, without the segment: `conv2d_add_relu_3`. `schedule` is set by `--mla-quad-schedule`.
  }];
  let arguments = (ins Variadic<MLA_QuantTensor>:$inputs, StrAttr:$name,
                       OptionalAttr<MLA_ScheduleAttr>:$schedule);
  let results = (outs MLA_QuantTensor:$output);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $name `(` $inputs `)` (`schedule` `(` $schedule^ `)`)? attr-dict `:` functional-type($inputs, results) $body
  }];
  let hasRegionVerifier = 1;
}

def MLA_SegmentOp : MLA_Op<"segment", [IsolatedFromAbove, Pure,
    SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "the part of the network that one ELF file computes";
  let description = [{
    Layers that run on the MLA without interruption. After `--mla-tessellate` its operands and results
    are bytes as they lie in DRAM, and `mla.load` / `mla.store` at its borders say how. With `l2_caching` of
    `single_model` its file has entry point `next`, which finds the constants of layers with a `resident` schedule in
    local memory. With `compress` constants lie compressed in DRAM where that makes them shorter.
  }];
  let arguments = (ins Variadic<MLA_AnyTensor>:$inputs, StrAttr:$name,
                       DefaultValuedAttr<I64Attr, "1">:$desired_batch_size,
                       DefaultValuedAttr<I64Attr, "1">:$actual_batch_size,
                       DefaultValuedAttr<MLA_L2CachingAttr,
                           "::sima::mla::L2Caching::none">:$l2_caching,
                       UnitAttr:$compress);
  let results = (outs Variadic<MLA_AnyTensor>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $name `(` $inputs `)` attr-dict `:` functional-type($inputs, results) $body
  }];
  let hasRegionVerifier = 1;
}

def MLA_A65SegmentOp : MLA_Op<"a65_segment", [IsolatedFromAbove, Pure,
    SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "the part of the network that one shared object computes on the Cortex-A65";
  let description = [{
    Operations of interface `A65Op` and their constants. Operands and results are plain tensors.
    Either the body has their types, or it computes one sample: then all its arguments and results begin with a
    dimension of 1 where those outside begin with the actual batch, and it is executed for one sample after the other.
  }];
  let arguments = (ins Variadic<MLA_AnyTensor>:$inputs, StrAttr:$name,
                       DefaultValuedAttr<I64Attr, "1">:$desired_batch_size,
                       DefaultValuedAttr<I64Attr, "1">:$actual_batch_size);
  let results = (outs Variadic<MLA_AnyTensor>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $name `(` $inputs `)` attr-dict `:` functional-type($inputs, results) $body
  }];
  let extraClassDeclaration = [{
    /// How often an execution runs the body: the batch, or once.
    int64_t getRuns();
  }];
  let hasRegionVerifier = 1;
}

def MLA_YieldOp : MLA_Op<"yield", [Pure, Terminator, ReturnLike,
    ParentOneOf<["LayerOp", "SegmentOp", "A65SegmentOp"]>]> {
  let summary = "results of a layer or segment";
  let arguments = (ins Variadic<MLA_AnyTensor>:$results);
  let assemblyFormat = "attr-dict ($results^ `:` type($results))?";
  let builders = [OpBuilder<(ins), [{ /* yields nothing */ }]>];
}

#endif // SIMA_MLA_STRUCTURE_OPS
