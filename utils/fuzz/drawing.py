"""Draws descriptions of random networks: shapes, quantization, parameters and which
value feeds which operator. The same seed gives the same description."""

import numpy as np

import graph
from graph import Description, Node, Unfit, need

ATTEMPTS = 60


class Drawing:
    """A description under construction and the random choices for it."""

    def __init__(self, rng, format_name, table, builder, **options):
        self.rng, self.table, self.builder = rng, table, builder
        self.description = Description(format_name, {}, options=options)
        self.values = {}
        # Powers of two give exact ties.
        self.ties = self.chance(0.5)

    # Numbers, all of Python's own types.

    def number(self, low, high):
        return int(self.rng.integers(low, high, endpoint=True))

    def pick(self, *choices):
        return choices[self.number(0, len(choices) - 1)]

    def chance(self, probability):
        return bool(self.rng.random() < probability)

    def seed(self):
        """Of constants; 0 means all ones, which shrinking prefers."""
        return self.number(1, 1 << 30)

    def scale(self, low=-9, high=1):
        """Between 2^low and 2^high."""
        exponent = self.rng.uniform(low, high)
        return float(np.float32(2.0 ** (round(exponent) if self.ties else exponent)))

    def scaled(self, scale, low=-2, high=2):
        """Near `scale`."""
        return float(np.float32(scale * self.scale(low, high)))

    def zero_point(self, dtype):
        """The ends, the middle and anything; 0 for int16, as TFLite has it."""
        if dtype == "int16":
            return 0 if self.description.format == "tflite" else self.pick(0, 0, -1000)
        limits = np.iinfo(dtype)
        middle = (int(limits.min) + int(limits.max) + 1) // 2
        return self.pick(int(limits.min), middle, int(limits.max),
                         self.number(limits.min, limits.max))

    def quantization(self, dtype, low=-6, high=0):
        return {"scale": self.scale(low, high), "zero_point": self.zero_point(dtype)}

    def product_scale(self, scale, terms):
        """A scale that spreads typical sums of products over the codes; small
        and large ones now and then, for multipliers at the ends of their range."""
        typical = 75.0 * 75.0 * np.sqrt(terms) * scale * self.pick(0.0005, 0.02, 0.02, 0.05)
        if self.chance(0.06):
            typical *= 2.0 ** self.number(-14, 14)
        return float(np.float32(2.0 ** np.rint(np.log2(typical)) if self.ties else typical))

    # Values.

    def input(self, shape, dtype, scale=None, zero_point=0):
        """A new input of the network."""
        name = f"x{len(self.description.inputs)}"
        what = {"shape": [int(n) for n in shape], "dtype": dtype, "scale": scale,
                "zero_point": zero_point}
        self.values[name] = self.builder.input(name, **what)
        self.description.inputs[name] = what
        return self.values[name]

    def partner(self, x, wanted, shape, same=False):
        """Another operand for a value: one that is there and `wanted`, x itself or a
        new input of `shape` with x's type, and x's quantization if `same`."""
        there = [v for v in self.values.values() if v.dtype == x.dtype and wanted(v)]
        if there and self.chance(0.6):
            return self.pick(*there)
        need(len(self.description.inputs) < 5)
        return self.input(shape, x.dtype, **(x.quantization if same
                                             else self.quantization(x.dtype)))

    def append(self, operator, x):
        """One more node that reads x; returns its results."""
        operands, params = operator.draw(self, x)
        node = Node(f"n{len(self.description.nodes)}", operator.name, [v.ref for v in operands],
                    params)
        made = graph.results(node, operator.build(self.builder.node(node.name), operands, params))
        self.description.nodes.append(node)
        self.values.update(made)
        return list(made.values())

    def finish(self):
        """Outputs are the values that nothing reads, and sometimes another one."""
        description = self.description
        read = {ref for node in description.nodes for ref in node.inputs}
        computed = [ref for ref in self.values if ref not in description.inputs]
        description.outputs = [ref for ref in computed if ref not in read]
        inner = [ref for ref in computed if ref in read]
        if inner and self.chance(0.2):
            description.outputs.append(self.pick(*inner))
        return description


def first_shape(drawing, ranks):
    """Of a network's first input: maps, signals as maps, sequences, vectors, volumes; channels
    last in TFLite, behind the samples in ONNX."""
    size, channels = drawing.number(1, 40), drawing.pick(1, 3, 16, drawing.number(1, 40))
    shapes = {4: [(1, drawing.number(1, 14), drawing.number(1, 14), channels)] * 3 +
                 [(1, 1, size, channels), (1, size, 1, channels)],
              3: [(1, size, channels)], 2: [(1, size * channels)], 1: [(size,)],
              5: [(1, *(drawing.number(1, 7) for _ in range(3)), channels % 8 + 1)]}
    rank = drawing.pick(*[r for r in ranks if r in (2, 3, 4)] * 4, *ranks)
    shape = drawing.pick(*shapes[rank])
    if drawing.description.format == "onnx" and rank > 2:
        shape = (shape[0], shape[-1], *shape[1:-1])
    return shape


def draw(drawing, first, dtype, nodes, layer):
    """A network that begins with operator `first` and has up to `nodes` nodes, and
    `layer` behind views, which alone are no network."""
    for _ in range(ATTEMPTS):
        drawing.description.inputs.clear()
        drawing.values.clear()
        quantization = {} if dtype == "float32" else drawing.quantization(dtype)
        try:
            drawing.append(first, drawing.input(first_shape(drawing, first.ranks), dtype,
                                                **quantization))
            break
        except Unfit:
            continue
    else:
        return None
    for _ in range(ATTEMPTS):
        if len(drawing.description.nodes) >= nodes:
            break
        recent = list(drawing.values.values())[-5:]
        x, operator = drawing.pick(*recent), drawing.pick(*drawing.table.values())
        if x.dtype not in operator.types or len(x.shape) not in operator.ranks:
            continue
        inputs = set(drawing.description.inputs)
        try:
            drawing.append(operator, x)
        except Unfit:
            # Inputs that were made for the node go with it.
            for name in set(drawing.description.inputs) - inputs:
                del drawing.description.inputs[name], drawing.values[name]
    append_layers(drawing, layer)
    return drawing.finish()


def append_layers(drawing, layer):
    """Lets `layer` read every view that nothing reads, mostly."""
    nodes = drawing.description.nodes
    read = {ref for node in nodes for ref in node.inputs}
    for node in list(nodes):
        ref = f"{node.name}:0"
        if drawing.table[node.operator].view and ref not in read and drawing.chance(0.9):
            try:
                drawing.append(layer, drawing.values[ref])
            except Unfit:
                continue
