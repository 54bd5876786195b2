//===- sima-inspect.cpp - Shows and checks an archive ---------------------===//

#include "sima/Pipelines/Inspect.h"

int main(int argc, char **argv) { return sima::inspectMain(argc, argv); }
