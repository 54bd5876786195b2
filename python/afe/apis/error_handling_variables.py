"""For scripts that ask for long messages: those of this package are whole either way."""

_verbose = False


def enable_verbose_error_messages():
    """Remembers the wish."""
    _set(True)


def disable_verbose_error_messages():
    """Forgets it."""
    _set(False)


def is_verbose():
    """Whether long messages were asked for."""
    return _verbose


def _set(value):
    global _verbose
    _verbose = value
