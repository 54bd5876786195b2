"""The release."""

import afe


def get_model_sdk_version():
    """The version of this package."""
    return afe.__version__
