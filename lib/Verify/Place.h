//===- Place.h - How findings name their places -----------------*- C++ -*-===//
#ifndef SIMA_LIB_VERIFY_PLACE_H
#define SIMA_LIB_VERIFY_PLACE_H

#include "lib/Simulator/Trace.h"

namespace sima::verify {

/// "entry point next: " in files that have it, else nothing.
std::string entryPrefix(const sim::Image &image, isa::EntryPoint entry);

/// "quad 1, mxu, word 532 (wait), layer ...": the place of an entry of a quad,
/// behind its entry point.
std::string placeOf(const sim::Image &image, const sim::Trace &trace,
                    unsigned quad, uint32_t entry);
std::string placeOf(const sim::Image &image, const sim::Trace &trace,
                    const sim::Operation &op);

} // namespace sima::verify

#endif // SIMA_LIB_VERIFY_PLACE_H
