//===- EmitViews.cpp - Reshapes, transposes and blocks --------------------===//
//
// None of these creates an operation: they change the layout. Elements move
// where a later operation needs another order.
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"
#include "NodeView.h"

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

llvm::Error Emitter::reshape(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  std::optional<Layout> layout =
      placed(from).layout.reshaped(tensor(to).shape, samples);
  if (!layout) {
    // Dimensions are cut across the stored order: the model's order it is.
    if (llvm::Error error = straighten(from))
      return error;
    layout = values[from].layout.reshaped(tensor(to).shape, samples);
  }
  if (!layout)
    return createStringError("reshapes " + toString(tensor(from).shape) +
                             " to " + toString(tensor(to).shape) +
                             ", which mixes the " + Twine(samples) +
                             " samples of dimension 0");
  place(to, values[from].value, *layout);
  return llvm::Error::success();
}

llvm::Error Emitter::transpose(const CodeOp &operation) {
  int from = operation.operands[0].tensor;
  const auto &perm = std::get<std::vector<int64_t>>(
      operation.node->attributes.find("perm")->second);
  Layout layout = placed(from).layout.transposed(perm);
  place(operation.results[0], values[from].value, layout);
  return llvm::Error::success();
}

/// DepthToSpace and SpaceToDepth: a reshape, a transpose, a reshape.
llvm::Error Emitter::blocks(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  const auto &attributes = operation.node->attributes;
  int64_t block = std::get<int64_t>(attributes.find("blocksize")->second);
  auto mode = attributes.find("mode");
  bool columnsFirst = mode != attributes.end() &&
                      mode->second == AttributeValue(std::string("CRD"));
  Shape in = tensor(from).shape, out = tensor(to).shape;
  Shape cut;
  SmallVector<int64_t> perm;
  if (operation.op == "DepthToSpace") {
    cut = columnsFirst ? Shape{in[0], out[1], block, block, in[2], in[3]}
                       : Shape{in[0], block, block, out[1], in[2], in[3]};
    perm = columnsFirst ? SmallVector<int64_t>{0, 1, 4, 2, 5, 3}
                        : SmallVector<int64_t>{0, 3, 4, 1, 5, 2};
  } else {
    cut = {in[0], in[1], out[2], block, out[3], block};
    perm = {0, 3, 5, 1, 2, 4};
  }
  std::optional<Layout> layout = placed(from).layout.reshaped(cut, samples);
  if (!layout) {
    if (llvm::Error error = straighten(from))
      return error;
    layout = values[from].layout.reshaped(cut, samples);
  }
  if (layout)
    layout = layout->transposed(perm);
  // Joining dimensions never needs a move: they become lists of atoms.
  if (!layout)
    return createStringError("mixes the samples of dimension 0");
  SmallVector<SmallVector<int, 2>> joined;
  auto add = [&](ArrayRef<int64_t> dimensions) {
    SmallVector<int, 2> &list = joined.emplace_back();
    for (int64_t d : dimensions)
      llvm::append_range(list, layout->atomsOf(d));
  };
  if (operation.op == "DepthToSpace") {
    add({0});
    add({1});
    add({2, 3});
    add({4, 5});
  } else {
    add({0});
    add({1, 2, 3});
    add({4});
    add({5});
  }
  place(to, values[from].value, Layout(layout->atoms(), joined));
  return llvm::Error::success();
}
