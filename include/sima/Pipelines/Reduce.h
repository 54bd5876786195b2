//===- Reduce.h - The tool sima-reduce --------------------------*- C++ -*-===//
#ifndef SIMA_PIPELINES_REDUCE_H
#define SIMA_PIPELINES_REDUCE_H

namespace sima {

/// Makes a module small while a pass of a pipeline goes wrong on it; returns
/// the exit code.
int reduceMain(int argc, char **argv);

} // namespace sima

#endif // SIMA_PIPELINES_REDUCE_H
