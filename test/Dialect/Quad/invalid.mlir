// RUN: sima-opt %s -split-input-file -verify-diagnostics

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{lies in lm or acc; DRAM has constants, ports and spill}}
  quad.buffer @b dram 64 live 0 to 1
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{has 0 bytes, from 1 to 4294967296 are possible}}
  quad.buffer @b lm 0 live 0 to 1
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{has 9223372036854775807 bytes, from 1 to 4294967296 are possible}}
  quad.buffer @b lm 9223372036854775807 live 0 to 1
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{live range 1 to 0 is empty}}
  quad.buffer @b lm 64 live 1 to 0
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{lives to stage 2147483648, the last one there can be is 2147483647}}
  quad.buffer @b lm 64 live 0 to 2147483648
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{address -64 does not leave 64 bytes of the 4294967296 that 32 bits address}}
  quad.buffer @b lm 64 live 0 to 1 at -64
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{address 4294967296 does not leave 64 bytes}}
  quad.buffer @b lm 64 live 0 to 1 at 4294967296
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{value must be a 1-D tensor of i8}}
  quad.constant @c dense<1> : tensor<4xi32>
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{has 0 bytes, from 1 to 2147483648 are possible}}
  quad.constant @c dense<> : tensor<0xi8>
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{has 2147483649 bytes, from 1 to 2147483648 are possible}}
  quad.constant @c dense<1> : tensor<2147483649xi8>
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{ordinal -1 is not from 0 to 65535}}
  quad.port @p input "p" ordinal -1 sample 0 extent 64
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{sample 65536 is not from 0 to 65535}}
  quad.port @p input "p" ordinal 0 sample 65536 extent 64
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{has 0 bytes, from 1 to 4294967296 are possible}}
  quad.port @p input "p" ordinal 0 sample 0 extent 0
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{has -1 bytes, from 1 to 4294967296 are possible}}
  quad.spill @p -1
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.spill @p 64
  // expected-error @+1 {{is the second one; a segment has one area}}
  quad.spill @q 64
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-note @+1 {{see existing symbol definition here}}
  quad.port @p input "p" ordinal 0 sample 0 extent 1
  // expected-error @+1 {{redefinition of symbol named 'p'}}
  quad.spill @p 64
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{is neither a memory object nor a core}}
  quad.segment @t layers [] attributes {target = ""} {
  ^bb0:
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{is of quad 8, a machine has at most 8}}
  quad.core 8 {
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{is of quad -1, a machine has at most 8}}
  quad.core -1 {
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.core 1 {
    quad.halt layer 0
  }
  // expected-error @+1 {{is the second one of quad 1}}
  quad.core 1 {
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.core 1 {
    quad.halt layer 0
  }
  quad.core 1 entry next {
    quad.halt layer 0
  }
  // expected-error @+1 {{is the second one of quad 1}}
  quad.core 1 entry next {
    quad.halt layer 0
  }
}

// -----

// expected-error @+1 {{quad 1 has a core of entry point first and none of next}}
quad.segment @s layers ["a"] attributes {target = ""} {
  quad.core 0 {
    quad.halt layer 0
  }
  quad.core 1 {
    quad.halt layer 0
  }
  quad.core 0 entry next {
    quad.halt layer 0
  }
}

// -----

// expected-error @+1 {{quad 0 has a core of entry point next and none of first}}
quad.segment @s layers ["a"] attributes {target = ""} {
  quad.core 0 entry next {
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{must end with quad.halt}}
  quad.core 0 {
  ^bb0:
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  // expected-error @+1 {{must end with quad.halt}}
  quad.core 0 {
    quad.wait mxu 0 layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{is not an instruction of a quad}}
    builtin.module {
    }
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    quad.copy <@map + 0, [16], [1], s8, 0> from <@map + 16, [], [1], s8, 0> layer 0 step 4
    // expected-error @+1 {{step 4 comes after step 4; steps of a core must ascend}}
    quad.copy <@map + 0, [16], [1], s8, 0> from <@map + 16, [], [1], s8, 0> layer 0 step 4
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{must be the last operation in the parent block}}
    quad.halt layer 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{a view has at most 4 sizes and strides}}
    quad.copy <@map + 0, [1, 1, 1, 1, 1], [1], s8, 0> from <@map + 16, [], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{offset -1 is not a 32-bit address}}
    quad.copy <@map + -1, [1], [1], s8, 0> from <@map + 16, [], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{size 2147483648 is not from 0 to 2147483647}}
    quad.copy <@map + 0, [2147483648], [1], s8, 0> from <@map + 16, [], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{a view has at most 2147483647 elements}}
    quad.copy <@map + 0, [65536, 65536], [0, 0], s8, 0> from <@map + 16, [], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{stride -2147483648 is not from -2147483647 to 2147483647}}
    quad.copy <@map + 0, [16], [-2147483648], s8, 0> from <@map + 16, [], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{operand 0 has stride -1, only the source of a copy may have negative ones}}
    quad.copy <@map + 15, [16], [-1], s8, 0> from <@map + 16, [], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{touches byte -1 of @map}}
    quad.copy <@map + 16, [16], [1], s8, 0> from <@map + 14, [], [-1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{zero point 4294967296 does not fit 32 bits}}
    quad.copy <@map + 0, [16], [1], s8, 4294967296> from <@map + 16, [], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{register 64, a quad has 64}}
    quad.set 64 base 0 layer 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{only base can refer to a symbol}}
    quad.set 0 zp 0 of @weights layer 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{refers to @nothing, which is nothing in DRAM}}
    quad.set 0 base 0 of @nothing layer 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{refers to @map, which is nothing in DRAM}}
    quad.set 0 base 0 of @map layer 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{semaphore 32, a quad has 32}}
    quad.wait mxu 32 layer 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{semaphore 4294967295, a quad has 32}}
    quad.post mxu quad 0 -1 layer 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{raises a semaphore of quad 8, a machine has at most 8}}
    quad.post mxu quad 8 0 layer 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{layer 1, the segment has 1 layers}}
    quad.wait mxu 0 layer 1
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{layer -1, the segment has 1 layers}}
    quad.halt layer -1
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{mask 0 must name 1 to 8 quads}}
    quad.mv <@map + 0, [], [1], s8, 0> from <@map + 16, [16], [1], s8, 0> mask 0 layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{mask 256 must name 1 to 8 quads}}
    quad.ld <@map + 0, [16], [1], s8, 0> from <@in + 0, [], [1], s8, 0> mask 256 layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{strides, dilations and padding have 2 values each}}
    quad.conv <@sums + 0, [1, 1, 16], [64, 64, 64], s32, 0> from <@map + 0, [1, 1, 16], [16, 16, 16], s8, 0>, <@map + 16, [16, 1, 1, 1], [0, 0, 0, 0], s8, 0> layer 0 step 0 {strides = array<i64: 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0>, parallel_blocks = 1 : i64}
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{acc and in need rows, columns, channels, wt its channels and kernel}}
    quad.conv <@sums + 0, [1, 1], [64, 64, 64], s32, 0> from <@map + 0, [1, 1, 16], [16, 16, 16], s8, 0>, <@map + 16, [16, 1, 1, 1], [0, 0, 0, 0], s8, 0> layer 0 step 0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0>, parallel_blocks = 1 : i64}
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{parallel_blocks must be a divisor of the tiles}}
    quad.conv <@sums + 0, [1, 1, 16], [64, 64, 64], s32, 0> from <@map + 0, [1, 1, 16], [16, 16, 16], s8, 0>, <@map + 16, [16, 1, 1, 1], [0, 0, 0, 0], s8, 0> layer 0 step 0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0>, parallel_blocks = 0 : i64}
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{axes 8 are not 3 bits}}
    quad.reduce mean <@map + 0, [], [16, 16, 16], s8, 0> from <@map + 16, [1, 1, 16], [16, 16, 16], s8, 0>, <@map + 32, [], [], s8, 0> axes 8 mode tflite layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{window, strides and padding have 2 values each}}
    quad.pool max <@map + 0, [1, 1, 16], [16, 16, 16], s8, 0> from <@map + 16, [1, 1], [16, 16, 16], s8, 0>, <@map + 32, [], [], s8, 0> mode tflite layer 0 step 0 {window = array<i64: 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0>}
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{names @nothing, which the segment does not have}}
    quad.st <@nothing + 0, [], [1], s8, 0> from <@map + 0, [16], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{operand 1 must lie in dram, @map lies in lm}}
    quad.ld <@map + 0, [16], [1], s8, 0> from <@map + 0, [], [1], s8, 0> mask 1 layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{operand 0 must lie in dram, @map lies in lm}}
    quad.st <@map + 0, [], [1], s8, 0> from <@map + 0, [16], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{operand 0 must lie in acc, @map lies in lm}}
    quad.conv <@map + 0, [1, 1, 16], [64, 64, 64], s32, 0> from <@map + 0, [1, 1, 16], [16, 16, 16], s8, 0>, <@map + 16, [16, 1, 1, 1], [0, 0, 0, 0], s8, 0> layer 0 step 0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0>, parallel_blocks = 1 : i64}
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{operand 0 must lie in lm, @sums lies in acc}}
    quad.copy <@sums + 0, [16], [1], s8, 0> from <@map + 16, [], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{writes @in, which is constant}}
    quad.st <@in + 0, [], [1], s8, 0> from <@map + 0, [16], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{touches bytes up to 65 of @map, which has 64}}
    quad.copy <@map + 49, [16], [1], s8, 0> from <@map + 0, [], [1], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{touches bytes up to 4611686011984936963 of @map, which has 64}}
    quad.copy <@map + 0, [2147483647], [2147483647], s8, 0> from <@map + 0, [], [], s8, 0> layer 0 step 0
    quad.halt layer 0
  }
}

// -----

quad.segment @s layers ["a"] attributes {target = ""} {
  quad.buffer @map lm 64 live 0 to 1
  quad.buffer @sums acc 1024 live 1 to 1
  quad.constant @weights dense<1> : tensor<64xi8>
  quad.port @in input "in" ordinal 0 sample 0 extent 64
  quad.port @out output "out" ordinal 0 sample 0 extent 64
  quad.core 0 {
    // expected-error @+1 {{touches bytes up to 1088 of @sums, which has 1024}}
    quad.conv <@sums + 0, [17, 1, 16], [64, 64, 64], s32, 0> from <@map + 0, [1, 1, 16], [16, 16, 16], s8, 0>, <@map + 16, [16, 1, 1, 1], [0, 0, 0, 0], s8, 0> layer 0 step 0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0>, parallel_blocks = 1 : i64}
    quad.halt layer 0
  }
}
