//===- ModelFile.cpp - Verification of .tflite files ----------------------===//

#include "ModelFile.h"
#include "sima/Import/TFLite/ImportTFLite.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include <algorithm>

using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

std::string sima::tfl::printable(llvm::StringRef name) {
  constexpr size_t limit = 80;
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::printEscapedString(name.take_front(limit), os);
  if (name.size() > limit)
    os << "...";
  return text;
}

template <typename T>
static size_t sizeOf(const flatbuffers::Vector<T> *vector) {
  return vector ? vector->size() : 0;
}

static llvm::SmallVector<int32_t, 4>
toVector(const flatbuffers::Vector<int32_t> *vector) {
  llvm::SmallVector<int32_t, 4> values;
  for (size_t i = 0; i < sizeOf(vector); ++i)
    values.push_back(vector->Get(i));
  return values;
}

/// Every element of `indices` must be a tensor, or -1 where `mayBeAbsent`.
static llvm::Error checkIndices(const flatbuffers::Vector<int32_t> *indices,
                                size_t tensors, bool mayBeAbsent,
                                const Twine &what) {
  if (sizeOf(indices) > kMaxOperands)
    return createStringError(what + " has " + Twine(sizeOf(indices)) +
                             " entries, the limit is " + Twine(kMaxOperands));
  for (int32_t index : toVector(indices))
    if (index < (mayBeAbsent ? -1 : 0) || index >= int64_t(tensors))
      return createStringError(what + " refers to tensor " + Twine(index) +
                               " of " + Twine(tensors));
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

llvm::Expected<ModelFile> ModelFile::open(llvm::ArrayRef<uint8_t> bytes) {
  if (bytes.size() > kMaxTFLiteFileBytes)
    return createStringError("file has " + Twine(bytes.size()) +
                             " bytes, the limit is " +
                             Twine(kMaxTFLiteFileBytes));
  constexpr size_t headerBytes = 8; // root offset and identifier
  if (bytes.size() < headerBytes || !fb::ModelBufferHasIdentifier(bytes.data()))
    return createStringError(
        "not a TFLite model: no identifier TFL3 at byte 4");
  flatbuffers::Verifier verifier(bytes.data(), bytes.size(), kMaxTableDepth,
                                 kMaxTables);
  if (!fb::VerifyModelBuffer(verifier))
    return createStringError(
        "damaged TFLite model: its tables do not verify as FlatBuffers (" +
        Twine(bytes.size()) + " bytes, limit " + Twine(kMaxTables) +
        " tables); transfer or export it again");
  ModelFile file;
  if (llvm::Error error = file.checkModel(*fb::GetModel(bytes.data())))
    return std::move(error);
  return file;
}

llvm::Error ModelFile::checkModel(const fb::Model &file) {
  model = &file;
  if (file.version() != 3)
    return createStringError("schema version " + Twine(file.version()) +
                             " is not read, only 3");
  if (sizeOf(file.subgraphs()) != 1)
    return createStringError(
        "model has " + Twine(sizeOf(file.subgraphs())) +
        " subgraphs, only models of 1 are imported; export one signature, "
        "without control flow");
  graph = file.subgraphs()->Get(0);
  size_t tensors = sizeOf(graph->tensors());
  if (tensors == 0 || sizeOf(graph->operators()) == 0)
    return createStringError("model has no tensors or no operators");
  size_t operators = graph->operators()->size();
  if (operators > kMaxOperators)
    return createStringError("model has " + Twine(operators) +
                             " operators, the limit is " +
                             Twine(kMaxOperators));
  for (size_t i = 0; i < tensors; ++i)
    if (llvm::Error error = checkTensor(i))
      return error;
  for (size_t i = 0; i < operators; ++i)
    if (llvm::Error error = checkOperator(i))
      return error;
  if (llvm::Error error =
          checkIndices(graph->inputs(), tensors, false, "list of graph inputs"))
    return error;
  if (llvm::Error error = checkIndices(graph->outputs(), tensors, false,
                                       "list of graph outputs"))
    return error;
  inputs = toVector(graph->inputs());
  outputs = toVector(graph->outputs());
  if (inputs.empty() || outputs.empty())
    return createStringError("model has no inputs or no outputs");
  nameNodes();
  return llvm::Error::success();
}

llvm::Error ModelFile::checkTensor(unsigned index) const {
  const fb::Tensor &entry = tensor(index);
  if (sizeOf(entry.name()) > kMaxNameBytes)
    return createStringError("name of tensor " + Twine(index) + " has " +
                             Twine(sizeOf(entry.name())) +
                             " bytes, the limit is " + Twine(kMaxNameBytes));
  if (entry.buffer() != 0 && entry.buffer() >= sizeOf(model->buffers()))
    return createStringError("tensor " + Twine(index) + " refers to buffer " +
                             Twine(entry.buffer()) + " of " +
                             Twine(sizeOf(model->buffers())));
  return llvm::Error::success();
}

llvm::Error ModelFile::checkOperator(unsigned index) const {
  const fb::Operator &entry = op(index);
  if (entry.opcode_index() >= sizeOf(model->operator_codes()))
    return createStringError("operator " + Twine(index) + " refers to code " +
                             Twine(entry.opcode_index()) + " of " +
                             Twine(sizeOf(model->operator_codes())));
  if (llvm::Error error =
          checkIndices(entry.inputs(), tensorCount(), true,
                       "list of inputs of operator " + Twine(index)))
    return error;
  if (llvm::Error error =
          checkIndices(entry.outputs(), tensorCount(), false,
                       "list of outputs of operator " + Twine(index)))
    return error;
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

void ModelFile::nameNodes() {
  llvm::StringSet<> used;
  for (unsigned i = 0; i < graph->operators()->size(); ++i) {
    llvm::SmallVector<int32_t, 4> results = opOutputs(i);
    std::string name = results.empty() ? "" : tensorName(results.front());
    while (name.empty() || !used.insert(name).second)
      name += "#" + std::to_string(i);
    nodeNames.push_back(std::move(name));
  }
}

std::string ModelFile::tensorName(unsigned index) const {
  const flatbuffers::String *name = tensor(index).name();
  return sizeOf(name) == 0 ? "tensor#" + std::to_string(index) : name->str();
}

std::string ModelFile::operatorName(unsigned index) const {
  fb::BuiltinOperator builtin = code(index);
  if (builtin == fb::BuiltinOperator::CUSTOM) {
    const flatbuffers::String *custom =
        model->operator_codes()->Get(op(index).opcode_index())->custom_code();
    return "CUSTOM " + (custom ? printable(custom->string_view()) : "");
  }
  llvm::StringRef name = fb::EnumNameBuiltinOperator(builtin);
  return name.empty() ? "operator " + std::to_string(int(builtin)) : name.str();
}

//===----------------------------------------------------------------------===//
// Access
//===----------------------------------------------------------------------===//

const fb::Operator &ModelFile::op(unsigned index) const {
  return *graph->operators()->Get(index);
}

const fb::Tensor &ModelFile::tensor(unsigned index) const {
  return *graph->tensors()->Get(index);
}

llvm::SmallVector<int32_t, 4> ModelFile::opInputs(unsigned index) const {
  return toVector(op(index).inputs());
}

llvm::SmallVector<int32_t, 4> ModelFile::opOutputs(unsigned index) const {
  return toVector(op(index).outputs());
}

fb::BuiltinOperator ModelFile::code(unsigned index) const {
  const fb::OperatorCode *entry =
      model->operator_codes()->Get(op(index).opcode_index());
  // Files older than version 3a have the deprecated field alone; newer ones
  // have 127 or the same number there.
  return std::max(entry->builtin_code(),
                  fb::BuiltinOperator(entry->deprecated_builtin_code()));
}

llvm::ArrayRef<uint8_t> ModelFile::data(unsigned index) const {
  // Buffer 0 is empty by convention, and stands for "no buffer".
  uint32_t buffer = tensor(index).buffer();
  if (buffer == 0)
    return {};
  const flatbuffers::Vector<uint8_t> *bytes =
      model->buffers()->Get(buffer)->data();
  return bytes ? llvm::ArrayRef(bytes->data(), bytes->size())
               : llvm::ArrayRef<uint8_t>();
}

bool ModelFile::hasOutsideData(unsigned index) const {
  const fb::Tensor &entry = tensor(index);
  return entry.external_buffer() != 0 ||
         (entry.buffer() != 0 &&
          model->buffers()->Get(entry.buffer())->offset() > 1);
}
