"""What the campaign needs to know of a format: its table, how its files are
written, and its oracle."""

import onnx_builder
import onnx_table
import tflite_builder
import tflite_table
from checks.oracles import ONNXOracle, TFLiteOracle


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
    oracle = ONNXOracle
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
