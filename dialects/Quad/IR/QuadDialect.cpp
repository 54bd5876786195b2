//===- QuadDialect.cpp - Registration, views and footprints ---------------===//

#include "dialects/Quad/IR/Quad.h"
#include "mlir/IR/DialectImplementation.h"
#include "sima/Support/CheckedMath.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sima;
using namespace sima::quad;

#include "dialects/Quad/IR/QuadDialect.cpp.inc"
#include "dialects/Quad/IR/QuadEnums.cpp.inc"
#include "dialects/Quad/IR/QuadInterfaces.cpp.inc"

/// Numbers in brackets; there may be none, which the generated parser of arrays
/// would refuse.
static ParseResult parseNumbers(AsmParser &parser,
                                SmallVectorImpl<int64_t> &numbers) {
  return parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, [&] {
    return parser.parseInteger(numbers.emplace_back());
  });
}
static void printNumbers(AsmPrinter &printer, ArrayRef<int64_t> numbers) {
  printer << '[';
  llvm::interleaveComma(numbers, printer);
  printer << ']';
}

#define GET_ATTRDEF_CLASSES
#include "dialects/Quad/IR/QuadAttributes.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Quad/IR/QuadOps.cpp.inc"

void QuadDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Quad/IR/QuadAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Quad/IR/QuadOps.cpp.inc"
      >();
}

LogicalResult ViewAttr::verify(llvm::function_ref<InFlightDiagnostic()> emit,
                               FlatSymbolRefAttr, int64_t offset,
                               ArrayRef<int64_t> sizes,
                               ArrayRef<int64_t> strides, ElementType,
                               int64_t zeroPoint) {
  constexpr int64_t limit = int64_t(1) << 31;
  if (sizes.size() > 4 || strides.size() > 4)
    return emit() << "a view has at most 4 sizes and strides";
  if (offset < 0 || offset >= 2 * limit)
    return emit() << "offset " << offset << " is not a 32-bit address";
  int64_t elements = 1;
  for (int64_t size : sizes) {
    if (size < 0 || size >= limit)
      return emit() << "size " << size << " is not from 0 to " << limit - 1;
    elements = saturatingMul(elements, std::max<int64_t>(size, 1));
  }
  if (elements >= limit)
    return emit() << "a view has at most " << limit - 1 << " elements";
  for (int64_t stride : strides)
    if (stride <= -limit || stride >= limit)
      return emit() << "stride " << stride << " is not from " << 1 - limit
                    << " to " << limit - 1;
  if (zeroPoint < -limit || zeroPoint >= limit)
    return emit() << "zero point " << zeroPoint << " does not fit 32 bits";
  return success();
}

//===----------------------------------------------------------------------===//
// Footprints
//===----------------------------------------------------------------------===//

unsigned quad::elementBytes(ElementType type) {
  switch (type) {
  case ElementType::s8:
  case ElementType::u8:
    return 1;
  case ElementType::s16:
    return 2;
  case ElementType::s32:
    return 4;
  }
  llvm_unreachable("covered switch");
}

int64_t quad::extent(ViewAttr view, unsigned d) {
  ArrayRef<int64_t> sizes = view.getSizes();
  return d < sizes.size() && sizes[d] ? sizes[d] : 1;
}

int64_t quad::stride(ViewAttr view, unsigned d) {
  ArrayRef<int64_t> strides = view.getStrides();
  return d < strides.size() ? strides[d] : 0;
}

PlainShape quad::plainShape(ViewAttr view) {
  PlainShape shape;
  for (unsigned d = 0; d < 4; ++d) {
    shape.sizes[d] = extent(view, d);
    shape.strides[d] = stride(view, d);
  }
  shape.elementBytes = elementBytes(view.getType());
  return shape;
}

Footprint quad::plainFootprint(ViewAttr view, ArrayRef<int64_t> sizes) {
  PlainShape shape = plainShape(view);
  for (unsigned d = 0; d < 4; ++d)
    shape.sizes[d] = d < sizes.size() && sizes[d] ? sizes[d] : 1;
  Footprint footprint;
  footprint.begin = view.getOffset();
  footprint.runBytes = shape.runBytes();
  unsigned outer = 4 - shape.mergedDims();
  for (unsigned d = 0; d < outer; ++d) {
    footprint.sizes[d] = shape.sizes[d];
    footprint.strides[d] = shape.strides[d];
    // The same bytes from the other end.
    if (footprint.strides[d] < 0) {
      footprint.begin += (footprint.sizes[d] - 1) * footprint.strides[d];
      footprint.strides[d] = -footprint.strides[d];
    }
  }
  return footprint;
}

Footprint quad::pixelFootprint(ViewAttr view, int64_t rows, int64_t columns,
                               int64_t channels, unsigned bytes) {
  Footprint footprint;
  footprint.begin = view.getOffset();
  int64_t blocks = (channels + 15) / 16;
  int64_t block = 16 * bytes;
  // A block of 16-bit channels is a plane of low bytes and one of high bytes.
  int64_t inLast = channels - (blocks - 1) * 16;
  int64_t lastBytes = bytes == 2 ? 16 + inLast : inLast * bytes;
  // Blocks that lie one behind the other are one run.
  if (blocks == 1 || stride(view, 2) == block) {
    footprint.runBytes = (blocks - 1) * block + lastBytes;
  } else {
    footprint.runBytes = block;
    footprint.sizes[2] = blocks;
    footprint.strides[2] = stride(view, 2);
  }
  footprint.sizes[0] = rows;
  footprint.strides[0] = stride(view, 0);
  footprint.sizes[1] = columns;
  footprint.strides[1] = stride(view, 1);
  return footprint;
}

int64_t Footprint::end() const {
  int64_t last = begin;
  for (unsigned d = 0; d < 4; ++d)
    last += (sizes[d] - 1) * strides[d];
  return last + runBytes;
}

/// If every dimension of `f` either steps by multiples of `pitch` or stays
/// within one pitch, returns the bytes it occupies of each pitch, else 0.
static int64_t spanWithinPitch(const Footprint &f, int64_t pitch) {
  int64_t span = f.runBytes;
  for (unsigned d = 0; d < 4; ++d) {
    if (f.sizes[d] == 1 || f.strides[d] % pitch == 0)
      continue;
    span += (f.sizes[d] - 1) * f.strides[d];
  }
  return span <= pitch ? span : 0;
}

bool Footprint::mayOverlap(const Footprint &other, int64_t delta) const {
  int64_t otherBegin = other.begin + delta;
  if (end() <= otherBegin || other.end() + delta <= begin)
    return false;
  for (const Footprint *source : {this, &other})
    for (int64_t pitch : source->strides) {
      if (pitch <= 0)
        continue;
      int64_t mine = spanWithinPitch(*this, pitch);
      int64_t theirs = spanWithinPitch(other, pitch);
      if (!mine || !theirs)
        continue;
      int64_t distance = (otherBegin - begin) % pitch;
      if (distance < 0)
        distance += pitch;
      if (distance >= mine && distance + theirs <= pitch)
        return false;
    }
  return true;
}

bool Footprint::covers(const Footprint &other, int64_t delta) const {
  int64_t otherBegin = other.begin + delta;
  if (begin == otherBegin && sizes == other.sizes && strides == other.strides &&
      runBytes == other.runBytes)
    return true;
  int64_t bytes = runBytes;
  for (unsigned d = 0; d < 4; ++d)
    bytes *= sizes[d];
  bool dense = bytes == end() - begin;
  return dense && begin <= otherBegin && other.end() + delta <= end();
}
