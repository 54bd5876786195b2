//===- sima-compile.cpp - From a network to an archive --------------------===//

#include "sima/Pipelines/Compile.h"

int main(int argc, char **argv) { return sima::compileMain(argc, argv); }
