//===- QuadToProgram.cpp - quad IR as an MLA program ----------------------===//

#include "sima/Target/QuadToProgram/QuadToProgram.h"
#include "ProvenanceBuilder.h"
#include "QuadToInstruction.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "dialects/MLA/IR/MLA.h"

using namespace mlir;
using namespace sima;
using namespace sima::quad;

namespace {

class ProgramBuilder {
public:
  ProgramBuilder(SegmentOp segment, const Machine &machine)
      : segment(segment), machine(machine) {}

  FailureOr<isa::Program> run() {
    program.target = segment.getTarget().str();
    for (Attribute name : segment.getLayers())
      program.layers.push_back(cast<StringAttr>(name).getValue().str());
    for (EntryPoint entry : segment.entryPoints()) {
      if (entry == EntryPoint::next)
        program.next.emplace();
      program.entry(isa::EntryPoint(entry)).code.resize(machine.quads);
    }
    if (failed(provenance.begin(
            segment, [&](StringRef node) { return nodeIndex(node); })))
      return failure();
    for (Operation &op : segment.getBody().front())
      if (failed(addMemory(op)))
        return failure();
    for (CoreOp core : segment.getOps<CoreOp>())
      if (failed(addCore(core)))
        return failure();
    program.provenance = provenance.take();
    isa::canonicalize(program);
    if (llvm::Error error = isa::verify(program))
      return segment.emitError(llvm::toString(std::move(error)));
    return std::move(program);
  }

private:
  /// Makes constants, ports and spill known by their symbols.
  LogicalResult addMemory(Operation &op) {
    if (auto constant = dyn_cast<ConstantOp>(op)) {
      auto bytes = mla::elementBytes(constant.getValue());
      if (!bytes)
        return constant.emitError("the bytes of this constant are missing or "
                                  "have another size than its type");
      symbols[constant.getSymNameAttr()] =
          isa::Symbol::constant(program.constants.size());
      program.constants.push_back({{bytes->begin(), bytes->end()}});
      return provenance.addConstant(constant);
    }
    if (auto port = dyn_cast<PortOp>(op)) {
      bool input = port.getDirection() == Direction::input;
      isa::Port out;
      out.direction =
          input ? isa::Port::Direction::In : isa::Port::Direction::Out;
      out.index = port.getOrdinal();
      out.name = port.getName().str();
      out.sample = port.getSample();
      out.extent = port.getExtent();
      symbols[port.getSymNameAttr()] = out.symbol();
      program.ports.push_back(std::move(out));
    } else if (auto spill = dyn_cast<SpillOp>(op)) {
      program.spillBytes = spill.getBytes();
      symbols[spill.getSymNameAttr()] = isa::Symbol::spill();
    }
    return success();
  }

  LogicalResult addCore(CoreOp core) {
    if (core.getQuad() >= machine.quads)
      return core.emitError("quad ")
             << core.getQuad() << ", the target has " << machine.quads;
    auto point = isa::EntryPoint(core.getEntry());
    isa::EntryCode &entry = program.entry(point);
    std::vector<uint64_t> &code = entry.code[core.getQuad()];
    for (Operation &op : core.getBody().front()) {
      FailureOr<isa::Instruction> instruction = quadToInstruction(&op, machine);
      if (failed(instruction))
        return failure();
      llvm::Expected<uint64_t> word = isa::encode(*instruction);
      if (!word)
        return op.emitError(llvm::toString(word.takeError()));
      if (failed(addRelocation(entry, core, op, code.size())))
        return failure();
      if (failed(provenance.addWord(point, core.getQuad(), code.size(), op)))
        return failure();
      addRange(entry.ranges, core.getQuad(), code.size(), op);
      code.push_back(*word);
    }
    return success();
  }

  LogicalResult addRelocation(isa::EntryCode &entry, CoreOp core, Operation &op,
                              size_t word) {
    auto set = dyn_cast<SetOp>(op);
    if (!set || !set.getSymbol())
      return success();
    auto symbol = symbols.find(set.getSymbolAttr().getAttr());
    if (symbol == symbols.end())
      return set.emitError("refers to ")
             << set.getSymbolAttr() << ", which is nothing in DRAM";
    entry.relocations.push_back({uint32_t(core.getQuad()), uint32_t(word),
                                 symbol->second, int64_t(set.getValue())});
    return success();
  }

  void addRange(std::vector<isa::CodeRange> &ranges, uint32_t quad,
                uint32_t word, Operation &op) {
    uint32_t layer = op.getAttrOfType<IntegerAttr>("layer").getInt();
    uint32_t node = nodeIndex(mla::nodeName(op.getLoc()));
    if (!ranges.empty()) {
      isa::CodeRange &last = ranges.back();
      if (last.quad == quad && last.layer == layer && last.node == node) {
        last.end = word + 1;
        return;
      }
    }
    ranges.push_back({quad, word, word + 1, layer, node});
  }

  uint32_t nodeIndex(StringRef name) {
    auto [place, isNew] = nodes.try_emplace(name, program.nodes.size());
    if (isNew)
      program.nodes.push_back(name.str());
    return place->second;
  }

  SegmentOp segment;
  const Machine &machine;
  isa::Program program;
  ProvenanceBuilder provenance;
  llvm::DenseMap<StringAttr, isa::Symbol> symbols;
  llvm::StringMap<uint32_t> nodes;
};

} // namespace

FailureOr<isa::Program> sima::quadToProgram(SegmentOp segment) {
  llvm::Expected<Machine> machine =
      Machine::parse(segment.getTarget(), "target");
  if (!machine)
    return segment.emitError(llvm::toString(machine.takeError()));
  return ProgramBuilder(segment, *machine).run();
}
