"""Types of tensors."""

import enum

import numpy as np


class ScalarType(enum.Enum):
    """The type of a tensor's elements; the value is NumPy's name of it."""

    int8 = "int8"
    uint8 = "uint8"
    int16 = "int16"
    uint16 = "uint16"
    int32 = "int32"
    int64 = "int64"
    float16 = "float16"
    float32 = "float32"
    float64 = "float64"
    bfloat16 = "bfloat16"
    bool = "bool"

    @classmethod
    def from_numpy(cls, dtype):
        """The type of arrays of `dtype`. ValueError for types that no tensor has."""
        return cls(np.dtype(dtype).name)

    def numpy_type(self):
        """The NumPy type. ValueError for bfloat16, which NumPy lacks."""
        if self is ScalarType.bfloat16:
            raise ValueError("NumPy has no bfloat16; hand over float32")
        return np.dtype(self.value)
