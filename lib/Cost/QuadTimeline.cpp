//===- QuadTimeline.cpp - The time that quad programs will take -----------===//

#include "sima/Cost/QuadTimeline.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace sima;
using namespace sima::quad;
using timeline::Entry;
using timeline::EntryKind;

/// A transfer over the DMA: `dram` addresses DRAM, `sizes` rules.
static void describeTransfer(Entry &entry, ViewAttr dram, ViewAttr sizes,
                             const llvm::DenseSet<StringAttr> &constants) {
  PlainShape shape = plainShape(dram);
  shape.sizes = plainShape(sizes).sizes;
  entry.bytes = shape.elements() * shape.elementBytes;
  // Sections begin at multiples of a line, so the offset decides.
  entry.lines = shape.lines(dram.getOffset());
  entry.constant = constants.contains(dram.getBuffer().getAttr());
}

/// The transfer of a load with a window: what lies inside moves.
static void describeLoad(Entry &entry, LdOp ld,
                         const llvm::DenseSet<StringAttr> &constants) {
  if (!ld.getFill())
    return describeTransfer(entry, ld.getSrc(), ld.getDst(), constants);
  PlainShape shape = plainShape(ld.getSrc());
  std::array<int64_t, 4> source = shape.sizes;
  shape.sizes = plainShape(ld.getDst()).sizes;
  int64_t address = ld.getSrc().getOffset();
  const int64_t pads[2] = {int64_t(ld.getPadTop()), int64_t(ld.getPadLeft())};
  for (unsigned d = 0; d < 2; ++d)
    shape.sizes[d] =
        std::max<int64_t>(0, std::min(shape.sizes[d] - pads[d], source[d]));
  bool nothing = shape.sizes[0] == 0 || shape.sizes[1] == 0;
  entry.bytes = nothing ? 0 : shape.elements() * shape.elementBytes;
  entry.lines = nothing ? 0 : shape.lines(address);
  entry.constant = constants.contains(ld.getSrc().getBuffer().getAttr());
}

static void describeExpansion(Entry &entry, LdzOp ldz,
                              const llvm::DenseSet<StringAttr> &constants) {
  describeTransfer(entry, ldz.getSrc(), ldz.getSrc(), constants);
  entry.expandedBytes = plainShape(ldz.getDst()).elements();
}

std::vector<timeline::QuadProgram> cost::quadPrograms(SegmentOp segment,
                                                      const Machine &machine,
                                                      EntryPoint entryPoint) {
  llvm::DenseSet<StringAttr> constants;
  for (auto constant : segment.getOps<ConstantOp>())
    constants.insert(constant.getSymNameAttr());
  std::vector<timeline::QuadProgram> programs(machine.quads);
  for (CoreOp core : segment.coresOf(entryPoint)) {
    if (core.getQuad() >= machine.quads)
      continue;
    timeline::QuadProgram &program = programs[core.getQuad()];
    for (Operation &op : core.getBody().front()) {
      Entry entry;
      entry.wordIndex = program.words++;
      entry.layer = op.getAttrOfType<IntegerAttr>("layer").getInt();
      if (isa<SetOp>(op))
        continue;
      if (auto wait = dyn_cast<WaitOp>(op)) {
        entry.kind = EntryKind::Wait;
        entry.queue = timeline::Queue(unsigned(wait.getQueue()));
        entry.semaphore = wait.getSemaphore();
      } else if (auto post = dyn_cast<PostOp>(op)) {
        entry.kind = EntryKind::Post;
        entry.queue = timeline::Queue(unsigned(post.getQueue()));
        entry.semaphore = post.getSemaphore();
        entry.quad = post.getQuad();
      } else if (isa<HaltOp>(op)) {
        entry.kind = EntryKind::Halt;
      } else {
        auto instruction = cast<InstructionOp>(op);
        entry.queue = timeline::Queue(unsigned(instruction.queue()));
        entry.cycles = instruction.engineCycles(machine);
        if (auto ld = dyn_cast<LdOp>(op))
          describeLoad(entry, ld, constants);
        else if (auto ldz = dyn_cast<LdzOp>(op))
          describeExpansion(entry, ldz, constants);
        else if (auto st = dyn_cast<StOp>(op))
          describeTransfer(entry, st.getDst(), st.getSrc(), constants);
      }
      program.entries.push_back(entry);
    }
  }
  return programs;
}

static FailureOr<cost::EntryPrediction>
predictEntry(SegmentOp segment, const Machine &machine, EntryPoint entry) {
  cost::EntryPrediction prediction;
  std::vector<timeline::QuadProgram> programs =
      cost::quadPrograms(segment, machine, entry);
  for (timeline::Clock clock :
       {timeline::Clock::Static, timeline::Clock::Dram}) {
    timeline::Result result = timeline::run(machine, programs, clock);
    if (!result.faults.empty())
      return segment.emitError("the program cannot run: ")
             << result.faults.front().message
             << "; use a smaller batch or a coarser tile_shape";
    bool isStatic = clock == timeline::Clock::Static;
    (isStatic ? prediction.staticTotal : prediction.dramTotal) = result.total;
    (isStatic ? prediction.staticLayers : prediction.dramLayers) =
        timeline::layerCycles(machine, programs, result,
                              segment.getLayers().size());
  }
  return prediction;
}

FailureOr<cost::Prediction> cost::predict(SegmentOp segment) {
  llvm::Expected<Machine> machine =
      Machine::parse(segment.getTarget(), "target");
  if (!machine)
    return segment.emitError(llvm::toString(machine.takeError()));
  Prediction prediction;
  for (Attribute name : segment.getLayers())
    prediction.layerNames.push_back(cast<StringAttr>(name).getValue().str());
  for (EntryPoint entry : segment.entryPoints()) {
    auto times = predictEntry(segment, *machine, entry);
    if (failed(times))
      return failure();
    if (entry == EntryPoint::first)
      static_cast<EntryPrediction &>(prediction) = std::move(*times);
    else
      prediction.next = std::move(*times);
  }
  return prediction;
}

/// One behind the other.
static void appendEntry(cost::EntryPrediction &to,
                        const cost::EntryPrediction &more) {
  to.staticTotal += more.staticTotal;
  to.dramTotal += more.dramTotal;
  to.staticLayers.insert(to.staticLayers.end(), more.staticLayers.begin(),
                         more.staticLayers.end());
  to.dramLayers.insert(to.dramLayers.end(), more.dramLayers.begin(),
                       more.dramLayers.end());
}

void cost::Prediction::append(Prediction other) {
  if (next || other.next) {
    // A segment without entry point `next` takes as long again.
    EntryPrediction again =
        next.value_or(static_cast<EntryPrediction &>(*this));
    appendEntry(again, other.next ? *other.next : other);
    next = std::move(again);
  }
  appendEntry(*this, other);
  layerNames.insert(layerNames.end(), other.layerNames.begin(),
                    other.layerNames.end());
}
