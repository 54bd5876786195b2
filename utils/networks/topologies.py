"""Standard topologies, by name: function of a network and the input's size."""


#===------------------------------------------------------------------------===#
# Classification
#===------------------------------------------------------------------------===#

def head(net, x, classes=1000):
    net.output(net.linear(net.global_pool(x), classes))


def basic_block(net, x, channels, stride):
    y = net.conv(net.conv(x, channels, 3, stride), channels, relu=False)
    if x.shape != y.shape:
        x = net.conv(x, channels, 1, stride, relu=False)
    return net.add(y, x, relu=True)


def bottleneck(net, x, channels, stride):
    y = net.conv(net.conv(x, channels, 1), channels, 3, stride)
    y = net.conv(y, 4 * channels, 1, relu=False)
    if x.shape != y.shape:
        x = net.conv(x, 4 * channels, 1, stride, relu=False)
    return net.add(y, x, relu=True)


def resnet(block, counts):
    """He et al., Deep Residual Learning for Image Recognition, 2015."""
    def build(net, size):
        x = net.max_pool(net.conv(net.input(1, 3, size, size), 64, 7, 2), 3, 2)
        for stage, count in enumerate(counts):
            for k in range(count):
                x = block(net, x, 64 << stage, 2 if stage and not k else 1)
        head(net, x)
    return build


def mobilenet_v1(net, size):
    """Howard et al., MobileNets, 2017."""
    x = net.conv(net.input(1, 3, size, size), 32, 3, 2)
    for channels, stride in ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
                             *[(512, 1)] * 5, (1024, 2), (1024, 1)):
        x = net.conv(net.depthwise(x, 3, stride), channels, 1)
    head(net, x)


def inverted_residual(net, x, channels, expansion, kernel, stride):
    y = net.conv(x, x.shape[1] * expansion, 1) if expansion > 1 else x
    y = net.conv(net.depthwise(y, kernel, stride), channels, 1, relu=False)
    return net.add(y, x) if x.shape == y.shape else y


def inverted(stem, stages, last):
    """`stages` are (expansion, channels, blocks, stride, kernel)."""
    def build(net, size):
        x = net.conv(net.input(1, 3, size, size), stem, 3, 2)
        for expansion, channels, count, stride, kernel in stages:
            for k in range(count):
                x = inverted_residual(net, x, channels, expansion, kernel, 1 if k else stride)
        head(net, net.conv(x, last, 1))
    return build


# Sandler et al., MobileNetV2, 2018.
MOBILENET_V2 = inverted(32, ((1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 32, 3, 2, 3), (6, 64, 4, 2, 3),
                             (6, 96, 3, 1, 3), (6, 160, 3, 2, 3), (6, 320, 1, 1, 3)), 1280)
# Tan and Le, EfficientNet, 2019, without squeeze and excitation.
EFFICIENTNET_LITE0 = inverted(32, (
    (1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5), (6, 320, 1, 1, 3)), 1280)


#===------------------------------------------------------------------------===#
# Detection and segmentation
#===------------------------------------------------------------------------===#

def conv_silu(net, x, channels, kernel=1, stride=1):
    return net.silu(net.conv(x, channels, kernel, stride, relu=False))


def c2f(net, x, channels, count, shortcut):
    """Bottlenecks whose results are all joined."""
    parts = net.halves(conv_silu(net, x, channels))
    for _ in range(count):
        y = conv_silu(net, conv_silu(net, parts[-1], channels // 2, 3), channels // 2, 3)
        parts.append(net.add(parts[-1], y) if shortcut else y)
    return conv_silu(net, net.concat(*parts), channels)


def pyramid_pool(net, x):
    y = conv_silu(net, x, x.shape[1] // 2)
    pools = [y]
    for _ in range(3):
        pools.append(net.max_pool(pools[-1], 5, 1))
    return conv_silu(net, net.concat(*pools), x.shape[1])


def yolov8n(net, size):
    """Like YOLOv8n: backbone, path aggregation, three heads of boxes and classes."""
    x = conv_silu(net, net.input(1, 3, size, size), 16, 3, 2)
    levels = []
    for channels, count in ((32, 1), (64, 2), (128, 2), (256, 1)):
        x = c2f(net, conv_silu(net, x, channels, 3, 2), channels, count, True)
        levels.append(x)
    _, p3, p4, p5 = levels
    p5 = pyramid_pool(net, p5)
    p4 = c2f(net, net.concat(net.upsample(p5), p4), 128, 1, False)
    p3 = c2f(net, net.concat(net.upsample(p4), p3), 64, 1, False)
    p4 = c2f(net, net.concat(conv_silu(net, p3, 64, 3, 2), p4), 128, 1, False)
    p5 = c2f(net, net.concat(conv_silu(net, p4, 128, 3, 2), p5), 256, 1, False)
    for level in (p3, p4, p5):
        for channels, out in ((64, 64), (80, 80)):
            y = conv_silu(net, conv_silu(net, level, channels, 3), channels, 3)
            net.output(net.conv(y, out, 1, relu=False))


def unet(net, size):
    """Ronneberger et al., U-Net, 2015, with half of its channels."""
    x, skips = net.input(1, 3, size, size), []
    for channels in (32, 64, 128, 256):
        x = net.conv(net.conv(x, channels), channels)
        skips.append(x)
        x = net.max_pool(x, 2, 2)
    x = net.conv(net.conv(x, 512), 512)
    for skip in reversed(skips):
        channels = skip.shape[1]
        x = net.concat(skip, net.conv(net.upsample(x), channels))
        x = net.conv(net.conv(x, channels), channels)
    net.output(net.conv(x, 2, 1, relu=False))


#===------------------------------------------------------------------------===#
# Transformers
#===------------------------------------------------------------------------===#

def attention(net, x, heads):
    n, tokens, width = x.shape
    q, k, v = (net.reshape(net.linear(x, width), n, tokens, heads, width // heads)
               for _ in range(3))
    q, v = (net.transpose(part, 0, 2, 1, 3) for part in (q, v))
    scores = net.matmul(q, net.transpose(k, 0, 2, 3, 1), 0.05)
    weights = net.unary("Softmax", scores, 1 / 256, axis=-1)
    y = net.transpose(net.matmul(weights, v, v.scale), 0, 2, 1, 3)
    return net.linear(net.reshape(y, n, tokens, width), width)


def vit(net, size, patch=16, width=192, heads=3, depth=12):
    """Dosovitskiy et al., An Image is Worth 16x16 Words, 2020: the tiny one, with a
    mean instead of a class token."""
    x = net.input(1, 3, size, size)
    terms, tokens = 3 * patch ** 2, (size // patch) ** 2
    real = net.node("Conv", [x.name, net.weights((width, 3, patch, patch), terms),
                             net.biases(x, width, terms)],
                    kernel_shape=[patch] * 2, strides=[patch] * 2)
    x = net.product(x, real, (1, width, size // patch, size // patch), False)
    x = net.transpose(net.reshape(x, 1, width, tokens), 0, 2, 1)
    for _ in range(depth):
        x = net.add(x, attention(net, net.layer_norm(x), heads))
        y = net.gelu(net.linear(net.layer_norm(x), 4 * width))
        x = net.add(x, net.linear(y, width))
    x = net.layer_norm(x)
    mean = net.quantized(net.node("ReduceMean", [x.name], axes=[1], keepdims=0), (1, width),
                         x.scale)
    net.output(net.linear(mean, 1000))


#===------------------------------------------------------------------------===#
# Scale
#===------------------------------------------------------------------------===#

def chain(net, layers):
    """Convolutions one behind the other."""
    x = net.input(1, 16, 16, 16)
    for _ in range(layers):
        x = net.conv(x, 16)
    net.output(x)


def product(net, size):
    """A vector by a square matrix."""
    net.output(net.linear(net.input(1, size), size))


TOPOLOGIES = {
    "resnet18": resnet(basic_block, (2, 2, 2, 2)),
    "resnet50": resnet(bottleneck, (3, 4, 6, 3)),
    "mobilenetv1": mobilenet_v1,
    "mobilenetv2": MOBILENET_V2,
    "efficientnet_lite0": EFFICIENTNET_LITE0,
    "yolov8n": yolov8n,
    "unet": unet,
    "vit": vit,
    "chain": chain,
    "matmul": product,
}
