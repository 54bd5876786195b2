//===- ChainPlan.cpp - Small segments to schedule -------------------------===//

#include "ChainPlan.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace sima;
using namespace sima::schedule;

/// The segment as text.
static std::string textOf(unsigned layers, int64_t rows, int64_t channels,
                          int64_t kernel) {
  int64_t bytes = rows * 8 * channels, pad = kernel / 2;
  std::string q = "!quant.uniform<i8:f32, 0.5>";
  std::string map = llvm::formatv("tensor<1x{0}x8x{1}x{2}>", rows, channels, q);
  std::string filter = llvm::formatv("{0}x{1}x{1}x{0}", channels, kernel);
  std::string port = llvm::formatv("tensor<1x{0}xi8>", bytes);
  std::string bias = llvm::formatv("tensor<{0}xi32>", channels);
  std::string layout = llvm::formatv("<[{0}, 8, {1}]>", rows, channels);
  std::string body;
  llvm::raw_string_ostream os(body);
  os << "func.func @main(%x: " << port << ") -> " << port << " {\n"
     << "%0 = mla.segment \"MLA_0\"(%x) : (" << port << ") -> " << port
     << " {\n^bb0(%bytes: " << port << "):\n%m0 = mla.load %bytes " << layout
     << " : " << port << " -> " << map << "\n";
  for (unsigned i = 0; i < layers; ++i)
    os << "%m" << i + 1 << " = mla.layer \"conv2d_" << i << "\"(%m" << i
       << ") : (" << map << ") -> " << map << " {\n^bb0(%a: " << map << "):\n"
       << "%w = mla.constant dense<1> : tensor<" << filter << "xi8> as tensor<"
       << filter << "x" << q << ">\n%b = mla.constant dense<0> : " << bias
       << " as " << bias << "\n%y = mla.conv2d %a, %w, %b "
       << "{strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, "
       << "padding = array<i64: " << pad << ", " << pad << ", " << pad << ", "
       << pad << ">, arithmetic = #mla.arithmetic<tflite>} : (" << map
       << ", tensor<" << filter << "x" << q << ">, " << bias << ") -> " << map
       << "\nmla.yield %y : " << map << "\n}\n";
  os << "%o = mla.store %m" << layers << " " << layout << " : " << map << " -> "
     << port << "\nmla.yield %o : " << port << "\n}\nfunc.return %0 : " << port
     << "\n}\n";
  return body;
}

ChainPlan::ChainPlan(StringRef name, unsigned layers, int64_t rows,
                     int64_t channels, int64_t kernel)
    : machine(llvm::cantFail(Machine::load(name))), rows(rows),
      channels(channels) {
  context.loadDialect<mla::MLADialect>();
  module = parseSourceString<ModuleOp>(textOf(layers, rows, channels, kernel),
                                       &context);
  module->walk([&](mla::SegmentOp segment) {
    plan = *SegmentPlan::analyze(segment, machine);
  });
}

void ChainPlan::setTiles(unsigned layer, std::vector<Tile> tiles) {
  plan.layers[layer].tiles = std::move(tiles);
  plan.layers[layer].group = layer;
}

void ChainPlan::setWholeTiles() {
  for (unsigned layer = 0; layer < plan.layers.size(); ++layer)
    setTiles(layer, {rowsOn(0, 0, rows)});
  plan.derive();
}

Tile ChainPlan::rowsOn(unsigned quad, int64_t begin, int64_t end,
                       unsigned turn) const {
  return {quad, {0, {begin, end}, {0, channels}}, turn};
}
