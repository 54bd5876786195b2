//===- Rules.cpp - Names of rules, and what they found --------------------===//

#include "Rules.h"

using namespace llvm;
using namespace sima::verify;

static constexpr RuleInfo kTable[kRules] = {
    {"container", "the file is the ELF container of the ISA: header, sections, "
                  "symbols, sizes and limits"},
    {"notes", "its notes are complete, of known versions, and name a machine "
              "that has as many quads as there is code for"},
    {"layer-map", "every word belongs to one layer and one source node, and "
                  "the labels stand where layers begin"},
    {"provenance", "where the file tells what its code and constants are there "
                   "for, it does so of every word and of every byte"},
    {"words", "every word is an instruction, in a mode that it has"},
    {"ports", "ports have distinct names and symbols and good extents; in an "
              "archive they are those of the manifest's stage"},
    {"relocations", "every address in DRAM comes from a relocation and lies in "
                    "the section that it names; no other address does"},
    {"operands", "every operand has the memory, the type, the zero point and "
                 "the sizes that its instruction takes"},
    {"bounds", "every byte of every operand lies in the memory or section that "
               "the operand begins in"},
    {"halt", "every quad of the machine halts"},
    {"deadlock", "every wait passes, with queues of the machine's depth"},
    {"balance", "every semaphore is back at 0 in the end"},
    {"overflow", "no semaphore can exceed 255, whatever the timing"},
    {"two-waiters", "two queues never wait for one semaphore at a time"},
    {"conflict", "of two accesses to a byte, one of them a write, one is "
                 "complete before the other begins, whatever the timing"},
    {"uninitialised", "every byte that is read was written before, or is given "
                      "with the file or as an input"},
    {"resident", "what `next` finds in local memory are constants that `first` "
                 "loaded, and `next` keeps them as they are"},
    {"expansion", "every compressed constant expands to the bytes that its "
                  "instruction writes"},
    {"table", "tables of positions are constants, and name positions that "
              "their instruction has"},
    {"output", "every output is written, but for lanes of padding"},
};

ArrayRef<RuleInfo> sima::verify::allRules() { return kTable; }

void Findings::add(Rule rule, std::string message) {
  if (++counts[unsigned(rule)] <= kKept)
    kept[unsigned(rule)].push_back(std::move(message));
}

void Findings::leaveOpenBehind(Rule rule) {
  std::fill(open.begin() + unsigned(rule) + 1, open.end(), true);
}

void Findings::moveTo(Proof &proof) {
  for (unsigned r = 0; r != kRules; ++r) {
    std::string name = kTable[r].name.str();
    for (std::string &message : kept[r])
      proof.findings.push_back({name, std::move(message)});
    if (counts[r] > kKept)
      proof.leftOut.emplace_back(name, counts[r] - kKept);
    if (open[r] && counts[r] == 0)
      proof.notJudged.push_back(name);
  }
}
