//===- StripeCostsTest.cpp - Costs that are found once --------------------===//

#include "lib/Schedule/StripeCosts.h"
#include "ChainPlan.h"
#include "lib/Schedule/CostClasses.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::schedule;

static bool operator==(const StripeCost &a, const StripeCost &b) {
  return a.cycles == b.cycles && a.dramBytes == b.dramBytes &&
         a.constantBytes == b.constantBytes && a.stripeBytes == b.stripeBytes;
}

TEST(CostClasses, EqualLayersAndOthers) {
  ChainPlan chain("cmp1024", 4, 16, 32, 3);
  const std::vector<LayerPlan> &layers = chain.plan.layers;
  for (const LayerPlan &layer : layers)
    EXPECT_EQ(layer.costClass, layers[0].costClass);
  EXPECT_EQ(layers[1].wiringClass, layers[2].wiringClass);
  EXPECT_NE(layers[0].wiringClass, layers[1].wiringClass) << "reads the input";
  EXPECT_NE(layers[3].wiringClass, layers[1].wiringClass) << "makes the output";
}

TEST(CostClasses, AttributesAndScales) {
  ChainPlan chain("cmp1024", 4, 16, 32, 3);
  mlir::Operation *op = chain.plan.layers[1].body.main;
  op->setAttr("activation",
              mla::ActivationAttr::get(&chain.context, mla::Activation::relu));
  numberCostClasses(chain.plan);
  EXPECT_NE(chain.plan.layers[1].costClass, chain.plan.layers[0].costClass);
  EXPECT_EQ(chain.plan.layers[2].costClass, chain.plan.layers[0].costClass);
  // Scales decide what `requant` computes, not how long.
  auto type = cast<mlir::RankedTensorType>(
      chain.plan.layers[2].body.main->getResult(0).getType());
  auto other = mlir::quant::UniformQuantizedType::get(
      mlir::quant::QuantizationFlags::Signed,
      mlir::IntegerType::get(&chain.context, 8),
      mlir::Float32Type::get(&chain.context), 0.25, 3, -128, 127);
  chain.plan.layers[2].body.main->getResult(0).setType(type.clone(other));
  numberCostClasses(chain.plan);
  EXPECT_EQ(chain.plan.layers[2].costClass, chain.plan.layers[0].costClass);
}

/// Of every group of the chain, in several numbers of stripes, what is
/// remembered is what is found anew.
TEST(StripeCosts, RememberedCostsAreThoseOfTheGroup) {
  for (const char *machine : {"cmp1024", "mlsoc"}) {
    ChainPlan chain(machine, 6, 24, 32, 3);
    StripeCosts memo;
    TileCosts costs;
    for (bool inDram : {false, true, false}) {
      auto home = [&](unsigned) {
        return inDram ? mla::Home::dram : mla::Home::lm;
      };
      for (unsigned first = 0; first < 6; ++first)
        for (unsigned last = first + 1; last <= 6; ++last)
          for (int64_t stripes : {1, 2, 5}) {
            StripeGroup group = {first, last, stripes, INT64_MAX};
            StripeCosts::Entry entry = memo.of(chain.plan, costs, group, home);
            TileCosts fresh;
            ASSERT_TRUE(makeStripes(chain.plan, group));
            ASSERT_TRUE(entry.cost);
            EXPECT_TRUE(*entry.cost == costOf(chain.plan, fresh, group, home))
                << first << " to " << last << " in " << stripes;
            EXPECT_EQ(entry.channels, 32);
          }
    }
  }
}
