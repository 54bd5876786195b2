//===- MLARegisterInfo.td - Descriptors, semaphores, quads -*- tablegen -*-===//
//
// What instructions name by number. To MC they are registers; only descriptors
// are registers of the machine.
//
//===----------------------------------------------------------------------===//

class MLAReg<string name, int number> : Register<name> {
  let Namespace = "MLA";
  let HWEncoding{15-0} = number;
}

foreach i = 0...63 in
  def DESC#i : MLAReg<"d"#i, i>;
foreach i = 0...31 in
  def SEM#i : MLAReg<"s"#i, i>;
foreach i = 0...7 in
  def QUAD#i : MLAReg<"q"#i, i>;

def Descriptor : RegisterClass<"MLA", [i32], 32, (sequence "DESC%u", 0, 63)>;
def Semaphore : RegisterClass<"MLA", [i32], 32, (sequence "SEM%u", 0, 31)>;
def QuadNumber : RegisterClass<"MLA", [i32], 32, (sequence "QUAD%u", 0, 7)>;
