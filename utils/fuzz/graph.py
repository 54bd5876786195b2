"""Descriptions of random networks: what a network consists of, without a file format.

A description is plain data (JSON). Its values are named: an input by its name,
result k of a node by "NODE:k". Nodes carry parameters from which a builder of a
format (tflite_builder, onnx_builder) makes operators, shapes and constants, always
the same ones. So a network is made smaller by changing its description
(shrink.py). Not for: executing anything.
"""

import copy
from dataclasses import asdict, dataclass, field

import numpy as np


class Unfit(Exception):
    """An operator does not apply to its operands."""


def need(condition):
    """Gives up a node or a description that does not fit."""
    if not condition:
        raise Unfit


@dataclass
class Value:
    """A tensor: shape, type and, unless it is float or an index, quantization."""
    ref: str
    shape: tuple
    dtype: str
    scale: float | None = None
    zero_point: int = 0
    handle: object = None  # what the builder knows it by

    @property
    def quantization(self):
        return {"scale": self.scale, "zero_point": self.zero_point}

    def same_codes(self, other):
        """Whether both have one type and one quantization."""
        return (self.dtype, self.scale, self.zero_point) == (
            other.dtype, other.scale, other.zero_point)


@dataclass
class Node:
    name: str
    operator: str
    inputs: list
    params: dict


@dataclass
class Description:
    """A network; `options` are those of the format."""
    format: str
    inputs: dict  # name -> {"shape", "dtype", "scale", "zero_point"}
    nodes: list = field(default_factory=list)
    outputs: list = field(default_factory=list)
    options: dict = field(default_factory=dict)

    def to_json(self):
        return asdict(self)

    @staticmethod
    def from_json(document):
        document = copy.deepcopy(document)
        document["nodes"] = [Node(**node) for node in document["nodes"]]
        return Description(**document)

    def operators(self):
        return [node.operator for node in self.nodes]

    def text(self):
        """One line that says what it is."""
        inputs = " ".join(f"{name} {i['dtype']} {'x'.join(map(str, i['shape']))}"
                          for name, i in self.inputs.items())
        nodes = ", ".join(f"{n.name} = {n.operator}({', '.join(n.inputs)})" for n in self.nodes)
        return f"{inputs}: {nodes}"


@dataclass(frozen=True)
class Operator:
    """One entry of a format's table.

    draw(drawing, x) gives (operands, parameters) for a use of value x, or raises
    Unfit; build(builder, operands, parameters) appends the operators and gives
    the results. Both are pure but for the random numbers of the first.
    """
    name: str
    types: tuple
    draw: object
    build: object
    ranks: tuple = (1, 2, 3, 4)
    view: bool = False  # gives its operand another shape, which is no layer


def build(description, table, builder):
    """Appends a whole description to a fresh builder; returns name -> Value."""
    values = {name: builder.input(name, **what) for name, what in description.inputs.items()}
    for node in description.nodes:
        operator = table[node.operator]
        operands = [values[ref] for ref in node.inputs]
        need(operands[0].dtype in operator.types)
        values.update(results(node, operator.build(builder.node(node.name), operands,
                                                   node.params)))
    return values


def results(node, values):
    """The values of a node by their references."""
    for k, value in enumerate(values):
        need(np.prod(value.shape, dtype=np.int64) <= MAX_ELEMENTS)
        need(all(extent > 0 for extent in value.shape))
        value.ref = f"{node.name}:{k}"
    return {value.ref: value for value in values}


MAX_ELEMENTS = 60_000
