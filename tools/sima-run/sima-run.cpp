//===- sima-run.cpp - Executes models and archives ------------------------===//

#include "sima/Pipelines/Run.h"

int main(int argc, char **argv) { return sima::runMain(argc, argv); }
