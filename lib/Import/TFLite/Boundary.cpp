//===- Boundary.cpp - Where a network of codes begins and ends ------------===//

#include "Boundary.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::tfl;

namespace {
/// Who reads a tensor, and which operator computes it.
struct Uses {
  llvm::SmallVector<unsigned, 2> readers;
  int32_t producer = -1;
};
} // namespace

static std::vector<Uses> usesOf(const ModelFile &model) {
  std::vector<Uses> uses(model.tensorCount());
  for (unsigned op = 0; op < model.operatorCount(); ++op) {
    for (int32_t input : model.opInputs(op))
      if (input >= 0)
        uses[input].readers.push_back(op);
    for (int32_t output : model.opOutputs(op))
      if (output >= 0)
        uses[output].producer = op;
  }
  return uses;
}

/// Whether `op` is a `code` with one input and one output.
static bool isConversion(const ModelFile &model, unsigned op,
                         fb::BuiltinOperator code) {
  return model.code(op) == code && model.opInputs(op).size() == 1 &&
         model.opOutputs(op).size() == 1 && model.opInputs(op)[0] >= 0 &&
         model.opOutputs(op)[0] >= 0;
}

static bool isFloat(const ModelFile &model, int32_t tensor) {
  return model.tensor(tensor).type() == fb::TensorType::FLOAT32;
}

Boundary Boundary::of(const ModelFile &model) {
  Boundary boundary;
  std::vector<Uses> uses = usesOf(model);
  for (int32_t input : model.graphInputs()) {
    Port port = {input, input};
    llvm::ArrayRef<unsigned> readers = uses[input].readers;
    if (isFloat(model, input) && readers.size() == 1 &&
        isConversion(model, readers[0], fb::BuiltinOperator::QUANTIZE) &&
        !llvm::is_contained(model.graphOutputs(), input)) {
      port.codes = model.opOutputs(readers[0])[0];
      boundary.skipped.insert(readers[0]);
    }
    boundary.inputs.push_back(port);
  }
  for (int32_t output : model.graphOutputs()) {
    Port port = {output, output};
    int32_t producer = uses[output].producer;
    if (isFloat(model, output) && uses[output].readers.empty() &&
        producer >= 0 &&
        isConversion(model, producer, fb::BuiltinOperator::DEQUANTIZE)) {
      port.codes = model.opInputs(producer)[0];
      boundary.skipped.insert(producer);
    }
    boundary.outputs.push_back(port);
  }
  return boundary;
}
