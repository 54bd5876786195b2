//===- StepProgram.cpp - quad IR of any phase as a program ----------------===//

#include "StepProgram.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sima;
using namespace sima::quad;

//===----------------------------------------------------------------------===//
// Addresses
//===----------------------------------------------------------------------===//

/// Bytes of a memory in which every buffer of `space` has its own place.
static uint64_t separate(SegmentOp segment, Space space) {
  uint64_t end = 0;
  for (BufferOp buffer : segment.getOps<BufferOp>())
    if (buffer.getSpace() == space) {
      buffer.setAddress(int64_t(end));
      end = llvm::alignTo(end + buffer.getBytes(), Machine::kLineBytes);
    }
  return end;
}

/// Gives buffers addresses, on a machine that has them.
static LogicalResult separateBuffers(SegmentOp segment) {
  llvm::Expected<Machine> machine =
      Machine::parse(segment.getTarget(), "target");
  if (!machine)
    return segment.emitError(llvm::toString(machine.takeError()));
  machine->lmBytes =
      std::max<uint64_t>(machine->lmBytes, separate(segment, Space::lm));
  machine->accBytes =
      std::max<uint64_t>(machine->accBytes, separate(segment, Space::acc));
  std::string text = machine->toYAML();
  if (auto checked = Machine::parse(text, "buffers without sharing"); !checked)
    return segment.emitError(llvm::toString(checked.takeError()));
  segment.setTarget(text);
  return success();
}

//===----------------------------------------------------------------------===//
// Order
//===----------------------------------------------------------------------===//

static int64_t numberOf(Operation *op, StringRef name) {
  return op->getAttrOfType<IntegerAttr>(name).getInt();
}

/// Lets each instruction wait for the one before it. There is one token; the
/// semaphore on which a queue waits for it has the number of the queue.
static void runInSteps(SegmentOp segment, EntryPoint entry) {
  SmallVector<InstructionOp> instructions;
  for (CoreOp core : segment.coresOf(entry))
    llvm::append_range(instructions, core.getOps<InstructionOp>());
  llvm::stable_sort(instructions, [](InstructionOp a, InstructionOp b) {
    return numberOf(a, "step") < numberOf(b, "step");
  });
  for (size_t i = 1; i < instructions.size(); ++i) {
    InstructionOp from = instructions[i - 1], to = instructions[i];
    int32_t semaphore = int32_t(to.queue());
    OpBuilder builder(segment.getContext());
    builder.setInsertionPointAfter(from);
    builder.create<PostOp>(from.getLoc(), from.queue(),
                           to->getParentOfType<CoreOp>().getQuad(), semaphore,
                           numberOf(from, "layer"));
    builder.setInsertionPoint(to);
    builder.create<WaitOp>(to.getLoc(), to.queue(), semaphore,
                           numberOf(to, "layer"));
  }
}

//===----------------------------------------------------------------------===//
// Descriptors
//===----------------------------------------------------------------------===//

namespace {
/// Fills registers of one core.
class Registers {
public:
  explicit Registers(SegmentOp segment) {
    for (BufferOp buffer : segment.getOps<BufferOp>())
      buffers[buffer.getSymNameAttr()] = buffer;
  }

  void fill(InstructionOp op) {
    OpBuilder builder(op);
    SmallVector<int32_t, 5> regs;
    for (ViewAttr view : op.views()) {
      fill(builder, op, regs.size(), view);
      regs.push_back(regs.size());
    }
    op->setAttr("regs", builder.getDenseI32ArrayAttr(regs));
  }

private:
  using Value = std::pair<int64_t, FlatSymbolRefAttr>;

  /// Every field of the register, whether an instruction looks at it or not.
  void fill(OpBuilder &builder, Operation *op, int32_t reg, ViewAttr view) {
    std::array<Value, 12> fields{};
    auto at = [&](Field field) -> Value & { return fields[unsigned(field)]; };
    auto buffer = buffers.find(view.getBuffer().getAttr());
    if (buffer == buffers.end()) {
      at(Field::space).first = int64_t(Space::dram);
      at(Field::base) = {view.getOffset(), view.getBuffer()};
    } else {
      at(Field::space).first = int64_t(buffer->second.getSpace());
      at(Field::base).first = *buffer->second.getAddress() + view.getOffset();
    }
    at(Field::type).first = int64_t(view.getType());
    at(Field::zp).first = view.getZeroPoint();
    for (auto [d, size] : llvm::enumerate(view.getSizes()))
      fields[unsigned(Field::size0) + d].first = size;
    for (auto [d, stride] : llvm::enumerate(view.getStrides()))
      fields[unsigned(Field::stride0) + d].first = stride;
    for (auto [f, value] : llvm::enumerate(fields)) {
      if (known[reg][f] == value)
        continue;
      known[reg][f] = value;
      builder.create<SetOp>(op->getLoc(), reg, Field(f), value.first,
                            value.second, numberOf(op, "layer"));
    }
  }

  llvm::DenseMap<StringAttr, BufferOp> buffers;
  std::array<std::array<Value, 12>, 5> known{};
};
} // namespace

//===----------------------------------------------------------------------===//
// completeProgram
//===----------------------------------------------------------------------===//

LogicalResult sima::completeProgram(SegmentOp segment, bool isSynchronised) {
  bool hasAddresses = true, hasRegisters = false;
  for (BufferOp buffer : segment.getOps<BufferOp>())
    hasAddresses &= buffer.getAddress().has_value();
  segment.walk([&](InstructionOp op) { hasRegisters |= op->hasAttr("regs"); });
  if (!hasAddresses && failed(separateBuffers(segment)))
    return failure();
  if (!isSynchronised)
    for (EntryPoint entry : segment.entryPoints())
      runInSteps(segment, entry);
  if (hasRegisters)
    return success();
  for (CoreOp core : segment.getOps<CoreOp>()) {
    Registers registers(segment);
    for (InstructionOp op :
         llvm::make_early_inc_range(core.getOps<InstructionOp>()))
      registers.fill(op);
  }
  return success();
}
