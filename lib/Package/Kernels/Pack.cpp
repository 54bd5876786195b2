//===- Pack.cpp - Several buffers into one --------------------------------===//

#include "EV74Kernels.h"
#include "PackedLayout.h"
#include <cstring>

using namespace sima::package;

llvm::Error kernels::pack(const KernelCall &call, const StageTypes &) {
  llvm::Expected<PackedLayout> layout = PackedLayout::create(
      call.stage.inputs, call.stage.outputs[0], call.stage.actualBatch);
  if (!layout)
    return layout.takeError();
  for (int64_t n = 0; n < layout->samples; ++n)
    for (size_t i = 0; i < layout->parts.size(); ++i) {
      const PackedLayout::Part &part = layout->parts[i];
      std::memcpy(call.outputs[0].data() + n * layout->sampleBytes +
                      part.offset,
                  call.inputs[i].data() + n * part.bytes, part.bytes);
    }
  return llvm::Error::success();
}
