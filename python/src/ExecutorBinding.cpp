//===- ExecutorBinding.cpp - The reference interpreter --------------------===//

#include "Binding.h"
#include "sima/Pipelines/Executor.h"

using namespace sima;
using namespace sima::python;

/// (name, dtype, shape) of each tensor.
static py::list specsOf(const std::vector<TensorSpec> &specs) {
  py::list result;
  for (const TensorSpec &spec : specs)
    result.append(py::make_tuple(spec.name, dtypeName(spec.type),
                                 py::tuple(py::cast(spec.shape))));
  return result;
}

static py::list segmentsOf(const Executor &executor) {
  using namespace py::literals;
  py::list segments;
  for (const NetworkSegment &segment : executor.segments()) {
    py::list nodes;
    for (const SegmentNode &node : segment.nodes)
      nodes.append(py::dict("name"_a = node.name,
                            "operation"_a = node.operation,
                            "inputs"_a = node.inputs));
    segments.append(py::dict("name"_a = segment.name,
                             "inputs"_a = segment.inputs, "nodes"_a = nodes,
                             "outputs"_a = segment.outputs));
  }
  return segments;
}

static py::tuple run(const Executor &executor,
                     const std::vector<py::object> &inputs, bool parallel,
                     bool keepLayers) {
  std::vector<package::NpyArray> arrays;
  arrays.reserve(inputs.size());
  for (const py::object &input : inputs)
    arrays.push_back(fromNumpy(input));
  Executor::Result result;
  {
    py::gil_scoped_release unlock;
    result = take(executor.run(std::move(arrays), {parallel, keepLayers}));
  }
  return py::make_tuple(toPairs(result.outputs), toPairs(result.layers));
}

void python::bindExecutor(py::module_ &module) {
  using namespace py::literals;
  py::class_<Executor>(module, "Executor")
      .def(py::init([](const Network &network, const std::string &target) {
             py::gil_scoped_release unlock;
             return take(Executor::create(network, target));
           }),
           "network"_a, "target"_a)
      .def_property_readonly(
          "inputs", [](const Executor &e) { return specsOf(e.inputs()); })
      .def_property_readonly(
          "outputs", [](const Executor &e) { return specsOf(e.outputs()); })
      .def_property_readonly("segments", segmentsOf)
      .def("run", run, "inputs"_a, "parallel"_a = false,
           "keep_layers"_a = false);
}
