"""All TFLite operators that the generator draws, by name."""

import tflite_elementwise
import tflite_movement
import tflite_products
import tflite_reductions

OPERATORS = {operator.name: operator for chapter in (
    tflite_products, tflite_elementwise, tflite_reductions, tflite_movement)
    for operator in chapter.OPERATORS}
