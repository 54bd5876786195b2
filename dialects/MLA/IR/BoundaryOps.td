//===- BoundaryOps.td - Between user, EV74 and MLA ---------*- tablegen -*-===//
#ifndef SIMA_MLA_BOUNDARY_OPS
#define SIMA_MLA_BOUNDARY_OPS

include "dialects/MLA/IR/MLAAttributes.td"

def MLA_QuantizeOp : MLA_Op<"quantize", [Pure]> {
  let summary = "float32 to codes, on the EV74 or in a segment of the A65";
  let description = [{
    `arithmetic` is that of an operator of the network, on the A65: `tflite` rounds ties away from zero, `onnx_float` to even. Without it the
    operation is a stage of the EV74, or as exact as one.
  }];
  let arguments = (ins MLA_FloatTensor:$input, OptionalAttr<MLA_ArithmeticAttr>:$arithmetic);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
}

def MLA_DequantizeOp : MLA_Op<"dequantize", [Pure]> {
  let summary = "codes to float32, on the EV74 or in a segment of the A65";
  let arguments = (ins MLA_QuantTensor:$input);
  let results = (outs MLA_FloatTensor:$output);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
}

def MLA_TessellateOp : MLA_Op<"tessellate", [Pure]> {
  let summary = "orders a tensor into slices, on the EV74";
  let arguments = (ins MLA_QuantTensor:$input, MLA_LayoutAttr:$layout);
  let results = (outs MLA_ByteTensor:$output);
  let assemblyFormat = "$input $layout attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
}

def MLA_DetessellateOp : MLA_Op<"detessellate", [Pure]> {
  let summary = "takes a tensor out of its slices, on the EV74";
  let arguments = (ins MLA_ByteTensor:$input, MLA_LayoutAttr:$layout);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$input $layout attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
}

def MLA_BitcastOp : MLA_Op<"bitcast", [Pure]> {
  let summary = "a tensor as the bytes it consists of, or back: no work for anybody";
  let description = [{
    Used where the MLA's own DMA reads or writes a plain layout (`enable_mla`).
  }];
  let arguments = (ins MLA_AnyTensor:$input);
  let results = (outs MLA_AnyTensor:$output);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
}

def MLA_PackOp : MLA_Op<"pack", [Pure]> {
  let summary = "several byte buffers one behind the other, sample by sample";
  let description = [{
    Joins the outputs of a segment into the one buffer that the EV74 takes apart (`mla.unpack`).
  }];
  let arguments = (ins Variadic<MLA_ByteTensor>:$inputs);
  let results = (outs MLA_ByteTensor:$output);
  let assemblyFormat = "$inputs attr-dict `:` functional-type($inputs, $output)";
  let hasVerifier = 1;
}

def MLA_UnpackOp : MLA_Op<"unpack", [Pure]> {
  let summary = "one part of a joined buffer, on the EV74";
  let description = [{
    The bytes from `offset` on of every sample. All parts of a buffer are one stage of the pipeline.
  }];
  let arguments = (ins MLA_ByteTensor:$input, I64Attr:$offset);
  let results = (outs MLA_ByteTensor:$output);
  let assemblyFormat = "$input `at` $offset attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
}

def MLA_SliceOp : MLA_Op<"slice", [Pure]> {
  let summary = "a box of a tensor; drops padded channels, on the EV74";
  let arguments = (ins MLA_QuantTensor:$input, DenseI64ArrayAttr:$begin, DenseI64ArrayAttr:$end);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
}

def MLA_LoadOp : MLA_Op<"load", [Pure]> {
  let summary = "takes a tensor out of its DRAM layout, by the MLA's DMA";
  let description = [{
    `home` says whether the whole tensor is brought into local memory once (`lm`), directly before the tile at
    `position` in the order of the segment, or piece by piece where a layer needs it (`dram`).
  }];
  let arguments = (ins MLA_ByteTensor:$input, MLA_LayoutAttr:$layout,
                       DefaultValuedAttr<MLA_HomeAttr, "Home::lm">:$home,
                       DefaultValuedAttr<I64Attr, "0">:$position);
  let results = (outs MLA_QuantTensor:$output);
  let assemblyFormat = "$input $layout attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
}

def MLA_StoreOp : MLA_Op<"store", [Pure]> {
  let summary = "puts a tensor into its DRAM layout, by the MLA's DMA";
  let description = "Bytes of the layout that no element occupies (channel padding) are zero.";
  let arguments = (ins MLA_QuantTensor:$input, MLA_LayoutAttr:$layout);
  let results = (outs MLA_ByteTensor:$output);
  let assemblyFormat = "$input $layout attr-dict `:` type($input) `->` type($output)";
  let hasVerifier = 1;
}

#endif // SIMA_MLA_BOUNDARY_OPS
