//===- DMA.cpp - The transfers ld and st ----------------------------------===//
//
// Between DRAM and local memories, with ld's fill outside a window. Costs are
// the bytes and lines of the DRAM side.
//
//===----------------------------------------------------------------------===//
#include "Fail.h"
#include "Transfer.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

namespace {
/// What a `ld` takes from DRAM: the part of dst's first two dimensions that
/// lies in the source window. Without fill that is all of it.
struct Clip {
  uint64_t firstRow = 0, rows, firstCol = 0, cols;

  explicit Clip(const Operation &op) {
    const Descriptor &dst = op.operands[0], &src = op.operands[1];
    rows = dst.extent(0);
    cols = dst.extent(1);
    if (!op.fill)
      return;
    clip(firstRow, rows, op.pad.h, src.extent(0));
    clip(firstCol, cols, op.pad.w, src.extent(1));
  }
  bool isEmpty() const { return rows == 0 || cols == 0; }

private:
  static void clip(uint64_t &first, uint64_t &count, uint64_t pad,
                   uint64_t window) {
    uint64_t end = std::min(count, pad + window);
    first = std::min(pad, end);
    count = end - first;
  }
};

/// The DRAM side of a `ld`: its source position of the first element, and
/// shape.
struct LoadSource {
  PlainShape shape;
  int64_t base;

  LoadSource(const Operation &op, const Clip &clip) {
    const Descriptor &dst = op.operands[0], &src = op.operands[1];
    shape = plainShape(src, dst);
    shape.sizes[0] = static_cast<int64_t>(clip.rows);
    shape.sizes[1] = static_cast<int64_t>(clip.cols);
    // The first element inside is source (0, 0): only padding precedes it.
    base = src.base;
  }
};
} // namespace

static FormulaSizes loadSizes(const Operation &op) {
  Clip clip(op);
  if (clip.isEmpty())
    return {{"bytes", 0}};
  return {{"bytes", denseBytes(LoadSource(op, clip).shape)}};
}

static FormulaSizes storeSizes(const Operation &op) {
  const Descriptor &src = op.operands[1];
  return {{"bytes", denseBytes(plainShape(src, src))}};
}

Error sim::checkSection(const VerifyContext &context, Operation &op,
                        StringRef operand, const Descriptor &d,
                        const PlainShape &shape) {
  std::optional<uint32_t> index = context.dram.find(d.base);
  if (!index)
    return make_error<BoundsError>(
        formatv("operand {0} starts at DRAM address {1}, which is in no "
                "section",
                operand, d.base)
            .str());
  op.section = *index;
  const DramSection &section = context.dram.sections[*index];
  return context.access(operand, Space::Dram, plainFootprint(d, shape),
                        "section " + section.name, section.address,
                        section.end());
}

static Error verifyLoad(const VerifyContext &context, Operation &op,
                        timeline::Entry &entry) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  if (Error e = checkMask(context, op.mask))
    return e;
  if (Error e = expectSpace("src", src, Space::Dram))
    return e;
  if (Error e = checkPlain(context, dst, src, dst))
    return e;
  if (Error e = checkPlainLM(context, "dst", dst, plainShape(dst, dst)))
    return e;
  Clip clip(op);
  if (clip.isEmpty())
    return Error::success();
  LoadSource source(op, clip);
  if (Error e = checkSection(context, op, "src", src, source.shape))
    return e;
  entry.bytes = denseBytes(source.shape);
  entry.lines = source.shape.lines(source.base);
  entry.constant =
      context.dram.sections[op.section].kind == SectionKind::Constant;
  return Error::success();
}

static Error verifyStore(const VerifyContext &context, Operation &op,
                         timeline::Entry &entry) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  if (Error e = expectSpace("dst", dst, Space::Dram))
    return e;
  if (Error e = checkPlain(context, dst, src, src))
    return e;
  if (Error e = checkPlainLM(context, "src", src, plainShape(src, src)))
    return e;
  PlainShape to = plainShape(dst, src);
  if (Error e = checkSection(context, op, "dst", dst, to))
    return e;
  const DramSection &section = context.dram.sections[op.section];
  if (section.kind == SectionKind::Code ||
      section.kind == SectionKind::Constant)
    return fail("operand dst writes section {0}, which is read-only",
                section.name);
  entry.bytes = denseBytes(to);
  entry.lines = to.lines(dst.base);
  return Error::success();
}

/// The dense copy of a `ld` with fill: src.zp where the window does not reach.
static Error gatherFilled(State &state, const Operation &op,
                          std::vector<uint8_t> &dense) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  unsigned bytes = elementBytes(src.type);
  fillBytes(dense, src);
  Clip clip(op);
  if (clip.isEmpty())
    return Error::success();
  LoadSource source(op, clip);
  PlainShape row = source.shape;
  row.sizes[0] = 1;
  uint64_t colBytes = dst.extent(2) * dst.extent(3) * bytes;
  for (uint64_t r = 0; r != clip.rows; ++r) {
    uint64_t at =
        ((clip.firstRow + r) * dst.extent(1) + clip.firstCol) * colBytes;
    int64_t from = source.base + static_cast<int64_t>(r) * src.strides[0];
    if (Error e = gatherBytes(state.dram, "src", row, from, dense.data() + at))
      return e;
  }
  return Error::success();
}

static Error executeLoad(State &state, const Operation &op) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  PlainShape to = plainShape(dst, dst);
  std::vector<uint8_t> dense(denseBytes(to));
  Error gathered = op.fill
                       ? gatherFilled(state, op, dense)
                       : gatherBytes(state.dram, "src", plainShape(src, dst),
                                     src.base, dense.data());
  if (gathered)
    return gathered;
  for (unsigned q = 0; q != state.lm.size(); ++q)
    if (op.mask >> q & 1)
      scatterBytes(state.lm[q], to, dst.base, dense.data());
  return Error::success();
}

static Error executeStore(State &state, const Operation &op) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  PlainShape from = plainShape(src, src);
  std::vector<uint8_t> dense(denseBytes(from));
  if (Error e =
          gatherBytes(state.lm[op.quad], "src", from, src.base, dense.data()))
    return e;
  scatterBytes(state.dram, plainShape(dst, src), dst.base, dense.data());
  return Error::success();
}

const Engine sim::kLoadEngine{verifyLoad, executeLoad, loadSizes};
const Engine sim::kStoreEngine{verifyStore, executeStore, storeSizes};
