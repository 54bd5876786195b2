"""Float layers of the digits network, forward and backward, in NumPy.

For: training a network of some thousand parameters. Tensors are
[image, row, column, channel] in float64, padding is TensorFlow's SAME. Each
forward function returns its result and a function from the gradient of the
result to the gradients of its arguments. Not for: speed.
"""

import numpy as np


def padding(size, kernel, stride):
    """(before, after) of SAME padding along one axis."""
    out = -(-size // stride)
    total = max((out - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def patches(x, kernel, stride):
    """Windows of x as [n, rows, columns, kernel row, kernel column, channel]."""
    pads = [padding(size, kernel, stride) for size in x.shape[1:3]]
    padded = np.pad(x, ((0, 0), *pads, (0, 0)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), axis=(1, 2))
    return np.moveaxis(view[:, ::stride, ::stride], 3, 5)


def unpatch(gradient, shape, kernel, stride):
    """Adds gradients of windows up to the gradient of the tensor of `shape`."""
    (top, bottom), (left, right) = [padding(size, kernel, stride) for size in shape[1:3]]
    total = np.zeros((shape[0], shape[1] + top + bottom, shape[2] + left + right, shape[3]))
    rows, cols = gradient.shape[1:3]
    for i in range(kernel):
        for j in range(kernel):
            row = slice(i, i + rows * stride, stride)
            col = slice(j, j + cols * stride, stride)
            total[:, row, col] += gradient[:, :, :, i, j]
    return total[:, top:top + shape[1], left:left + shape[2]]


def conv(x, w, b, stride=1):
    """Convolution with w as [out, kernel row, kernel column, in]."""
    kernel, channels = w.shape[1], w.shape[0]
    windows = patches(x, kernel, stride)
    columns = windows.reshape(-1, w[0].size)
    flat = w.reshape(channels, -1)
    y = (columns @ flat.T + b).reshape(*windows.shape[:3], channels)

    def backward(gradient):
        rows = gradient.reshape(-1, channels)
        dx = unpatch((rows @ flat).reshape(windows.shape), x.shape, kernel, stride)
        return dx, (rows.T @ columns).reshape(w.shape), rows.sum(axis=0)

    return y, backward


def depthwise(x, w, b, stride=1):
    """Depthwise convolution with w as [1, kernel row, kernel column, channel]."""
    kernel = w.shape[1]
    windows = patches(x, kernel, stride)
    y = np.einsum("nrcijk,ijk->nrck", windows, w[0]) + b

    def backward(gradient):
        dw = np.einsum("nrcijk,nrck->ijk", windows, gradient)[None]
        dwindows = gradient[:, :, :, None, None, :] * w[0]
        return unpatch(dwindows, x.shape, kernel, stride), dw, gradient.sum(axis=(0, 1, 2))

    return y, backward


def dense(x, w, b):
    """Fully connected layer with w as [out, in]."""
    return x @ w.T + b, lambda g: (g @ w, g.T @ x, g.sum(axis=0))


def relu(x):
    return np.maximum(x, 0.0), lambda g: g * (x > 0)


def average_pool(x, kernel):
    """Mean over windows that tile the image without rest."""
    n, rows, cols, channels = x.shape
    tiled = (n, rows // kernel, kernel, cols // kernel, kernel, channels)

    def backward(gradient):
        share = gradient[:, :, None, :, None, :] / kernel**2
        return np.broadcast_to(share, tiled).reshape(x.shape)

    return x.reshape(tiled).mean(axis=(2, 4)), backward


def cross_entropy(logits, labels):
    """Gradient of the mean cross entropy of softmax(logits)."""
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient = exps / exps.sum(axis=1, keepdims=True)
    gradient[np.arange(len(labels)), labels] -= 1.0
    return gradient / len(labels)
