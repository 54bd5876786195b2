"""What operators of all formats need of shapes and constants."""

import numpy as np


def broadcasts(a, b):
    """Whether two shapes broadcast."""
    return all(m == n or 1 in (m, n) for m, n in zip(reversed(a), reversed(b)))


def draw_broadcast(g, shape):
    """A shape that broadcasts with `shape`: the same, a scalar, per channel, ..."""
    kind = g.pick("same", "same", "ones", "channel", "some")
    if kind == "same":
        return list(shape)
    if kind == "channel":
        return [shape[-1]] if g.chance(0.5) else [*[1] * (len(shape) - 1), shape[-1]]
    if kind == "ones":
        return g.pick([], [1], [1] * len(shape))
    return [n if k == 0 or g.chance(0.5) else 1 for k, n in enumerate(shape)]


def joins(v, x, axis):
    """Whether two values have the same extents beside `axis`."""
    return len(v.shape) == len(x.shape) and all(
        a == b or d == axis for d, (a, b) in enumerate(zip(v.shape, x.shape)))


def codes(seed, shape, dtype, low=None):
    """Pseudo-random codes of a constant; seed 0 gives ones."""
    if seed == 0:
        return np.ones(shape, dtype)
    limits = np.iinfo(dtype)
    return np.random.default_rng(seed).integers(limits.min if low is None else low, limits.max,
                                                shape, dtype, endpoint=True)
