//===- PointwiseTable.cpp - Functions of numbers by name ------------------===//

#include "sima/Numerics/PointwiseTable.h"
#include "llvm/ADT/StringMap.h"

using namespace sima::numerics;

template <typename Type>
static void applyUnary(Type (*function)(Type), const void *a, void *out) {
  *static_cast<Type *>(out) = function(*static_cast<const Type *>(a));
}

template <typename Type, typename Result>
static void applyBinary(Result (*function)(Type, Type), const void *a,
                        const void *b, void *out) {
  *static_cast<Result *>(out) =
      function(*static_cast<const Type *>(a), *static_cast<const Type *>(b));
}

/// Every function by "<kind>_<type>", or "cast_<from>_<to>".
static llvm::StringMap<PointwiseFunction> table() {
  llvm::StringMap<PointwiseFunction> all;
#define SIMA_ADD(kind, type, Type)                                             \
  all[#kind "_" #type] = [](const void *a, const void *, void *out) {          \
    applyUnary<Type>(simaPointwise_##kind##_##type, a, out);                   \
  };
  SIMA_POINTWISE_UNARY(SIMA_ADD)
#undef SIMA_ADD
#define SIMA_ADD(kind, type, Type)                                             \
  all[#kind "_" #type] = [](const void *a, const void *b, void *out) {         \
    applyBinary(simaPointwise_##kind##_##type, a, b, out);                     \
  };
  SIMA_POINTWISE_BINARY(SIMA_ADD)
  SIMA_POINTWISE_COMPARISON(SIMA_ADD)
#undef SIMA_ADD
#define SIMA_ADD(from, From, to, To)                                           \
  all["cast_" #from "_" #to] = [](const void *a, const void *, void *out) {    \
    *static_cast<To *>(out) =                                                  \
        simaPointwise_cast_##from##_##to(*static_cast<const From *>(a));       \
  };
  SIMA_POINTWISE_CAST(SIMA_ADD)
#undef SIMA_ADD
  return all;
}

PointwiseFunction sima::numerics::findPointwise(llvm::StringRef name) {
  static const llvm::StringMap<PointwiseFunction> all = table();
  return all.lookup(name);
}
