"""Names in networks."""

InputName = str
"""The name of a network's input, as in the model."""

NodeName = str
"""The name of a node: 'MLA_0', or 'MLA_0/conv2d_0' for one of its layers."""
