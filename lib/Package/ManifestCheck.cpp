//===- ManifestCheck.cpp - What a runtime asks of a manifest --------------===//

#include "sima/Package/ManifestCheck.h"
#include "Frame.h"
#include "Message.h"
#include "Params.h"
#include "dialects/MPK/IR/KernelKeys.h"
#include "sima/Package/Archive.h"
#include "sima/Package/TensorTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include <map>
#include <set>

using namespace sima;
using namespace sima::package;

namespace {
/// Collects violations, one line each.
class Checker {
public:
  explicit Checker(const Manifest &manifest) : manifest(manifest) {}
  llvm::Error run();

private:
  void complain(const llvm::Twine &what) {
    errors = llvm::joinErrors(std::move(errors), makeError(what));
  }
  void complain(const Plugin &stage, const llvm::Twine &what) {
    complain("stage " + quote(stage.name) + ": " + what);
  }
  void checkText();
  void checkJoins();
  void checkOutputs();
  void checkKeys(const Plugin &stage);
  void checkExecutable(const Plugin &stage);
  void checkBatch(const Plugin &stage);
  void checkFrame(const Plugin &stage);

  const Manifest &manifest;
  std::map<std::string, int64_t> sizes; ///< of everything written so far
  std::set<std::string> read;
  llvm::Error errors = llvm::Error::success();
};
} // namespace

/// Names reach the text of the manifest, and the model's name file names.
void Checker::checkText() {
  if (std::string why = checkFileName(manifest.name + "_mpk.json");
      !why.empty())
    complain(why);
  auto checkName = [&](const std::string &name) {
    const auto *begin = reinterpret_cast<const llvm::UTF8 *>(name.data());
    if (name.empty() || !llvm::isLegalUTF8String(&begin, begin + name.size()))
      complain("the name " + quote(name) + " is empty or not valid UTF-8");
  };
  for (const ManifestInput &input : manifest.inputs)
    checkName(input.name);
  for (const Plugin &stage : manifest.plugins) {
    checkName(stage.name);
    for (const ManifestTensor &tensor : stage.outputs)
      checkName(tensor.name);
  }
}

/// Rule 2: execution order, producers and sizes.
void Checker::checkJoins() {
  std::set<std::string> names;
  for (const ManifestInput &input : manifest.inputs)
    if (!sizes.emplace(input.name, input.size).second)
      complain("two inputs named " + quote(input.name));
  int64_t expected = 1;
  for (const Plugin &stage : manifest.plugins) {
    if (stage.sequence != expected)
      complain(stage, "sequence " + llvm::Twine(stage.sequence) +
                          ", expected " + llvm::Twine(expected));
    ++expected;
    if (!names.insert(stage.name).second)
      complain(stage, "its name is that of an earlier stage");
    if (stage.inputs.empty() || stage.outputs.empty())
      complain(stage, "needs at least one input and one output");
    for (const ManifestTensor &tensor : stage.inputs) {
      auto found = sizes.find(tensor.name);
      if (found == sizes.end())
        complain(stage, "reads " + quote(tensor.name) +
                            ", which nothing before it writes");
      else if (found->second != tensor.size)
        complain(stage, "reads " + llvm::Twine(tensor.size) + " bytes of " +
                            quote(tensor.name) + ", its producer writes " +
                            llvm::Twine(found->second));
      read.insert(tensor.name);
    }
    for (const ManifestTensor &tensor : stage.outputs)
      if (!sizes.emplace(tensor.name, tensor.size).second)
        complain(stage, "writes " + quote(tensor.name) +
                            ", which already has a producer");
  }
}

/// Rule 2: every input is used, and results come out of the last stage.
void Checker::checkOutputs() {
  if (manifest.plugins.empty())
    return complain("the pipeline has no stages");
  for (const ManifestInput &input : manifest.inputs)
    if (!read.count(input.name))
      complain("no stage reads the input " + quote(input.name));
  const Plugin &last = manifest.plugins.back();
  if (last.outputs.size() > 1 && last.kernel != mpk::kPassThroughKernel)
    complain(last, "several outputs leave the pipeline, only pass_through may "
                   "hand them over");
  for (const Plugin &stage : llvm::drop_end(manifest.plugins)) {
    if (stage.kernel == mpk::kPassThroughKernel)
      complain(stage, "pass_through must be the last stage");
    for (const ManifestTensor &tensor : stage.outputs)
      if (!read.count(tensor.name))
        complain(stage, "nothing reads " + quote(tensor.name) +
                            "; outputs must go through a last pass_through");
  }
}

/// Rule 1: the keys of the kernel, all of them, in their order.
void Checker::checkKeys(const Plugin &stage) {
  bool isEV74 = stage.processor == Processor::EV74;
  if (!isEV74 && !stage.kernel.empty())
    return complain(stage, "only EV74 stages name a kernel");
  const mpk::KernelKeys *row = mpk::findKernelKeys(
      isEV74 ? llvm::StringRef(stage.kernel) : processorName(stage.processor));
  if (!row || (isEV74 &&
               (row->kernel == mpk::kMLAKeys || row->kernel == mpk::kA65Keys)))
    return complain(stage, "unknown kernel " + quote(stage.kernel));
  std::vector<llvm::StringRef> names;
  for (const auto &member : stage.params.members)
    names.push_back(member.first);
  if (std::string why = mpk::checkKernelKeys(*row, names); !why.empty())
    return complain(stage, why);
  size_t position = 0;
  for (const mpk::KernelKey &key : row->keys)
    if (position < names.size() && names[position] == key.name)
      ++position;
  if (position != names.size())
    complain(stage, "parameter " + quote(names[position]) +
                        " is not at its place in the order of the format");
}

/// Rule 3, as far as it concerns the manifest.
void Checker::checkExecutable(const Plugin &stage) {
  bool isPassThrough = stage.kernel == mpk::kPassThroughKernel;
  if (isPassThrough || !stage.executable) {
    if (isPassThrough == stage.executable.has_value())
      complain(stage, isPassThrough ? "pass_through has no executable"
                                    : "needs an executable");
    return;
  }
  llvm::StringRef name = *stage.executable;
  if (stage.processor == Processor::EV74) {
    if (name != mpk::kEV74Executable)
      complain(stage, "executable " + quote(name) + ", expected '" +
                          mpk::kEV74Executable + "'");
    return;
  }
  llvm::StringRef suffix =
      stage.processor == Processor::MLA ? "_mla.elf" : "_a65.so";
  std::string why = checkFileName(name);
  if (why.empty() && !name.ends_with(suffix))
    why = "executable " + quote(name) + ", expected a name that ends in '" +
          suffix.str() + "'";
  if (!why.empty())
    complain(stage, why);
}

/// Rule 5: one batch for the whole pipeline, at the front of every shape.
void Checker::checkBatch(const Plugin &stage) {
  if (stage.processor == Processor::A65)
    return;
  const Plugin &first = *llvm::find_if(manifest.plugins, [](const Plugin &p) {
    return p.processor != Processor::A65;
  });
  if (stage.actualBatch != first.actualBatch ||
      stage.desiredBatch != first.desiredBatch)
    complain(stage, "batch " + llvm::Twine(stage.actualBatch) + " of " +
                        llvm::Twine(stage.desiredBatch) + ", stage " +
                        quote(first.name) + " has " +
                        llvm::Twine(first.actualBatch) + " of " +
                        llvm::Twine(first.desiredBatch));
  if (stage.actualBatch < 1 || stage.actualBatch > stage.desiredBatch)
    complain(stage, "batch " + llvm::Twine(stage.actualBatch) + " of " +
                        llvm::Twine(stage.desiredBatch) + " asked for");
  llvm::Expected<StageTypes> types = stageTypes(stage);
  if (!types)
    return complain(llvm::toString(types.takeError()));
  for (const std::vector<PortType> *ports : {&types->inputs, &types->outputs})
    for (const PortType &port : *ports)
      if (!port.shape.empty() && port.shape.front() != stage.actualBatch)
        complain(stage, "shape " + shapeText(port.shape) +
                            " does not begin with the batch of " +
                            llvm::Twine(stage.actualBatch));
}

/// Rule 6: slices, frames and the sizes of their buffers.
void Checker::checkFrame(const Plugin &stage) {
  bool reads = stage.kernel == "detessellation_transform";
  if ((!reads && stage.kernel != "tessellation_transform") ||
      stage.inputs.size() != 1 || stage.outputs.size() != 1)
    return;
  auto shape = [&]() -> llvm::Expected<Shape> {
    if (reads)
      return shapeParam(stage.params, "frame_shape");
    llvm::Expected<std::vector<Shape>> shapes =
        shapesParam(stage.params, "input_shapes");
    if (!shapes)
      return shapes.takeError();
    if (shapes->size() != 1)
      return makeError("parameter 'input_shapes' does not hold one shape");
    return shapes->front();
  }();
  if (!shape)
    return complain(stage, llvm::toString(shape.takeError()));
  llvm::Expected<Frame> frame = readFrame(stage.params, *shape);
  if (!frame)
    return complain(stage, llvm::toString(frame.takeError()));
  const SliceLayout &layout = frame->layout;
  const ManifestTensor &carrier = reads ? stage.inputs[0] : stage.outputs[0];
  const ManifestTensor &plain = reads ? stage.outputs[0] : stage.inputs[0];
  if (carrier.size != frame->carrierBytes())
    complain(stage, quote(carrier.name) + " has " + llvm::Twine(carrier.size) +
                        " bytes, its slices take " +
                        llvm::Twine(frame->carrierBytes()));
  if (plain.size != frame->plainBytes())
    complain(stage, quote(plain.name) + " has " + llvm::Twine(plain.size) +
                        " bytes, the frame " + shapeText(*shape) + " takes " +
                        llvm::Twine(frame->plainBytes()));
  if (!reads)
    return;
  if ((layout.alignC16 || layout.cblock) && layout.sliceC != layout.c)
    complain(stage, "slices of " + llvm::Twine(layout.sliceC) +
                        " channels, the frame has " + llvm::Twine(layout.c));
  if (shape->size() == 2 && stage.actualBatch != 1)
    complain(stage, "a frame of rank 2 only goes with a batch of 1");
}

llvm::Error Checker::run() {
  checkText();
  checkJoins();
  checkOutputs();
  for (const Plugin &stage : manifest.plugins) {
    checkKeys(stage);
    checkExecutable(stage);
    checkBatch(stage);
    checkFrame(stage);
  }
  return std::move(errors);
}

llvm::Error sima::package::checkManifest(const Manifest &manifest) {
  return Checker(manifest).run();
}
