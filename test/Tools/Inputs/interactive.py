"""Types a line with tabs into an interactive bash and prints the words that come out.

For: completion.test. Arguments: the folder of completion scripts, the line with \\t.
"""

import os
import pty
import re
import select
import sys
import time

SECONDS = 30


def read_until(descriptor, text):
    """What the shell writes up to `text`."""
    got, end = b"", time.monotonic() + SECONDS
    while text not in got and time.monotonic() < end:
        if select.select([descriptor], [], [], 0.1)[0]:
            got += os.read(descriptor, 65536)
    return got


def main():
    scripts, line = sys.argv[1], sys.argv[2].replace("\\t", "\t")
    tool = line.split(" ")[0]
    shell, terminal = pty.fork()
    if shell == 0:
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"],
                   {**os.environ, "TERM": "dumb", "PS1": "ready> ", "HISTFILE": ""})
    read_until(terminal, b"ready> ")
    # A function in place of the tool shows its words.
    setup = f"source {scripts}/{tool}; {tool}() {{ printf '{{%s}}' \"$@\"; echo; }}; bind 'set bell-style none'\n"
    os.write(terminal, setup.encode())
    read_until(terminal, b"\nready> ")
    os.write(terminal, line.encode() + b"\n")
    printed = read_until(terminal, b"\nready> ").decode(errors="replace")
    print(re.findall(r"^\{.*\}", printed, re.M))
    os.write(terminal, b"exit\n")
    os.close(terminal)
    os.waitpid(shell, 0)


main()
