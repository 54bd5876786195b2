//===- MLANames.td - Named values of fields ----------------*- tablegen -*-===//
//
// Every value that has a name in assembly. Each set becomes a C++ enumeration
// (sima/Target/MLA/Instruction.h) and a part of the table that the printer, the
// parser and the decoder look names up in. A value without a name is illegal in
// operands of that set.
//
//===----------------------------------------------------------------------===//

/// The sets, so that one table holds all names.
class NameSet;
def QueueSet : NameSet;
def FieldSet : NameSet;
def SpaceSet : NameSet;
def TypeSet : NameSet;
def ModeSet : NameSet;
def EltwiseKindSet : NameSet;
def PoolKindSet : NameSet;
def NormKindSet : NameSet;
def ReduceKindSet : NameSet;
def ResizeKindSet : NameSet;

class NamedValue<NameSet set, string spelling, bits<6> value> {
  NameSet Set = set;
  string Spelling = spelling;
  bits<6> Value = value;
  bit IsSigned = 0; // of the value that `set` writes to a descriptor field
}

class QueueName<string s, int v> : NamedValue<QueueSet, s, v>;
def Ldq : QueueName<"ldq", 0>;
def Stq : QueueName<"stq", 1>;
def Lnk : QueueName<"lnk", 2>;
def Mxu : QueueName<"mxu", 3>;
def Vpu : QueueName<"vpu", 4>;

class FieldName<string s, int v, bit isSigned = 0>
    : NamedValue<FieldSet, s, v> {
  let IsSigned = isSigned;
}
def SpaceField : FieldName<"space", 0>;
def BaseField : FieldName<"base", 1>;
def TypeField : FieldName<"type", 2>;
def ZeroPoint : FieldName<"zp", 3, 1>;
foreach i = 0...3 in {
  def Size#i : FieldName<"size"#i, !add(4, i)>;
  def Stride#i : FieldName<"stride"#i, !add(8, i), 1>;
}

class SpaceName<string s, int v> : NamedValue<SpaceSet, s, v>;
def Lm : SpaceName<"lm", 0>;
def Acc : SpaceName<"acc", 1>;
def Dram : SpaceName<"dram", 2>;

class TypeName<string s, int v> : NamedValue<TypeSet, s, v>;
def S8 : TypeName<"s8", 0>;
def U8 : TypeName<"u8", 1>;
def S16 : TypeName<"s16", 2>;
def S32 : TypeName<"s32", 3>;

class ModeName<string s, int v> : NamedValue<ModeSet, s, v>;
def Tflite : ModeName<"tflite", 1>;
def TfliteU8 : ModeName<"tflite_u8", 2>;
def Tflite16x8 : ModeName<"tflite_16x8", 3>;
def Onnx : ModeName<"onnx", 4>;
def Shift : ModeName<"shift", 5>;
def TfliteF64 : ModeName<"tflite_f64", 6>;
def OnnxFloat : ModeName<"onnx_float", 7>;
def TfliteSquared : ModeName<"tflite_squared", 8>;
def Tflite16x8F64 : ModeName<"tflite_16x8_f64", 9>;
def TflitePRelu : ModeName<"tflite_prelu", 10>;
def TflitePOT : ModeName<"tflite_pot", 11>;
def TfliteLogistic : ModeName<"tflite_logistic", 12>;
def TfliteTanh : ModeName<"tflite_tanh", 13>;
def OnnxU8 : ModeName<"onnx_u8", 14>;

class EltwiseKindName<string s, int v> : NamedValue<EltwiseKindSet, s, v>;
def EltAdd : EltwiseKindName<"add", 0>;
def EltSub : EltwiseKindName<"sub", 1>;
def EltMul : EltwiseKindName<"mul", 2>;
def EltDiv : EltwiseKindName<"div", 3>;
def EltMin : EltwiseKindName<"min", 4>;
def EltMax : EltwiseKindName<"max", 5>;

class PoolKindName<string s, int v> : NamedValue<PoolKindSet, s, v>;
def PoolMax : PoolKindName<"max", 0>;
def PoolAverage : PoolKindName<"average", 1>;

class NormKindName<string s, int v> : NamedValue<NormKindSet, s, v>;
def Softmax : NormKindName<"softmax", 0>;
def LogSoftmax : NormKindName<"log_softmax", 1>;
def NormL2 : NormKindName<"l2", 2>;
def NormLayer : NormKindName<"layer", 3>;
def NormRMS : NormKindName<"rms", 4>;
def NormInstance : NormKindName<"instance", 5>;
def NormLocalResponse : NormKindName<"local_response", 6>;

class ReduceKindName<string s, int v> : NamedValue<ReduceKindSet, s, v>;
def ReduceMean : ReduceKindName<"mean", 0>;
def ReduceSum : ReduceKindName<"sum", 1>;
def ReduceMax : ReduceKindName<"max", 2>;
def ReduceMin : ReduceKindName<"min", 3>;
def ReduceArgMax : ReduceKindName<"argmax", 4>;

class ResizeKindName<string s, int v> : NamedValue<ResizeKindSet, s, v>;
def ResizeNearest : ResizeKindName<"nearest", 0>;
def ResizeBilinear : ResizeKindName<"bilinear", 1>;
