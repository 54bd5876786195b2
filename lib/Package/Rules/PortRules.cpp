//===- PortRules.cpp - Rule 4: ports of programs and nodes of stages ------===//
//
// A program's sections `data.ifm...` and `data.ofm...` are its ports, one for
// each sample. Programs of other origin are looked at in the same way, as long
// as they have such sections.
//
//===----------------------------------------------------------------------===//
#include "RuleFunctions.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima;
using namespace sima::package;

namespace {
/// One port with all its samples, in the order of the file.
struct PortSamples {
  std::string name;
  std::vector<const isa::PortSection *> samples;
};

/// The ports of an MLA stage and the nodes that they belong to.
struct StagePorts {
  const Plugin &stage;
  const isa::ELFSummary &program;
  std::vector<PortSamples> inputs, outputs;

  /// Calls `visit(isInput, ports, nodes)` for both directions.
  template <typename Visit> void forBoth(Visit visit) const {
    visit(true, inputs, stage.inputs);
    visit(false, outputs, stage.outputs);
  }
  /// Calls `visit(isInput, port, node)` for each pair.
  template <typename Visit> void forPairs(Visit visit) const {
    forBoth([&](bool isInput, const std::vector<PortSamples> &ports,
                const std::vector<ManifestTensor> &nodes) {
      for (const auto &[port, node] : llvm::zip(ports, nodes))
        visit(isInput, port, node);
    });
  }
};
} // namespace

static std::vector<PortSamples> groupPorts(const isa::ELFSummary &program,
                                           bool isInput) {
  std::vector<PortSamples> groups;
  for (const isa::PortSection &section : program.ports) {
    if (section.isInput != isInput)
      continue;
    // Samples of a port follow one another or lie between those of others.
    auto *group = llvm::find_if(groups,
                                [&](const PortSamples &g) {
                                  return g.name == section.port;
                                }) == groups.end()
                      ? &groups.emplace_back(PortSamples{section.port, {}})
                      : &*llvm::find_if(groups, [&](const PortSamples &g) {
                          return g.name == section.port;
                        });
    group->samples.push_back(&section);
  }
  return groups;
}

/// Calls `visit` for each MLA stage whose program can be read. Programs of
/// another machine without any ports say nothing.
static void forEachProgram(const Inspection &inspection,
                           llvm::function_ref<void(const StagePorts &)> visit) {
  for (const Plugin &stage : inspection.manifest.plugins) {
    if (stage.processor != Processor::MLA || !stage.executable)
      continue;
    const ProgramFile *program = inspection.program(*stage.executable);
    if (!program || !program->summary)
      continue;
    const isa::ELFSummary &summary = *program->summary;
    if (summary.ports.empty() && !summary.isMLAProgram())
      continue;
    visit({stage, summary, groupPorts(summary, true),
           groupPorts(summary, false)});
  }
}

static const char *sideName(bool isInput) {
  return isInput ? "input" : "output";
}

/// "3" of "MLA_0/placeholder_3_0", where the name has that form.
static std::optional<size_t> placeholderIndex(llvm::StringRef stage,
                                              llvm::StringRef port) {
  size_t index;
  if (!port.consume_front(stage) || !port.consume_front("/placeholder_") ||
      !port.consume_back("_0") || port.getAsInteger(10, index))
    return std::nullopt;
  return index;
}

static bool isPortName(const Plugin &stage, llvm::StringRef port, bool isInput,
                       size_t count) {
  if (port == (isInput ? "ifm" : "ofm"))
    return count == 1;
  return isInput
             ? placeholderIndex(stage.name, port).has_value()
             : port.starts_with(stage.name + "/") && port.ends_with("_output");
}

static void checkNames(const Inspection &inspection, Reporter &report) {
  forEachProgram(inspection, [&](const StagePorts &ports) {
    ports.forBoth([&](bool isInput, const std::vector<PortSamples> &groups,
                      const std::vector<ManifestTensor> &) {
      for (const PortSamples &port : groups)
        if (!isPortName(ports.stage, port.name, isInput, groups.size()))
          report.violation(
              ports.stage,
              "section " + quote(port.samples.front()->section) +
                  " is named after no port; expected data." +
                  (isInput ? "ifm.persistent." + ports.stage.name +
                                 "/placeholder_<i>_0.b<k> or data.ifm.b<k>"
                           : "ofm.persistent." + ports.stage.name +
                                 "/<layer>_output.b<k> or data.ofm.b<k>"));
    });
  });
}

static void checkCount(const Inspection &inspection, Reporter &report) {
  forEachProgram(inspection, [&](const StagePorts &ports) {
    ports.forBoth([&](bool isInput, const std::vector<PortSamples> &groups,
                      const std::vector<ManifestTensor> &nodes) {
      if (groups.size() != nodes.size())
        report.violation(ports.stage, quote(*ports.stage.executable) + " has " +
                                          llvm::Twine(groups.size()) + " " +
                                          sideName(isInput) +
                                          " ports, the stage has " +
                                          llvm::Twine(nodes.size()) + " " +
                                          sideName(isInput) + "_nodes");
    });
  });
}

static void checkOrder(const Inspection &inspection, Reporter &report) {
  forEachProgram(inspection, [&](const StagePorts &ports) {
    for (const auto &[position, port] : llvm::enumerate(ports.inputs))
      if (auto index = placeholderIndex(ports.stage.name, port.name);
          index && *index != position)
        report.violation(ports.stage,
                         "port " + quote(port.name) + " is number " +
                             llvm::Twine(position) + " of " +
                             quote(*ports.stage.executable) +
                             ", its name says " + llvm::Twine(*index));
  });
}

static void checkSamples(const Inspection &inspection, Reporter &report) {
  forEachProgram(inspection, [&](const StagePorts &ports) {
    ports.forPairs([&](bool, const PortSamples &port, const ManifestTensor &) {
      if (static_cast<int64_t>(port.samples.size()) != ports.stage.actualBatch)
        report.violation(ports.stage, "port " + quote(port.name) + " has " +
                                          llvm::Twine(port.samples.size()) +
                                          " samples, the batch is " +
                                          llvm::Twine(ports.stage.actualBatch));
      for (const auto &[expected, sample] : llvm::enumerate(port.samples))
        if (sample->sample != expected) {
          report.violation(ports.stage, "section " + quote(sample->section) +
                                            " where sample b" +
                                            llvm::Twine(expected) +
                                            " is expected");
          break;
        }
    });
  });
}

static void checkExtent(const Inspection &inspection, Reporter &report) {
  forEachProgram(inspection, [&](const StagePorts &ports) {
    ports.forPairs([&](bool isInput, const PortSamples &port,
                       const ManifestTensor &node) {
      int64_t batch = ports.stage.actualBatch;
      for (const isa::PortSection *sample : port.samples)
        if (node.size % batch != 0 ||
            sample->extent != static_cast<uint64_t>(node.size / batch)) {
          report.violation(ports.stage,
                           "section " + quote(sample->section) + " has " +
                               llvm::Twine(sample->extent) + " bytes, " +
                               sideName(isInput) + " " + quote(node.name) +
                               " has " + llvm::Twine(node.size) + " bytes of " +
                               llvm::Twine(batch) + " samples");
          break;
        }
    });
  });
}

static void checkStride(const Inspection &inspection, Reporter &report) {
  constexpr uint64_t kSampleAlignBytes = 16;
  forEachProgram(inspection, [&](const StagePorts &ports) {
    ports.forPairs([&](bool, const PortSamples &port, const ManifestTensor &) {
      uint64_t extent = port.samples.front()->extent;
      if (extent % kSampleAlignBytes == 0)
        return;
      std::string text = "port " + quote(port.name) + " has " +
                         std::to_string(extent) +
                         " bytes a sample, no multiple of " +
                         std::to_string(kSampleAlignBytes);
      if (ports.stage.actualBatch > 1)
        report.violation(ports.stage, text);
      else
        report.note(ports.stage, text + "; only a batch of 1 can have that");
    });
  });
}

llvm::ArrayRef<RuleRow> sima::package::portRules() {
  static constexpr RuleRow rows[] = {
      {"R4-ports",
       "sections of ports are named after the MLA's own ports, "
       "`MLA_<n>/placeholder_<i>_0` and `MLA_<n>/<layer>_output`, or "
       "`data.ifm`, `data.ofm` of one joined port",
       nullptr, checkNames},
      {"R4-count", "a program has as many ports as its stage has nodes",
       nullptr, checkCount},
      {"R4-order", "ports stand in the order of the nodes", nullptr,
       checkOrder},
      {"R4-samples", "each port has the samples b0 to b<batch - 1>, in order",
       nullptr, checkSamples},
      {"R4-extent", "a port's extent is the node's size divided by the batch",
       nullptr, checkExtent},
      {"R4-stride",
       "with a batch above 1 a sample's extent is a multiple of 16 (with a "
       "batch of 1 a note)",
       nullptr, checkStride},
  };
  return rows;
}
