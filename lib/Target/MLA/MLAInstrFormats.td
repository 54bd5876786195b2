//===- MLAInstrFormats.td - What instructions have in common -*- tablegen -*-=//
//
// The 64-bit word, its opcode, the queue and the legal modes.
//
//===----------------------------------------------------------------------===//

/// One instruction. Bits that a definition leaves alone are reserved: zero, and
/// checked by the decoder.
class MLAInst<MLAOpcode opcode, string mnemonic, dag operands, string syntax,
              string queue> : Instruction {
  field bits<64> Inst = 0;
  field bits<64> SoftFail = 0;
  let Inst{63-58} = opcode.Number;

  let Namespace = "MLA";
  let DecoderNamespace = "MLA";
  let Size = 8;
  let OutOperandList = (outs);
  let InOperandList = operands;
  let AsmString = !if(!empty(syntax), mnemonic, mnemonic # "\t" # syntax);
  let UseNamedOperandTable = 1;
  let hasSideEffects = 1;

  // Columns of the table Instructions.
  bits<6> Number = opcode.Number;
  string Mnemonic = mnemonic;
  string MCOpcode = "MLA::" # NAME;
  /// The queue that takes it, or "NoQueue".
  string QueueOf = queue;
  /// The modes that are legal in it. This list is the only place that says so.
  list<ModeName> Modes = [];
  bits<16> ModeMask =
      !foldl(0, Modes, mask, mode, !or(mask, !shl(1, !cast<int>(mode.Value))));
}

class SequencerInst<MLAOpcode o, string m, dag ops, string s>
    : MLAInst<o, m, ops, s, "NoQueue">;
class LoadInst<MLAOpcode o, string m, dag ops, string s>
    : MLAInst<o, m, ops, s, "Ldq">;
class StoreInst<MLAOpcode o, string m, dag ops, string s>
    : MLAInst<o, m, ops, s, "Stq">;
class LinkInst<MLAOpcode o, string m, dag ops, string s>
    : MLAInst<o, m, ops, s, "Lnk">;
class MatrixInst<MLAOpcode o, string m, dag ops, string s>
    : MLAInst<o, m, ops, s, "Mxu">;
class VectorInst<MLAOpcode o, string m, dag ops, string s>
    : MLAInst<o, m, ops, s, "Vpu">;
