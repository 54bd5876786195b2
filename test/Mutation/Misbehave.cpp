//===- Misbehave.cpp - A tool with every fault ----------------------------===//

#include "Misbehave.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <string>
#include <unistd.h>

static volatile int sink;

/// misbehave FAULT FILE: behaves on the file named first, which tests give
/// unchanged, and has the fault on every other.
int sima::mutation::misbehaveMain(int argc, char **argv) {
  std::string fault = argv[1], file = argv[2];
  if (std::ifstream(file).peek() == 'g')
    return 0;
  if (fault == "overflow") {
    std::string bytes(100, 'x');
    sink =
        const_cast<const volatile char *>(bytes.data())[bytes.capacity() + 2];
  } else if (fault == "undefined") {
    volatile int large = std::numeric_limits<int>::max();
    sink = large + 1;
  } else if (fault == "signal") {
    std::abort();
  } else if (fault == "hang") {
    for (;;)
      ::pause();
  } else if (fault == "lines") {
    std::fputs("error: one\nerror: two\n", stderr);
    return 1;
  } else if (fault == "silent") {
    return 1;
  } else if (fault == "code") {
    std::fputs("error: one\n", stderr);
    return 3;
  } else if (fault == "file") {
    std::ofstream(argv[3] + std::string("/left")) << "x";
    std::fputs("error: one\n", stderr);
    return 1;
  } else if (fault == "memory") {
    size_t bytes = size_t(1) << 30;
    char *block = static_cast<char *>(std::malloc(bytes));
    std::memset(block, 1, bytes);
    sink = block[bytes / 2];
    std::free(block);
  }
  return 0;
}
