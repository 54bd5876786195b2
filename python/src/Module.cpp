//===- Module.cpp - The module afe._sima ----------------------------------===//

#include "Binding.h"

using namespace sima::python;

PYBIND11_MODULE(_sima, module) {
  module.doc() = "The compiler, interpreter and simulator of SimaMLIR.";
  module.attr("__version__") = SIMA_VERSION;
  py::register_exception<Failure>(module, "SimaError", PyExc_RuntimeError);
  bindNetwork(module);
  bindExecutor(module);
  bindRun(module);
}
