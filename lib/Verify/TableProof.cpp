//===- TableProof.cpp - Positions that tables name ------------------------===//

#include "TableProof.h"
#include "lib/Simulator/Fail.h"

using namespace llvm;
using namespace sima;
using namespace sima::verify;

/// Words of an entry of the table, and of what stands before the first.
static constexpr unsigned kWords = 4, kWordBytes = 4;

Expected<ConstantReader> ConstantReader::create(const sim::Image &image) {
  Expected<sim::State> state = sim::makeState(image);
  if (!state)
    return state.takeError();
  ConstantReader reader;
  reader.state = std::move(*state);
  return reader;
}

Error ConstantReader::load(const sim::Operation &op) {
  if (last == &op)
    return Error::success();
  last = &op;
  return sim::engineOf(op.opcode)->execute(state, op);
}

static Expected<int32_t> wordAt(uint64_t address, TableByte byteAt) {
  uint32_t word = 0;
  for (unsigned i = 0; i != kWordBytes; ++i) {
    Expected<uint8_t> byte = byteAt(address + i);
    if (!byte)
      return byte.takeError();
    word |= uint32_t(*byte) << (8 * i);
  }
  return static_cast<int32_t>(word);
}

/// Entries `first`..`first + count` behind `table`, for positions `least` to
/// `most`; bilinear uses the second position too.
static Error checkEntries(const char *name, uint64_t table, uint64_t first,
                          uint64_t count, int64_t least, int64_t most,
                          bool isBilinear, TableByte byteAt) {
  for (uint64_t i = 0; i != count; ++i)
    for (unsigned word = 0; word != (isBilinear ? 2 : 1); ++word) {
      Expected<int32_t> position =
          wordAt(table + kWordBytes * (kWords * (first + i) + word), byteAt);
      if (!position)
        return position.takeError();
      if (*position < least || *position > most)
        return sim::fail("the entry of {0} {1} names {0} {2}, src has {3} to "
                         "{4}",
                         name, i, *position, least, most);
    }
  return Error::success();
}

Error verify::checkResizeTable(const sim::Operation &op, TableByte byteAt) {
  const sim::Descriptor &dst = op.operands[0], &src = op.operands[1];
  bool isBilinear =
      op.kind == static_cast<unsigned>(isa::ResizeKind::ResizeBilinear);
  uint64_t table =
      uint64_t(op.operands[2].base) + uint64_t{kWordBytes} * kWords;
  if (Error e = checkEntries("column", table, 0, dst.extent(1), 0,
                             int64_t(src.extent(1)) - 1, isBilinear, byteAt))
    return e;
  return checkEntries(
      "row", table, dst.extent(1) + op.row, dst.extent(0), op.srcRow,
      int64_t(op.srcRow) + int64_t(src.extent(0)) - 1, isBilinear, byteAt);
}
