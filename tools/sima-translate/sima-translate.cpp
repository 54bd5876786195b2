//===- sima-translate.cpp - Between models, IR and files ------------------===//
//
// Single translations, for tests and for looking at stages. sima-compile runs
// all of them.
//
//===----------------------------------------------------------------------===//

#include "sima/Pipelines/Registration.h"

int main(int argc, char **argv) { return sima::translateMain(argc, argv); }
