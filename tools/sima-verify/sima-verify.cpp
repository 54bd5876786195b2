//===- sima-verify.cpp - Proves what an archive promises ------------------===//

#include "sima/Pipelines/Prove.h"

int main(int argc, char **argv) { return sima::proveMain(argc, argv); }
