//===- NetworkFile.cpp - Networks in .sima files --------------------------===//

#include "sima/Package/Json.h"
#include "sima/Package/Zip.h"
#include "sima/Pipelines/ImportModel.h"
#include "sima/Pipelines/Network.h"
#include "sima/Support/Files.h"
#include "sima/Support/OutputFiles.h"
#include "llvm/Support/SHA256.h"

using namespace sima;
using namespace sima::package;
using llvm::createStringError;
using llvm::StringRef;
using llvm::Twine;

static constexpr llvm::StringLiteral kDescription = "network.json";
static constexpr llvm::StringLiteral kText = "network.mlir";
static constexpr llvm::StringLiteral kWeights = "weights.bin";
static constexpr llvm::StringLiteral kFormat = "sima-network";

/// Of the files that are written. Version 1 is the first.
static constexpr int64_t kVersion = 1;

static constexpr uint64_t kMaxFileBytes = uint64_t(1) << 32;

static std::string digestOf(llvm::ArrayRef<uint8_t> bytes) {
  return llvm::toHex(llvm::SHA256::hash(bytes), /*LowerCase=*/true);
}

//===----------------------------------------------------------------------===//
// Writer
//===----------------------------------------------------------------------===//

static ArchiveFile fileOf(StringRef name, StringRef bytes) {
  return {name.str(), {bytes.bytes_begin(), bytes.bytes_end()}};
}

llvm::Error Network::save(StringRef path) const {
  std::vector<ArchiveFile> files = {fileOf(kText, text),
                                    fileOf(kWeights, weights)};
  JsonObject digests;
  for (const ArchiveFile &file : files)
    digests.add(file.name, digestOf(file.data));
  JsonObject description;
  description.add("format", kFormat.str());
  description.add("version", kVersion);
  description.add("name", name);
  if (!targetName.empty()) {
    JsonObject target;
    target.add("name", targetName);
    target.add("description", targetDescription);
    description.add("target", std::move(target));
  }
  description.add("sha256", std::move(digests));
  files.insert(files.begin(), fileOf(kDescription, printJson(description)));
  auto bytes = zip(files);
  if (!bytes)
    return createStringError(path + ": " + llvm::toString(bytes.takeError()));
  OutputFiles output;
  if (llvm::Error error = output.add(path, *bytes))
    return error;
  return output.commit();
}

//===----------------------------------------------------------------------===//
// Reader
//===----------------------------------------------------------------------===//

namespace {
/// A .sima file being read.
class Reader {
public:
  Reader(StringRef path, std::vector<ArchiveFile> files)
      : path(path), files(std::move(files)) {}

  llvm::Expected<Network> read();

private:
  llvm::Error fail(const Twine &why) const {
    return createStringError(path + ": " + why);
  }
  llvm::Expected<const ArchiveFile *> find(StringRef name) const;
  llvm::Expected<std::string> checked(const JsonObject &digests,
                                      StringRef name) const;
  llvm::Error checkVersion(const JsonObject &description) const;

  StringRef path;
  std::vector<ArchiveFile> files;
};
} // namespace

template <typename T>
static const T *memberOf(const JsonObject &object, StringRef key) {
  const JsonValue *value = object.find(key);
  return value ? value->getIf<T>() : nullptr;
}

llvm::Expected<const ArchiveFile *> Reader::find(StringRef name) const {
  for (const ArchiveFile &file : files)
    if (file.name == name)
      return &file;
  return fail("has no '" + name + "'; save the model again");
}

/// The bytes of a file, if they are those that were written.
llvm::Expected<std::string> Reader::checked(const JsonObject &digests,
                                            StringRef name) const {
  auto file = find(name);
  if (!file)
    return file.takeError();
  const auto *digest = memberOf<std::string>(digests, name);
  if (!digest || *digest != digestOf((*file)->data))
    return fail("'" + name +
                "' is not what was saved: its SHA-256 differs; save the model "
                "again, or copy the file again");
  return std::string((*file)->data.begin(), (*file)->data.end());
}

llvm::Error Reader::checkVersion(const JsonObject &description) const {
  const auto *format = memberOf<std::string>(description, "format");
  const auto *version = memberOf<int64_t>(description, "version");
  if (!format || *format != kFormat || !version || *version < 1)
    return fail("is no file of a network: '" + kDescription +
                "' says neither format nor version");
  if (*version > kVersion)
    return fail("has version " + Twine(*version) +
                ", this program reads 1 to " + Twine(kVersion) +
                "; use a newer release of SimaMLIR");
  return llvm::Error::success();
}

llvm::Expected<Network> Reader::read() {
  auto text = find(kDescription);
  if (!text)
    return text.takeError();
  JsonLimits limits;
  limits.textBytes = size_t(1) << 16;
  auto json =
      parseJson((*text)->text(), (path + ": " + kDescription).str(), limits);
  if (!json)
    return json.takeError();
  const auto *description = json->getIf<JsonObject>();
  if (!description)
    return fail("'" + kDescription + "' is no object");
  if (llvm::Error error = checkVersion(*description))
    return std::move(error);
  const auto *name = memberOf<std::string>(*description, "name");
  const auto *digests = memberOf<JsonObject>(*description, "sha256");
  if (!name || !digests)
    return fail("'" + kDescription + "' lacks name or sha256");
  if (llvm::Error wrong = checkModelName(*name))
    return fail(llvm::toString(std::move(wrong)));
  Network network;
  network.name = *name;
  if (const auto *target = memberOf<JsonObject>(*description, "target")) {
    const auto *targetName = memberOf<std::string>(*target, "name");
    const auto *text = memberOf<std::string>(*target, "description");
    if (!targetName || !text)
      return fail("the target in '" + kDescription +
                  "' lacks name or description");
    network.targetName = *targetName;
    network.targetDescription = *text;
  }
  auto module = checked(*digests, kText);
  if (!module)
    return module.takeError();
  auto weights = checked(*digests, kWeights);
  if (!weights)
    return weights.takeError();
  network.text = std::move(*module);
  network.weights = std::move(*weights);
  return network;
}

llvm::Expected<Network> Network::load(StringRef path) {
  auto bytes = readFile(path, kMaxFileBytes);
  if (!bytes)
    return bytes.takeError();
  auto files = unzip((*bytes)->getBuffer(), path);
  if (!files)
    return files.takeError();
  return Reader(path, std::move(*files)).read();
}
