//===- RunModule.cpp - MLIR by the reference interpreter ------------------===//

#include "Module.h"
#include "Runners.h"
#include "dialects/MLA/IR/MLA.h"
#include "sima/Pipelines/TensorArray.h"

using namespace sima;
using llvm::createStringError;
using mlir::func::FuncOp;

/// Options that only the simulator has a use for.
static llvm::Error checkOptions(const RunOptions &options) {
  const char *useless = options.timingOnly                ? "--timing-only"
                        : options.repeat != 1             ? "--repeat"
                        : !options.timelineFile.empty()   ? "--timeline"
                        : options.clock != RunClock::Both ? "--clock"
                        : !options.target.empty()         ? "--target"
                                                          : nullptr;
  if (options.noCheck)
    return createStringError(options.file + ": --no-check is about "
                                            "instructions, an MLIR file has "
                                            "none; give an archive or an ELF "
                                            "file");
  if (!useless)
    return llvm::Error::success();
  return createStringError(options.file + ": " + useless +
                           " is about time, an MLIR file has none; give an "
                           "archive or an ELF file");
}

/// Runs every function as a test: its `check` operations must hold.
static bool runTests(llvm::ArrayRef<FuncOp> tests, llvm::raw_ostream &os) {
  bool allPass = true;
  for (FuncOp test : tests) {
    auto results = reference::interpret(test, {});
    if (results) {
      os << "PASS " << test.getSymName() << "\n";
      continue;
    }
    allPass = false;
    os << "FAIL " << test.getSymName() << ": "
       << llvm::toString(results.takeError()) << "\n";
  }
  return allPass;
}

llvm::Expected<bool> sima::runModule(const RunOptions &options,
                                     llvm::raw_ostream &os) {
  if (llvm::Error error = checkOptions(options))
    return std::move(error);
  auto loaded = loadModule(options.file);
  if (!loaded)
    return loaded.takeError();
  auto functions = llvm::to_vector(loaded->module->getOps<FuncOp>());
  bool areTests = !functions.empty() && llvm::all_of(functions, [](FuncOp f) {
    return f.getNumArguments() == 0 && f.getNumResults() == 0;
  });
  if (areTests && options.inputs.empty() && options.compareWith.empty())
    return runTests(functions, os);

  auto function = mainFunction(*loaded->module, options.file);
  if (!function)
    return function.takeError();
  auto specs = inputSpecs(*function);
  if (!specs)
    return specs.takeError();
  auto inputs = readInputs(options.inputs, *specs);
  if (!inputs)
    return inputs.takeError();

  RunResults results;
  if (!options.compareWith.empty()) {
    auto expectations = Expectations::load(options.compareWith, *inputs);
    if (!expectations)
      return expectations.takeError();
    results.comparison.emplace(std::move(*expectations));
  }
  auto outputs = interpretArrays(
      *function, *inputs, [&](mlir::Value value, reference::Tensor &tensor) {
        if (!results.comparison)
          return;
        NamedArray found{mla::nodeName(value.getLoc()).str(), arrayOf(tensor),
                         sourceOrder(value.getDefiningOp()->getAttr(
                             mla::kSourcePermutationAttr))};
        results.comparison->addTensor(found);
        tensor.bytes = std::move(found.array.data);
      });
  if (!outputs)
    return outputs.takeError();
  results.outputs = std::move(*outputs);
  return finish(options, *inputs, std::move(results), os);
}
