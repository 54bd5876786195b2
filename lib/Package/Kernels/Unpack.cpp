//===- Unpack.cpp - One buffer into several -------------------------------===//

#include "EV74Kernels.h"
#include "PackedLayout.h"
#include <cstring>

using namespace sima::package;

llvm::Error kernels::unpack(const KernelCall &call, const StageTypes &) {
  llvm::Expected<PackedLayout> layout = PackedLayout::create(
      call.stage.outputs, call.stage.inputs[0], call.stage.actualBatch);
  if (!layout)
    return layout.takeError();
  for (int64_t n = 0; n < layout->samples; ++n)
    for (size_t i = 0; i < layout->parts.size(); ++i) {
      const PackedLayout::Part &part = layout->parts[i];
      std::memcpy(call.outputs[i].data() + n * part.bytes,
                  call.inputs[0].data() + n * layout->sampleBytes + part.offset,
                  part.bytes);
    }
  return llvm::Error::success();
}
