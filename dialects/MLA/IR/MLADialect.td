//===- MLADialect.td - The mla dialect ---------------------*- tablegen -*-===//
#ifndef SIMA_MLA_DIALECT
#define SIMA_MLA_DIALECT

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

def MLA_Dialect : Dialect {
  let name = "mla";
  let cppNamespace = "::sima::mla";
  let summary = "Quantized tensor graphs and how they are cut for the MLA";
  let description = [{
    The `mla` dialect holds a quantized network exactly: every operation names the arithmetic it was
    imported with, and the reference interpreter computes every result bit for bit.
    Tensors are static, NHWC, with element types of the `quant` dialect. From import to
    scheduling the network stays in this dialect; each pass adds structure (layers,
    segments, boundary layouts, tiles) without changing what is computed.
  }];
  let useDefaultAttributePrinterParser = 1;
  let dependentDialects = ["::mlir::quant::QuantizationDialect", "::mlir::func::FuncDialect"];
}

def MLA_QuantTensor : Type<
    CPred<"::sima::mla::isQuantizedTensor($_self)">,
    "statically shaped tensor of a quantized 8-bit or 16-bit type", "::mlir::RankedTensorType">;
def MLA_ConstTensor : Type<
    CPred<"::sima::mla::isStaticTensor($_self)">, "statically shaped tensor", "::mlir::RankedTensorType">;
def MLA_BiasTensor : Type<
    CPred<"::sima::mla::isBiasTensor($_self)">, "1-D tensor of i32 or i64", "::mlir::RankedTensorType">;
def MLA_ByteTensor : Type<
    CPred<"::sima::mla::isByteTensor($_self)">, "samples x bytes tensor of i8", "::mlir::RankedTensorType">;
def MLA_FloatTensor : Type<
    CPred<"::sima::mla::isFloatTensor($_self)">, "statically shaped tensor of f32", "::mlir::RankedTensorType">;
def MLA_AnyTensor : Type<
    CPred<"::sima::mla::isStaticTensor($_self)">, "statically shaped tensor", "::mlir::RankedTensorType">;

def MLA_NumberTensor : Type<
    CPred<"::sima::mla::isNumberTensor($_self)">,
    "statically shaped tensor of f32, i32, i64, or of i8 for truth values", "::mlir::RankedTensorType">;

def MLA_DataTensor : Type<
    Or<[MLA_QuantTensor.predicate, MLA_NumberTensor.predicate]>,
    "statically shaped tensor of a quantized 8-bit or 16-bit type, or of numbers", "::mlir::RankedTensorType">;

class MLA_Op<string mnemonic, list<Trait> traits = []>
    : Op<MLA_Dialect, mnemonic, traits>;

#endif // SIMA_MLA_DIALECT
