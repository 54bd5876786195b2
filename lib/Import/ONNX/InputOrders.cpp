//===- InputOrders.cpp - In which order inputs are stored -----------------===//
//
// An input is stored as the first operation that cares needs it. Operations
// that work in any order pass the question on.
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"
#include "llvm/ADT/StringSwitch.h"
#include <numeric>

using namespace sima::onnx_import;

/// Operations on feature maps, which have channels last.
static bool needsMap(llvm::StringRef op) {
  return llvm::StringSwitch<bool>(op)
      .Cases("Conv", "ConvTranspose", "MaxPool", "AveragePool", true)
      .Cases("GlobalAveragePool", "GlobalMaxPool", "Resize", "LRN", true)
      .Cases("InstanceNormalization", "DepthToSpace", "SpaceToDepth", true)
      .Default(false);
}

/// Operations whose result has its operand's dimensions in the same places.
static bool keepsDimensions(llvm::StringRef op) {
  return llvm::StringSwitch<bool>(op)
      .Cases("Table", "Requantize", "Reinterpret", "Slice", "Split", true)
      .Cases("Pad", "Concat", "Add", "Sub", "Mul", "Div", "Min", "Max", true)
      .Default(false);
}

static Dimensions identity(int64_t rank) {
  Dimensions order(rank);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

/// The order for one input.
static Dimensions chooseOrder(const Network &network, int input) {
  // Dimension i of a tensor is dimension from[tensor][i] of the input.
  llvm::DenseMap<int, Dimensions> from;
  int64_t rank = network.tensors[input].shape.size();
  from[input] = identity(rank);
  for (const CodeOp &operation : network.operations) {
    const Dimensions *own = nullptr;
    for (const Operand &operand : operation.operands)
      if (auto found = from.find(operand.tensor); !own && found != from.end())
        own = &found->second;
    if (!own)
      continue;
    Dimensions dimensions = *own;
    if (needsMap(operation.op) && rank >= 3 && rank <= 4) {
      dimensions.erase(dimensions.begin() + 1);
      dimensions.push_back((*own)[1]);
      return dimensions;
    }
    if (operation.op == "Transpose") {
      const auto &perm = std::get<std::vector<int64_t>>(
          operation.node->attributes.find("perm")->second);
      for (auto [i, d] : llvm::enumerate(perm))
        dimensions[i] = (*own)[d];
    } else if (!keepsDimensions(operation.op)) {
      return identity(rank);
    }
    for (int result : operation.results)
      if (result >= 0 &&
          network.tensors[result].shape.size() == dimensions.size())
        from[result] = dimensions;
  }
  return identity(rank);
}

llvm::SmallVector<Dimensions>
sima::onnx_import::chooseInputOrders(const Network &network) {
  llvm::SmallVector<Dimensions> orders;
  for (const Network::Port &port : network.inputs) {
    const Tensor &tensor = network.tensors[port.tensor];
    orders.push_back(tensor.number ? identity(tensor.shape.size())
                                   : chooseOrder(network, port.tensor));
  }
  return orders;
}
