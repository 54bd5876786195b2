//===- sima-reduce.cpp - Makes failing modules small ----------------------===//

#include "sima/Pipelines/Reduce.h"

int main(int argc, char **argv) { return sima::reduceMain(argc, argv); }
