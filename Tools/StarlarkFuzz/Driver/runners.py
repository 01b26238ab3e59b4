"""Runs programs in bld and in starlark-rust.

Each runs in a process of its own with limits, which is started anew when a program kills it or
takes too long. Both speak the protocol of `Tools/StarlarkFuzz/main.swift`.
"""
import json
import resource
import select
import subprocess
import sys

SECONDS = 10
BYTES = 3 << 30


class Runner:
    """A process that answers programs with what they emitted."""

    def __init__(self, command):
        self.command = command
        self.process = None

    def run(self, source):
        """The answer as a dict, or {"died": reason}."""
        if self.process is None:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES)))
        data = source.encode()
        try:
            self.process.stdin.write(b"%d\n" % len(data) + data)
            self.process.stdin.flush()
        except BrokenPipeError:
            return self.restart("pipe")
        if not select.select([self.process.stdout], [], [], SECONDS)[0]:
            return self.restart("timeout")
        line = self.process.stdout.readline()
        if not line:
            return self.restart("crash")
        return json.loads(line)

    def restart(self, reason):
        self.process.kill()
        status = self.process.wait()
        self.process = None
        return {"died": reason if reason != "crash" else f"crash {status}"}

    def close(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def serve_peer():
    """Runs programs in starlark-rust until standard input ends."""
    import re

    import starlark

    dialect = starlark.Dialect.extended()
    dialect.enable_f_strings = True
    dialect.enable_keyword_only_arguments = True
    extension = starlark.LibraryExtension
    library = starlark.Globals.extended_by([
        extension.StructType, extension.RecordType, extension.EnumType, extension.Map,
        extension.Filter, extension.Partial, extension.Json, extension.Typing, extension.Pprint])
    stdin, stdout = sys.stdin.buffer, sys.stdout
    while True:
        line = stdin.readline()
        if not line:
            return
        source = stdin.read(int(line)).decode()
        module = starlark.Module()
        emitted = []
        module.add_callable("emit", emitted.append)
        answer = {"emitted": emitted}
        try:
            starlark.eval(module, starlark.parse("program.star", source, dialect), library)
        except starlark.StarlarkError as error:
            shown = str(error)
            found = re.search(r"^error: (.*)$", shown, re.MULTILINE)
            answer["error"] = found.group(1) if found else shown
            found = re.search(r"^ *--> program\.star:(\d+)", shown, re.MULTILINE)
            answer["line"] = int(found.group(1)) if found else 0
        except BaseException as error:  # a panic of the peer
            answer["died"] = f"panic {error!r}"[:300]
        stdout.write(json.dumps(answer) + "\n")
        stdout.flush()


if __name__ == "__main__":
    serve_peer()
