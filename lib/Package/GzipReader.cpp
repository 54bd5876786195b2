//===- GzipReader.cpp - Unpacks an untrusted gzip file --------------------===//

#include "GzipReader.h"
#include "Message.h"
#include "llvm/Support/FileSystem.h"
#include <zlib.h>

using namespace sima::package;
namespace fs = llvm::sys::fs;

static constexpr size_t kBlockBytes = size_t(1) << 16;

struct GzipReader::State {
  fs::file_t file = fs::kInvalidFile;
  uint64_t fileBytes = 0;
  z_stream stream = {};
  std::vector<uint8_t> packed = std::vector<uint8_t>(kBlockBytes);
  std::vector<uint8_t> unpacked = std::vector<uint8_t>(kBlockBytes);
  uint64_t unpackedBytes = 0;
  uint64_t nonZeroEnd = 0; ///< position behind the last byte that is not 0
  bool isInitialized = false, isAtEnd = false;

  ~State() {
    if (isInitialized)
      inflateEnd(&stream);
    if (file != fs::kInvalidFile)
      (void)fs::closeFile(file);
  }
  llvm::Error fill();
  llvm::Error checkEnd();
  llvm::Expected<llvm::ArrayRef<uint8_t>> read();
};

static llvm::Error broken(const llvm::Twine &why) {
  return makeRuleError("A-archive", why);
}

/// Reads the next bytes of the file once all have been used.
llvm::Error GzipReader::State::fill() {
  if (stream.avail_in != 0)
    return llvm::Error::success();
  llvm::Expected<size_t> got = fs::readNativeFile(
      file, {reinterpret_cast<char *>(packed.data()), packed.size()});
  if (!got)
    return got.takeError();
  stream.next_in = packed.data();
  stream.avail_in = static_cast<uInt>(*got);
  return llvm::Error::success();
}

llvm::Error GzipReader::State::checkEnd() {
  isAtEnd = true;
  if (llvm::Error error = fill())
    return error;
  if (stream.avail_in != 0)
    return broken("there are bytes behind the gzip stream");
  return llvm::Error::success();
}

llvm::Expected<llvm::ArrayRef<uint8_t>> GzipReader::State::read() {
  stream.next_out = unpacked.data();
  stream.avail_out = static_cast<uInt>(unpacked.size());
  while (!isAtEnd && stream.avail_out != 0) {
    if (llvm::Error error = fill())
      return std::move(error);
    if (stream.avail_in == 0)
      return broken("the gzip stream ends too early");
    int result = inflate(&stream, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      if (llvm::Error error = checkEnd())
        return std::move(error);
    } else if (result != Z_OK) {
      return broken(stream.msg
                        ? "broken gzip stream: " + llvm::Twine(stream.msg)
                        : "broken gzip stream");
    }
  }
  llvm::ArrayRef<uint8_t> bytes(unpacked.data(),
                                unpacked.size() - stream.avail_out);
  for (size_t i = bytes.size(); i-- > 0;)
    if (bytes[i] != 0) {
      nonZeroEnd = unpackedBytes + i + 1;
      break;
    }
  unpackedBytes += bytes.size();
  if (unpackedBytes > maxUnpackedBytes(fileBytes))
    return broken(
        "a file of " + llvm::Twine(fileBytes) + " bytes unpacks to more than " +
        llvm::Twine(maxUnpackedBytes(fileBytes)) + ", the limit of the reader");
  return bytes;
}

GzipReader::GzipReader(std::unique_ptr<State> state)
    : state(std::move(state)) {}
GzipReader::~GzipReader() = default;

llvm::Expected<std::unique_ptr<GzipReader>>
GzipReader::open(const std::string &path) {
  // A directory cannot be read, and a pipe would block.
  fs::file_status status;
  if (std::error_code error = fs::status(path, status))
    return makeError(error.message());
  if (status.type() != fs::file_type::regular_file)
    return makeError("not a regular file");
  auto state = std::make_unique<State>();
  state->fileBytes = status.getSize();
  llvm::Expected<fs::file_t> file = fs::openNativeFileForRead(path);
  if (!file)
    return file.takeError();
  state->file = *file;
  if (llvm::Error error = state->fill())
    return std::move(error);
  if (state->stream.avail_in < 2 || state->packed[0] != 0x1F ||
      state->packed[1] != 0x8B)
    return broken("not compressed with gzip");
  constexpr int kGzipOnly = 16;
  if (inflateInit2(&state->stream, MAX_WBITS + kGzipOnly) != Z_OK)
    return makeError("out of memory");
  state->isInitialized = true;
  return std::unique_ptr<GzipReader>(new GzipReader(std::move(state)));
}

llvm::Expected<llvm::ArrayRef<uint8_t>> GzipReader::read() {
  return state->read();
}

llvm::Expected<uint64_t> GzipReader::finish() {
  for (;;) {
    llvm::Expected<llvm::ArrayRef<uint8_t>> bytes = read();
    if (!bytes)
      return bytes.takeError();
    if (bytes->empty())
      return state->nonZeroEnd;
  }
}
