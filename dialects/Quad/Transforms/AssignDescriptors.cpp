//===- AssignDescriptors.cpp - Descriptor registers and `set` words -------===//

#include "dialects/Quad/Transforms/Passes.h"
#include "sima/Support/Statistics.h"
#include <map>

using namespace mlir;
using namespace sima;
using namespace sima::quad;

namespace sima::quad {
#define GEN_PASS_DEF_ASSIGNDESCRIPTORS
#include "dialects/Quad/Transforms/Passes.h.inc"
} // namespace sima::quad

namespace {

/// The value of a field: a number, or an offset to a DRAM symbol.
struct FieldValue {
  int64_t value = 0;
  FlatSymbolRefAttr symbol;
  bool operator==(const FieldValue &o) const = default;
};

/// What a register holds; all fields are 0 at reset.
struct Register {
  std::array<FieldValue, 12> fields;
  uint64_t lastUse = 0;
};

/// The fields that a view needs; the others keep what they are.
struct Wanted {
  std::array<std::optional<FieldValue>, 12> fields;

  void set(Field field, int64_t value, FlatSymbolRefAttr symbol = {}) {
    fields[unsigned(field)] = FieldValue{value, symbol};
  }
  unsigned distance(const Register &reg) const {
    unsigned differing = 0;
    for (unsigned f = 0; f < fields.size(); ++f)
      differing += fields[f] && !(*fields[f] == reg.fields[f]);
    return differing;
  }
};

struct AssignDescriptorsPass
    : sima::quad::impl::AssignDescriptorsBase<AssignDescriptorsPass> {
  using AssignDescriptorsBase::AssignDescriptorsBase;

  void runOnOperation() override {
    addresses.clear();
    for (auto buffer : getOperation().getOps<BufferOp>()) {
      if (!buffer.getAddress()) {
        buffer.emitError("has no address; run --quad-allocate");
        return signalPassFailure();
      }
      addresses[buffer.getSymNameAttr()] = buffer;
    }
    for (CoreOp core : getOperation().getOps<CoreOp>())
      for (SetOp set : core.getOps<SetOp>()) {
        set.emitError("is there already; --quad-assign-descriptors runs once");
        return signalPassFailure();
      }
    for (CoreOp core : getOperation().getOps<CoreOp>())
      assign(core);
  }

private:
  void assign(CoreOp core) {
    std::vector<Register> registers(Machine::kDescriptors);
    uint64_t now = 0;
    for (auto op : llvm::make_early_inc_range(core.getOps<InstructionOp>())) {
      ++now;
      OpBuilder builder(op);
      SmallVector<int32_t, 5> chosen;
      for (ViewAttr view : op.views()) {
        Wanted wanted = wantedFor(view);
        unsigned reg = choose(registers, wanted, chosen);
        fill(builder, op, registers[reg], reg, wanted);
        registers[reg].lastUse = now;
        chosen.push_back(reg);
      }
      op->setAttr("regs", builder.getDenseI32ArrayAttr(chosen));
    }
  }

  Wanted wantedFor(ViewAttr view) {
    Wanted wanted;
    auto buffer = addresses.find(view.getBuffer().getAttr());
    if (buffer == addresses.end()) {
      wanted.set(Field::space, int64_t(Space::dram));
      wanted.set(Field::base, view.getOffset(), view.getBuffer());
    } else {
      wanted.set(Field::space, int64_t(buffer->second.getSpace()));
      wanted.set(Field::base, *buffer->second.getAddress() + view.getOffset());
    }
    // Of a parameter block an instruction reads the address only.
    if (view.getSizes().empty() && view.getStrides().empty())
      return wanted;
    // Accumulators are always s32.
    if (buffer == addresses.end() || buffer->second.getSpace() != Space::acc)
      wanted.set(Field::type, int64_t(view.getType()));
    wanted.set(Field::zp, view.getZeroPoint());
    for (auto [d, size] : llvm::enumerate(view.getSizes()))
      wanted.set(Field(unsigned(Field::size0) + d), size);
    // Sizes of 0 read as 1; a stale size beyond the view's would count.
    if (!view.getSizes().empty())
      for (unsigned d = view.getSizes().size(); d < 4; ++d)
        wanted.set(Field(unsigned(Field::size0) + d), 0);
    for (auto [d, stride] : llvm::enumerate(view.getStrides()))
      if (view.getSizes().empty() || extent(view, d) > 1 ||
          view.getSizes().size() == 3)
        wanted.set(Field(unsigned(Field::stride0) + d), stride);
    return wanted;
  }

  /// The register that needs the fewest words, not one of `taken`.
  unsigned choose(ArrayRef<Register> registers, const Wanted &wanted,
                  ArrayRef<int32_t> taken) {
    unsigned best = 0, bestDistance = ~0u;
    for (unsigned reg = 0; reg < registers.size(); ++reg) {
      if (llvm::is_contained(taken, int32_t(reg)))
        continue;
      unsigned distance = wanted.distance(registers[reg]);
      if (distance < bestDistance ||
          (distance == bestDistance &&
           registers[reg].lastUse < registers[best].lastUse)) {
        best = reg;
        bestDistance = distance;
      }
    }
    return best;
  }

  void fill(OpBuilder &builder, Operation *op, Register &reg, unsigned number,
            const Wanted &wanted) {
    for (unsigned f = 0; f < wanted.fields.size(); ++f) {
      if (!wanted.fields[f] || *wanted.fields[f] == reg.fields[f])
        continue;
      reg.fields[f] = *wanted.fields[f];
      builder.create<SetOp>(op->getLoc(), number, Field(f), reg.fields[f].value,
                            reg.fields[f].symbol,
                            op->getAttrOfType<IntegerAttr>("layer").getInt());
      addStatistic(sets, 1);
    }
  }

  llvm::DenseMap<StringAttr, BufferOp> addresses;
};

} // namespace
