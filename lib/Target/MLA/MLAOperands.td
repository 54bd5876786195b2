//===- MLAOperands.td - Kinds of operands ------------------*- tablegen -*-===//
//
// Range, printing and parsing of each kind of operand. The ranges reach C++
// through the table OperandKinds, indexed by the operand type in the generated
// instruction descriptions.
//
//===----------------------------------------------------------------------===//

class MLAAsmOperand<string name, string diagnostic, string predicate,
                    string render> : AsmOperandClass {
  let Name = name;
  let DiagnosticString = diagnostic;
  let PredicateMethod = predicate;
  let RenderMethod = render;
}

/// An operand that takes the integers low..high.
class MLAImmediate<int low, int high> : Operand<i64> {
  string Low = !cast<string>(low);
  string High = !cast<string>(high);
  string Kind = "OPERAND_" # NAME;
  /// The set whose names it takes, if it takes names.
  string Names = "NoNames";
  let OperandNamespace = "MLA";
  let OperandType = Kind;
  let ParserMatchClass =
      MLAAsmOperand<NAME, "must be an integer from "#low#" to "#high,
                    "isInteger<"#low#", "#high#">", "addImmOperands">;
}

// Unsigned fields.
def Flag : MLAImmediate<0, 1>;
def UImm3 : MLAImmediate<0, 7>;
def UImm5 : MLAImmediate<0, 31>;
def UImm7 : MLAImmediate<0, 127>;
def UImm8 : MLAImmediate<0, 255>;
def UImm16 : MLAImmediate<0, 65535>;
def MaskImm : MLAImmediate<0, 255> {
  let PrintMethod = "printHex";
}

/// Fields that hold the value minus one.
class MLACount<int high> : MLAImmediate<1, high> {
  let EncoderMethod = "encodeCount";
  let DecoderMethod = "decodeCount";
}
def Count5 : MLACount<32>;
def Count6 : MLACount<64>;
def Count7 : MLACount<128>;

def SImm16 : MLAImmediate<-32768, 32767> {
  let EncoderMethod = "encodeSigned<16>";
  let DecoderMethod = "decodeSigned<16>";
}

/// The value of `set`: signed or unsigned as the field says, or symbol + addend.
class MLASetValue : MLAImmediate<-2147483648, 4294967295> {
  let EncoderMethod = "encodeSetValue";
  let DecoderMethod = "decodeSetValue";
  let PrintMethod = "printSetValue";
  let ParserMatchClass = MLAAsmOperand<
      "SetValue", "must be an integer of 32 bits, a name, or symbol+addend",
      "isSetValue", "addSetValueOperands">;
}
def SetValue : MLASetValue;

/// An operand that takes the values of a set, written by name or by number.
class MLANamed<string set, int high, string what> : MLAImmediate<0, high> {
  let Names = set;
  let DecoderMethod = "decodeName<NameSet::"#set#">";
  let PrintMethod = "printName<NameSet::"#set#">";
  let ParserMatchClass = MLAAsmOperand<
      NAME, "must be "#what, "isName<NameSet::"#set#">",
      "addNameOperands<NameSet::"#set#">">;
}
def QueueOperand
    : MLANamed<"QueueSet", 7, "a queue: ldq, stq, lnk, mxu or vpu">;
def FieldOperand
    : MLANamed<"FieldSet", 15,
               "a field: space, base, type, zp, size0..3 or stride0..3">;
def ModeOperand
    : MLANamed<"ModeSet", 15,
               "a mode: tflite, tflite_u8, tflite_16x8, onnx, shift, tflite_f64, onnx_float, "
               "tflite_squared, tflite_16x8_f64, tflite_prelu, tflite_pot, tflite_logistic, tflite_tanh or onnx_u8"> {
  let DecoderMethod = "decodeMode";
}
def EltwiseKindOperand
    : MLANamed<"EltwiseKindSet", 7,
               "a kind: add, sub, mul, div, min or max">;
def PoolKindOperand : MLANamed<"PoolKindSet", 1, "a kind: max or average">;
def NormKindOperand : MLANamed<"NormKindSet", 15, "a kind: softmax, log_softmax, l2, layer, rms, instance or local_response">;
def ReduceKindOperand
    : MLANamed<"ReduceKindSet", 7, "a kind: mean, sum, max, min or argmax">;
def ResizeKindOperand : MLANamed<"ResizeKindSet", 1, "a kind: nearest or bilinear">;
