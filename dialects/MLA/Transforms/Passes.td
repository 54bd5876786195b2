//===- Passes.td - Passes of the mla dialect ---------------*- tablegen -*-===//
#ifndef SIMA_MLA_PASSES
#define SIMA_MLA_PASSES

include "mlir/Pass/PassBase.td"

def Legalize : Pass<"mla-legalize", "::mlir::ModuleOp"> {
  let summary = "Rewrites operations into those the MLA executes";
  let description = [{
    Fully connected layers become 1x1 convolutions, of one position or of the positions they are applied to, depthwise
    convolutions of one input channel ordinary ones. A pad with the zero point joins the padding of the convolution that alone uses it, up to 127 positions at top and
    left and fewer than the kernel spans. A pool whose window covers a map of more than 128 rows or columns becomes a reduction, where that rounds alike. Feature maps of one row become maps of one column, since quads share rows. Sets
    the module's target.
  }];
  let options = [Option<"target", "target", "std::string", "\"\"",
      "target name or file; empty keeps the module's, or mlsoc">];
  let dependentDialects = ["::sima::mla::MLADialect"];
}

def Fuse : Pass<"mla-fuse", "::mlir::ModuleOp"> {
  let summary = "Groups operations into layers";
  let description = [{
    Every operation becomes an `mla.layer`; an add whose operand is a convolution that nothing else uses
    joins the layer of that convolution. Layers get the names of the statistics file.
  }];
  let dependentDialects = ["::sima::mla::MLADialect"];
}

def Partition : Pass<"mla-partition", "::mlir::ModuleOp"> {
  let summary = "Collects what runs on the MLA in segments";
  let description = [{
    Moves layers into `mla.segment "MLA_0"`, and what the MLA has no instructions for into `mla.a65_segment "A65_0"`
    behind it; as many of them, in turns, as the network needs. With the fewest segments of the MLA, operations that both processors know are
    where computing and handing over cost least (a minimum cut). Arguments and results that are float32 in the source model (`mla.float`; all with
    `io=float`, none with `io=codes`) become float32, and `mla.quantize` / `mla.dequantize` stand at its borders (EV74).
  }];
  let options = [Option<"io", "io", "std::string", "\"source\"",
      "types on the user's side: source, float or codes">,
    Option<"strictOneMLA", "strict-one-mla", "bool", "false",
      "more than one segment of the MLA is an error that names what forces it">];
  let dependentDialects = ["::sima::mla::MLADialect"];
}

def Tessellate : Pass<"mla-tessellate", "::mlir::ModuleOp"> {
  let summary = "Gives boundary tensors their DRAM layouts";
  let description = [{
    By default the EV74 orders inputs into slices and takes outputs out of them (`mla.tessellate`,
    `mla.detessellate`). With `enable_mla` the MLA's DMA reads or writes the plain layout `dram_layout` itself.
    Parameters are YAML, a mapping from tensor names to
    `{tile_shape: [n, h, w, c], enable_mla: bool, dram_layout: HWC|HWC16, align_c16: bool, cblock: bool}`, all
    optional; names are those of the model's inputs and outputs, the segment's (`placeholder_0_0`,
    `<layer>_output`), or `inputs` and `outputs` for all of them.
  }];
  let options = [
    Option<"file", "file", "std::string", "\"\"", "YAML file of parameters">,
    Option<"params", "params", "std::string", "\"\"", "parameters as one line of YAML">];
  let statistics = [Statistic<"slices", "slices", "slices of all boundary tensors">];
  let dependentDialects = ["::sima::mla::MLADialect"];
}

def Batch : Pass<"mla-batch", "::mlir::ModuleOp"> {
  let summary = "Lets one execution process several samples";
  let description = [{
    Chooses the largest batch up to `batch-size` whose feature maps stay in local memory (when those of one sample
    do) and says in a remark why it is not more. It is 1 where the MLA's DMA moves a plain tensor of the user whose samples
    are no multiple of 16 bytes: runtimes could not find the second one. All segments get one batch; those of the A65
    take one sample after the other.
    A model whose tensors all have N as leading dimension is a batch of N.
  }];
  let options = [Option<"batchSize", "batch-size", "int64_t", "1", "samples asked for, 1 to 1024">];
  let dependentDialects = ["::sima::mla::MLADialect"];
}

def QuadSchedule : Pass<"mla-quad-schedule", "::mlir::ModuleOp"> {
  let summary = "Cuts layers into tiles for the quads and places feature maps";
  let description = [{
    Writes a `schedule` on each layer, and home and position on each load. It says

    * the split: which samples, rows and channels of a layer each quad computes, and into how many tiles a quad cuts its
      rows. Splits of all layers are chosen together, by dynamic programming over the clock of tiles;
    * the turns: layers that read one another's tiles form a group, whose tiles are executed turn by turn, so that the VPU is
      at one tile while the MXU is at the next. Where maps do not fit, or on targets of one quad where it is faster, groups
      are computed depth first, stripe by stripe;
    * the homes: feature maps stay in local memory where they fit, whole or in stripes; the others go to DRAM and are read
      and written tile by tile, with halos;
    * the loads: when constants and inputs are brought, as early as DRAM and local memory allow.

    With `explain` remarks say why: of the segment, of groups that are computed depth first, then of each layer in order of
    execution. They hold the figures by which the choices were made.

    With `l2-caching=single-model` constants stay in local memory from one execution to the next, beside all else: those of as
    many layers as fit, in the order of DRAM bytes saved for a byte of local memory. A remark says how many.

    With `compress` constants are to be stored compressed where that makes them shorter; loads are planned for what is stored.
  }];
  let options = [Option<"l2Caching", "l2-caching", "::sima::mla::L2Caching", "::sima::mla::L2Caching::none",
      "constants that stay in local memory", [{::llvm::cl::values(
        clEnumValN(::sima::mla::L2Caching::none, "none", "none"),
        clEnumValN(::sima::mla::L2Caching::single_model, "single-model", "those that fit"))}]>,
                 Option<"compress", "compress", "bool", "false", "constants are compressed in DRAM">,
    Option<"explain", "explain", "bool", "false", "remarks that say why each layer is scheduled as it is">];
  let statistics = [Statistic<"tiles", "tiles", "tiles of all layers">,
                    Statistic<"spills", "spilled-maps", "feature maps that live in DRAM">,
                    Statistic<"residentBytes", "resident-bytes", "constants that stay in local memory, as loaded">];
  let dependentDialects = ["::sima::mla::MLADialect"];
}

#endif // SIMA_MLA_PASSES
