"""A lit test format for checkouts whose path has blanks.

For: lit.cfg.py. lit puts %s, %S and %t into RUN lines as they are; here they
come escaped, so that tests need no quotes around them.
"""

import os

import lit.formats


def quoted(path):
    """The path as one word of a RUN line."""
    return path.replace(" ", "\\ ")


class QuotedPathTest(lit.formats.ShTest):
    """ShTest whose paths are escaped where they have blanks."""

    def execute(self, test, lit_config):
        folder, name = os.path.split(test.getExecPath())
        # Whole words: %src and %sima_models begin alike.
        paths = {
            r"%s\b": test.getSourcePath(),
            r"%S\b": os.path.dirname(test.getSourcePath()),
            r"%t\b": os.path.join(folder, "Output", name) + ".tmp",
        }
        self.extra_substitutions = [(k, quoted(p)) for k, p in paths.items() if " " in p]
        return super().execute(test, lit_config)
