"""All ONNX operators that the generator draws, by name."""

import onnx_elementwise
import onnx_movement
import onnx_products
import onnx_reductions

OPERATORS = {operator.name: operator for chapter in (
    onnx_products, onnx_elementwise, onnx_reductions, onnx_movement)
    for operator in chapter.OPERATORS}
