"""What `Model.evaluate` computes over all samples."""

from dataclasses import dataclass
from typing import Any, Callable


@dataclass(frozen=True)
class Statistic:
    """A value that grows sample by sample.

    Attributes:
        initial: makes the first state.
        step: (state, outputs, ground truth) -> the next state.
        result: the last state -> what `evaluate` returns.
    """

    initial: Callable[[], Any]
    step: Callable[[Any, list, Any], Any]
    result: Callable[[Any], Any]


def mean(score):
    """The mean of `score(outputs, ground truth)` over all samples; NaN without any."""
    def step(state, outputs, truth):
        total, count = state
        return total + float(score(outputs, truth)), count + 1

    return Statistic(lambda: (0.0, 0), step,
                     lambda state: state[0] / state[1] if state[1] else float("nan"))
