//===- MiniMallocFile.cpp - Problems in MiniMalloc's format ---------------===//

#include "MiniMallocFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace sima::alloc;

llvm::Expected<Problem> sima::alloc::readMiniMalloc(const std::string &file) {
  auto buffer = llvm::MemoryBuffer::getFile(file);
  if (!buffer)
    return llvm::createStringError(file + ": " + buffer.getError().message());
  llvm::SmallVector<llvm::StringRef> lines;
  (*buffer)->getBuffer().split(lines, '\n');
  constexpr llvm::StringLiteral kNames = "id,lower,upper,size";
  if (lines.front().trim() != kNames)
    return llvm::createStringError(file + ":1: expected " + kNames.str());
  Problem problem;
  problem.memory = llvm::sys::path::stem(file).str();
  problem.alignment = 1;
  for (auto [number, line] : llvm::enumerate(lines)) {
    if (number == 0 || line.trim().empty())
      continue;
    llvm::SmallVector<llvm::StringRef> cells;
    line.trim().split(cells, ',');
    int64_t lower = 0, upper = 0;
    uint64_t size = 0;
    if (cells.size() != 4 || cells[1].getAsInteger(10, lower) ||
        cells[2].getAsInteger(10, upper) || cells[3].getAsInteger(10, size) ||
        upper <= lower)
      return llvm::createStringError(
          llvm::formatv("{0}:{1}: expected four numbers with lower < upper, "
                        "found {2}",
                        file, number + 1, line.trim()));
    problem.buffers.push_back({"b" + cells[0].str(), size, lower, upper - 1});
  }
  return problem;
}
