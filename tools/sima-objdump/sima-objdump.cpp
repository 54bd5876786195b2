//===- sima-objdump.cpp - Lists what an MLA ELF file holds ----------------===//
//
// Only the entry point; see sima/Target/MLA/Objdump.h.
//
//===----------------------------------------------------------------------===//
#include "sima/Target/MLA/Objdump.h"

int main(int argc, char **argv) { return sima::isa::objdumpMain(argc, argv); }
