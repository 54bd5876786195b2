//===- EmitProducts.cpp - MatMul, Gemm and Einsum -------------------------===//
//
// All are one thing: dimensions of two operands that are paired and stay
// (batch), paired and summed (inner), or of one operand alone (free). The
// result's dimensions come in whatever order is stored; its layout knows.
//
//===----------------------------------------------------------------------===//

#include "ConstantFolding.h"
#include "Emitter.h"
#include "FloatSums.h"
#include <numeric>

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

/// Roles of the dimensions of both operands; batch and inner ones in pairs.
struct Emitter::Contraction {
  Dimensions batch[2], free[2], inner[2];
  /// For each dimension of the result the operand and dimension that it is; of
  /// a batch the operand in which it is not stretched.
  SmallVector<std::pair<int, int64_t>> result;
};

static int64_t sizeOf(const Tensor &tensor, ArrayRef<int64_t> dimensions) {
  int64_t size = 1;
  for (int64_t d : dimensions)
    size *= tensor.shape[d];
  return size;
}

llvm::Error Emitter::contract(const CodeOp &operation,
                              const Contraction &product) {
  for (unsigned i : {1u, 0u})
    if (operand(operation, i).codes &&
        sizeOf(operand(operation, i), product.batch[i]) == 1)
      return constantProduct(operation, product, i);
  return activationProduct(operation, product);
}

//===----------------------------------------------------------------------===//
// Products with constants
//===----------------------------------------------------------------------===//

/// Sizes and strides of dimension `d` of the constant `filter`, whose elements
/// are paired with the atoms of dimension `own` of `layout`.
static llvm::Error pairAtoms(const Tensor &filter, int64_t d,
                             const Layout &layout, int64_t own,
                             DenseMap<int, int64_t> &strideOfAtom) {
  int64_t stride = stridesOf(filter.shape)[d];
  for (int atom : llvm::reverse(layout.atomsOf(own))) {
    if (atom == Layout::kSamples)
      return createStringError("sums over the samples of dimension 0");
    strideOfAtom[atom] = stride;
    stride *= layout.atoms()[atom];
  }
  return llvm::Error::success();
}

/// Features are multiplied in the order in which they are stored: the constant
/// is put in that order instead.
llvm::Error Emitter::constantProduct(const CodeOp &operation,
                                     const Contraction &product,
                                     unsigned filterIndex) {
  unsigned dataIndex = 1 - filterIndex;
  const Tensor &filter = operand(operation, filterIndex);
  int data = operation.operands[dataIndex].tensor;
  placed(data);
  const Layout layout = values[data].layout;
  DenseMap<int, int64_t> strideOfAtom;
  for (auto [own, other] :
       llvm::zip_equal(product.inner[dataIndex], product.inner[filterIndex]))
    if (llvm::Error error = pairAtoms(filter, other, layout, own, strideOfAtom))
      return error;
  SmallVector<int> positions, features;
  int64_t positionCount = 1, featureCount = 1;
  for (int atom = 0; atom < int(layout.atoms().size()); ++atom) {
    bool isFeature = strideOfAtom.contains(atom);
    (isFeature ? features : positions).push_back(atom);
    (isFeature ? featureCount : positionCount) *= layout.atoms()[atom];
  }
  // [free of the constant][features]
  Shape shape;
  SmallVector<int64_t> strides, own = stridesOf(filter.shape);
  for (int64_t d : product.free[filterIndex]) {
    shape.push_back(filter.shape[d]);
    strides.push_back(own[d]);
  }
  int64_t units = elementCount(shape);
  for (int atom : features) {
    shape.push_back(layout.atoms()[atom]);
    strides.push_back(strideOfAtom[atom]);
  }
  const Quantization &codes = filter.quantization;
  if (codes.isPerAxis() &&
      (!llvm::is_contained(product.free[filterIndex], codes.axis) ||
       units != int64_t(codes.scales.size())))
    return createStringError("has weights with one scale for each element of "
                             "dimension " +
                             Twine(codes.axis) +
                             ", which are not its output channels");
  ConstantRef weights = gathered(*filter.codes, shape, 0, strides);
  double sum = largestSum(operation, operand(operation, dataIndex), *weights,
                          codes, /*channelsLast=*/false, units);
  if (llvm::Error error = checkFloatSum(operation, sum, result(operation)))
    return error;
  SmallVector<int> order = positions;
  order.append(features);
  bool isFlat = positionCount == 1;
  int64_t rows = positions.empty() ? 1 : layout.atoms()[positions[0]];
  if (positions.size() == 1)
    rows = 1;
  Shape sample = {rows, positionCount / rows, featureCount};
  Shape filterShape = {units, 1, 1, featureCount};
  Shape outShape = {rows, positionCount / rows, units};
  if (isFlat) {
    sample = {featureCount};
    filterShape = {units, featureCount};
    outShape = {units};
  }
  Value input = takeAtoms(data, order, sample);
  Value filterValue =
      constant(filter, weights, filterType(filter, 0), filterShape);
  auto type = this->type(operation.results[0], outShape);
  const Tensor &to = result(operation);
  Value made;
  if (isFlat)
    made = create<mla::FullyConnectedOp>(
        operation, type, input, filterValue, bias(operation, units),
        activation(operation, to), mla::Arithmetic::onnx);
  else
    made = create<mla::Conv2DOp>(
        operation, type, input, filterValue, bias(operation, units),
        SmallVector<int64_t>{1, 1}, SmallVector<int64_t>{1, 1},
        SmallVector<int64_t>{0, 0, 0, 0}, activation(operation, to),
        mla::Arithmetic::onnx, 1);
  auto value = clamped(operation, made);
  if (!value)
    return value.takeError();
  // Positions as they were, then the constant's free dimensions.
  SmallVector<int64_t> atoms;
  DenseMap<int, int> newPlace;
  for (int atom : positions) {
    newPlace[atom] = atoms.size();
    atoms.push_back(layout.atoms()[atom]);
  }
  DenseMap<int64_t, int> freePlace;
  for (int64_t d : product.free[filterIndex])
    if (filter.shape[d] != 1) {
      freePlace[d] = atoms.size();
      atoms.push_back(filter.shape[d]);
    }
  SmallVector<SmallVector<int, 2>> dimensions;
  for (auto [from, d] : product.result) {
    SmallVector<int, 2> &list = dimensions.emplace_back();
    if (from == int(dataIndex))
      for (int atom : layout.atomsOf(d))
        list.push_back(atom == Layout::kSamples ? atom : newPlace[atom]);
    else if (auto found = freePlace.find(d); found != freePlace.end())
      list.push_back(found->second);
  }
  place(operation.results[0], *value, Layout(atoms, dimensions));
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Products of activations
//===----------------------------------------------------------------------===//

llvm::Error Emitter::activationProduct(const CodeOp &operation,
                                       const Contraction &product) {
  if (!operation.bias.empty())
    return createStringError("adds a bias to a product of two activations; put "
                             "QuantizeLinear between the product and its Add");
  // The operand that is repeated for every product is the right one.
  int64_t heads[2] = {sizeOf(operand(operation, 0), product.batch[0]),
                      sizeOf(operand(operation, 1), product.batch[1])};
  auto withoutSamples = [&](unsigned i) {
    Dimensions kept;
    placed(operation.operands[i].tensor);
    for (int64_t d : product.batch[i])
      if (!values[operation.operands[i].tensor].layout.isSamples(d))
        kept.push_back(d);
    return kept;
  };
  Dimensions batch[2] = {withoutSamples(0), withoutSamples(1)};
  for (unsigned i : {0u, 1u})
    heads[i] = sizeOf(operand(operation, i), batch[i]);
  unsigned left = heads[0] == 1 && heads[1] > 1 ? 1 : 0, right = 1 - left;
  if (heads[right] != 1 && heads[right] != heads[left])
    return createStringError("repeats " + Twine(heads[right]) +
                             " products for some of " + Twine(heads[left]) +
                             "; expand the operand before");
  int lhs = operation.operands[left].tensor;
  int rhs = operation.operands[right].tensor;
  auto a = take(lhs, {batch[left], product.free[left], product.inner[left]});
  if (!a)
    return a.takeError();
  // Whichever of the two orders needs no move.
  Groups straight = {batch[right], product.inner[right], product.free[right]};
  Groups turned = {batch[right], product.free[right], product.inner[right]};
  auto isStored = [&](const Groups &groups) {
    int last = -1;
    for (const Dimensions &group : groups)
      for (int64_t d : group)
        for (int atom : values[rhs].layout.atomsOf(d)) {
          if (atom < last)
            return false;
          last = atom;
        }
    return true;
  };
  bool transposed = !isStored(straight);
  auto b = take(rhs, transposed ? turned : straight);
  if (!b)
    return b.takeError();
  double sum = largestSum(tensor(lhs), tensor(rhs),
                          sizeOf(tensor(lhs), product.inner[left]));
  if (llvm::Error error = checkFloatSum(operation, sum, result(operation)))
    return error;
  int64_t m = sizeOf(tensor(lhs), product.free[left]);
  int64_t n = sizeOf(tensor(rhs), product.free[right]);
  auto type = this->type(operation.results[0], {heads[left], m, n});
  const Tensor &to = result(operation);
  Value made =
      create<mla::MatMulOp>(operation, type, *a, *b, transposed,
                            activation(operation, to), mla::Arithmetic::onnx);
  auto value = clamped(operation, made);
  if (!value)
    return value.takeError();
  Dimensions order;
  auto add = [&](unsigned from, const Dimensions &dimensions) {
    for (int64_t wanted : dimensions)
      for (auto [d, source] : llvm::enumerate(product.result))
        if (source.first == int(from) && source.second == wanted)
          order.push_back(d);
  };
  // A dimension of the batch may be named by either operand.
  for (auto [i, wanted] : llvm::enumerate(product.batch[left]))
    for (auto [d, source] : llvm::enumerate(product.result))
      if ((source.first == int(left) && source.second == wanted) ||
          (source.first == int(right) &&
           product.batch[right].size() == product.batch[left].size() &&
           source.second == product.batch[right][i]))
        order.push_back(d);
  add(left, product.free[left]);
  add(right, product.free[right]);
  for (int64_t d = 0; d < int64_t(to.shape.size()); ++d)
    if (!llvm::is_contained(order, d))
      order.insert(order.begin(), d);
  place(operation.results[0], *value, Layout(to.shape, order, samples));
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

llvm::Error Emitter::matMul(const CodeOp &operation) {
  const Shape &a = operand(operation, 0).shape,
              &b = operand(operation, 1).shape;
  int64_t p = a.size(), q = b.size();
  Contraction product;
  product.inner[0] = {p - 1};
  product.inner[1] = {q == 1 ? 0 : q - 2};
  // Leading dimensions are aligned at the end; one that an operand does not
  // have is one of size 1 that stays with the other.
  int64_t leadA = std::max<int64_t>(p - 2, 0),
          leadB = std::max<int64_t>(q - 2, 0);
  int64_t lead = std::max(leadA, leadB);
  for (int64_t i = 0; i < lead; ++i) {
    int64_t x = i - (lead - leadA), y = i - (lead - leadB);
    if (x >= 0)
      product.batch[0].push_back(x);
    if (y >= 0)
      product.batch[1].push_back(y);
    bool fromA = x >= 0 && (y < 0 || a[x] != 1 || b[y] == 1);
    product.result.push_back(fromA ? std::pair(0, x) : std::pair(1, y));
  }
  if (p > 1) {
    product.free[0] = {p - 2};
    product.result.push_back({0, p - 2});
  }
  if (q > 1) {
    product.free[1] = {q - 1};
    product.result.push_back({1, q - 1});
  }
  return contract(operation, product);
}

llvm::Error Emitter::gemm(const CodeOp &operation) {
  auto flag = [&](StringRef name) {
    auto found = operation.node->attributes.find(name);
    return found != operation.node->attributes.end() &&
           found->second != AttributeValue(int64_t(0));
  };
  int64_t innerA = flag("transA") ? 0 : 1, innerB = flag("transB") ? 1 : 0;
  Contraction product;
  product.inner[0] = {innerA};
  product.free[0] = {1 - innerA};
  product.inner[1] = {innerB};
  product.free[1] = {1 - innerB};
  product.result = {{0, 1 - innerA}, {1, 1 - innerB}};
  return contract(operation, product);
}

llvm::Error Emitter::einsum(const CodeOp &operation) {
  const auto &text = std::get<std::string>(
      operation.node->attributes.find("equation")->second);
  auto [left, out] = StringRef(text).split("->");
  auto [a, b] = left.split(',');
  StringRef letters[2] = {a, b};
  if (operation.operands.size() != 2)
    return createStringError("has one operand; use Transpose or ReduceSum");
  Contraction product;
  for (unsigned i : {0u, 1u})
    for (auto [d, letter] : llvm::enumerate(letters[i])) {
      bool isShared = letters[1 - i].contains(letter);
      if (letters[i].count(letter) > 1)
        return createStringError("takes a diagonal: '" + Twine(letter) +
                                 "' occurs twice in '" + letters[i] + "'");
      if (!isShared && !out.contains(letter))
        return createStringError("sums '" + Twine(letter) +
                                 "' of one operand; use ReduceSum before");
      if (!isShared)
        product.free[i].push_back(d);
      else if (i == 0) {
        bool isBatch = out.contains(letter);
        int64_t other = letters[1].find(letter);
        (isBatch ? product.batch : product.inner)[0].push_back(d);
        (isBatch ? product.batch : product.inner)[1].push_back(other);
      }
    }
  for (char letter : out) {
    size_t inA = a.find(letter);
    product.result.push_back(inA != StringRef::npos
                                 ? std::pair(0, int64_t(inA))
                                 : std::pair(1, int64_t(b.find(letter))));
  }
  return contract(operation, product);
}
