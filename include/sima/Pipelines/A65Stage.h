//===- A65Stage.h - An A65 stage of a pipeline ------------------*- C++ -*-===//
#ifndef SIMA_PIPELINES_A65STAGE_H
#define SIMA_PIPELINES_A65STAGE_H

#include "sima/Package/Kernels.h"

namespace sima {

/// Executes the shared object of an A65 stage in a process of its own: the
/// program sima-a65-host beside this one, by qemu-aarch64 where this machine is
/// another. It is machine code of the archive's maker, with the rights of the
/// user. Fails where one of these programs is missing and where the process
/// does.
llvm::Error runA65Stage(const package::KernelCall &call,
                        package::Bytes sharedObject);

/// Names the program sima-a65-host; for programs that have it elsewhere than
/// beside themselves. Before the first stage runs.
void setA65Host(llvm::StringRef path);

} // namespace sima

#endif // SIMA_PIPELINES_A65STAGE_H
