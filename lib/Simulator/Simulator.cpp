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
#include "Repetition.h"
#include "TimelineDump.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVectorExtras.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

namespace {
/// What the quads do from one entry point on.
struct Entry {
  Trace trace;
  std::optional<Times> times; ///< after a run
  bool ordered = false;       ///< the hazard check has passed
  Report report;

  /// Cycles of work of one execution.
  uint64_t work() const;
};
} // namespace

struct Simulator::Impl {
  Image image;
  std::vector<Entry> entries; ///< by isa::EntryPoint
  Options options;
  std::vector<PortData> ports;
  State state;
  bool computed = false; ///< outputs may be read

  Expected<const DramSection *> findPort(StringRef name, unsigned sample,
                                         bool input) const;
  /// The entry point of execution `number`, from 0.
  Entry &entryOf(unsigned number) {
    return number == 0 ? entries.front() : entries.back();
  }
  /// The error with the entry point in front, where there are two.
  Error named(const Entry &entry, Error error) const;
  Error measure(Entry &entry);
  Error checkInputs() const;
  Error checkWork() const;
  Error checkHazards();
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
  for (isa::EntryPoint point : impl->image.program.entries()) {
    Entry &entry = impl->entries.emplace_back();
    entry.trace.entry = point;
    Expected<Trace> trace = traceProgram(impl->image, point);
    if (!trace)
      return impl->named(entry, trace.takeError());
    entry.trace = std::move(*trace);
  }
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

Error Simulator::Impl::named(const Entry &entry, Error error) const {
  return image.program.next
             ? at(("entry point " + isa::entryName(entry.trace.entry)).str(),
                  std::move(error))
             : std::move(error);
}

/// The engines of a quad work side by side, so the static time of a program
/// bounds the work that it makes; loads of constants, which take none, count as
/// what they bring. A slow DRAM is no work.
uint64_t Entry::work() const {
  constexpr uint64_t bytesPerCycle = 64;
  return report.staticTotal + report.read.total().lineBytes / bytesPerCycle;
}

Error Simulator::Impl::checkWork() const {
  constexpr uint64_t limit = uint64_t(1) << 32;
  uint64_t first = entries.front().work(), later = entries.back().work();
  unsigned repeats = options.repeat - 1;
  if (first > limit || (repeats && later > (limit - first) / repeats))
    return fail("the program is {0} cycles of work, a run with data at most "
                "{1} in all repetitions; ask for the times only "
                "(--timing-only)",
                std::max(first, later), limit);
  return Error::success();
}

/// Of the entry points that are executed. An execution begins when the one
/// before it has ended, so each is looked at by itself.
Error Simulator::Impl::checkHazards() {
  for (Entry &entry : entries) {
    if (entry.ordered || entry.report.repeats == 0)
      continue;
    if (Error e = sim::checkHazards(image, entry.trace, entry.times->dram))
      return named(entry, std::move(e));
    entry.ordered = true;
  }
  return Error::success();
}

Error Simulator::Impl::compute() {
  if (Error e = checkWork())
    return e;
  if (Error e = checkInputs())
    return e;
  if (options.checkHazards)
    if (Error e = checkHazards())
      return e;
  auto orders = map_to_vector<2>(entries, [](const Entry &entry) {
    return effectOrder(entry.trace, entry.times->dram);
  });
  Repetition repetition(image, state, options.repeat);
  for (unsigned i = 0; i != options.repeat; ++i) {
    Entry &entry = entryOf(i);
    ArrayRef<uint32_t> order = i == 0 ? orders.front() : orders.back();
    repetition.begin();
    if (Error e = executeAll(image, entry.trace, order, state))
      return named(entry, std::move(e));
    if (Error e = repetition.end())
      return named(entry, std::move(e));
    entry.report.computed = true;
  }
  computed = true;
  for (Entry &entry : entries)
    if (entry.report.computed)
      measureMemories(image, state, entry.report);
  return Error::success();
}

/// Runs both clocks of an entry point.
Error Simulator::Impl::measure(Entry &entry) {
  if (!entry.times) {
    Expected<Times> times = runClocks(image, entry.trace);
    if (!times)
      return named(entry, times.takeError());
    entry.times = std::move(*times);
  }
  entry.report = measureTimes(image, entry.trace, *entry.times);
  if (Error error = measurePeaks(image, entry.trace, entry.report))
    return named(entry, std::move(error));
  entry.report.repeats = options.repeat;
  if (!image.program.next)
    return Error::success();
  entry.report.entry = isa::entryName(entry.trace.entry).str();
  bool isFirst = &entry == &entries.front();
  entry.report.repeats = isFirst ? 1 : options.repeat - 1;
  return Error::success();
}

Error Simulator::run() {
  impl->computed = false;
  for (Entry &entry : impl->entries)
    if (Error e = impl->measure(entry))
      return e;
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

const Report &Simulator::report() const { return impl->entries.front().report; }

const Report *Simulator::nextReport() const {
  return impl->image.program.next ? &impl->entries.back().report : nullptr;
}

Error Simulator::writeTimeline(raw_ostream &os) const {
  for (const Entry &entry : impl->entries) {
    if (!entry.times)
      return fail("no times to write: no run has succeeded");
    dumpTimeline(impl->image, entry.trace, *entry.times, os);
  }
  return Error::success();
}
