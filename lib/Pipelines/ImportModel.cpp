//===- ImportModel.cpp - From a model file to a module --------------------===//

#include "sima/Pipelines/ImportModel.h"
#include "mlir/Parser/Parser.h"
#include "sima/Conversion/MLAToMPK/MLAToMPK.h"
#include "sima/Import/ONNX/ImportONNX.h"
#include "sima/Import/TFLite/ImportTFLite.h"
#include "sima/Pipelines/ModuleText.h"
#include "sima/Pipelines/Network.h"
#include "sima/Support/Files.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;
using namespace sima;
using llvm::createStringError;

llvm::StringRef sima::modelNameOf(StringRef file) {
  StringRef name = llvm::sys::path::filename(file);
  return name.substr(0, name.rfind('.'));
}

llvm::Error sima::checkModelName(StringRef name) {
  if (name.empty())
    return createStringError("the model has no name; use --name");
  for (char c : name)
    if (!llvm::isAlnum(c) && !StringRef("._-+").contains(c))
      return createStringError("name '" + name +
                               "' has a character that file names in archives "
                               "cannot have; use --name with letters, digits, "
                               ". _ - +");
  return llvm::Error::success();
}

/// Null after a diagnostic.
static llvm::Expected<OwningOpRef<ModuleOp>>
readModule(StringRef text, StringRef path, MLIRContext &context) {
  StringRef fileName = llvm::sys::path::filename(path);
  if (fileName.ends_with(".tflite"))
    return importTFLite(text, fileName, &context);
  if (fileName.ends_with(".onnx"))
    return importONNX(text, fileName, llvm::sys::path::parent_path(path),
                      &context);
  if (!fileName.ends_with(".mlir"))
    return createStringError(
        path +
        ": unknown kind of model; use a .onnx, .tflite, .sima or .mlir file");
  if (llvm::Error wrong = checkModuleText(text, path))
    return std::move(wrong);
  return parseSourceString<ModuleOp>(text, &context, fileName);
}

llvm::Expected<OwningOpRef<ModuleOp>>
sima::importModel(StringRef path, StringRef modelName, MLIRContext &context) {
  if (path.ends_with(".sima")) {
    auto network = Network::load(path);
    if (!network)
      return network.takeError();
    network->name = modelName.str();
    return network->materialize(context);
  }
  auto bytes = readFile(path, std::max(kMaxTFLiteFileBytes, kMaxONNXFileBytes));
  if (!bytes)
    return bytes.takeError();
  StringRef text = (*bytes)->getBuffer();
  auto module = readModule(text, path, context);
  if (!module)
    return module.takeError();
  if (!*module)
    return createStringError("");
  Builder builder(&context);
  auto note = [&](StringRef name, const llvm::Twine &value) {
    (**module)->setAttr(name, builder.getStringAttr(value));
  };
  note(kModelNameAttr, modelName);
  note(kModelPathAttr, llvm::sys::path::filename(path));
  note(kModelChecksumAttr,
       llvm::toHex(llvm::SHA256::hash(llvm::arrayRefFromStringRef(text)),
                   /*LowerCase=*/true));
  return module;
}
