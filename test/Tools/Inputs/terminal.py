"""Runs a command whose standard error is a terminal.

For: colors.test and progress.test. `capture` gives what a program wrote to
standard output, a pipe, and to the terminal. As a program it prints what the
terminal got, escapes as \\e and returns as \\r.
"""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import threading


def drain(descriptor, parts):
    """Reads until the terminal's other side is closed."""
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:
            return
        if not part:
            return
        parts.append(part)


def capture(command, columns=0, **environment):
    """(exit code, standard output, what the terminal got)"""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 0, columns, 0, 0))
    variables = {**os.environ, "TERM": "xterm", **environment}
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=slave, env=variables)
    os.close(slave)
    parts = []
    thread = threading.Thread(target=drain, args=(master, parts))
    thread.start()
    output = process.stdout.read()
    code = process.wait()
    thread.join()
    os.close(master)
    return code, output.decode(), b"".join(parts).decode()


def visible(text):
    """Escapes and returns as letters, lines as they are."""
    return text.replace("\r\n", "\n").replace("\x1b", "\\e").replace("\r", "\\r")


if __name__ == "__main__":
    code, output, text = capture(sys.argv[1:])
    sys.stdout.write(output + visible(text))
    sys.exit(code)
