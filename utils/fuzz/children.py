"""Runs functions in child processes, a few at a time: an oracle that aborts ends
its child only. For: single-threaded parents."""

import json
import os
import select
import signal
import time

SECONDS = 300


class Children:
    """At most `jobs` children; results come in the order in which they end."""

    def __init__(self, jobs):
        self.jobs = jobs
        self.running = {}  # read end of a pipe -> (key, pid, start, chunks)

    def start(self, key, function):
        """`function()` gives a JSON document."""
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            code = 1
            try:
                # What the oracles print concerns nobody.
                quiet = os.open(os.devnull, os.O_WRONLY)
                os.dup2(quiet, 1)
                os.dup2(quiet, 2)
                with os.fdopen(write, "w") as pipe:
                    json.dump(function(), pipe)
                code = 0
            finally:
                os._exit(code)
        os.close(write)
        self.running[read] = (key, pid, time.monotonic(), [])

    @property
    def full(self):
        return len(self.running) >= self.jobs

    def wait(self):
        """(key, document) of a child that ended; the document is a text that says
        how the child died where it did."""
        while True:
            ready, _, _ = select.select(list(self.running), [], [], 1.0)
            for read in ready:
                chunk = os.read(read, 1 << 16)
                if chunk:
                    self.running[read][3].append(chunk)
                    continue
                return self._end(read)
            for key, pid, start, _ in self.running.values():
                if time.monotonic() - start > SECONDS:
                    os.kill(pid, signal.SIGKILL)

    def _end(self, read):
        key, pid, _, chunks = self.running.pop(read)
        os.close(read)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if status < 0:
            return key, f"died with {signal.Signals(-status).name}"
        try:
            return key, json.loads(b"".join(chunks))
        except ValueError:
            return key, f"ended with exit code {status}"


def alone(function):
    """The document of one function in a child, or the text of its death."""
    children = Children(1)
    children.start(None, function)
    return children.wait()[1]
