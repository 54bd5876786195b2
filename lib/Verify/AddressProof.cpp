//===- AddressProof.cpp - Addresses and constants in DRAM -----------------===//

#include "AddressProof.h"
#include "Place.h"
#include "sima/Codec/BlockCode.h"
#include <set>

using namespace llvm;
using namespace sima;
using namespace sima::verify;
using isa::Operand;

namespace {
/// Follows the bases of a quad's descriptors through its code.
class Bases {
public:
  Bases(const sim::Image &image, const sim::Trace &trace, unsigned quad,
        Findings &findings)
      : image(image), trace(trace), quad(quad), findings(findings),
        bases(Machine::kDescriptors) {}

  void judge();

private:
  void judgeOperation(const sim::Operation &op,
                      const isa::Instruction &instruction);
  void judgeOperand(const sim::Operation &op, StringRef name,
                    const sim::Descriptor &descriptor,
                    const isa::Relocation *base);

  const sim::Image &image;
  const sim::Trace &trace;
  unsigned quad;
  Findings &findings;
  /// By descriptor: the relocation that made its base, or null.
  std::vector<const isa::Relocation *> bases;
};
} // namespace

void Bases::judge() {
  const isa::EntryCode &entry = image.program.entry(trace.entry);
  ArrayRef<isa::Relocation> relocations = entry.relocations;
  const auto *relocation = partition_point(
      relocations, [&](const isa::Relocation &r) { return r.quad < quad; });
  const auto *op = partition_point(trace.operations, [&](const auto &o) {
                     return o.quad < quad;
                   }).base();
  const auto *end = trace.operations.data() + trace.operations.size();
  for (auto [index, word] : enumerate(entry.code[quad])) {
    isa::Instruction instruction = *isa::tryDecode(word);
    if (instruction.opcode == isa::Opcode::Set &&
        instruction.get(Operand::Field) == isa::Field::BaseField) {
      bool isRelocated = relocation != relocations.end() &&
                         relocation->quad == quad && relocation->word == index;
      bases[instruction.get(Operand::Desc)] =
          isRelocated ? relocation++ : nullptr;
    }
    if (op != end && op->quad == quad && op->word == index)
      judgeOperation(*op++, instruction);
  }
}

void Bases::judgeOperation(const sim::Operation &op,
                           const isa::Instruction &instruction) {
  unsigned next = 0;
  for (Operand operand : isa::operandsOf(op.opcode))
    if (std::optional<StringRef> name = sim::descriptorName(operand))
      judgeOperand(op, *name, op.operands[next++],
                   bases[instruction.get(operand)]);
}

void Bases::judgeOperand(const sim::Operation &op, StringRef name,
                         const sim::Descriptor &descriptor,
                         const isa::Relocation *base) {
  auto report = [&](const std::string &what) {
    findings.add(
        Rule::Relocations,
        formatv("{0}: operand {1} {2}", placeOf(image, trace, op), name, what));
  };
  bool isFill = op.opcode == isa::Opcode::Copy && op.fill && name == "src";
  if (descriptor.space != isa::Space::Dram) {
    if (base && !isFill)
      report(formatv("is in {0}, its base is an address in DRAM: {1} + {2}",
                     isa::spaceName(descriptor.space), base->symbol.name(),
                     base->addend));
    return;
  }
  if (!base)
    return report(formatv("is in DRAM at address {0}, which no relocation "
                          "gave; a loader may place sections elsewhere",
                          descriptor.base));
  const sim::DramSection *named = image.dram.find(base->symbol);
  const sim::DramSection &met = image.dram.sections[op.section];
  // A `ld` of nothing but fill meets no section.
  if (named == &met || (op.opcode == isa::Opcode::Ld && op.fill))
    return;
  report(formatv("is in section {0}, its base is {1} + {2}, and that section "
                 "has {3} bytes",
                 met.name, base->symbol.name(), base->addend,
                 named ? named->bytes : 0));
}

void verify::judgeRelocations(const sim::Image &image, const sim::Trace &trace,
                              Findings &findings) {
  for (unsigned quad = 0; quad != image.program.code.size(); ++quad)
    Bases(image, trace, quad, findings).judge();
}

void verify::judgeExpansions(const sim::Image &image, const sim::Trace &trace,
                             Findings &findings) {
  std::set<std::tuple<uint32_t, uint64_t, uint64_t>> known;
  std::vector<uint8_t> bytes;
  for (const sim::Operation &op : trace.operations) {
    if (op.opcode != isa::Opcode::Ldz)
      continue;
    const sim::Descriptor &dst = op.operands[0], &src = op.operands[1];
    uint64_t stored = src.extent(3), expanded = dst.extent(3);
    if (!known.insert({src.base, stored, expanded}).second)
      continue;
    const sim::DramSection &section = image.dram.sections[op.section];
    ArrayRef<uint8_t> constant = image.program.constants[section.index].bytes;
    bytes.resize(expanded);
    if (Error e = codec::expand(
            constant.slice(src.base - section.address, stored), bytes))
      findings.add(Rule::Expansion,
                   formatv("{0}: {1}", placeOf(image, trace, op),
                           toString(std::move(e))));
  }
}
