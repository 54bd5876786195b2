//===- KernelKeys.cpp - Parameters of every kernel, in order --------------===//

#include "dialects/MPK/IR/KernelKeys.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::mpk;

static constexpr KernelKey kQuantize[] = {
    {"channel_params"},   {"num_bits"},     {"rounding"},
    {"output_data_type"}, {"input_shapes"}, {"output_shapes"}};
static constexpr KernelKey kTessellate[] = {
    {"slice_shape"}, {"align_c16"},    {"cblock"},
    {"frame_type"},  {"input_shapes"}, {"output_shapes"}};
static constexpr KernelKey kPack[] = {{"input_shapes"}, {"output_shapes"}};
static constexpr KernelKey kUnpack[] = {
    {"tensor_types"}, {"tensor_shapes"}, {"input_shapes"}, {"output_shapes"}};
static constexpr KernelKey kDetessellate[] = {
    {"slice_shape"}, {"align_c16"},    {"cblock"},       {"frame_type"},
    {"frame_shape"}, {"input_shapes"}, {"output_shapes"}};
static constexpr KernelKey kDequantize[] = {{"channel_params"},
                                            {"input_data_type"},
                                            {"input_shapes"},
                                            {"output_shapes"}};
// Manifests of SDK 2.1.0 leave the source type of a cast to its sizes.
static constexpr KernelKey kCast[] = {{"in_dtype", /*optional=*/true},
                                      {"out_dtype"},
                                      {"input_shapes"},
                                      {"output_shapes"}};
static constexpr KernelKey kSlice[] = {{"begin"},        {"end"},
                                       {"input_shape"},  {"output_shape"},
                                       {"input_shapes"}, {"output_shapes"}};
static constexpr KernelKey kReshape[] = {
    {"newshape"}, {"input_shapes"}, {"output_shapes"}};
static constexpr KernelKey kBatchFlatten[] = {{"input_shapes"},
                                              {"output_shapes"}};
// The types appear only where a network's input goes straight into the MLA.
static constexpr KernelKey kMLA[] = {{"number_of_quads_to_user"},
                                     {"input_types", /*optional=*/true},
                                     {"output_types", /*optional=*/true}};
static constexpr KernelKey kA65[] = {
    {"input_names"}, {"input_types"}, {"output_types"}};

static const KernelKeys kTable[] = {
    {"quantization_transform", kQuantize},
    {"tessellation_transform", kTessellate},
    {"pack_transform", kPack},
    {"unpack_transform", kUnpack},
    {"detessellation_transform", kDetessellate},
    {"dequantization_transform", kDequantize},
    {"cast_transform", kCast},
    {"slice_transform", kSlice},
    {"reshape_transform", kReshape},
    {"batch_flatten_transform", kBatchFlatten},
    {"pass_through", {}},
    {"MLA", kMLA},
    {"A65", kA65},
};

const KernelKeys *sima::mpk::findKernelKeys(llvm::StringRef kernel) {
  for (const KernelKeys &row : kTable)
    if (row.kernel == kernel)
      return &row;
  return nullptr;
}

std::string sima::mpk::checkKernelKeys(const KernelKeys &row,
                                       llvm::ArrayRef<llvm::StringRef> names) {
  for (llvm::StringRef name : names)
    if (llvm::none_of(row.keys,
                      [&](const KernelKey &key) { return key.name == name; }))
      return ("'" + row.kernel + "' has no parameter '" + name + "'").str();
  for (const KernelKey &key : row.keys)
    if (!key.optional && !llvm::is_contained(names, key.name))
      return ("'" + row.kernel + "' needs the parameter '" + key.name + "'")
          .str();
  return "";
}
