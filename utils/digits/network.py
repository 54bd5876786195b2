"""The digits network in float, and its training.

For: the weights that `quantize.py` turns into integers. Not for: other
networks; the structure is written out.

  image 16x16x1 - conv1 - block/conv_a - block/conv_b - block/add - depthwise
                     \\________________________________/   |
        probabilities - logits - reshape - pool - pointwise
"""

import numpy as np

from digits import layers

# name -> weight shape in TFLite's order, inputs of one output.
SHAPES = {
    "conv1": ((16, 3, 3, 1), 9),
    "block/conv_a": ((16, 3, 3, 16), 144),
    "block/conv_b": ((16, 3, 3, 16), 144),
    "depthwise": ((1, 3, 3, 16), 9),
    "pointwise": ((32, 1, 1, 16), 16),
    "logits": ((10, 128), 128),
}

# Rows and columns of a pooling window: 8x8 becomes 2x2.
POOL = 4


def initial(rng):
    """He-initialised parameters: name -> [weights, biases]."""
    parameters = {}
    for name, (shape, fan_in) in SHAPES.items():
        outputs = shape[3] if name == "depthwise" else shape[0]
        weights = rng.normal(0.0, np.sqrt(2.0 / fan_in), shape)
        parameters[name] = [weights, np.zeros(outputs)]
    return parameters


def forward(parameters, images):
    """Runs the network; returns (name -> activation, name -> backward)."""
    values, back = {"image": images}, {}

    def apply(name, layer, source, active=True, **options):
        result, back[name] = layer(values[source], *parameters[name], **options)
        if active:
            result, back[name + "/relu"] = layers.relu(result)
        values[name] = result

    apply("conv1", layers.conv, "image")
    apply("block/conv_a", layers.conv, "conv1")
    apply("block/conv_b", layers.conv, "block/conv_a", active=False)
    total = values["conv1"] + values["block/conv_b"]
    values["block/add"], back["block/add/relu"] = layers.relu(total)
    apply("depthwise", layers.depthwise, "block/add", stride=2)
    apply("pointwise", layers.conv, "depthwise")
    values["pool"], back["pool"] = layers.average_pool(values["pointwise"], POOL)
    values["reshape"] = values["pool"].reshape(len(images), -1)
    apply("logits", layers.dense, "reshape", active=False)
    return values, back


def gradients(parameters, images, labels):
    """Gradients of the mean cross entropy: name -> [weights, biases]."""
    values, back = forward(parameters, images)
    result = {}

    def through(name, gradient):
        if name + "/relu" in back:
            gradient = back[name + "/relu"](gradient)
        gradient, *result[name] = back[name](gradient)
        return gradient

    gradient = through("logits", layers.cross_entropy(values["logits"], labels))
    gradient = back["pool"](gradient.reshape(values["pool"].shape))
    gradient = through("depthwise", through("pointwise", gradient))
    joint = back["block/add/relu"](gradient)
    branch = through("block/conv_a", through("block/conv_b", joint))
    through("conv1", joint + branch)
    return result


def train(images, labels, seed, epochs, batch=32, rate=3e-3, decay=1e-4):
    """Adam with a cosine schedule and weight decay; returns parameters."""
    rng = np.random.default_rng(seed)
    parameters = initial(rng)
    flat = [(name, k) for name in parameters for k in (0, 1)]
    first = {key: 0.0 for key in flat}
    second = {key: 0.0 for key in flat}
    steps = epochs * (len(images) // batch)
    step = 0
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(images) - batch + 1, batch):
            chosen = order[start:start + batch]
            step += 1
            found = gradients(parameters, images[chosen], labels[chosen])
            now = rate * 0.5 * (1.0 + np.cos(np.pi * step / steps))
            for name, k in flat:
                gradient = found[name][k]
                first[name, k] = 0.9 * first[name, k] + 0.1 * gradient
                second[name, k] = 0.999 * second[name, k] + 0.001 * gradient**2
                mean = first[name, k] / (1.0 - 0.9**step)
                spread = np.sqrt(second[name, k] / (1.0 - 0.999**step))
                shrink = decay * parameters[name][k] if k == 0 else 0.0
                parameters[name][k] = parameters[name][k] - now * (mean / (spread + 1e-8) + shrink)
    return parameters


def accuracy(parameters, images, labels):
    """Share of images classified as labelled."""
    values, _ = forward(parameters, images)
    return float((values["logits"].argmax(axis=1) == labels).mean())
