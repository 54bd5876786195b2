//===- StatsTest.cpp - Statistics files -----------------------------------===//

#include "sima/Package/Stats.h"
#include "PackageTest.h"

using namespace sima::package;

TEST(Stats, RoundTrip) {
  std::vector<LayerStats> layers = {{"MLA_0/conv2d_add_relu_0", 0, 7943},
                                    {"MLA_0/conv2d_add_relu_1", 7944, 7944},
                                    {"MLA_0/odd: name # here_2", 7945, 9000}};
  std::string text = valueOf(writeStats(layers));
  EXPECT_EQ(text, "0:\n  name: MLA_0/conv2d_add_relu_0\n  start_cycle: 0\n"
                  "  end_cycle: 7943\n"
                  "1:\n  name: MLA_0/conv2d_add_relu_1\n  start_cycle: 7944\n"
                  "  end_cycle: 7944\n"
                  "2:\n  name: \"MLA_0/odd: name # here_2\"\n"
                  "  start_cycle: 7945\n  end_cycle: 9000\n");
  EXPECT_EQ(valueOf(readStats(text, "s")), layers);
}

TEST(Stats, Refuses) {
  EXPECT_EQ(messageOf(checkStats({{"a", 1, 2}})),
            "layer 0 starts at cycle 1, expected 0");
  EXPECT_EQ(messageOf(checkStats({{"a", 0, 2}, {"b", 4, 5}})),
            "layer 1 starts at cycle 4, expected 3");
  EXPECT_EQ(messageOf(checkStats({{"", 0, 2}})), "layer 0 has no name");
  EXPECT_EQ(messageOf(checkStats({{"a", 0, -1}})),
            "layer 0 ends at cycle -1, before it starts or out of range");
  EXPECT_EQ(messageOf(readStats("1:\n  name: a\n", "s")),
            "s: layer 1, expected 0");
  EXPECT_EQ(messageOf(readStats("0:\n  name: a\n  start_cycle: 0\n", "s")),
            "s: layer 0 does not have exactly name, start_cycle and end_cycle");
  EXPECT_EQ(messageOf(readStats("- a", "s")), "s: not a map of layers");
  for (std::string bad :
       {std::string("0: [name, 3"), std::string("x: 1"),
        std::string("0:\n  name: a\n  start_cycle: x\n  end_cycle: 1"),
        std::string(100000, '['), std::string("&a [*a")}) {
    std::string why = messageOf(readStats(bad, "s"));
    EXPECT_NE(why, "");
    EXPECT_EQ(why.find('\n'), std::string::npos);
  }
}
