//===- Vector.h - What the VPU instructions share ---------------*- C++ -*-===//
//
// Walking the channel blocks of a shape, and the operand rules that several VPU
// instructions have in common.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_VECTOR_H
#define SIMA_LIB_SIMULATOR_VECTOR_H

#include "Engines.h"
#include "Operand.h"
#include "sima/Numerics/TFLite.h"

namespace sima::sim {

/// One block of up to 16 channels of one position.
struct Block {
  uint64_t n, r, c, b;
  unsigned lanes;
};

/// Calls visit(block) -> Error for all blocks of `shape`, channels innermost.
template <typename Visit>
llvm::Error forEachBlock(const PixelShape &shape, Visit visit) {
  for (uint64_t n = 0; n != shape.outer; ++n)
    for (uint64_t r = 0; r != shape.rows; ++r)
      for (uint64_t c = 0; c != shape.cols; ++c)
        for (uint64_t b = 0; b != shape.blocks(); ++b)
          if (llvm::Error e = visit(Block{n, r, c, b, shape.lanes(b)}))
            return e;
  return llvm::Error::success();
}

/// Fails unless the operation's mode is tflite, the one whose scalar functions
/// the simulator has.
llvm::Error expectTFLite(const Operation &op);

/// Fails unless `d` is an s8 operand in LM and in range for `shape`.
llvm::Error checkCodes(const VerifyContext &context, llvm::StringRef operand,
                       const Descriptor &d, const PixelShape &shape,
                       bool broadcast = false);

/// Fails unless `d` is an operand of one of `types` in LM.
llvm::Error expectCodesOf(llvm::StringRef operand, const Descriptor &d,
                          llvm::ArrayRef<ElementType> types);

/// The same, and in range for `shape`.
llvm::Error checkCodesOf(const VerifyContext &context, llvm::StringRef operand,
                         const Descriptor &d, const PixelShape &shape,
                         llvm::ArrayRef<ElementType> types,
                         bool broadcast = false);

/// The codes of type s8 or s16.
numerics::tflite::Range codeRange(ElementType type);

/// Fails unless `d` is in LM with `bytes` bytes in range from its base on.
llvm::Error checkBytes(const VerifyContext &context, llvm::StringRef operand,
                       const Descriptor &d, uint64_t bytes);

/// Fails unless `d` is in LM with `words` s32 in range from its base on.
llvm::Error checkWords(const VerifyContext &context, llvm::StringRef operand,
                       const Descriptor &d, unsigned words);

/// Elements of an LM operand that rules the loops; bounded by the bytes of LM.
llvm::Expected<uint64_t> countCodes(const VerifyContext &context,
                                    llvm::StringRef operand,
                                    const PixelShape &shape);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_VECTOR_H
