//===- Manifest.h - The manifest of an archive ------------------*- C++ -*-===//
//
// `<model>_mpk.json` as plain structs, its reader and its writer. The reader
// checks form; what a runtime asks of the content is ManifestCheck.h.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PACKAGE_MANIFEST_H
#define SIMA_PACKAGE_MANIFEST_H

#include "sima/Package/Json.h"
#include <array>
#include <optional>

namespace sima::package {

enum class Processor { EV74, MLA, A65 };

/// "EV74", "MLA" or "A65", as a manifest spells it.
llvm::StringRef processorName(Processor processor);

/// A tensor that a plugin reads or writes. Tensors of equal name are the same.
struct ManifestTensor {
  std::string name;
  int64_t size = 0; ///< bytes, all samples of the batch
  /// Only where a network's input goes straight into the MLA.
  std::vector<int64_t> shape;
  std::string dtype; ///< given exactly when `shape` is
  bool operator==(const ManifestTensor &other) const = default;
};

/// An input as the application hands it over.
struct ManifestInput {
  std::string name;
  int64_t size = 0; ///< bytes, all samples of the batch
  std::optional<std::array<double, 2>> range; ///< lowest, highest
  bool operator==(const ManifestInput &other) const = default;
};

/// One stage. A65 stages carry no batch in the text; it reads as 1.
struct Plugin {
  std::string name;
  int64_t sequence = 1; ///< from 1, order of execution
  Processor processor = Processor::EV74;
  int64_t desiredBatch = 1;
  int64_t actualBatch = 1;
  std::string kernel; ///< EV74 only
  /// The kernel's `params`; on MLA and A65 what `config_params` holds beside
  /// the batch. In the order of the text.
  JsonObject params;
  std::vector<ManifestTensor> inputs;
  std::vector<ManifestTensor> outputs;
  std::optional<std::string> executable; ///< absent: `resources` is null
  bool operator==(const Plugin &other) const = default;
};

/// A whole manifest.
struct Manifest {
  std::string name;
  std::optional<std::string> modelPath;
  std::optional<std::string> modelChecksum; ///< SHA-256 in hexadecimal
  int64_t sequence = 1;
  std::string sdkVersion = "2.1.0";
  std::vector<ManifestInput> inputs;
  std::vector<Plugin> plugins;
  bool operator==(const Manifest &other) const = default;
};

/// Reads a manifest. Errors are one line that begins with `where` and names the
/// place, such as `plugins[3].input_nodes[0].size`; they are RuleErrors.
/// Missing keys are errors, and so are keys that the format does not have,
/// unless `unknownKeys` is given, which then takes their places; keys of
/// `params` are not checked.
llvm::Expected<Manifest>
readManifest(llvm::StringRef text, llvm::StringRef where,
             std::vector<std::string> *unknownKeys = nullptr);

/// The manifest's text, byte for byte as the format has it; `params` in the
/// order in which they stand in the struct.
std::string writeManifest(const Manifest &manifest);

} // namespace sima::package

#endif // SIMA_PACKAGE_MANIFEST_H
