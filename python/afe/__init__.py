"""The Python API of SimaMLIR, an open compiler for SiMa-class accelerators (MLA).

Start with `afe.apis.loaded_net.load_model` for an ONNX or TFLite file, or with
`afe.apis.model.Model.load` for a saved model. Modules, names and signatures are those
of the public documentation of the vendor's toolchain, so that scripts written for it
run; what only this project has is `Model.simulate` and `Model.report`.
"""

from afe._sima import SimaError, __version__

__all__ = ["SimaError", "__version__"]
