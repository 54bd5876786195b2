//===- MPKOps.td - Operations of the mpk dialect -----------*- tablegen -*-===//
#ifndef SIMA_MPK_OPS
#define SIMA_MPK_OPS

include "dialects/MPK/IR/MPKAttributes.td"

def MPK_PipelineOp : MPK_Op<"pipeline", [IsolatedFromAbove, NoTerminator,
                                         NoRegionArguments, SingleBlock]> {
  let summary = "the pipeline of one archive";
  let description = [{
    What the manifest says about the archive as a whole, around its stages.
    `model_path` and `model_checksum` (SHA-256, 64 hexadecimal digits) are absent where
    the manifest has null; `sequence` is always 1 today; `inputs` are buffers in the
    type and order in which the user hands them over.

    The body holds only `mpk.stage` operations, numbered from 1 without gaps in order of
    execution. Every tensor that a stage reads is a pipeline input or is written by an
    earlier stage, has exactly one producer, and has the producer's size. Tensors that
    no stage reads are the outputs of the pipeline.

    Example:

    ```mlir
    mpk.pipeline "tiny" sdk_version "2.1.0" inputs [#mpk.input<"x", 16>] {
      mpk.stage "PassThrough" sequence 1 on EV74 kernel "pass_through" batch 1 of 1
        reads [#mpk.tensor<"x", 16>] writes [#mpk.tensor<"pass_through_out_0", 16>]
    }
    ```
  }];
  let arguments = (ins StrAttr:$model_name,
                       StrAttr:$sdk_version,
                       DefaultValuedAttr<ConfinedAttr<I64Attr, [IntPositive]>, "1">:$sequence,
                       OptionalAttr<StrAttr>:$model_path,
                       OptionalAttr<StrAttr>:$model_checksum,
                       MPK_InputArray:$inputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $model_name `sdk_version` $sdk_version (`model_path` $model_path^)?
    (`checksum` $model_checksum^)? `inputs` $inputs attr-dict-with-keyword $body
  }];
  let hasRegionVerifier = 1;
  let hasVerifier = 1;
}

def MPK_StageOp : MPK_Op<"stage", [HasParent<"PipelineOp">]> {
  let summary = "one plugin of the pipeline";
  let description = [{
    Runs `executable` (MLA: an ELF file, A65: a shared object, EV74: the literal
    `kernel_name_tbd`, or nothing for `pass_through`) on `processor`.

    `kernel` names the operation of an EV74 stage and is absent on the others.
    `params` are the kernel's parameters; on the MLA and the A65 they are what
    `config_params` holds beside the batch. Keys that the kernel does not have, and
    missing ones, are errors. `actual_batch` samples are run at once, `desired_batch`
    were asked for.

    Example:

    ```mlir
    mpk.stage "MLA_0" sequence 2 on MLA batch 12 of 16
      reads [#mpk.tensor<"quantize_0", 1228800>] writes [#mpk.tensor<"MLA_0", 8064>]
      params {number_of_quads_to_user = 4} executable "net_stage1_mla.elf"
    ```
  }];
  let arguments = (ins StrAttr:$stage_name,
                       ConfinedAttr<I64Attr, [IntPositive]>:$sequence,
                       MPK_ProcessorAttr:$processor,
                       OptionalAttr<StrAttr>:$kernel,
                       ConfinedAttr<I64Attr, [IntPositive]>:$actual_batch,
                       ConfinedAttr<I64Attr, [IntPositive]>:$desired_batch,
                       MPK_TensorArray:$inputs,
                       MPK_TensorArray:$outputs,
                       DefaultValuedAttr<DictionaryAttr, "{}">:$params,
                       OptionalAttr<StrAttr>:$executable);
  let assemblyFormat = [{
    $stage_name `sequence` $sequence `on` $processor (`kernel` $kernel^)?
    `batch` $actual_batch `of` $desired_batch `reads` $inputs `writes` $outputs
    (`params` $params^)? (`executable` $executable^)? attr-dict
  }];
  let hasVerifier = 1;
}

#endif // SIMA_MPK_OPS
