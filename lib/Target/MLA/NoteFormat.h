//===- NoteFormat.h - Names of the container and its notes ------*- C++ -*-===//
//
// Section names, note numbers and the bytes of the layer map, shared by the
// writer and the reader. Internal to this library.
//
//===----------------------------------------------------------------------===//
#ifndef LIB_TARGET_MLA_NOTEFORMAT_H
#define LIB_TARGET_MLA_NOTEFORMAT_H

#include "sima/Target/MLA/Program.h"
#include "llvm/ADT/ArrayRef.h"

namespace sima::isa {

inline constexpr llvm::StringLiteral kCodePrefix = ".text.q";
/// Behind the names of sections and labels of entry point `next`.
inline constexpr llvm::StringLiteral kNextSuffix = ".next";
inline constexpr llvm::StringLiteral kConstantPrefix = ".const.";
inline constexpr llvm::StringLiteral kSpillSection = ".spill";
inline constexpr llvm::StringLiteral kInputPrefix = "data.ifm.persistent.";
inline constexpr llvm::StringLiteral kOutputPrefix = "data.ofm.persistent.";
/// Sections of one joined port, which has this name instead of a tensor's.
inline constexpr llvm::StringLiteral kJoinedInputPrefix = "data.ifm.";
inline constexpr llvm::StringLiteral kJoinedOutputPrefix = "data.ofm.";
inline constexpr llvm::StringLiteral kJoinedInput = "ifm";
inline constexpr llvm::StringLiteral kJoinedOutput = "ofm";
inline constexpr llvm::StringLiteral kISANote = ".note.sima.isa";
inline constexpr llvm::StringLiteral kTargetNote = ".note.sima.target";
inline constexpr llvm::StringLiteral kLayersNote = ".note.sima.layers";
inline constexpr llvm::StringLiteral kNextNote = ".note.sima.next";
inline constexpr llvm::StringLiteral kProvenanceNote = ".note.sima.provenance";

inline constexpr uint32_t kPortSectionType = 0x71ba0002;
inline constexpr unsigned kPortHeaderBytes = 16;
inline constexpr uint64_t kPortSegments = 1;
inline constexpr unsigned kSectionAlignment = 64;
inline constexpr unsigned kPortAlignment = 4096;
inline constexpr unsigned kNoteAlignment = 4;

/// Owner of the notes, and their types.
inline constexpr llvm::StringLiteral kNoteName = "SiMa-MLA";
enum NoteType : uint32_t {
  NoteISA = 1,
  NoteTarget = 2,
  NoteLayers = 3,
  NoteNext = 4,
  NoteProvenance = 5
};

/// The section that holds the code of a quad.
std::string codeSectionName(EntryPoint entry, unsigned quad);
/// The symbol where a layer begins in a quad.
std::string layerLabel(llvm::StringRef layer, EntryPoint entry, unsigned quad);

/// Bytes of the layer map: the strings are the layers, then the nodes.
std::string writeLayerMap(llvm::ArrayRef<std::string> layers,
                          llvm::ArrayRef<std::string> nodes,
                          llvm::ArrayRef<CodeRange> ranges);

/// Reads any layer map whose strings are in that order.
llvm::Error readLayerMap(llvm::StringRef bytes, Program &program);

/// Bytes of the ranges of `next`: the end of a layer map, without the names.
std::string writeNextRanges(uint32_t layers, llvm::ArrayRef<CodeRange> ranges);

/// Reads them; the layer map has been read.
llvm::Error readNextRanges(llvm::StringRef bytes, const Program &program,
                           std::vector<CodeRange> &ranges);

} // namespace sima::isa

#endif // LIB_TARGET_MLA_NOTEFORMAT_H
