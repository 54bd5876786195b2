//===- MLAOpcodes.td - Frozen opcode numbers ---------------*- tablegen -*-===//
//
// The contents of bits 63..58, and nothing else. A number is never changed or
// used again; zero stays illegal. Numbers marked reserved have no instruction,
// and the decoder rejects them.
//
//===----------------------------------------------------------------------===//

class MLAOpcode<bits<6> number> {
  bits<6> Number = number;
}

// Sequencer and synchronisation.
def OpSet : MLAOpcode<1>;
def OpWait : MLAOpcode<2>;
def OpPost : MLAOpcode<3>;
def OpNop : MLAOpcode<4>;
def OpHalt : MLAOpcode<5>;

// Transfers.
def OpLd : MLAOpcode<8>;
def OpSt : MLAOpcode<9>;
def OpMv : MLAOpcode<10>;
def OpLdz : MLAOpcode<11>;

// Matrix unit.
def OpConv : MLAOpcode<16>;
def OpDwConv : MLAOpcode<17>;

// Vector unit.
def OpRequant : MLAOpcode<32>;
def OpRequantAdd : MLAOpcode<33>;
def OpEltwise : MLAOpcode<34>;
def OpPool : MLAOpcode<35>;
def OpNorm : MLAOpcode<36>;
def OpCopy : MLAOpcode<37>;
def OpLut : MLAOpcode<38>;
def OpLut16 : MLAOpcode<39>;
def OpReduce : MLAOpcode<40>;
def OpResize : MLAOpcode<41>;
