"""A private local cloud in a process of its own, for tests and the bench."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from infra.local.options import ROOT, Options

START_SECONDS = 420


class LocalCloud:
    """`with LocalCloud() as cloud:` starts `python -m infra.local run` with its own state and ports.

    `cloud.outputs` is what `outputs.json` says. Without `state` the state is a temporary directory that goes with the
    cloud; with one, a later `LocalCloud` on the same directory finds everything again.
    """

    def __init__(
        self,
        state: Path | None = None,
        *,
        seed: bool = False,
        persist: bool = False,
        deploy: bool = True,
        mended: bool = True,
        roles: bool = False,
        sign_up: str = "",
    ) -> None:
        self._temporary = state is None
        self.options = Options(
            state=state or Path(tempfile.mkdtemp(prefix="lambdesk-")),
            seed=seed,
            persist=persist,
            deploy=deploy,
            mended=mended,
            roles=roles,
            sign_up=sign_up,
        )
        self.outputs: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start and wait until it answers; raises `RuntimeError` with what it printed when it does not."""
        flags = {
            "--no-seed": not self.options.seed,
            "--no-persist": not self.options.persist,
            "--no-deploy": not self.options.deploy,
            "--as-shipped": not self.options.mended,
            "--check-roles": self.options.roles,
        }
        self.options.state.mkdir(parents=True, exist_ok=True)
        self.options.outputs.unlink(missing_ok=True)
        command = [sys.executable, "-m", "infra.local", "run", "--state-dir", str(self.options.state)]
        command += [flag for flag, wanted in flags.items() if wanted]
        command += ["--sign-up", self.options.sign_up] if self.options.sign_up else []
        with self._printed.open("wb") as printed:
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdout=printed, stderr=printed, stdin=subprocess.DEVNULL, start_new_session=True
            )
        self._wait()
        return self

    @property
    def _printed(self) -> Path:
        return self.options.state / "printed.txt"

    def _wait(self) -> None:
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends and self._process and self._process.poll() is None:
            if self.options.outputs.is_file():
                self.outputs = json.loads(self.options.outputs.read_text())
                return
            time.sleep(0.1)
        printed = self._printed.read_text(errors="replace")
        self.stop()
        message = f"the local cloud did not start:\n{printed[-4000:]}"
        raise RuntimeError(message)

    def stop(self) -> None:
        """End it as Ctrl-C does: state is saved, no process stays."""
        self._end(signal.SIGTERM)
        if self._temporary:
            shutil.rmtree(self.options.state, ignore_errors=True)

    def kill(self) -> None:
        """End it as a crash does."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            os.kill(self._process.pid, number)
            self._process.wait(30)

    def environment(self) -> dict[str, str]:
        """`LAMBDESK_…` settings and AWS variables for programs that use the product's own code on this cloud."""
        from infra.local.deploy import environment, synth
        from infra.local.options import Ports

        ports = Ports(**json.loads((self.options.state / "ports.json").read_text()))
        return environment(ports, synth().stack)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
