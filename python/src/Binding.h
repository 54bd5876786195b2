//===- Binding.h - What the parts of the module share -----------*- C++ -*-===//
//
// The module `afe._sima`: C++ libraries as Python sees them. Errors become
// SimaError; whatever takes time runs without the lock of the interpreter.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PYTHON_BINDING_H
#define SIMA_PYTHON_BINDING_H

#include "sima/Pipelines/NamedArray.h"
#include "llvm/Support/Error.h"
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <stdexcept>

namespace sima::python {

namespace py = pybind11;

/// SimaError of Python.
struct Failure : std::runtime_error {
  using runtime_error::runtime_error;
};

/// The value, or a Failure with the error's text.
template <typename T> T take(llvm::Expected<T> value) {
  if (!value)
    throw Failure(llvm::toString(value.takeError()));
  return std::move(*value);
}
inline void take(llvm::Error error) {
  if (error)
    throw Failure(llvm::toString(std::move(error)));
}

/// "float32": the name by which NumPy knows the type.
std::string dtypeName(package::ElementType type);
/// An array of its own memory.
py::object toNumpy(const package::NpyArray &array);
/// Copies elements; refuses what is no array, and types that no tensor has.
/// Both go through Python's buffers, which are the same for every NumPy.
package::NpyArray fromNumpy(const py::object &array);
/// (name, array) pairs.
py::list toPairs(const std::vector<NamedArray> &arrays);

void bindNetwork(py::module_ &module);
void bindExecutor(py::module_ &module);
void bindRun(py::module_ &module);

} // namespace sima::python

#endif // SIMA_PYTHON_BINDING_H
