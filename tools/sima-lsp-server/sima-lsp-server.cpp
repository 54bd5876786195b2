//===- sima-lsp-server.cpp - The dialects in an editor --------------------===//

#include "sima/Pipelines/Registration.h"

int main(int argc, char **argv) { return sima::lspMain(argc, argv); }
