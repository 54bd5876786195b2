//===- InferMatrix.cpp - Shapes of matrix products ------------------------===//

#include "SourceOperators.h"
#include "llvm/ADT/StringExtras.h"

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

llvm::Error sima::onnx_import::inferMatMul(NodeView &node) {
  Shape a(node.shape(0)), b(node.shape(1));
  bool isRow = a.size() == 1, isColumn = b.size() == 1;
  if (a.empty() || b.empty())
    return createStringError("multiplies a scalar");
  if (isRow)
    a.insert(a.begin(), 1);
  if (isColumn)
    b.push_back(1);
  if (a.back() != b[b.size() - 2])
    return createStringError("shapes " + toString(node.shape(0)) + " and " +
                             toString(node.shape(1)) +
                             " do not fit: inner sizes are " + Twine(a.back()) +
                             " and " + Twine(b[b.size() - 2]));
  int64_t rows = a[a.size() - 2], columns = b.back();
  auto shape = broadcastShape(llvm::ArrayRef<int64_t>(a).drop_back(2),
                              llvm::ArrayRef<int64_t>(b).drop_back(2));
  if (!shape)
    return shape.takeError();
  if (!isRow)
    shape->push_back(rows);
  if (!isColumn)
    shape->push_back(columns);
  return node.setOutput(0, *shape, node.type(0));
}

llvm::Error sima::onnx_import::inferGemm(NodeView &node) {
  auto transA = node.integer("transA", 0), transB = node.integer("transB", 0);
  if (!transA || !transB)
    return firstError(transA.takeError(), transB.takeError());
  if (node.rank(0) != 2 || node.rank(1) != 2)
    return createStringError("multiplies shapes " + toString(node.shape(0)) +
                             " and " + toString(node.shape(1)) +
                             ", rank 2 is needed");
  int64_t rows = node.shape(0)[*transA ? 1 : 0];
  int64_t inner = node.shape(0)[*transA ? 0 : 1];
  if (node.shape(1)[*transB ? 1 : 0] != inner)
    return createStringError("shapes " + toString(node.shape(0)) + " and " +
                             toString(node.shape(1)) + " do not fit");
  Shape shape = {rows, node.shape(1)[*transB ? 0 : 1]};
  if (node.hasInput(2)) {
    auto wide = broadcastShape(shape, node.shape(2));
    if (!wide)
      return wide.takeError();
    if (*wide != shape)
      return createStringError("operand C of shape " + toString(node.shape(2)) +
                               " does not fit a product of shape " +
                               toString(shape));
  }
  return node.setOutput(0, shape, node.type(0));
}

namespace {
/// `ij,jk->ik` as letters of operands and result.
struct Equation {
  llvm::SmallVector<std::string> operands;
  std::string result;
};
} // namespace

static llvm::Expected<Equation> parse(std::string text) {
  llvm::erase_if(text, [](char c) { return c == ' '; });
  for (char c : text)
    if (!llvm::isAlpha(c) && !llvm::StringRef(",->").contains(c))
      return createStringError("equation '" + printable(text) + "' has a '" +
                               printable(std::string(1, c)) +
                               "'; only letters are read, no ellipsis");
  auto [left, right] = llvm::StringRef(text).split("->");
  Equation equation;
  llvm::SmallVector<llvm::StringRef> parts;
  left.split(parts, ',');
  for (llvm::StringRef part : parts)
    equation.operands.push_back(part.str());
  equation.result = right.str();
  if (llvm::StringRef(text).contains("->"))
    return equation;
  // Without a result: the letters that occur once, in alphabetical order.
  std::string letters = llvm::join(equation.operands, "");
  for (char c = 'A'; c <= 'z'; ++c)
    if (llvm::StringRef(letters).count(c) == 1)
      equation.result += c;
  return equation;
}

llvm::Error sima::onnx_import::inferEinsum(NodeView &node) {
  auto text = node.text("equation", "");
  if (!text)
    return text.takeError();
  auto equation = parse(*text);
  if (!equation)
    return equation.takeError();
  if (equation->operands.size() != node.inputCount())
    return createStringError("equation '" + printable(*text) + "' has " +
                             Twine(equation->operands.size()) +
                             " operands, the node has " +
                             Twine(node.inputCount()));
  std::map<char, int64_t> sizes;
  for (unsigned i = 0; i < node.inputCount(); ++i) {
    const std::string &letters = equation->operands[i];
    if (int64_t(letters.size()) != node.rank(i))
      return createStringError("operand '" + letters +
                               "' of the equation has "
                               "shape " +
                               toString(node.shape(i)));
    for (auto [letter, size] : llvm::zip_equal(letters, node.shape(i)))
      if (sizes.emplace(letter, size).first->second != size)
        return createStringError("dimension '" + Twine(letter) +
                                 "' has sizes " + Twine(sizes[letter]) +
                                 " and " + Twine(size));
  }
  Shape shape;
  for (char letter : equation->result) {
    auto size = sizes.find(letter);
    if (size == sizes.end())
      return createStringError("dimension '" + Twine(letter) +
                               "' of the result is one of no operand");
    shape.push_back(size->second);
  }
  std::string normal =
      llvm::join(equation->operands, ",") + "->" + equation->result;
  node.setAttribute("equation", normal);
  return node.setOutput(0, shape, node.type(0));
}
