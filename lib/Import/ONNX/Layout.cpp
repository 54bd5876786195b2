//===- Layout.cpp - How a tensor of the model is stored -------------------===//

#include "Layout.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace sima::onnx_import;

Layout::Layout(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> order,
               int64_t samples)
    : stated(Dimensions(order)), dimensions(shape.size()) {
  for (int64_t d : order) {
    if (d == 0 && samples > 1 && shape[0] == samples) {
      dimensions[d].push_back(kSamples);
    } else if (shape[d] != 1) {
      dimensions[d].push_back(sizes.size());
      sizes.push_back(shape[d]);
    }
  }
}

Layout Layout::transposed(llvm::ArrayRef<int64_t> perm) const {
  Layout result;
  result.sizes = sizes;
  for (int64_t d : perm)
    result.dimensions.push_back(dimensions[d]);
  if (stated) {
    result.stated = stated;
    for (int64_t &d : *result.stated)
      d = llvm::find(perm, d) - perm.begin();
  }
  return result;
}

namespace {
/// Atoms that follow each other in the model and where they are stored.
struct Run {
  int place; ///< of the first, or kSamples
  int64_t size;
};
/// A part of a run that becomes an atom of the new layout.
struct Piece {
  int place;
  int64_t size;
  size_t dimension;
};
} // namespace

/// Deals the elements of `runs` out to `shape`; false where they do not fit.
static bool deal(llvm::ArrayRef<Run> runs, llvm::ArrayRef<int64_t> shape,
                 int64_t samples, llvm::SmallVectorImpl<Piece> &pieces) {
  size_t next = 0;
  int64_t left = runs.empty() ? 1 : runs[0].size;
  for (auto [d, size] : llvm::enumerate(shape)) {
    int64_t need = size;
    if (next < runs.size() && runs[next].place == Layout::kSamples) {
      // Sizes of 1 may stand before the samples.
      if (need == 1)
        continue;
      if (need != samples)
        return false;
      pieces.push_back({Layout::kSamples, need, d});
      left = ++next < runs.size() ? runs[next].size : 1;
      continue;
    }
    while (need > 1) {
      if (next == runs.size() || runs[next].place == Layout::kSamples)
        return false;
      int64_t part = std::min(need, left);
      if (need % part != 0 || left % part != 0)
        return false;
      pieces.push_back({runs[next].place, part, d});
      need /= part;
      left /= part;
      if (left == 1)
        left = ++next < runs.size() ? runs[next].size : 1;
    }
  }
  return next == runs.size();
}

std::optional<Layout> Layout::reshaped(llvm::ArrayRef<int64_t> shape,
                                       int64_t samples) const {
  llvm::SmallVector<Run> runs;
  int last = -2;
  for (const auto &atoms : dimensions)
    for (int atom : atoms) {
      if (atom == kSamples)
        runs.push_back({kSamples, samples});
      else if (last >= 0 && atom == last + 1)
        runs.back().size *= sizes[atom];
      else
        runs.push_back({atom, sizes[atom]});
      last = atom;
    }
  llvm::SmallVector<Piece> pieces;
  if (!deal(runs, shape, samples, pieces))
    return std::nullopt;
  // Pieces of a run are stored in the order in which they were dealt.
  llvm::SmallVector<unsigned> stored;
  for (unsigned i = 0; i < pieces.size(); ++i)
    if (pieces[i].place != kSamples)
      stored.push_back(i);
  llvm::sort(stored, [&](unsigned a, unsigned b) {
    return std::pair(pieces[a].place, a) < std::pair(pieces[b].place, b);
  });
  Layout result;
  result.dimensions.resize(shape.size());
  llvm::SmallVector<int> place(pieces.size(), kSamples);
  for (auto [atom, piece] : llvm::enumerate(stored)) {
    place[piece] = atom;
    result.sizes.push_back(pieces[piece].size);
  }
  for (unsigned i = 0; i < pieces.size(); ++i)
    result.dimensions[pieces[i].dimension].push_back(place[i]);
  return result;
}

std::optional<Dimensions> Layout::order() const {
  if (stated)
    return stated;
  Dimensions ones, order;
  llvm::SmallVector<std::pair<int, int64_t>> placed;
  for (auto [d, atoms] : llvm::enumerate(dimensions)) {
    for (size_t i = 1; i < atoms.size(); ++i)
      if (atoms[i] != atoms[i - 1] + 1)
        return std::nullopt;
    if (atoms.empty())
      ones.push_back(d);
    else
      placed.push_back({atoms[0], d}); // samples, -1, come first
  }
  llvm::sort(placed);
  // Sizes of 1 stay before the next dimension that is larger, so that an order
  // that needs no move is the model's.
  for (auto [atom, d] : placed) {
    while (!ones.empty() && ones.front() < d) {
      order.push_back(ones.front());
      ones.erase(ones.begin());
    }
    order.push_back(d);
  }
  order.append(ones.begin(), ones.end());
  return order;
}
