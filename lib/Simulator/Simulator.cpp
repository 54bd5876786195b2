//===- Simulator.cpp - Executes an MLA ELF file ---------------------------===//
//
// The public interface over loader, trace, event model and engines.
//
//===----------------------------------------------------------------------===//
#include "sima/Simulator/Simulator.h"
#include "Execute.h"
#include "Fail.h"
#include "Hazards.h"
#include "Measure.h"
#include "TimelineDump.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

struct Simulator::Impl {
  Image image;
  Trace trace;
  Options options;
  std::vector<PortData> ports;
  State state;
  std::optional<Times> times; ///< after a run
  bool computed = false;      ///< outputs may be read
  bool ordered = false;       ///< the hazard check has passed
  Report report;

  Expected<const DramSection *> findPort(StringRef name, unsigned sample,
                                         bool input) const;
  Error checkInputs() const;
  Error checkWork() const;
  Error compute();
};

Simulator::Simulator(std::unique_ptr<Impl> impl) : impl(std::move(impl)) {}
Simulator::~Simulator() = default;

Expected<std::unique_ptr<Simulator>> Simulator::create(StringRef elf,
                                                       Options options) {
  if (options.repeat == 0)
    return fail("repeat is 0, the program must be executed at least once");
  auto impl = std::make_unique<Impl>();
  Expected<Image> image = loadImage(elf, options.machine);
  if (!image)
    return image.takeError();
  impl->image = std::move(*image);
  impl->options = std::move(options);
  Expected<Trace> trace = traceProgram(impl->image);
  if (!trace)
    return trace.takeError();
  impl->trace = std::move(*trace);
  for (const isa::Port &port : impl->image.program.ports)
    impl->ports.push_back({port.name, port.sample,
                           port.direction == isa::Port::Direction::In,
                           port.extent});
  if (!impl->options.timingOnly) {
    Expected<State> state = makeState(impl->image);
    if (!state)
      return state.takeError();
    impl->state = std::move(*state);
  }
  return std::unique_ptr<Simulator>(new Simulator(std::move(impl)));
}

ArrayRef<PortData> Simulator::ports() const { return impl->ports; }

Expected<const DramSection *>
Simulator::Impl::findPort(StringRef name, unsigned sample, bool input) const {
  for (auto [p, port] : enumerate(ports))
    if (port.name == name && port.sample == sample && port.input == input)
      return &image.port(p);
  std::string names;
  for (const PortData &port : ports)
    if (port.input == input)
      names += formatv("{0}{1}.b{2}", names.empty() ? "" : ", ", port.name,
                       port.sample);
  return fail("the file has no {0} {1}.b{2}, it has: {3}",
              input ? "input" : "output", name, sample, names);
}

Error Simulator::setInput(StringRef port, unsigned sample,
                          ArrayRef<uint8_t> data) {
  Expected<const DramSection *> section = impl->findPort(port, sample, true);
  if (!section)
    return section.takeError();
  if (data.size() != (*section)->bytes)
    return fail("input {0}.b{1} takes {2} bytes, {3} were given", port, sample,
                (*section)->bytes, data.size());
  if (impl->options.timingOnly)
    return Error::success();
  uint64_t address = (*section)->address;
  llvm::copy(data, impl->state.dram.data() + address);
  impl->state.dram.markRange(address, data.size());
  return Error::success();
}

Error Simulator::Impl::checkInputs() const {
  for (auto [p, port] : enumerate(ports)) {
    const DramSection &section = image.port(p);
    if (port.input && state.dram.firstUnwritten(section.address,
                                                section.bytes) != section.end())
      return fail("input {0}.b{1} of {2} bytes was not set", port.name,
                  port.sample, port.bytes);
  }
  return Error::success();
}

/// The engines of a quad work side by side, so the static time of a program
/// bounds the work that it makes; loads of constants, which take none, count as
/// what they bring. A slow DRAM is no work.
Error Simulator::Impl::checkWork() const {
  constexpr uint64_t limit = uint64_t(1) << 32;
  constexpr uint64_t bytesPerCycle = 64;
  uint64_t cycles =
      report.staticTotal + report.read.total().lineBytes / bytesPerCycle;
  if (cycles > limit / options.repeat)
    return fail("the program is {0} cycles of work, a run with data at most "
                "{1} in all repetitions; ask for the times only "
                "(--timing-only)",
                cycles, limit);
  return Error::success();
}

Error Simulator::Impl::compute() {
  if (Error e = checkWork())
    return e;
  if (Error e = checkInputs())
    return e;
  if (options.checkHazards && !ordered)
    if (Error e = sim::checkHazards(image, trace, times->dram))
      return e;
  ordered = true;
  std::vector<uint32_t> order = effectOrder(trace, times->dram);
  for (unsigned i = 0; i != options.repeat; ++i) {
    // Every execution must write its outputs anew.
    for (const DramSection &section : image.dram.sections)
      if (section.kind == SectionKind::Output)
        state.dram.clearRange(section.address, section.bytes);
    if (Error e = executeAll(image, trace, order, state))
      return e;
  }
  computed = true;
  report.computed = true;
  measureMemories(image, state, report);
  return Error::success();
}

Error Simulator::run() {
  impl->computed = false;
  if (!impl->times) {
    Expected<Times> times = runClocks(impl->image, impl->trace);
    if (!times)
      return times.takeError();
    impl->times = std::move(*times);
  }
  impl->report = measureTimes(impl->image, impl->trace, *impl->times);
  impl->report.repeats = impl->options.repeat;
  if (impl->options.timingOnly)
    return Error::success();
  return impl->compute();
}

Expected<ArrayRef<uint8_t>> Simulator::output(StringRef port,
                                              unsigned sample) const {
  Expected<const DramSection *> section = impl->findPort(port, sample, false);
  if (!section)
    return section.takeError();
  if (!impl->computed)
    return fail("output {0}.b{1} was not computed: {2}", port, sample,
                impl->options.timingOnly ? "the simulation is timing only"
                                         : "no run has succeeded");
  return ArrayRef(impl->state.dram.data() + (*section)->address,
                  (*section)->bytes);
}

const Report &Simulator::report() const { return impl->report; }

Error Simulator::writeTimeline(raw_ostream &os) const {
  if (!impl->times)
    return fail("no times to write: no run has succeeded");
  dumpTimeline(impl->image, impl->trace, *impl->times, os);
  return Error::success();
}
