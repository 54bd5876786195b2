//===- MLAInstrInfo.td - The instructions ------------------*- tablegen -*-===//
//
// Fields of every word, most significant first, and its assembly syntax, as in
// docs/isa.md.
//
//===----------------------------------------------------------------------===//

include "MLAInstrFormats.td"

//===----------------------------------------------------------------------===//
// Sequencer and synchronisation
//===----------------------------------------------------------------------===//

def Set : SequencerInst<OpSet, "set",
    (ins Descriptor:$desc, FieldOperand:$descfield, SetValue:$value),
    "$desc, $descfield, $value"> {
  bits<6> desc;
  bits<4> descfield;
  bits<32> value;
  let Inst{57-52} = desc;
  let Inst{51-48} = descfield;
  let Inst{31-0} = value;
}

def Wait : SequencerInst<OpWait, "wait",
    (ins QueueOperand:$queue, Semaphore:$sem), "$queue, $sem"> {
  bits<3> queue;
  bits<5> sem;
  let Inst{57-55} = queue;
  let Inst{54-50} = sem;
}

def Post : SequencerInst<OpPost, "post",
    (ins QueueOperand:$queue, QuadNumber:$quad, Semaphore:$sem),
    "$queue, $quad, $sem"> {
  bits<3> queue;
  bits<3> quad;
  bits<5> sem;
  let Inst{57-55} = queue;
  let Inst{54-52} = quad;
  let Inst{51-47} = sem;
}

def Nop : SequencerInst<OpNop, "nop", (ins), "">;
def Halt : SequencerInst<OpHalt, "halt", (ins), "">;

//===----------------------------------------------------------------------===//
// Transfers
//===----------------------------------------------------------------------===//

def Ld : LoadInst<OpLd, "ld",
    (ins Descriptor:$dst, Descriptor:$src, MaskImm:$mask, Flag:$fill,
         UImm8:$pad_top, UImm8:$pad_left),
    "$dst, $src, mask=$mask, fill=$fill, pad=${pad_top}x${pad_left}"> {
  bits<6> dst;
  bits<6> src;
  bits<8> mask;
  bits<1> fill;
  bits<8> pad_top;
  bits<8> pad_left;
  let Inst{57-52} = dst;
  let Inst{51-46} = src;
  let Inst{45-38} = mask;
  let Inst{37} = fill;
  let Inst{36-29} = pad_top;
  let Inst{28-21} = pad_left;
}

def Ldz : LoadInst<OpLdz, "ldz",
    (ins Descriptor:$dst, Descriptor:$src, MaskImm:$mask),
    "$dst, $src, mask=$mask"> {
  bits<6> dst;
  bits<6> src;
  bits<8> mask;
  let Inst{57-52} = dst;
  let Inst{51-46} = src;
  let Inst{45-38} = mask;
}

def St : StoreInst<OpSt, "st", (ins Descriptor:$dst, Descriptor:$src),
    "$dst, $src"> {
  bits<6> dst;
  bits<6> src;
  let Inst{57-52} = dst;
  let Inst{51-46} = src;
}

def Mv : LinkInst<OpMv, "mv",
    (ins Descriptor:$dst, Descriptor:$src, MaskImm:$mask),
    "$dst, $src, mask=$mask"> {
  bits<6> dst;
  bits<6> src;
  bits<8> mask;
  let Inst{57-52} = dst;
  let Inst{51-46} = src;
  let Inst{45-38} = mask;
}

//===----------------------------------------------------------------------===//
// Matrix unit
//===----------------------------------------------------------------------===//

class ConvInst<MLAOpcode opcode, string mnemonic> : MatrixInst<opcode, mnemonic,
    (ins Descriptor:$acc, Descriptor:$input, Descriptor:$wt, Count5:$stride_h,
         Count5:$stride_w, Count6:$dil_h, Count6:$dil_w, UImm7:$pad_top,
         UImm7:$pad_left, UImm3:$k, Flag:$accumulate),
    "$acc, $input, $wt, stride=${stride_h}x${stride_w}, "
    "dil=${dil_h}x${dil_w}, pad=${pad_top}x${pad_left}, k=$k, "
    "acc=$accumulate"> {
  bits<6> acc;
  bits<6> input;
  bits<6> wt;
  bits<5> stride_h;
  bits<5> stride_w;
  bits<6> dil_h;
  bits<6> dil_w;
  bits<7> pad_top;
  bits<7> pad_left;
  bits<3> k;
  bits<1> accumulate;
  let Inst{57-52} = acc;
  let Inst{51-46} = input;
  let Inst{45-40} = wt;
  let Inst{39-35} = stride_h;
  let Inst{34-30} = stride_w;
  let Inst{29-24} = dil_h;
  let Inst{23-18} = dil_w;
  let Inst{17-11} = pad_top;
  let Inst{10-4} = pad_left;
  let Inst{3-1} = k;
  let Inst{0} = accumulate;
}
def Conv : ConvInst<OpConv, "conv">;
def DwConv : ConvInst<OpDwConv, "dwconv">;

//===----------------------------------------------------------------------===//
// Vector unit
//===----------------------------------------------------------------------===//

def Requant : VectorInst<OpRequant, "requant",
    (ins Descriptor:$dst, Descriptor:$acc, Descriptor:$par, ModeOperand:$mode,
         SImm16:$lo, SImm16:$hi),
    "$dst, $acc, $par, mode=$mode, clamp=${lo}:${hi}"> {
  let Modes = [Tflite, TfliteU8, Tflite16x8, Onnx, Shift, TfliteF64,
               Tflite16x8F64];
  bits<6> dst;
  bits<6> acc;
  bits<6> par;
  bits<4> mode;
  bits<16> lo;
  bits<16> hi;
  let Inst{57-52} = dst;
  let Inst{51-46} = acc;
  let Inst{45-40} = par;
  let Inst{39-36} = mode;
  let Inst{35-20} = lo;
  let Inst{19-4} = hi;
}

def RequantAdd : VectorInst<OpRequantAdd, "requant_add",
    (ins Descriptor:$dst, Descriptor:$acc, Descriptor:$par, Descriptor:$src,
         Descriptor:$addpar, ModeOperand:$mode, Flag:$subtract),
    "$dst, $acc, $par, $src, $addpar, mode=$mode, subtract=$subtract"> {
  let Modes = [Tflite];
  bits<6> dst;
  bits<6> acc;
  bits<6> par;
  bits<6> src;
  bits<6> addpar;
  bits<4> mode;
  bits<1> subtract;
  let Inst{57-52} = dst;
  let Inst{51-46} = acc;
  let Inst{45-40} = par;
  let Inst{39-34} = src;
  let Inst{33-28} = addpar;
  let Inst{27-24} = mode;
  let Inst{23} = subtract;
}

def Eltwise : VectorInst<OpEltwise, "eltwise",
    (ins Descriptor:$dst, Descriptor:$a, Descriptor:$b, Descriptor:$par,
         ModeOperand:$mode, EltwiseKindOperand:$kind, Flag:$bcast_a,
         Flag:$bcast_b),
    "$dst, $a, $b, $par, mode=$mode, kind=$kind, bcast_a=$bcast_a, "
    "bcast_b=$bcast_b"> {
  let Modes = [Tflite, Onnx, OnnxU8, OnnxFloat, TfliteSquared, TflitePRelu, TflitePOT];
  bits<6> dst;
  bits<6> a;
  bits<6> b;
  bits<6> par;
  bits<4> mode;
  bits<3> kind;
  bits<1> bcast_a;
  bits<1> bcast_b;
  let Inst{57-52} = dst;
  let Inst{51-46} = a;
  let Inst{45-40} = b;
  let Inst{39-34} = par;
  let Inst{33-30} = mode;
  let Inst{29-27} = kind;
  let Inst{26} = bcast_a;
  let Inst{25} = bcast_b;
}

def Pool : VectorInst<OpPool, "pool",
    (ins Descriptor:$dst, Descriptor:$src, Descriptor:$par, ModeOperand:$mode,
         PoolKindOperand:$kind, Count7:$kh, Count7:$kw, Count5:$stride_h,
         Count5:$stride_w, UImm5:$pad_top, UImm5:$pad_left, Flag:$include_pad),
    "$dst, $src, $par, mode=$mode, kind=$kind, kh=$kh, kw=$kw, "
    "stride=${stride_h}x${stride_w}, pad=${pad_top}x${pad_left}, "
    "include_pad=$include_pad"> {
  let Modes = [Tflite, TfliteU8, Tflite16x8, Onnx, OnnxFloat, OnnxU8];
  bits<6> dst;
  bits<6> src;
  bits<6> par;
  bits<4> mode;
  bits<1> kind;
  bits<7> kh;
  bits<7> kw;
  bits<5> stride_h;
  bits<5> stride_w;
  bits<5> pad_top;
  bits<5> pad_left;
  bits<1> include_pad;
  let Inst{57-52} = dst;
  let Inst{51-46} = src;
  let Inst{45-40} = par;
  let Inst{39-36} = mode;
  let Inst{35} = kind;
  let Inst{34-28} = kh;
  let Inst{27-21} = kw;
  let Inst{20-16} = stride_h;
  let Inst{15-11} = stride_w;
  let Inst{10-6} = pad_top;
  let Inst{5-1} = pad_left;
  let Inst{0} = include_pad;
}

def Norm : VectorInst<OpNorm, "norm",
    (ins Descriptor:$dst, Descriptor:$src, Descriptor:$par, ModeOperand:$mode,
         NormKindOperand:$kind),
    "$dst, $src, $par, mode=$mode, kind=$kind"> {
  let Modes = [Tflite, TfliteU8, Tflite16x8, Onnx, OnnxFloat, OnnxU8];
  bits<6> dst;
  bits<6> src;
  bits<6> par;
  bits<4> mode;
  bits<4> kind;
  let Inst{57-52} = dst;
  let Inst{51-46} = src;
  let Inst{45-40} = par;
  let Inst{39-36} = mode;
  let Inst{35-32} = kind;
}

def Reduce : VectorInst<OpReduce, "reduce",
    (ins Descriptor:$dst, Descriptor:$src, Descriptor:$par, ModeOperand:$mode,
         ReduceKindOperand:$kind, UImm3:$axes),
    "$dst, $src, $par, mode=$mode, kind=$kind, axes=$axes"> {
  let Modes = [Tflite, TfliteU8, Tflite16x8, Onnx, OnnxFloat, OnnxU8];
  bits<6> dst;
  bits<6> src;
  bits<6> par;
  bits<4> mode;
  bits<3> kind;
  bits<3> axes;
  let Inst{57-52} = dst;
  let Inst{51-46} = src;
  let Inst{45-40} = par;
  let Inst{39-36} = mode;
  let Inst{35-33} = kind;
  let Inst{32-30} = axes;
}

def Copy : VectorInst<OpCopy, "copy",
    (ins Descriptor:$dst, Descriptor:$src, Flag:$fill),
    "$dst, $src, fill=$fill"> {
  bits<6> dst;
  bits<6> src;
  bits<1> fill;
  let Inst{57-52} = dst;
  let Inst{51-46} = src;
  let Inst{45} = fill;
}

def Lut : VectorInst<OpLut, "lut",
    (ins Descriptor:$dst, Descriptor:$src, Descriptor:$par, Flag:$per_channel),
    "$dst, $src, $par, per_channel=$per_channel"> {
  bits<6> dst;
  bits<6> src;
  bits<6> par;
  bits<1> per_channel;
  let Inst{57-52} = dst;
  let Inst{51-46} = src;
  let Inst{45-40} = par;
  let Inst{39} = per_channel;
}

def Lut16 : VectorInst<OpLut16, "lut16",
    (ins Descriptor:$dst, Descriptor:$src, Descriptor:$par, ModeOperand:$mode),
    "$dst, $src, $par, mode=$mode"> {
  let Modes = [Tflite16x8, TfliteLogistic, TfliteTanh];
  bits<6> dst;
  bits<6> src;
  bits<6> par;
  bits<4> mode;
  let Inst{57-52} = dst;
  let Inst{51-46} = src;
  let Inst{45-40} = par;
  let Inst{39-36} = mode;
}

def Resize : VectorInst<OpResize, "resize",
    (ins Descriptor:$dst, Descriptor:$src, Descriptor:$par, ModeOperand:$mode,
         ResizeKindOperand:$kind, UImm16:$row, UImm16:$src_row),
    "$dst, $src, $par, mode=$mode, kind=$kind, row=$row, src_row=$src_row"> {
  let Modes = [Tflite, TfliteU8, Tflite16x8, Onnx, OnnxFloat];
  bits<6> dst;
  bits<6> src;
  bits<6> par;
  bits<4> mode;
  bits<1> kind;
  bits<16> row;
  bits<16> src_row;
  let Inst{57-52} = dst;
  let Inst{51-46} = src;
  let Inst{45-40} = par;
  let Inst{39-36} = mode;
  let Inst{35} = kind;
  let Inst{34-19} = row;
  let Inst{18-3} = src_row;
}
