//===- Misbehave.h - A tool with every fault --------------------*- C++ -*-===//
//
// For the test of the mutation tests: each fault must be found.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TEST_MUTATION_MISBEHAVE_H
#define SIMA_TEST_MUTATION_MISBEHAVE_H

namespace sima::mutation {

int misbehaveMain(int argc, char **argv);

} // namespace sima::mutation

#endif // SIMA_TEST_MUTATION_MISBEHAVE_H
