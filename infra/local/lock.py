"""One cloud per state directory: a lock that the kernel lets go of however the process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(RuntimeError):
    """Another process runs the cloud of this state directory."""


@contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Hold the state directory; raises `AlreadyRunning` with the other process's id."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            message = f"A local cloud already runs here (process {file.read().strip()}); stop it with Ctrl-C first."
            raise AlreadyRunning(message) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
