//===- sima-objdump.cpp - Lists what an MLA ELF file holds ----------------===//
//
// Only the entry point; see sima/Pipelines/Objdump.h.
//
//===----------------------------------------------------------------------===//
#include "sima/Pipelines/Objdump.h"

int main(int argc, char **argv) { return sima::objdumpMain(argc, argv); }
