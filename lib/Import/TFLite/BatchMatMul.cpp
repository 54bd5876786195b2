//===- BatchMatMul.cpp - BATCH_MATMUL -------------------------------------===//
//
// A product of matrices of ranks 2 to 4. Of feature maps, dimension 0 is that
// of the samples and dimension 1 of rank 4 the rows; what is left are matrices.
//
//===----------------------------------------------------------------------===//
#include "Node.h"
#include "OperatorTable.h"
#include "TensorType.h"
#include "dialects/MLA/IR/ConstantElements.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

using Dims = llvm::SmallVector<int64_t, 4>;

static Dims transposed(llvm::ArrayRef<int64_t> shape) {
  Dims result(shape);
  std::swap(result[result.size() - 1], result[result.size() - 2]);
  return result;
}

namespace {
/// One of the two operands.
struct Operand {
  Value value;
  Dims stated; ///< in the file
  bool isConstant = false;
  /// Whether the first dimension in the file is that of several samples.
  bool hasSamples = false;

  llvm::ArrayRef<int64_t> shape() const { return shapeOf(value); }
};
} // namespace

static llvm::Expected<Operand> operandOf(Node &node, unsigned input) {
  auto value = node.input(input);
  if (!value)
    return value.takeError();
  Operand operand;
  operand.value = *value;
  operand.stated = Dims(node.statedShape(input));
  operand.isConstant = isa_and_nonnull<mla::ConstantOp>(value->getDefiningOp());
  if (operand.stated.size() < 2)
    return createStringError("input " + Twine(input) + " has rank " +
                             Twine(operand.stated.size()) +
                             ", 2 to 4 are needed");
  operand.hasSamples = !operand.isConstant && operand.stated[0] != 1 &&
                       operand.shape().size() == operand.stated.size();
  return operand;
}

/// The operand in another shape of as many elements.
static llvm::Error reshape(Node &node, Operand &operand,
                           llvm::ArrayRef<int64_t> shape) {
  if (operand.shape() == shape)
    return llvm::Error::success();
  auto type = RankedTensorType::get(
      shape, getElementTypeOrSelf(operand.value.getType()));
  if (!operand.isConstant) {
    operand.value = node.createView(type, operand.value);
    return llvm::Error::success();
  }
  auto constant = operand.value.getDefiningOp<mla::ConstantOp>();
  ElementsAttr elements = mla::reshapeElements(constant.getValue(), shape);
  if (!elements)
    return createStringError("the bytes of a constant are missing");
  operand.value = node.create<mla::ConstantOp>(type, elements);
  return llvm::Error::success();
}

/// Brings an operand to `rank` dimensions, the first of which is that of the
/// samples.
static llvm::Error frame(Node &node, Operand &operand, size_t rank) {
  Dims shape(operand.shape());
  if (operand.isConstant && shape.size() < rank)
    shape.insert(shape.begin(), 1);
  while (shape.size() < rank)
    shape.insert(shape.begin() + 1, 1);
  return reshape(node, operand, shape);
}

/// The left operand with its last two dimensions exchanged.
static void transpose(Node &node, Operand &operand) {
  Dims view(operand.shape().drop_front()), order;
  for (size_t d = 0; d < view.size(); ++d)
    order.push_back(d);
  std::swap(order.back(), order[order.size() - 2]);
  auto type =
      RankedTensorType::get(transposed(operand.shape()),
                            getElementTypeOrSelf(operand.value.getType()));
  operand.value = node.createStep<mla::RearrangeOp>("transposed", type,
                                                    operand.value, view, order);
  operand.stated = transposed(operand.stated);
}

/// Rows or columns that are samples are no matrix. Otherwise matrices are
/// paired one by one, or one of the right operand serves all rows.
static llvm::Error checkPair(const Operand &lhs, const Operand &rhs,
                             bool transposesLhs) {
  bool rowsAreSamples = lhs.hasSamples && lhs.stated.size() == 2;
  bool sameSamples = rhs.shape()[0] == (rhs.isConstant ? 1 : lhs.shape()[0]);
  bool sameRows = lhs.shape().size() < 4 || rhs.shape()[1] == 1 ||
                  rhs.shape()[1] == lhs.shape()[1];
  if (!(rowsAreSamples && transposesLhs) &&
      !(rhs.hasSamples && rhs.stated.size() == 2) && sameSamples && sameRows)
    return llvm::Error::success();
  return createStringError(
      "operands of " + toString(lhs.stated) + " and " + toString(rhs.stated) +
      "; the right one needs the samples and matrices of the left one, or one "
      "matrix for all; a constant has one sample");
}

llvm::Error sima::tfl::importBatchMatMul(Node &node) {
  auto options = node.options<fb::BatchMatMulOptions>();
  if (!options)
    return options.takeError();
  auto lhs = operandOf(node, 0);
  if (!lhs)
    return lhs.takeError();
  auto rhs = operandOf(node, 1);
  if (!rhs)
    return rhs.takeError();
  bool adjX = (*options)->adj_x(), adjY = (*options)->adj_y();
  size_t rank = std::max<size_t>({3, lhs->shape().size(), rhs->shape().size()});
  if (llvm::Error error = frame(node, *lhs, rank))
    return error;
  if (llvm::Error error = frame(node, *rhs, rank))
    return error;
  if (llvm::Error error = checkPair(*lhs, *rhs, adjX))
    return error;
  if (adjX)
    transpose(node, *lhs);
  Dims matrix = adjY ? transposed(rhs->shape()) : Dims(rhs->shape());
  if (matrix[rank - 2] != lhs->shape().back())
    return createStringError("rows of " + Twine(lhs->shape().back()) +
                             " elements meet columns of " +
                             Twine(matrix[rank - 2]));
  Dims shape(lhs->shape()), stated(lhs->stated);
  shape.back() = matrix.back();
  stated.back() = matrix.back();
  while (stated.size() < rhs->stated.size())
    stated.insert(stated.begin(), 1);
  auto type = node.outputType(node.withSamples(stated));
  if (!type)
    return type.takeError();
  auto product = RankedTensorType::get(shape, type->getElementType());
  if (product.getNumElements() != type->getNumElements())
    return createStringError("output has shape " + toString(type->getShape()) +
                             ", the operator gives " + toString(shape));
  mla::Arithmetic arithmetic = mla::elementBytes(lhs->value.getType()) > 1
                                   ? mla::Arithmetic::tflite_16x8
                                   : mla::Arithmetic::tflite;
  Value result = node.create<mla::MatMulOp>(
      product, lhs->value, rhs->value, adjY, mla::Activation::none, arithmetic);
  if (product != *type)
    result = node.create<mla::ReshapeOp>(*type, result);
  return node.setResult(result);
}
