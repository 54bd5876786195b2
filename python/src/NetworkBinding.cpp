//===- NetworkBinding.cpp - Network and its compilation -------------------===//

#include "Binding.h"
#include "sima/Pipelines/Compile.h"
#include "sima/Pipelines/ImportModel.h"
#include "sima/Pipelines/Network.h"
#include "sima/Support/OneLine.h"

using namespace sima;
using namespace sima::python;

/// What Python says about a compilation.
struct CompileArguments {
  std::string outputPath, name, target, tessellation, io;
  int64_t batchSize = 1;
  bool l2Caching = false, compress = false, strictOneMLA = false;
  bool verify = false, explain = false;
  unsigned threads = 0;
};

static py::dict layersOf(const CompileReport &report) {
  const cost::Prediction &times = report.prediction;
  py::list names, computeBounds, dramBounds, macs;
  py::list staticStart, staticCycles, dramStart, dramCycles;
  for (size_t i = 0; i < report.layerBounds.size(); ++i) {
    names.append(times.layerNames[i]);
    macs.append(report.layerBounds[i].macs);
    computeBounds.append(report.layerBounds[i].computeCycles);
    dramBounds.append(report.layerBounds[i].dramCycles);
    staticCycles.append(times.staticLayers[i].cycles);
    dramCycles.append(times.dramLayers[i].cycles);
  }
  using namespace py::literals;
  return py::dict(
      "name"_a = names, "macs"_a = macs, "static_cycles"_a = staticCycles,
      "dram_cycles"_a = dramCycles, "compute_bound"_a = computeBounds,
      "dram_bound"_a = dramBounds);
}

static py::dict toPython(const CompileReport &report) {
  using namespace py::literals;
  py::dict result(
      "archive"_a = report.file, "archive_bytes"_a = report.fileBytes,
      "target"_a = report.target, "desired_batch_size"_a = report.desiredBatch,
      "actual_batch_size"_a = report.actualBatch,
      "mla_segments"_a = report.segments, "a65_segments"_a = report.a65Segments,
      "macs"_a = report.bounds.macs,
      "static_cycles"_a = report.prediction.staticTotal,
      "dram_cycles"_a = report.prediction.dramTotal,
      "compute_bound"_a = report.bounds.computeCycles,
      "dram_bound"_a = report.bounds.dramCycles,
      "lm_peak_bytes"_a = report.lmPeakBytes,
      "lm_lower_bound_bytes"_a = report.lmLowerBoundBytes,
      "lm_capacity_bytes"_a = report.lmCapacityBytes,
      "verified_bytes"_a = report.verifiedBytes, "notes"_a = report.notes,
      "layers"_a = layersOf(report));
  if (report.prediction.next) {
    result["next_static_cycles"] = report.prediction.next->staticTotal;
    result["next_dram_cycles"] = report.prediction.next->dramTotal;
  }
  return result;
}

/// The first line of what a tool would print, without its kind.
static std::string messageOf(llvm::StringRef text) {
  llvm::StringRef line = text.split('\n').first;
  line.consume_front("error: ");
  return line.str();
}

/// Calls `log(level, text)`, where levels are those of Python's logging.
class Log {
public:
  explicit Log(py::object function) : function(std::move(function)) {}
  void operator()(const char *level, llvm::StringRef text) const {
    if (!function.is_none())
      function(level, text.str());
  }

private:
  py::object function;
};

static py::dict compileNetwork(const Network &network,
                               const CompileArguments &arguments,
                               const Log &log) {
  CompileRequest request;
  request.network = &network;
  request.model = arguments.name;
  request.outputDirectory = arguments.outputPath;
  request.threads = arguments.threads;
  request.verify = arguments.verify;
  request.phases.target = arguments.target;
  request.phases.batchSize = arguments.batchSize;
  request.phases.io = arguments.io;
  request.phases.strictOneMLA = arguments.strictOneMLA;
  request.phases.modelName = arguments.name;
  request.phases.compress = arguments.compress;
  request.phases.explain = arguments.explain;
  request.phases.tessellationText = arguments.tessellation;
  if (arguments.l2Caching)
    request.phases.l2Caching = mla::L2Caching::single_model;
  std::string remarks, errors;
  llvm::raw_string_ostream remarkStream(remarks), errorStream(errors);
  request.remarks = &remarkStream;
  request.memoryRemarks = arguments.explain;
  // An exception of the function ends the compilation's messages, not itself.
  std::exception_ptr thrown;
  request.progress = [&](llvm::StringRef phase) {
    py::gil_scoped_acquire lock;
    try {
      if (!thrown)
        log("debug", phase);
    } catch (...) {
      thrown = std::current_exception();
    }
  };
  mlir::FailureOr<CompileReport> report = mlir::failure();
  {
    py::gil_scoped_release unlock;
    report = compile(request, errorStream);
  }
  if (thrown)
    std::rethrow_exception(thrown);
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(remarks).split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef line : lines) {
    line.consume_front("remark: ");
    log(line.starts_with("batch ") ? "warning" : "info", line);
  }
  if (mlir::failed(report))
    throw Failure(errors.empty() ? "the compilation failed"
                                 : messageOf(errors));
  return toPython(*report);
}

void python::bindNetwork(py::module_ &module) {
  using namespace py::literals;
  py::class_<Network>(module, "Network")
      .def_static(
          "import_model",
          [](const std::string &path, const std::string &name) {
            py::gil_scoped_release unlock;
            return take(Network::import(path, name));
          },
          "path"_a, "name"_a = "")
      .def_static(
          "load",
          [](const std::string &path) {
            py::gil_scoped_release unlock;
            return take(Network::load(path));
          },
          "path"_a)
      .def(
          "save",
          [](const Network &network, const std::string &path) {
            py::gil_scoped_release unlock;
            take(network.save(path));
          },
          "path"_a)
      .def("renamed",
           [](const Network &network, const std::string &name) {
             take(checkModelName(name));
             Network copy = network;
             copy.name = name;
             return copy;
           })
      .def("with_target",
           [](const Network &network, const std::string &name,
              const std::string &description) {
             Network copy = network;
             copy.targetName = name;
             copy.targetDescription = description;
             return copy;
           })
      .def("with_shift_requantization",
           [](const Network &network) {
             py::gil_scoped_release unlock;
             return take(network.withShiftRequantization());
           })
      .def_property_readonly("target",
                             [](const Network &network) {
                               return py::make_tuple(network.targetName,
                                                     network.targetDescription);
                             })
      .def_readonly("name", &Network::name)
      .def_property_readonly("size",
                             [](const Network &network) {
                               return network.text.size() +
                                      network.weights.size();
                             })
      .def(
          "compile",
          [](const Network &network, const std::string &outputPath,
             const std::string &name, const std::string &target,
             int64_t batchSize, const std::string &tessellation,
             const std::string &io, bool l2Caching, bool compress,
             bool strictOneMLA, bool verify, bool explain, unsigned threads,
             py::object log) {
            return compileNetwork(network,
                                  {outputPath, name, target, tessellation, io,
                                   batchSize, l2Caching, compress, strictOneMLA,
                                   verify, explain, threads},
                                  Log(std::move(log)));
          },
          "output_path"_a, "name"_a, "target"_a, "batch_size"_a = 1,
          "tessellation"_a = "", "io"_a = "source", "l2_caching"_a = false,
          "compress"_a = false, "strict_one_mla"_a = false, "verify"_a = false,
          "explain"_a = false, "threads"_a = 0, "log"_a = py::none());
}
