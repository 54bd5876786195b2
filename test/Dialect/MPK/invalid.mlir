// RUN: sima-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{tensor "x" has a size of 0 bytes, at least 1 is needed}}
mpk.stage "s" sequence 1 on MLA batch 1 of 1 reads [#mpk.tensor<"x", 0>] writes []

// -----

// expected-error @+1 {{a tensor needs a name}}
mpk.stage "s" sequence 1 on MLA batch 1 of 1 reads [#mpk.tensor<"", 1>] writes []

// -----

// expected-error @+1 {{a pipeline input needs a name}}
mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"", 1>] {
}

// -----

// expected-error @+1 {{pipeline input "x" has a size of -4 bytes, at least 1 is needed}}
mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", -4>] {
}

// -----

// expected-error @+1 {{the range of pipeline input "x" must be its lowest and its highest value}}
mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4, range = [1.0, 0.0]>] {
}

// -----

// expected-error @+1 {{needs a model name}}
mpk.pipeline "" sdk_version "2.1.0" inputs [] {
}

// -----

// expected-error @+1 {{has checksum 'abc', expected 64 hexadecimal digits (SHA-256)}}
mpk.pipeline "p" sdk_version "2.1.0" checksum "abc" inputs [] {
}

// -----

// expected-error @+1 {{has two inputs named "x"}}
mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>, #mpk.input<"x", 8>] {
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [] {
  // expected-error @+1 {{is not a stage; a pipeline holds only 'mpk.stage'}}
  builtin.module {
  }
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{has sequence 2, expected 1}}
  mpk.stage "PassThrough" sequence 2 on EV74 kernel "pass_through" batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"y", 4>]
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{reads "z", which neither an earlier stage nor the pipeline provides}}
  mpk.stage "PassThrough" sequence 1 on EV74 kernel "pass_through" batch 1 of 1
    reads [#mpk.tensor<"z", 4>] writes [#mpk.tensor<"y", 4>]
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{reads 8 bytes of "x", its producer writes 4}}
  mpk.stage "PassThrough" sequence 1 on EV74 kernel "pass_through" batch 1 of 1
    reads [#mpk.tensor<"x", 8>] writes [#mpk.tensor<"y", 8>]
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{writes "x", which already has a producer}}
  mpk.stage "PassThrough" sequence 1 on EV74 kernel "pass_through" batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"x", 4>]
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  mpk.stage "s" sequence 1 on EV74 kernel "pass_through" batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"y", 4>]
  // expected-error @+1 {{has the name of an earlier stage}}
  mpk.stage "s" sequence 2 on EV74 kernel "pass_through" batch 1 of 1
    reads [#mpk.tensor<"y", 4>] writes [#mpk.tensor<"z", 4>]
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{runs a batch of 4, more than the 2 asked for}}
  mpk.stage "s" sequence 1 on EV74 kernel "pass_through" batch 4 of 2
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"y", 4>]
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{needs a name}}
  mpk.stage "" sequence 1 on EV74 kernel "pass_through" batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"y", 4>]
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{needs at least one input and one output}}
  mpk.stage "s" sequence 1 on EV74 kernel "pass_through" batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes []
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{on EV74 needs a kernel}}
  mpk.stage "s" sequence 1 on EV74 batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"y", 4>]
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{names a kernel, only EV74 stages do}}
  mpk.stage "s" sequence 1 on MLA kernel "pass_through" batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"y", 4>]
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{has an unknown kernel 'MLA'}}
  mpk.stage "s" sequence 1 on EV74 kernel "MLA" batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"y", 4>]
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{'pass_through' has no parameter 'comment'}}
  mpk.stage "s" sequence 1 on EV74 kernel "pass_through" batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"y", 4>] params {comment = "x"}
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{'reshape_transform' needs the parameter 'newshape'}}
  mpk.stage "s" sequence 1 on EV74 kernel "reshape_transform" batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"y", 4>]
    params {input_shapes = [[1, 4]], output_shapes = [[1, 4]]}
    executable "kernel_name_tbd"
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{of pass_through has no executable}}
  mpk.stage "s" sequence 1 on EV74 kernel "pass_through" batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"y", 4>]
    executable "kernel_name_tbd"
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{needs an executable}}
  mpk.stage "s" sequence 1 on MLA batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"y", 4>]
    params {number_of_quads_to_user = 4}
}

// -----

mpk.pipeline "p" sdk_version "2.1.0" inputs [#mpk.input<"x", 4>] {
  // expected-error @+1 {{on MLA has executable 'p.so', expected '.elf'}}
  mpk.stage "s" sequence 1 on MLA batch 1 of 1
    reads [#mpk.tensor<"x", 4>] writes [#mpk.tensor<"y", 4>]
    params {number_of_quads_to_user = 4} executable "p.so"
}
