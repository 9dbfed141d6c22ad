"""What Lambdas say while `make run` runs, on the terminal: one short line for each of their canonical lines."""

import logging
import sys
from typing import TextIO

from infra.lines import parse, shown

FUNCTIONS = "lambdesk.lambda"
# Asked for every request, and said by the request's own line.
QUIET = frozenset({"authorizer"})


class Tail(logging.Handler):
    """Shows what functions print; anything that is no canonical line stays in the log file."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__()
        self._stream = stream or sys.stdout
        self._colour = self._stream.isatty()

    def emit(self, record: logging.LogRecord) -> None:
        """Show the lines of one invocation's output."""
        for text in record.getMessage().splitlines():
            line = parse(text)
            if line and line.get("function") not in QUIET:
                self._stream.write(f"  {shown(line, colour=self._colour)}\n")
        self._stream.flush()


def begin(stream: TextIO | None = None) -> Tail:
    """Show from now on."""
    tail = Tail(stream)
    logging.getLogger(FUNCTIONS).addHandler(tail)
    return tail
