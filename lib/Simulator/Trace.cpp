//===- Trace.cpp - The dispatch walk over relocated code ------------------===//
//
// Sequencer state, and words to entries and operations.
//
//===----------------------------------------------------------------------===//
#include "Trace.h"
#include "Engines.h"
#include "Fail.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;
using isa::Opcode;
using Field = isa::Operand;

std::string sim::placeOf(const Image &image, unsigned quad, StringRef queue,
                         uint32_t word, Opcode opcode, uint32_t layer,
                         uint32_t node) {
  const isa::Program &program = image.program;
  StringRef layerName, nodeName;
  if (layer < program.layers.size())
    layerName = program.layers[layer];
  if (node < program.nodes.size())
    nodeName = program.nodes[node];
  return formatv("quad {0}, {1}, word {2} ({3}), layer '{4}', node '{5}'", quad,
                 queue, word, isa::mnemonic(opcode), layerName, nodeName);
}

std::string sim::placeOf(const Image &image, const Operation &op) {
  return placeOf(image, op.quad, timeline::queueName(op.queue), op.word,
                 op.opcode, op.layer, op.node);
}

Error sim::at(const std::string &place, Error error) {
  bool isBounds = error.isA<BoundsError>();
  std::string message = place + ": " + toString(std::move(error));
  return isBounds ? make_error<BoundsError>(std::move(message))
                  : fail("{0}", message);
}

namespace {
/// The sequencer of one quad.
class Walk {
public:
  Walk(const Image &image, unsigned quad, Trace &trace)
      : image(image), code(image.program.entry(trace.entry)), quad(quad),
        trace(trace), descriptors(Machine::kDescriptors) {}

  Error run();

private:
  Error step(const isa::Instruction &instruction);
  Error dispatchSync(const isa::Instruction &instruction);
  Error dispatchEngine(const isa::Instruction &instruction,
                       const Engine &engine);
  /// Layer and node of the current word.
  void locate();
  std::string place(Opcode opcode, StringRef queue) const {
    return placeOf(image, quad, queue, word, opcode, layer, node);
  }
  timeline::Entry makeEntry(timeline::EntryKind kind) const;
  void push(const timeline::Entry &entry, uint32_t operation);

  const Image &image;
  const isa::EntryCode &code;
  unsigned quad;
  Trace &trace;
  std::vector<Descriptor> descriptors;
  uint32_t word = 0, layer = 0, node = 0;
  size_t range = 0;
  bool halted = false;
};
} // namespace

Error Walk::run() {
  const std::vector<uint64_t> &words = code.code[quad];
  trace.programs[quad].words = words.size();
  for (word = 0; word != words.size() && !halted; ++word) {
    locate();
    Expected<isa::Instruction> instruction = isa::decode(words[word]);
    if (!instruction)
      return fail("quad {0}, sequencer, word {1}: {2}", quad, word,
                  toString(instruction.takeError()));
    ++trace.opcodeCounts[static_cast<unsigned>(instruction->opcode) % 64];
    if (Error e = step(*instruction))
      return e;
  }
  return Error::success();
}

void Walk::locate() {
  ArrayRef<isa::CodeRange> ranges = code.ranges;
  while (range != ranges.size() &&
         std::pair(ranges[range].quad, ranges[range].end) <=
             std::pair(quad, word))
    ++range;
  if (range == ranges.size())
    return;
  layer = ranges[range].layer;
  node = ranges[range].node;
}

timeline::Entry Walk::makeEntry(timeline::EntryKind kind) const {
  timeline::Entry entry;
  entry.kind = kind;
  entry.wordIndex = word;
  entry.layer = layer;
  return entry;
}

void Walk::push(const timeline::Entry &entry, uint32_t operation) {
  trace.programs[quad].entries.push_back(entry);
  trace.nodes[quad].push_back(node);
  trace.operationOf[quad].push_back(operation);
}

Error Walk::step(const isa::Instruction &instruction) {
  switch (instruction.opcode) {
  case Opcode::Nop:
    return Error::success();
  case Opcode::Halt:
    push(makeEntry(timeline::EntryKind::Halt), kNoOperation);
    halted = true;
    return Error::success();
  case Opcode::Set: {
    Descriptor &d = descriptors[instruction.get(Field::Desc)];
    if (Error e = d.set(instruction.get(Field::Field),
                        static_cast<uint32_t>(instruction.get(Field::Value))))
      return at(place(instruction.opcode, "sequencer"), std::move(e));
    return Error::success();
  }
  case Opcode::Wait:
  case Opcode::Post:
    return dispatchSync(instruction);
  default:
    break;
  }
  const Engine *engine = engineOf(instruction.opcode);
  if (!engine)
    return at(place(instruction.opcode, "sequencer"),
              fail("no engine executes this instruction"));
  return dispatchEngine(instruction, *engine);
}

Error Walk::dispatchSync(const isa::Instruction &instruction) {
  bool isWait = instruction.opcode == Opcode::Wait;
  timeline::Entry entry =
      makeEntry(isWait ? timeline::EntryKind::Wait : timeline::EntryKind::Post);
  int64_t queue = instruction.get(Field::Queue);
  if (queue >= timeline::kNumQueues)
    return at(place(instruction.opcode, "sequencer"),
              fail("queue {0} does not exist, the last is {1}", queue,
                   timeline::kNumQueues - 1));
  entry.queue = static_cast<timeline::Queue>(queue);
  entry.semaphore = instruction.get(Field::Sem);
  if (!isWait) {
    entry.quad = instruction.get(Field::Quad);
    if (entry.quad >= image.machine.quads)
      return at(place(instruction.opcode, timeline::queueName(entry.queue)),
                fail("posts to quad {0}, target {1} has {2}", entry.quad,
                     image.machine.name, image.machine.quads));
  }
  push(entry, kNoOperation);
  return Error::success();
}

std::optional<StringRef> sim::descriptorName(Field operand) {
  switch (operand) {
  case Field::A:
    return "a";
  case Field::Acc:
    return "acc";
  case Field::AddPar:
    return "addpar";
  case Field::B:
    return "b";
  case Field::Dst:
    return "dst";
  case Field::In:
    return "in";
  case Field::Par:
    return "par";
  case Field::Src:
    return "src";
  case Field::Wt:
    return "wt";
  default:
    return std::nullopt;
  }
}

/// Copies one field that is no descriptor into the operation.
static void setField(Operation &op, Field operand, int64_t value) {
  switch (operand) {
  case Field::Accumulate:
    op.accumulate = value;
    break;
  case Field::Axes:
    op.axes = value;
    break;
  case Field::BcastA:
    op.broadcastA = value;
    break;
  case Field::BcastB:
    op.broadcastB = value;
    break;
  case Field::DilH:
    op.dilation.h = value;
    break;
  case Field::DilW:
    op.dilation.w = value;
    break;
  case Field::Fill:
    op.fill = value;
    break;
  case Field::Hi:
    op.hi = value;
    break;
  case Field::IncludePad:
    op.includePad = value;
    break;
  case Field::K:
    op.kIndex = value;
    break;
  case Field::KernelH:
    op.kernel.h = value;
    break;
  case Field::KernelW:
    op.kernel.w = value;
    break;
  case Field::Kind:
    op.kind = value;
    break;
  case Field::Lo:
    op.lo = value;
    break;
  case Field::Mask:
    op.mask = value;
    break;
  case Field::Mode:
    op.mode = static_cast<isa::Mode>(value);
    break;
  case Field::PadLeft:
    op.pad.w = value;
    break;
  case Field::PadTop:
    op.pad.h = value;
    break;
  case Field::PerChannel:
    op.perChannel = value;
    break;
  case Field::Row:
    op.row = value;
    break;
  case Field::SrcRow:
    op.srcRow = value;
    break;
  case Field::StrideH:
    op.stride.h = value;
    break;
  case Field::StrideW:
    op.stride.w = value;
    break;
  case Field::Subtract:
    op.subtract = value;
    break;
  default:
    llvm_unreachable("descriptors and sequencer fields are taken elsewhere");
  }
}

Error Walk::dispatchEngine(const isa::Instruction &instruction,
                           const Engine &engine) {
  Operation op;
  op.opcode = instruction.opcode;
  op.queue = static_cast<timeline::Queue>(*isa::queueOf(op.opcode));
  op.quad = quad;
  op.entry = trace.programs[quad].entries.size();
  op.word = word;
  op.layer = layer;
  op.node = node;
  unsigned next = 0;
  for (Field operand : isa::operandsOf(op.opcode)) {
    int64_t value = instruction.get(operand);
    if (descriptorName(operand))
      op.operands[next++] = descriptors[value];
    else
      setField(op, operand, value);
  }
  timeline::Entry entry = makeEntry(timeline::EntryKind::Engine);
  entry.queue = op.queue;
  if (Error e = engine.verify({image.machine, image.dram}, op, entry))
    return at(placeOf(image, op), std::move(e));
  push(entry, trace.operations.size());
  trace.operations.push_back(op);
  return Error::success();
}

Expected<Trace> sim::traceProgram(const Image &image, isa::EntryPoint entry) {
  Trace trace;
  trace.entry = entry;
  trace.programs.resize(image.machine.quads);
  trace.nodes.resize(image.machine.quads);
  trace.operationOf.resize(image.machine.quads);
  for (unsigned quad = 0; quad != image.program.code.size(); ++quad)
    if (Error e = Walk(image, quad, trace).run())
      return std::move(e);
  return trace;
}
