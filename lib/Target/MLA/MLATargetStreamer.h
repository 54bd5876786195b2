//===- MLATargetStreamer.h - The container's own parts ----------*- C++ -*-===//
//
// What an MLA file has besides words and data: sections, ports, notes and the
// layer map, each a directive in assembly text. Writing a Program and parsing
// text make the same calls in the same order, so both give the same bytes.
// Internal to this library.
//
//===----------------------------------------------------------------------===//
#ifndef LIB_TARGET_MLA_MLATARGETSTREAMER_H
#define LIB_TARGET_MLA_MLATARGETSTREAMER_H

#include "sima/Target/MLA/Program.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/Support/FormattedStream.h"
#include <array>
#include <map>
#include <optional>

namespace sima::isa {

/// Receives the parts in order; keeps the layer map.
class MLATargetStreamer : public llvm::MCTargetStreamer {
public:
  using MCTargetStreamer::MCTargetStreamer;

  /// The version of the instruction set.
  virtual void emitISA(uint32_t version) = 0;
  /// The next piece of the target's YAML text.
  virtual void emitTarget(llvm::StringRef piece) = 0;
  /// The next layer, source node.
  virtual void emitLayer(llvm::StringRef name) { layers.push_back(name.str()); }
  virtual void emitNode(llvm::StringRef name) { nodes.push_back(name.str()); }
  /// What follows is code of the quad, below ProgramLimits::kQuads.
  virtual void beginCode(EntryPoint entry, unsigned quad);
  /// The words that follow belong to the layer and the node.
  virtual void beginRange(uint32_t layer, uint32_t node);
  /// The next operation of a layer.
  virtual void emitOperation(const LayerOperation &operation);
  /// The words that follow in this quad are there for the place.
  virtual void beginPlace(const Place &place);
  /// What follows are the bytes of constant k.
  virtual void beginConstant(uint32_t k);
  /// So many bytes of the constant, behind those before; of an operation of
  /// another layer, from its begin.
  virtual void emitPart(uint32_t operation, PartRole role, uint32_t bytes);
  virtual void emitSpill(uint64_t bytes) = 0;
  virtual void emitPort(const Port &port) = 0;

  /// One instruction.
  void emitWord(const llvm::MCInst &inst);

protected:
  /// Ends the open range, and the open place, at the current word.
  void endRange();
  void endPlace();

  std::vector<std::string> layers;
  std::vector<std::string> nodes;
  /// The layer map of one entry point.
  struct Ranges {
    bool begun = false; ///< there is code of it
    std::vector<CodeRange> ranges;
    std::array<uint32_t, ProgramLimits::kQuads> words{};
  };
  std::array<Ranges, kEntryPoints> entries;
  std::array<unsigned, kEntryPoints> quadsOf{}; ///< that have code
  uint32_t constants = 0;
  /// Written where there are operations.
  Provenance provenance;

private:
  /// Words without a place, which the reader refuses.
  static constexpr uint32_t kNoPlace = UINT32_MAX;
  void openPlace(uint32_t place);
  Ranges &current() { return entries[unsigned(currentEntry)]; }

  EntryPoint currentEntry = EntryPoint::First;
  unsigned currentQuad = 0;
  bool inRange = false;
  bool inPlace = false;
  std::map<Place, uint32_t> numberOfPlace;
};

/// Prints directives into the text of an MC asm streamer.
class MLATargetAsmStreamer : public MLATargetStreamer {
public:
  MLATargetAsmStreamer(llvm::MCStreamer &streamer,
                       llvm::formatted_raw_ostream &os)
      : MLATargetStreamer(streamer), os(os) {}

  void emitISA(uint32_t version) override;
  void emitTarget(llvm::StringRef piece) override;
  void emitLayer(llvm::StringRef name) override;
  void emitNode(llvm::StringRef name) override;
  void beginCode(EntryPoint entry, unsigned quad) override;
  void beginRange(uint32_t layer, uint32_t node) override;
  void emitOperation(const LayerOperation &operation) override;
  void beginPlace(const Place &place) override;
  void beginConstant(uint32_t k) override;
  void emitPart(uint32_t operation, PartRole role, uint32_t bytes) override;
  void emitSpill(uint64_t bytes) override;
  void emitPort(const Port &port) override;

private:
  llvm::formatted_raw_ostream &os;
};

/// Makes sections, symbols and notes in an MC ELF streamer.
class MLATargetELFStreamer : public MLATargetStreamer {
public:
  using MLATargetStreamer::MLATargetStreamer;

  void emitISA(uint32_t version) override { isaVersion = version; }
  void emitTarget(llvm::StringRef piece) override;
  void beginCode(EntryPoint entry, unsigned quad) override;
  void beginConstant(uint32_t k) override;
  void emitSpill(uint64_t bytes) override;
  void emitPort(const Port &port) override;
  /// Writes the notes; called when the MC streamer finishes.
  void finish() override;

private:
  void enterSection(llvm::StringRef name, unsigned type, unsigned flags,
                    unsigned alignment);
  void emitSymbol(const Symbol &symbol);
  void emitNote(llvm::StringRef section, uint32_t type, llvm::StringRef desc);

  std::optional<uint32_t> isaVersion;
  std::optional<std::string> target;
};

/// `text` in quotes, escaped as the assembler reads it.
void printQuoted(llvm::StringRef text, llvm::raw_ostream &os);

} // namespace sima::isa

#endif // LIB_TARGET_MLA_MLATARGETSTREAMER_H
