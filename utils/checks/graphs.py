"""Random small networks, as `mla` text: forks, joins, reshapes anywhere, several
inputs and outputs. The archive of each must give the interpreter's bytes on small
and large machines, whatever the batch and the boundary layouts."""

import random

from . import times, tools
from .targets import MACHINE, TOO_SMALL
from .tools import CheckError, require

RUNS = 200

WEIGHTS = "!quant.uniform<i8:f32, 0.02>"
SOFTMAX_OUTPUT = (0.00390625, -128)
LAYOUTS = ["{}", "outputs: {enable_mla: true}", "inputs: {enable_mla: true}",
           "{inputs: {enable_mla: true}, outputs: {enable_mla: true, dram_layout: HWC}}",
           "outputs: {align_c16: false, cblock: false}",
           "inputs: {tile_shape: [0, 1, 0, 0], align_c16: true, cblock: true}"]


def ints(values):
    return f"array<i64: {', '.join(map(str, values))}>"


class Value:
    """An SSA value: shape, and scale and zero point of its codes."""

    def __init__(self, name, shape, codes):
        self.name, self.shape, self.codes = name, shape, codes

    @property
    def type(self):
        extents = "x".join(map(str, self.shape))
        return f"tensor<{extents}x!quant.uniform<i8:f32, {self.codes[0]}:{self.codes[1]}>>"


class Network:
    """A random network of a few operations."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines, self.made, self.used = [], [], set()
        self.inputs = [Value(f"%in{i}", (1, *(self.random.randint(1, 14) for _ in range(2)),
                                         self.random.choice([1, 3, 8, 16, 17, 33])),
                             self.codes()) for i in range(self.random.choice([1, 1, 2]))]
        steps = [self.convolution, self.convolution, self.depthwise, self.add, self.pool,
                 self.softmax, self.reshape, self.product]
        while len(self.made) < 2 + self.random.randrange(7):
            source = self.random.choice((self.inputs + self.made)[-4:])
            self.random.choice(steps)(source)

    def codes(self):
        return (round(self.random.uniform(0.01, 0.5), 4), self.random.choice([-128, -7, 0, 5, 127]))

    def emit(self, operation, operands, attributes, shape, codes):
        """Appends an operation; its operands are values or (name, type)."""
        named = [(o.name, o.type) if isinstance(o, Value) else o for o in operands]
        self.used.update(name for name, _ in named)
        result = Value(f"%{len(self.made)}", shape, codes)
        self.lines.append(
            f"  {result.name} = mla.{operation} {', '.join(n for n, _ in named)} {attributes} : "
            f"({', '.join(t for _, t in named)}) -> {result.type}")
        self.made.append(result)

    def constants(self, shape, channels):
        """A filter and a bias; (name, type) of both."""
        number, total = len(self.lines), 1
        for extent in shape:
            total *= extent
        data = "".join(f"{self.random.randrange(1, 256):02x}" for _ in range(total))
        elements = f'"0x{data}"' if total > 1 else str(self.random.randint(-127, 127))
        extents = "x".join(map(str, shape))
        weights = (f"%w{number}", f"tensor<{extents}x{WEIGHTS}>")
        bias = (f"%b{number}", f"tensor<{channels}xi32>")
        self.lines += [
            f"  {weights[0]} = mla.constant dense<{elements}> : tensor<{extents}xi8> as {weights[1]}",
            f"  {bias[0]} = mla.constant dense<{self.random.randint(-500, 500)}> : {bias[1]} "
            f"as {bias[1]}"]
        return weights, bias

    def window(self, source, largest):
        """Kernel, strides and padding that fit, and the output's rows and columns."""
        kernel = [self.random.randint(1, min(largest, n)) for n in source.shape[1:3]]
        strides = [self.random.randint(1, 2) for _ in range(2)]
        padding = [self.random.randint(0, k - 1) for k in kernel * 2]
        sizes = [(source.shape[1 + d] + padding[d] + padding[2 + d] - kernel[d]) // strides[d] + 1
                 for d in range(2)]
        return kernel, strides, padding, sizes

    def convolution(self, source, depthwise=False):
        if len(source.shape) != 4:
            return
        kernel, strides, padding, sizes = self.window(source, 3)
        inputs = source.shape[3]
        outputs = inputs if depthwise else self.random.choice([1, 4, 10, 16, 24, 40])
        shape = (1, *kernel, inputs) if depthwise else (outputs, *kernel, inputs)
        activation = self.random.choice(["", "activation = #mla.activation<relu>, "])
        self.emit("depthwise_conv2d" if depthwise else "conv2d",
                  [source, *self.constants(shape, outputs)],
                  f"{{{activation}arithmetic = #mla.arithmetic<tflite>, strides = {ints(strides)}, "
                  f"dilations = {ints([1, 1])}, padding = {ints(padding)}}}",
                  (1, *sizes, outputs), self.codes())

    def depthwise(self, source):
        self.convolution(source, depthwise=True)

    def pool(self, source):
        if len(source.shape) != 4:
            return
        kernel, strides, padding, sizes = self.window(source, 5)
        self.emit(self.random.choice(["max_pool2d", "avg_pool2d"]), [source],
                  f"{{arithmetic = #mla.arithmetic<tflite>, padding = {ints(padding)}, "
                  f"strides = {ints(strides)}, window = {ints(kernel)}}}",
                  (1, *sizes, source.shape[3]), source.codes)

    def add(self, source):
        others = [v for v in self.inputs + self.made if v.shape == source.shape]
        self.emit("add", [source, self.random.choice(others)],
                  "{arithmetic = #mla.arithmetic<tflite>}", source.shape, self.codes())

    def softmax(self, source):
        self.emit("softmax", [source], "{beta = 1.0 : f32, arithmetic = #mla.arithmetic<tflite>}",
                  source.shape, SOFTMAX_OUTPUT)

    def reshape(self, source):
        rest = 1
        for extent in source.shape:
            rest *= extent
        shape = [1]
        for _ in range(self.random.randrange(3)):
            shape.append(self.random.choice([d for d in range(1, rest + 1) if rest % d == 0]))
            rest //= shape[-1]
        shape = (*shape, rest)
        if shape == source.shape:
            return
        self.used.add(source.name)
        result = Value(f"%{len(self.made)}", shape, source.codes)
        self.lines.append(f"  {result.name} = mla.reshape {source.name} : {source.type} "
                          f"-> {result.type}")
        self.made.append(result)

    def product(self, source):
        if len(source.shape) != 2:
            return
        units = self.random.choice([1, 5, 16, 33])
        self.emit("fully_connected",
                  [source, *self.constants((units, source.shape[1]), units)],
                  "{arithmetic = #mla.arithmetic<tflite_f64>}", (1, units), self.codes())

    def text(self):
        """The module; results may be values that other operations read as well."""
        results = [self.made[-1]] + [self.random.choice(self.made)
                                     for _ in range(self.random.choice([0, 0, 1, 2]))]
        arguments = ", ".join(f'{v.name}: {v.type} {{mla.name = "{v.name[1:]}"}}'
                              for v in self.inputs if v.name in self.used)
        types = ", ".join(f'{v.type} {{mla.name = "out{i}"}}' for i, v in enumerate(results))
        return "\n".join([f"func.func @main({arguments}) -> ({types}) {{", *self.lines,
                          f"  func.return {', '.join(v.name for v in results)} : "
                          f"{', '.join(v.type for v in results)}", "}", ""])


def machines(directory):
    """Built-in machines, and files with hardly any memory."""
    names = ["mlsoc", "cmp512"]
    for memory, quads in [(4096, 3), (8192, 1), (16384, 8)]:
        file = directory / f"lm{memory}_quads{quads}.yaml"
        file.write_text(MACHINE.format(name=file.stem, quads=quads, tiles=4, lm=memory, acc=1024,
                                       lanes=16, dram="8", latency=40, dma=64, link=64))
        names.append(file)
    return names


def check_one(programs, targets, seed, directory):
    """One network; False when it is one that is refused for a good reason."""
    place = directory / str(seed)
    place.mkdir()
    choose = random.Random(seed ^ 0x5EED)
    (place / "network.mlir").write_text(Network(seed).text())
    (place / "layouts.yaml").write_text(choose.choice(LAYOUTS) + "\n")
    options = ["--verify", "--target", choose.choice(targets), "--tessellation",
               place / "layouts.yaml", "--batch-size", choose.choice([1, 1, 2, 5]),
               "--io", choose.choice(["source", "source", "float"]),
               "--l2-caching", choose.choice(["none", "single-model"])]
    result = programs.attempt("sima-compile", place / "network.mlir", "-o", place, "-j", 1,
                              *options, timeout=300)
    if result.returncode:
        error = tools.first_line(result)
        known = ("returns an input unchanged", "computes nothing", "is read by no layer")
        require(TOO_SMALL.match(error) or any(text in error for text in known),
                f"seed {seed}: {error}")
        return False
    compiled = tools.Compiled(place / "network_mpk.tar.gz", result.stdout, result.stderr)
    require(compiled.verified_bytes > 0, f"seed {seed}: nothing was compared")
    times.check_statistics(programs, compiled)
    return True


def check(programs, runs, seed, directory):
    """`runs` networks; returns a summary."""
    targets = machines(directory)

    def attempt(number):
        try:
            return check_one(programs, targets, number, directory)
        except CheckError as error:
            return str(error)

    results = tools.parallel(attempt, range(seed, seed + runs))
    failures = [result for result in results if isinstance(result, str)]
    for failure in failures:
        print(f"  {failure}")
    require(not failures, f"{len(failures)} of {runs} networks fail")
    return (f"{runs} networks: {results.count(True)} verified, 0 differing bytes, statistics = "
            f"simulated cycles; {results.count(False)} refused with a reason")
