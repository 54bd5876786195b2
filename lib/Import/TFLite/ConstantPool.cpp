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

/// Elements of `T`, little endian and not aligned in the file.
template <typename T>
static std::vector<char> readElements(llvm::ArrayRef<uint8_t> data) {
  std::vector<char> bytes(data.size());
  for (size_t at = 0; at < data.size(); at += sizeof(T)) {
    T value = llvm::support::endian::read<T, llvm::endianness::little>(
        data.data() + at);
    std::memcpy(bytes.data() + at, &value, sizeof(T));
  }
  return bytes;
}

llvm::Expected<Value> ConstantPool::quantized(unsigned tensor,
                                              RankedTensorType type) {
  size_t width = mla::elementBytes(type);
  if (llvm::Error error = checkSize(tensor, type.getNumElements(), width))
    return std::move(error);
  llvm::ArrayRef<uint8_t> data = model.data(tensor);
  std::vector<char> bytes =
      width == 1 ? readElements<int8_t>(data) : readElements<int16_t>(data);
  // uint8 codes are stored less 128.
  if (model.tensor(tensor).type() == fb::TensorType::UINT8)
    for (char &byte : bytes)
      byte = char(uint8_t(byte) ^ 0x80);
  return create(
      location(tensor), "tensor_" + std::to_string(tensor), bytes,
      RankedTensorType::get(type.getShape(), mla::storageElementType(type)),
      type);
}

llvm::Expected<Value> ConstantPool::numbers(unsigned tensor,
                                            RankedTensorType type) {
  size_t width = mla::elementBytes(type);
  if (llvm::Error error = checkSize(tensor, type.getNumElements(), width))
    return std::move(error);
  llvm::ArrayRef<uint8_t> data = model.data(tensor);
  std::vector<char> bytes = width == 1   ? readElements<int8_t>(data)
                            : width == 4 ? readElements<int32_t>(data)
                                         : readElements<int64_t>(data);
  return create(location(tensor), "tensor_" + std::to_string(tensor), bytes,
                type, type);
}

llvm::Expected<Value> ConstantPool::bias(unsigned tensor, int64_t units) {
  bool wide = model.tensor(tensor).type() == fb::TensorType::INT64;
  size_t width = wide ? sizeof(int64_t) : sizeof(int32_t);
  if (llvm::Error error = checkSize(tensor, units, width))
    return std::move(error);
  llvm::ArrayRef<uint8_t> data = model.data(tensor);
  std::vector<char> bytes =
      wide ? readElements<int64_t>(data) : readElements<int32_t>(data);
  auto type = RankedTensorType::get({units}, builder.getIntegerType(8 * width));
  return create(location(tensor), "tensor_" + std::to_string(tensor), bytes,
                type, type);
}

Value ConstantPool::zeroBias(int64_t units, Location loc, bool wide) {
  auto type =
      RankedTensorType::get({units}, builder.getIntegerType(wide ? 64 : 32));
  return builder.create<mla::ConstantOp>(
      loc, type,
      DenseElementsAttr::get(type,
                             builder.getIntegerAttr(type.getElementType(), 0)));
}
