//===- sima-opt.cpp - Runs passes on IR -----------------------------------===//

#include "sima/Pipelines/Registration.h"

int main(int argc, char **argv) { return sima::optMain(argc, argv); }
