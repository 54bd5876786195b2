"""End-to-end checks of the compiler's programs on whole networks.

One module per subject; utils/check_models.py is the command line. The checks
see the programs as a user does: command lines, archives, and reports.
"""
