//===- MLATables.td - Enumerations and tables for C++ ------*- tablegen -*-===//
//
// What the public headers and the shared checks take from the descriptions.
//
//===----------------------------------------------------------------------===//

include "llvm/TableGen/SearchableTable.td"

class NamedEnum<string filter> : GenericEnum {
  let FilterClass = filter;
  let ValueField = "Value";
}
def Queue : NamedEnum<"QueueName">;
def Field : NamedEnum<"FieldName">;
def Space : NamedEnum<"SpaceName">;
def Type : NamedEnum<"TypeName">;
def Mode : NamedEnum<"ModeName">;
def EltwiseKind : NamedEnum<"EltwiseKindName">;
def PoolKind : NamedEnum<"PoolKindName">;
def NormKind : NamedEnum<"NormKindName">;
def ReduceKind : NamedEnum<"ReduceKindName">;
def ResizeKind : NamedEnum<"ResizeKindName">;

def Opcode : GenericEnum {
  let FilterClass = "MLAInst";
  let ValueField = "Number";
}

def NameSet : GenericEnum {
  let FilterClass = "NameSet";
}

/// OPERAND_Flag, ...: operand types in the instruction descriptions.
def OperandKind : GenericEnum {
  let FilterClass = "MLAImmediate";
  let NameField = "Kind";
}

def Names : GenericTable {
  let FilterClass = "NamedValue";
  let CppTypeName = "NameEntry";
  let Fields = ["Set", "Value", "Spelling", "IsSigned"];
  string TypeOf_Set = "NameSet";
  let PrimaryKey = ["Set", "Value"];
  let PrimaryKeyName = "lookupName";
}

def OperandKinds : GenericTable {
  let FilterClass = "MLAImmediate";
  let CppTypeName = "OperandKindEntry";
  let Fields = ["Kind", "Low", "High", "Names"];
  string TypeOf_Kind = "code";
  string TypeOf_Low = "code";
  string TypeOf_High = "code";
  string TypeOf_Names = "code";
}

def Instructions : GenericTable {
  let FilterClass = "MLAInst";
  let CppTypeName = "InstructionEntry";
  let Fields = ["Number", "MCOpcode", "Mnemonic", "QueueOf", "ModeMask"];
  string TypeOf_MCOpcode = "code";
  string TypeOf_QueueOf = "code";
  let PrimaryKey = ["Number"];
  let PrimaryKeyName = "lookupInstruction";
}
