"""Data for evaluation, sample by sample."""

import collections.abc


class length_hinted(collections.abc.Iterable):
    """An iterable whose length is known: `length_hinted(n, iterable)`."""

    def __init__(self, length, iterable):
        self._length = length
        self._iterable = iterable

    def __iter__(self):
        return iter(self._iterable)

    def __length_hint__(self):
        return self._length


def convert_data_generator_to_iterable(data_generator):
    """A data generator, or a mapping from input names to arrays of N samples, as an
    iterable of one dictionary per sample, each with a leading dimension of 1."""
    if not isinstance(data_generator, collections.abc.Mapping):
        return [data_generator[index] for index in range(len(data_generator))]
    lengths = {len(array) for array in data_generator.values()}
    if len(lengths) != 1:
        raise ValueError(f"inputs have {sorted(lengths)} samples; give all of them the same number")
    return [{name: array[index:index + 1] for name, array in data_generator.items()}
            for index in range(lengths.pop())]
