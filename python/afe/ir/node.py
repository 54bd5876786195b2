"""The graph of a network, as far as users look at it."""

from dataclasses import dataclass, field

TUPLE = "tuple"


@dataclass(frozen=True)
class Node:
    """A layer of a segment, an input of it, or the tuple of its outputs.

    Attributes:
        name: 'MLA_0/conv2d_0'; its result is the tensor '<name>_output'.
        operation: 'mla.conv2d', 'placeholder' or 'tuple'.
        input_node_names: the nodes whose results it takes, constants aside.
    """

    name: str
    operation: str
    input_node_names: tuple = ()


@dataclass(frozen=True)
class Graph:
    """The layers of a segment in order of execution.

    Attributes:
        nodes: name -> Node.
        input_node_names: its placeholders, in order.
        output_node_name: the node that gives the result; with several outputs a tuple.
    """

    nodes: dict = field(default_factory=dict)
    input_node_names: tuple = ()
    output_node_name: str = ""


@dataclass(frozen=True)
class SegmentNode:
    """A segment of the network: what one processor computes without interruption.

    Attributes:
        name: 'MLA_0', 'A65_0'.
        input_names: names of its input tensors, as `tessellate_parameters` takes them.
        ir: its layers.
    """

    name: str
    input_names: tuple
    ir: Graph


@dataclass(frozen=True)
class Net:
    """A network cut into segments: `nodes` has them by name, in order of execution."""

    nodes: dict = field(default_factory=dict)


def node_is_tuple(node):
    """Whether a node only collects the results of several others."""
    return getattr(node, "operation", None) == TUPLE


def graph_of(segment):
    """The SegmentNode of a segment that the compiler describes."""
    prefix = segment["name"] + "/"
    nodes = {}
    inputs = tuple(prefix + name for name in segment["inputs"])
    for name in inputs:
        nodes[name] = Node(name, "placeholder")
    for node in segment["nodes"]:
        name = prefix + node["name"]
        sources = tuple(prefix + source.split(":")[0] for source in node["inputs"])
        nodes[name] = Node(name, node["operation"], sources)
    outputs = tuple(prefix + name.split(":")[0] for name in segment["outputs"])
    output = outputs[0] if outputs else ""
    if len(outputs) > 1:
        output = prefix + TUPLE
        nodes[output] = Node(output, TUPLE, outputs)
    return SegmentNode(segment["name"], inputs, Graph(nodes, inputs, output))
