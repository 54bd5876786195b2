//===- ConstantPool.cpp - Constants of a model ----------------------------===//

#include "ConstantPool.h"
#include "dialects/MLA/IR/MLA.h"
#include "mlir/IR/AsmState.h"
#include "sima/Import/TFLite/ImportTFLite.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::Twine;

Location ConstantPool::location(unsigned tensor) {
  return NameLoc::get(builder.getStringAttr(model.tensorName(tensor)));
}

llvm::Error ConstantPool::checkSize(unsigned tensor, int64_t elements,
                                    size_t width) {
  uint64_t found = model.data(tensor).size(), wanted = elements * width;
  if (found != wanted)
    return llvm::createStringError(
        "constant '" + printable(model.tensorName(tensor)) + "' has " +
        Twine(found) + " bytes, its shape takes " + Twine(wanted));
  return spend(wanted);
}

/// Tensors may share a buffer, so that a small file can ask for much memory.
llvm::Error ConstantPool::spend(uint64_t bytes) {
  spentBytes += bytes;
  if (spentBytes > kMaxTFLiteFileBytes)
    return llvm::createStringError("constants take more than " +
                                   Twine(kMaxTFLiteFileBytes) + " bytes");
  return llvm::Error::success();
}

Value ConstantPool::create(Location loc, llvm::StringRef key,
                           llvm::ArrayRef<char> bytes, RankedTensorType storage,
                           RankedTensorType type) {
  ElementsAttr value;
  if (bytes.size() <= kMaxInlineBytes)
    value = DenseElementsAttr::getFromRawBuffer(storage, bytes);
  else
    value = DenseResourceElementsAttr::get(
        storage, key,
        HeapAsmResourceBlob::allocateAndCopyWithAlign(
            bytes, storage.getElementTypeBitWidth() / 8));
  return builder.create<mla::ConstantOp>(loc, type, value);
}

llvm::Expected<Value> ConstantPool::quantized(unsigned tensor,
                                              RankedTensorType type) {
  if (llvm::Error error = checkSize(tensor, type.getNumElements(), 1))
    return std::move(error);
  llvm::ArrayRef<uint8_t> data = model.data(tensor);
  return create(location(tensor), "tensor_" + std::to_string(tensor),
                {reinterpret_cast<const char *>(data.data()), data.size()},
                RankedTensorType::get(type.getShape(), builder.getI8Type()),
                type);
}

llvm::Expected<Value> ConstantPool::bias(unsigned tensor, int64_t units) {
  if (llvm::Error error = checkSize(tensor, units, sizeof(int32_t)))
    return std::move(error);
  // The file is little-endian and does not align its buffers.
  const uint8_t *data = model.data(tensor).data();
  std::vector<int32_t> values(units);
  for (int64_t i = 0; i < units; ++i)
    values[i] = llvm::support::endian::read32le(data + i * sizeof(int32_t));
  auto type = RankedTensorType::get({units}, builder.getI32Type());
  return create(location(tensor), "tensor_" + std::to_string(tensor),
                {reinterpret_cast<const char *>(values.data()),
                 values.size() * sizeof(int32_t)},
                type, type);
}

Value ConstantPool::zeroBias(int64_t units, Location loc) {
  auto type = RankedTensorType::get({units}, builder.getI32Type());
  return builder.create<mla::ConstantOp>(
      loc, type, DenseElementsAttr::get(type, int32_t(0)));
}
