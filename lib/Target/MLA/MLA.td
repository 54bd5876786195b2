//===- MLA.td - The reference MLA for LLVM's generators ----*- tablegen -*-===//
//
// The root of the target's description: llvm-tblgen makes the registers,
// instruction descriptions, encoder, decoder, printer, parser, subtarget and
// the tables of the public headers from it.
//
//===----------------------------------------------------------------------===//

include "llvm/Target/Target.td"

include "MLAOpcodes.td"
include "MLANames.td"
include "MLARegisterInfo.td"
include "MLAOperands.td"
include "MLAInstrInfo.td"
include "MLATables.td"

def MLAInstrInfo : InstrInfo;

def : ProcessorModel<"mla1", NoSchedModel, []>;

def MLAAsmParser : AsmParser {
  let ShouldEmitMatchRegisterName = 1;
}

def MLAAsmWriter : AsmWriter {
  string AsmWriterClassName = "InstPrinter";
}

def MLA : Target {
  let InstructionSet = MLAInstrInfo;
  let AssemblyParsers = [MLAAsmParser];
  let AssemblyWriters = [MLAAsmWriter];
}
