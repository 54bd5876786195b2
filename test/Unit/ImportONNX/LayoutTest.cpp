//===- LayoutTest.cpp - Where dimensions of a model are stored ------------===//

#include "lib/Import/ONNX/Layout.h"
#include <gtest/gtest.h>
#include <numeric>
#include <random>

using namespace sima::onnx_import;

namespace {

Dimensions dims(std::initializer_list<int64_t> list) {
  return Dimensions(list);
}

/// Where element `at` of the model's tensor of `shape` is stored.
int64_t place(const Layout &layout, llvm::ArrayRef<int64_t> shape,
              llvm::ArrayRef<int64_t> at) {
  std::vector<int64_t> strides(layout.atoms().size(), 1);
  for (size_t i = strides.size(); i-- > 1;)
    strides[i - 1] = strides[i] * layout.atoms()[i];
  int64_t result = 0;
  for (size_t d = 0; d < shape.size(); ++d) {
    int64_t rest = at[d];
    for (int atom : llvm::reverse(layout.atomsOf(d))) {
      result += rest % layout.atoms()[atom] * strides[atom];
      rest /= layout.atoms()[atom];
    }
    EXPECT_EQ(rest, 0);
  }
  return result;
}

/// Places of all elements in the model's order.
std::vector<int64_t> places(const Layout &layout,
                            llvm::ArrayRef<int64_t> shape) {
  std::vector<int64_t> result, at(shape.size(), 0);
  for (int64_t i = 0, n = elementCount(shape); i < n; ++i) {
    int64_t rest = i;
    for (size_t d = shape.size(); d-- > 0;) {
      at[d] = rest % shape[d];
      rest /= shape[d];
    }
    result.push_back(place(layout, shape, at));
  }
  return result;
}

TEST(LayoutTest, ChannelsLast) {
  Layout layout({1, 3, 4, 5}, dims({0, 2, 3, 1}), 1);
  EXPECT_EQ(layout.atoms(), llvm::ArrayRef<int64_t>({4, 5, 3}));
  EXPECT_EQ(layout.order(), dims({0, 2, 3, 1}));
  EXPECT_EQ(place(layout, {1, 3, 4, 5}, {0, 2, 1, 3}), (1 * 5 + 3) * 3 + 2);
}

TEST(LayoutTest, TransposesCancel) {
  Layout layout({1, 4, 5, 3}, dims({0, 1, 2, 3}), 1);
  Layout turned = layout.transposed({0, 3, 1, 2});
  EXPECT_EQ(turned.order(), dims({0, 2, 3, 1}));
  EXPECT_EQ(turned.transposed({0, 2, 3, 1}), layout);
}

TEST(LayoutTest, FlattenOfChannelsLast) {
  Layout layout({1, 3, 4, 5}, dims({0, 2, 3, 1}), 1);
  auto flat = layout.reshaped({1, 60}, 1);
  ASSERT_TRUE(flat);
  EXPECT_FALSE(flat->order());
  EXPECT_EQ(places(*flat, {1, 60}), places(layout, {1, 3, 4, 5}));
}

TEST(LayoutTest, CutsOnlyWhatDivides) {
  Layout layout({1, 6, 4}, dims({0, 2, 1}), 1);
  EXPECT_TRUE(layout.reshaped({1, 2, 3, 4}, 1));
  EXPECT_FALSE(layout.reshaped({1, 4, 6}, 1));
  // In the model's order anything goes.
  EXPECT_TRUE(Layout({1, 6, 4}, dims({0, 1, 2}), 1).reshaped({1, 8, 3}, 1));
}

TEST(LayoutTest, SamplesStay) {
  Layout layout({2, 6, 4}, dims({0, 1, 2}), 2);
  EXPECT_TRUE(layout.isSamples(0));
  EXPECT_TRUE(layout.reshaped({2, 24}, 2));
  EXPECT_TRUE(layout.reshaped({1, 2, 24}, 2));
  EXPECT_FALSE(layout.reshaped({12, 4}, 2));
  EXPECT_FALSE(layout.reshaped({4, 12}, 2));
}

/// Chains of random transposes and reshapes against the same on indices.
TEST(LayoutTest, RandomChains) {
  std::mt19937 random(1);
  unsigned reshapes = 0;
  for (int round = 0; round < 2000; ++round) {
    Shape shape = {1, 2, 6, 4};
    Dimensions order = {0, 1, 2, 3};
    std::swap(order[1 + random() % 3], order[1 + random() % 3]);
    Layout layout(shape, order, 1);
    std::vector<int64_t> expected = places(layout, shape);
    for (int step = 0; step < 4; ++step) {
      if (random() % 2) {
        llvm::SmallVector<int64_t> perm(shape.size());
        std::iota(perm.begin(), perm.end(), 0);
        std::swap(perm[random() % perm.size()], perm[random() % perm.size()]);
        Shape turned;
        for (int64_t d : perm)
          turned.push_back(shape[d]);
        // The element at a place of the result is the one of the operand.
        std::vector<int64_t> moved;
        for (int64_t i = 0; i < 48; ++i) {
          llvm::SmallVector<int64_t> at(shape.size());
          int64_t rest = i, index = 0;
          for (size_t d = perm.size(); d-- > 0;) {
            at[perm[d]] = rest % turned[d];
            rest /= turned[d];
          }
          for (size_t d = 0; d < shape.size(); ++d)
            index = index * shape[d] + at[d];
          moved.push_back(expected[index]);
        }
        expected = moved;
        layout = layout.transposed(perm);
        shape = turned;
      } else {
        const Shape choices[] = {{1, 48},      {48},          {2, 24},
                                 {1, 6, 8},    {4, 1, 12},    {2, 2, 2, 6},
                                 {3, 2, 4, 2}, {1, 12, 4, 1}, {1, 2, 6, 4}};
        const Shape &wanted = choices[random() % std::size(choices)];
        auto next = layout.reshaped(wanted, 1);
        if (!next)
          continue;
        ++reshapes;
        layout = *next;
        shape = wanted;
      }
      ASSERT_EQ(places(layout, shape), expected);
    }
  }
  EXPECT_GT(reshapes, 500u);
}

} // namespace
