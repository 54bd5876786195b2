"""What the campaign needs to know of a format: its table, how its files are
written, and its oracle."""

import numpy as np
import onnx_builder
import onnx_table
import tflite_builder
import tflite_oracle
import tflite_table


class TFLiteOracle:
    """LiteRT's reference kernels on one file, every tensor."""

    def __init__(self, model):
        self.oracle = tflite_oracle.Oracle(model)
        kinds = [self.oracle.kind(index) for index in range(len(self.oracle.graph.tensors))]
        # How many tensors the network computes.
        self.wanted = sum(kind in ("intermediate", "output") for kind in kinds)

    def random_inputs(self, rng):
        return tflite_oracle.random_inputs(self.oracle.inputs, rng)

    def run(self, arrays):
        return self.oracle.run(arrays)

    def outputs_of(self, values):
        return [np.asarray(values[detail["index"]]) for detail in self.oracle.outputs]

    def write(self, values, directory):
        tflite_oracle.write_run(self.oracle, values, directory)


class TFLite:
    """.tflite files of int8, uint8 and int16 networks."""
    name, suffix = "tflite", ".tflite"
    table = tflite_table.OPERATORS
    layer = "ADD"  # that every value can be given to
    oracle = TFLiteOracle

    @staticmethod
    def options(_):
        """Drawn once for a network."""
        return {}

    @staticmethod
    def builder(options):
        return tflite_builder.Builder(options)

    @staticmethod
    def write(description):
        """The file's bytes."""
        return tflite_builder.write(description, TFLite.table)[0]

    @staticmethod
    def values(description):
        """Its values by name; raises where nodes and operands do not fit."""
        return tflite_builder.write(description, TFLite.table)[1]


class ONNX:
    """.onnx files, QDQ and QOperator forms."""
    name, suffix = "onnx", ".onnx"
    table = onnx_table.OPERATORS
    layer = "Add"

    @staticmethod
    def options(rng):
        """Drawn once for a network."""
        return onnx_builder.draw_options(rng)

    @staticmethod
    def builder(options):
        return onnx_builder.Builder(options)

    @staticmethod
    def write(description):
        """The file's bytes."""
        return onnx_builder.write(description, ONNX.table)[0]

    @staticmethod
    def values(description):
        """Its values by name; raises where nodes and operands do not fit."""
        return onnx_builder.write(description, ONNX.table)[1]


FORMATS = {"tflite": TFLite, "onnx": ONNX}
