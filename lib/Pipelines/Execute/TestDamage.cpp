//===- TestDamage.cpp - A pass that does damage ---------------------------===//
//
// For tests of what watches passes, and of nothing else: the only pass that is
// wrong on purpose.
//
//===----------------------------------------------------------------------===//
#include "TestDamage.h"
#include "dialects/MLA/IR/MLA.h"
#include "dialects/Quad/IR/Quad.h"
#include "mlir/Pass/Pass.h"
#include <cstdlib>

using namespace mlir;
using namespace sima;

namespace {
enum class Damage { Value, Wait, Failure, Crash };

struct TestDamagePass
    : PassWrapper<TestDamagePass, OperationPass<mlir::ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(TestDamagePass)

  TestDamagePass() = default;
  TestDamagePass(const TestDamagePass &other) : PassWrapper(other) {}

  StringRef getArgument() const final { return "test-damage"; }
  StringRef getDescription() const final {
    return "Breaks operations on purpose, for tests of "
           "--verify-each-by-execution";
  }

  void runOnOperation() override {
    if (kind == Damage::Wait) {
      quad::WaitOp first;
      getOperation().walk([&](quad::WaitOp wait) {
        first = wait;
        return WalkResult::interrupt();
      });
      if (first)
        first.erase();
      return;
    }
    getOperation().walk([&](Operation *operation) {
      if (operation->getName().getStringRef() == name)
        damage(operation);
    });
  }

private:
  void damage(Operation *operation) {
    if (kind == Damage::Crash)
      std::abort();
    if (kind == Damage::Failure) {
      operation->emitError("is damaged");
      return signalPassFailure();
    }
    // A clamp is lost, or one is there that was not.
    auto clamp = operation->getAttrOfType<mla::ActivationAttr>("activation");
    if (clamp)
      operation->setAttr(
          "activation",
          mla::ActivationAttr::get(&getContext(),
                                   clamp.getValue() == mla::Activation::none
                                       ? mla::Activation::relu
                                       : mla::Activation::none));
  }

  Option<Damage> kind{
      *this, "kind", llvm::cl::init(Damage::Value),
      llvm::cl::desc("what is done"),
      llvm::cl::values(
          clEnumValN(Damage::Value, "value", "clamps are lost or added"),
          clEnumValN(Damage::Wait, "wait", "the first quad.wait is lost"),
          clEnumValN(Damage::Failure, "failure", "the pass fails"),
          clEnumValN(Damage::Crash, "crash", "the process ends"))};
  Option<std::string> name{*this, "op", llvm::cl::init("mla.conv2d"),
                           llvm::cl::desc("name of the operations")};
};
} // namespace

void sima::registerTestDamagePass() { PassRegistration<TestDamagePass>(); }
