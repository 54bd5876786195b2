//===- Emitter.h - The normal form as mla operations ------------*- C++ -*-===//
//
// Chooses layouts, brings operands into the order that an operation needs, and
// creates operations. What single operators become is in the Emit… files.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_EMITTER_H
#define SIMA_LIB_IMPORT_ONNX_EMITTER_H

#include "Layout.h"
#include "NormalForm.h"
#include "dialects/MLA/IR/MLA.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include <map>
#include <tuple>

namespace sima::onnx_import {

/// Dimensions of the model that are one dimension of an operand together.
using Groups = llvm::SmallVector<Dimensions, 4>;

class Emitter {
public:
  Emitter(Graph &graph, const Network &network, mlir::MLIRContext *context);

  llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> run();

private:
  /// A tensor that has been computed.
  struct Placed {
    mlir::Value value; ///< samples, then up to three dimensions
    Layout layout;
  };

  // The function.
  llvm::Error addFunction(mlir::ModuleOp module);
  llvm::Error addReturn();
  llvm::Error emit(const CodeOp &operation);
  /// Where there are several samples they have to be dimension 0.
  llvm::Error checkSamples(int tensor);
  void noteOrder(int tensor);
  void setBoundary(
      const Network::Port &port, llvm::ArrayRef<int64_t> order,
      llvm::function_ref<void(llvm::StringRef, mlir::Attribute)> setAttribute);

  // Tensors.
  const Tensor &tensor(int index) const { return network.tensors[index]; }
  const Tensor &operand(const CodeOp &operation, unsigned i) const {
    return tensor(operation.operands[i].tensor);
  }
  const Tensor &result(const CodeOp &operation) const {
    return tensor(operation.results.front());
  }
  /// The tensor as it is; constants are placed in the model's order.
  Placed &placed(int tensor);
  /// The element type of a tensor's codes.
  mlir::Type elementType(const Quantization &quantization, int64_t axis = -1);
  mlir::RankedTensorType type(int tensor, llvm::ArrayRef<int64_t> sample);

  /// The tensor with `groups` as its dimensions behind the samples: elements
  /// are moved if they must be. Dimensions that are in no group have size 1 or
  /// are the samples.
  llvm::Expected<mlir::Value> take(int tensor, const Groups &groups);
  /// The tensor with its atoms in `order`, in a shape of `sample` behind the
  /// samples.
  mlir::Value takeAtoms(int tensor, llvm::ArrayRef<int> order,
                        llvm::ArrayRef<int64_t> sample);
  /// Makes `value`, whose dimensions behind the samples are `groups`, stand for
  /// the tensor.
  void place(int tensor, mlir::Value value, const Groups &groups);
  /// Makes `value` stand for the tensor, stored as `layout` says.
  void place(int tensor, mlir::Value value, const Layout &layout) {
    values[tensor] = {value, layout};
  }
  /// `value` with other sizes behind the samples.
  mlir::Value view(mlir::Value value, llvm::ArrayRef<int64_t> sample);
  /// Moves elements so that the model's order of dimensions is the stored one.
  llvm::Error straighten(int tensor);
  /// Dimensions 2, 3, … and 1 last, as for feature maps; height 1 is added to
  /// signals.
  llvm::Expected<mlir::Value> takeMap(int tensor);
  void placeMap(int tensor, mlir::Value value);
  /// Dimensions of a feature map of `rank` in the order in which it is stored.
  static Groups mapGroups(int64_t rank);
  /// The dimensions that are elements of a sample, in the model's order.
  Dimensions sampleDimensions(int tensor);
  /// Groups of the tensor in the order in which it is stored, where dimensions
  /// for which `kind` differs are in different ones; at most three.
  llvm::Expected<Groups> storedGroups(int tensor,
                                      llvm::function_ref<int(int64_t)> kind);

  // Creation.
  template <typename Op, typename... Args>
  Op create(const CodeOp &operation, Args &&...args) {
    mlir::Location loc =
        needsClamp(operation) ? partLocation(operation) : location(operation);
    return builder.create<Op>(loc, std::forward<Args>(args)...);
  }
  /// The name of the operation's result.
  mlir::Location location(const CodeOp &operation);
  /// A name for what is not the result yet, and equals no tensor of the model.
  mlir::Location partLocation(const CodeOp &operation);
  mlir::Value constant(const Tensor &tensor, ConstantRef codes, mlir::Type type,
                       llvm::ArrayRef<int64_t> shape);
  /// A constant of one element, which is repeated where it is used.
  mlir::Value scalar(mlir::Location loc, const Quantization &quantization,
                     int64_t code);
  mlir::Value constantInts(mlir::Location loc, llvm::ArrayRef<int64_t> values,
                           unsigned bits, llvm::ArrayRef<int64_t> shape);
  mlir::Value constantFloats(mlir::Location loc, const Constant &values);
  static mla::Arithmetic arithmetic(const CodeOp &operation);
  /// The part of a clamp that the operation itself does.
  static mla::Activation activation(const CodeOp &operation,
                                    const Tensor &result);
  /// Whether there is more to clamp.
  bool needsClamp(const CodeOp &operation) const;
  /// Does the rest of the clamp, by a table.
  llvm::Expected<mlir::Value> clamped(const CodeOp &operation,
                                      mlir::Value value);
  mlir::Value lookup(mlir::Location loc, llvm::StringRef function,
                     mlir::Value input, mlir::RankedTensorType type,
                     llvm::ArrayRef<int64_t> table, int64_t channels = 1);
  /// `value`, codes of `from`, as codes of `to`.
  llvm::Expected<mlir::Value> rescaled(mlir::Location loc, mlir::Value value,
                                       const Quantization &from,
                                       const Quantization &to);

  // Numbers.
  llvm::Error numbers(const CodeOp &operation);
  /// Codes and indices as numbers.
  llvm::Expected<mlir::Value> toNumbers(const CodeOp &operation);
  /// Codes of float32.
  llvm::Error fromNumbers(const CodeOp &operation);
  mlir::RankedTensorType numberType(int tensor);
  /// A tensor of numbers, in the model's order, in numberShape.
  mlir::Value numberValue(int tensor);
  mlir::Type numberElement(ElementType type);

  // Products.
  llvm::Error conv(const CodeOp &operation);
  llvm::Error conv3D(const CodeOp &operation);
  mlir::Value depthsAsChannels(const CodeOp &operation, mlir::Value volume,
                               llvm::ArrayRef<int64_t> map, int64_t groups,
                               int64_t first, int64_t step, int64_t count);
  llvm::Error transposeConv(const CodeOp &operation);
  llvm::Error matMul(const CodeOp &operation);
  llvm::Error gemm(const CodeOp &operation);
  llvm::Error einsum(const CodeOp &operation);
  struct Contraction;
  llvm::Error contract(const CodeOp &operation, const Contraction &product);
  llvm::Error constantProduct(const CodeOp &operation,
                              const Contraction &product, unsigned filter);
  llvm::Error activationProduct(const CodeOp &operation,
                                const Contraction &product);
  mlir::Value bias(const CodeOp &operation, int64_t channels);
  mlir::Type filterType(const Tensor &filter, int64_t axis);

  // Elementwise.
  llvm::Error binary(const CodeOp &operation);
  llvm::Error unary(const CodeOp &operation);
  llvm::Error table(const CodeOp &operation);
  llvm::Error requantize(const CodeOp &operation);
  llvm::Error reinterpret(const CodeOp &operation);

  // Moves.
  llvm::Error reshape(const CodeOp &operation);
  llvm::Error transpose(const CodeOp &operation);
  llvm::Error blocks(const CodeOp &operation);
  llvm::Error slice(const CodeOp &operation);
  llvm::Error split(const CodeOp &operation);
  llvm::Error pad(const CodeOp &operation);
  llvm::Error gather(const CodeOp &operation);
  llvm::Error expand(const CodeOp &operation);
  llvm::Error tile(const CodeOp &operation);
  llvm::Error concat(const CodeOp &operation);
  llvm::Expected<mlir::Value> broadcast(const CodeOp &operation,
                                        mlir::Value value,
                                        llvm::ArrayRef<int64_t> sample);
  llvm::Error cut(const CodeOp &operation, int from, int to,
                  llvm::ArrayRef<int64_t> begin, llvm::ArrayRef<int64_t> steps);

  // Windows and reductions.
  llvm::Error pool(const CodeOp &operation);
  llvm::Error resize(const CodeOp &operation);
  llvm::Error reduce(const CodeOp &operation);
  llvm::Error argument(const CodeOp &operation);
  llvm::Error normalization(const CodeOp &operation);

  Graph &graph;
  const Network &network;
  mlir::OpBuilder builder;
  mlir::func::FuncOp function;
  std::vector<Placed> values;
  /// Moves that have been made: tensors may share a value.
  using MoveKey = std::tuple<const void *, Shape, Shape, Shape>;
  std::map<MoveKey, mlir::Value> moves;
  /// Maps of volumes, by volume and depth.
  std::map<std::pair<const void *, int64_t>, mlir::Value> depths;
  int64_t samples = 1;
  uint64_t constantBytes = 0; ///< of all constants
};

/// The order in which each input of the network is stored: channels last where
/// the operations that take it need that, the model's otherwise.
llvm::SmallVector<Dimensions> chooseInputOrders(const Network &network);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_EMITTER_H
