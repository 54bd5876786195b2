// What no schedule may say, whoever wrote it: loads, turns, groups, samples.
// RUN: sima-opt %s -split-input-file -mla-legalize=target=%S/../../Dialect/MLA/Inputs/tiny.yaml -convert-mla-to-quad -verify-diagnostics

!q = !quant.uniform<i8:f32, 0.5>
func.func @loads(%x: tensor<1x32xi8>) -> tensor<1x32xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x32xi8>) -> tensor<1x32xi8> {
  ^bb0(%bytes: tensor<1x32xi8>):
    %in = mla.load %bytes <[2, 1, 16]> : tensor<1x32xi8> -> tensor<1x2x1x16x!q>
    // expected-error @+1 {{layer 'add_0': 0 loads of constants, its tiles need 1}}
    %1 = mla.layer "add_0"(%in) schedule(<lm, group 0, [<quad 0 sample 0 rows 0 to 2 channels 0 to 16>]>) : (tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q> {
    ^bb0(%a: tensor<1x2x1x16x!q>):
      %s = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x16x!q>, tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q>
      mla.yield %s : tensor<1x2x1x16x!q>
    }
    %out = mla.store %1 <[2, 1, 16]> : tensor<1x2x1x16x!q> -> tensor<1x32xi8>
    mla.yield %out : tensor<1x32xi8>
  }
  func.return %0 : tensor<1x32xi8>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @late_constants(%x: tensor<1x32xi8>) -> tensor<1x32xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x32xi8>) -> tensor<1x32xi8> {
  ^bb0(%bytes: tensor<1x32xi8>):
    %in = mla.load %bytes <[2, 1, 16]> : tensor<1x32xi8> -> tensor<1x2x1x16x!q>
    %1 = mla.layer "add_0"(%in) schedule(<lm, group 0 loads[0], [<quad 0 sample 0 rows 0 to 2 channels 0 to 16>]>) : (tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q> {
    ^bb0(%a: tensor<1x2x1x16x!q>):
      %s = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x16x!q>, tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q>
      mla.yield %s : tensor<1x2x1x16x!q>
    }
    // expected-error @+1 {{layer 'add_1': constants loaded at position 2 are needed at 1}}
    %2 = mla.layer "add_1"(%1) schedule(<lm, group 1 loads[2], [<quad 0 sample 0 rows 0 to 2 channels 0 to 16>]>) : (tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q> {
    ^bb0(%a: tensor<1x2x1x16x!q>):
      %s = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x16x!q>, tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q>
      mla.yield %s : tensor<1x2x1x16x!q>
    }
    %out = mla.store %2 <[2, 1, 16]> : tensor<1x2x1x16x!q> -> tensor<1x32xi8>
    mla.yield %out : tensor<1x32xi8>
  }
  func.return %0 : tensor<1x32xi8>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @late_input(%x: tensor<1x32xi8>) -> tensor<1x32xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x32xi8>) -> tensor<1x32xi8> {
  ^bb0(%bytes: tensor<1x32xi8>):
    // expected-error @+1 {{is loaded at position 1 and needed at 0}}
    %in = mla.load %bytes <[2, 1, 16]> {position = 1 : i64} : tensor<1x32xi8> -> tensor<1x2x1x16x!q>
    %1 = mla.layer "add_0"(%in) schedule(<lm, group 0 loads[0], [<quad 0 sample 0 rows 0 to 2 channels 0 to 16>]>) : (tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q> {
    ^bb0(%a: tensor<1x2x1x16x!q>):
      %s = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x16x!q>, tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q>
      mla.yield %s : tensor<1x2x1x16x!q>
    }
    %out = mla.store %1 <[2, 1, 16]> : tensor<1x2x1x16x!q> -> tensor<1x32xi8>
    mla.yield %out : tensor<1x32xi8>
  }
  func.return %0 : tensor<1x32xi8>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @turn(%x: tensor<1x32xi8>) -> tensor<1x32xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x32xi8>) -> tensor<1x32xi8> {
  ^bb0(%bytes: tensor<1x32xi8>):
    %in = mla.load %bytes <[2, 1, 16]> : tensor<1x32xi8> -> tensor<1x2x1x16x!q>
    %1 = mla.layer "add_0"(%in) schedule(<lm, group 0 loads[0], [<quad 0 sample 0 rows 0 to 1 channels 0 to 16>, <quad 0 turn 1 sample 0 rows 1 to 2 channels 0 to 16>]>) : (tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q> {
    ^bb0(%a: tensor<1x2x1x16x!q>):
      %s = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x16x!q>, tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q>
      mla.yield %s : tensor<1x2x1x16x!q>
    }
    // expected-error @+1 {{layer 'add_1': tile of quad 0, sample 0, rows 0 to 2, channels 0 to 16 has turn 0 and reads what is computed in turn 1}}
    %2 = mla.layer "add_1"(%1) schedule(<lm, group 0 loads[0], [<quad 0 sample 0 rows 0 to 2 channels 0 to 16>]>) : (tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q> {
    ^bb0(%a: tensor<1x2x1x16x!q>):
      %s = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x16x!q>, tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q>
      mla.yield %s : tensor<1x2x1x16x!q>
    }
    %out = mla.store %2 <[2, 1, 16]> : tensor<1x2x1x16x!q> -> tensor<1x32xi8>
    mla.yield %out : tensor<1x32xi8>
  }
  func.return %0 : tensor<1x32xi8>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @order(%x: tensor<1x32xi8>) -> tensor<1x32xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x32xi8>) -> tensor<1x32xi8> {
  ^bb0(%bytes: tensor<1x32xi8>):
    %in = mla.load %bytes <[2, 1, 16]> : tensor<1x32xi8> -> tensor<1x2x1x16x!q>
    // expected-error @+1 {{layer 'add_0': tile of quad 0, sample 0, rows 1 to 2, channels 0 to 16 has turn 0 and stands behind one of turn 1; list the tiles of a quad in order}}
    %1 = mla.layer "add_0"(%in) schedule(<lm, group 0 loads[0], [
        <quad 0 turn 1 sample 0 rows 0 to 1 channels 0 to 16>, <quad 0 sample 0 rows 1 to 2 channels 0 to 16>]>) : (tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q> {
    ^bb0(%a: tensor<1x2x1x16x!q>):
      %s = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x16x!q>, tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q>
      mla.yield %s : tensor<1x2x1x16x!q>
    }
    %out = mla.store %1 <[2, 1, 16]> : tensor<1x2x1x16x!q> -> tensor<1x32xi8>
    mla.yield %out : tensor<1x32xi8>
  }
  func.return %0 : tensor<1x32xi8>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @group(%x: tensor<1x32xi8>) -> tensor<1x32xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x32xi8>) -> tensor<1x32xi8> {
  ^bb0(%bytes: tensor<1x32xi8>):
    %in = mla.load %bytes <[2, 1, 16]> : tensor<1x32xi8> -> tensor<1x2x1x16x!q>
    %1 = mla.layer "add_0"(%in) schedule(<lm, group 1 loads[0], [<quad 0 sample 0 rows 0 to 2 channels 0 to 16>]>) : (tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q> {
    ^bb0(%a: tensor<1x2x1x16x!q>):
      %s = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x16x!q>, tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q>
      mla.yield %s : tensor<1x2x1x16x!q>
    }
    // expected-error @+1 {{layer 'add_1': group 0 stands behind group 1}}
    %2 = mla.layer "add_1"(%1) schedule(<lm, group 0 loads[0], [<quad 0 sample 0 rows 0 to 2 channels 0 to 16>]>) : (tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q> {
    ^bb0(%a: tensor<1x2x1x16x!q>):
      %s = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x16x!q>, tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q>
      mla.yield %s : tensor<1x2x1x16x!q>
    }
    %out = mla.store %2 <[2, 1, 16]> : tensor<1x2x1x16x!q> -> tensor<1x32xi8>
    mla.yield %out : tensor<1x32xi8>
  }
  func.return %0 : tensor<1x32xi8>
}

// -----

!q = !quant.uniform<i8:f32, 0.5>
func.func @sample(%x: tensor<1x32xi8>) -> tensor<1x32xi8> {
  %0 = mla.segment "MLA_0"(%x) : (tensor<1x32xi8>) -> tensor<1x32xi8> {
  ^bb0(%bytes: tensor<1x32xi8>):
    %in = mla.load %bytes <[2, 1, 16]> : tensor<1x32xi8> -> tensor<1x2x1x16x!q>
    // expected-error @+1 {{layer 'add_0': tile of quad 0, sample 2147483647, rows 0 to 2, channels 0 to 16 is empty or outside the output of 1x2x1x16}}
    %1 = mla.layer "add_0"(%in) schedule(<lm, group 0 loads[0], [<quad 0 sample 2147483647 rows 0 to 2 channels 0 to 16>]>) : (tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q> {
    ^bb0(%a: tensor<1x2x1x16x!q>):
      %s = mla.add %a, %a {arithmetic = #mla.arithmetic<tflite>} : (tensor<1x2x1x16x!q>, tensor<1x2x1x16x!q>) -> tensor<1x2x1x16x!q>
      mla.yield %s : tensor<1x2x1x16x!q>
    }
    %out = mla.store %1 <[2, 1, 16]> : tensor<1x2x1x16x!q> -> tensor<1x32xi8>
    mla.yield %out : tensor<1x32xi8>
  }
  func.return %0 : tensor<1x32xi8>
}
