"""MiniStack in this process: its environment, its server thread, and the saving of its state.

Importing MiniStack reads the environment, so `prepare` comes before anything that imports `ministack`.
"""

import asyncio
import contextlib
import importlib
import json
import logging
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from infra.local.options import HOST, REGION, Options, Ports

logger = logging.getLogger("lambdesk.local")

SAVE_EVERY_SECONDS = 4.0
"""With the time a save takes this stays below the five seconds a `kill -9` may cost."""

TOGETHER = ("lambda", "sqs", "dynamodb")
"""Services whose files must fit each other, in the order in which they are read."""

NOT_OURS = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "PYTHONPATH")
"""Variables of the caller that must not reach MiniStack and the Lambdas (which inherit this process's)."""


def endpoint(ports: Ports) -> str:
    return f"http://{HOST}:{ports.gateway}"


def prepare(options: Options, ports: Ports) -> None:
    """Set this process's environment and logging for MiniStack; nothing of a real AWS account stays visible."""
    for name in list(os.environ):
        if name in NOT_OURS or name.startswith(("AWS_ENDPOINT_URL", "LAMBDESK_")):
            del os.environ[name]
    shutil.rmtree(options.temporary, ignore_errors=True)
    for directory in (options.temporary, options.log.parent, options.state / "state"):
        directory.mkdir(parents=True, exist_ok=True)
    move_addresses(options.state / "state", ports)
    os.environ.update(
        GATEWAY_PORT=str(ports.gateway),
        BIND_HOST=HOST,
        LAMBDA_EXECUTOR="local",
        AUTH="true" if options.roles else "false",
        SFTP_ENABLED="0",
        IOT_MTLS_ENABLED="0",
        PERSIST_STATE="1" if options.persist else "0",
        STATE_DIR=str(options.state / "state"),
        S3_PERSIST="1" if options.persist else "0",
        S3_DATA_DIR=str(options.state / "s3"),
        TMPDIR=str(options.temporary),
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",  # noqa: S106
        AWS_DEFAULT_REGION=REGION,
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_EC2_METADATA_DISABLED="true",
        # MiniStack removes containers of other MiniStacks when it finds a Docker; it runs none for us.
        DOCKER_HOST=f"unix://{options.temporary}/no-docker",
    )
    without_proxy = [*os.environ.get("NO_PROXY", "").split(","), HOST, "localhost"]
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(filter(None, without_proxy))
    tempfile.tempdir = None
    handler = RotatingFileHandler(options.log, maxBytes=20_000_000, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s [%(name)s] %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # `lambda` says what functions print, but only of some calls; the mends say it of all.
    for noisy in ("httpx", "httpcore", "botocore", "persistence", "mail.log", "lambda"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def move_addresses(state: Path, ports: Ports) -> None:
    """Write the present port into saved state: MiniStack finds queues by their address, port included."""
    marker, now = state / "gateway.port", str(ports.gateway)
    before = marker.read_text() if marker.is_file() else now
    if before != now:
        address = re.compile(rf"(localhost|127\.0\.0\.1):{before}\b")
        for path in state.glob("*.json"):
            path.write_text(address.sub(rf"\g<1>:{now}", path.read_text()))
    marker.write_text(now)


class Server(threading.Thread):
    """An ASGI application on an event loop of its own; `begin` returns when it answers."""

    def __init__(self, name: str, application: Any, port: int) -> None:
        super().__init__(name=name, daemon=True)
        self.application, self.port = application, port
        self._loop: asyncio.AbstractEventLoop | None = None
        self._finish: asyncio.Event | None = None
        self._answers = threading.Event()
        self._failed: BaseException | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failed = error
            logger.exception("server failed", extra={"server": self.name})
        finally:
            self._answers.set()

    async def _serve(self) -> None:
        from hypercorn.asyncio import serve
        from hypercorn.config import Config

        config = Config()
        config.bind = [f"{HOST}:{self.port}"]
        config.keep_alive_timeout = 75
        config.graceful_timeout = 2
        config.loglevel = "WARNING"
        config.include_server_header = False
        self._loop, self._finish = asyncio.get_running_loop(), asyncio.Event()
        watcher = asyncio.create_task(self._announce())
        await serve(self.application, config, shutdown_trigger=self._finish.wait)
        watcher.cancel()

    async def _announce(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(HOST, self.port)
                writer.close()
                self._answers.set()
                return
            await asyncio.sleep(0.02)

    def begin(self) -> None:
        """Start and wait until the port answers; raises what stopped the server."""
        self.start()
        self._answers.wait(60)
        if self._failed or not self.is_alive():
            raise RuntimeError(f"{self.name} did not start on port {self.port}: {self._failed}")

    def end(self) -> None:
        if self._loop and self._finish and self.is_alive():
            self._loop.call_soon_threadsafe(self._finish.set)
        self.join(20)


class Saver(threading.Thread):
    """Writes what changed of MiniStack's state every few seconds, so that a killed process loses little.

    MiniStack itself saves only at its end. An event moves from the table's stream into a queue and comes back as a
    change of the table. So positions of stream consumers are taken first, then the queues, then the table with every
    record from those positions on, and these files are replaced together: an event may be handed over twice after a
    restart, never not at all.
    """

    def __init__(self) -> None:
        super().__init__(name="saver", daemon=True)
        self._ended = threading.Event()
        self._written: dict[str, int] = {}

    def run(self) -> None:
        while not self._ended.wait(SAVE_EVERY_SECONDS):
            started = time.monotonic()
            try:
                self.save()
            except OSError:
                logger.exception("state not saved, trying again")
            logger.debug("saved", extra={"seconds": time.monotonic() - started})

    def end(self) -> None:
        self._ended.set()
        self.join(20)

    def save(self) -> None:
        forget_old_logs()
        from infra.local.mends import held_positions

        application = importlib.import_module("ministack.app")
        states: dict[str, Callable[[], Any]] = application._build_persistence_save_dict()
        with held_positions():
            together = {name: snapshot(name, states[name]) for name in TOGETHER if name in states}
        if None not in together.values():
            self._write({name: text for name, text in together.items() if text is not None})
        for service in states.keys() - together.keys():
            text = snapshot(service, states[service])
            if text is not None:
                self._write({service: text})

    def _write(self, texts: dict[str, str]) -> None:
        persistence = importlib.import_module("ministack.core.persistence")
        changed = {name: text for name, text in texts.items() if hash(text) != self._written.get(name)}
        paths = {name: Path(persistence.STATE_DIR) / f"{name}.json" for name in changed}
        for name, text in changed.items():
            paths[name].with_suffix(".saving").write_text(text)
        for name, text in changed.items():
            paths[name].with_suffix(".saving").replace(paths[name])
            self._written[name] = hash(text)


KEPT_LOG_STREAMS, KEPT_ARCHIVED = 300, 1_000


def forget_old_logs() -> None:
    """Cut what only ever grows and would make each save slower: log streams, one a call, and the bus archive."""
    logs, bus = (sys.modules.get(f"ministack.services.{name}") for name in ("cloudwatch_logs", "eventbridge"))
    for group in list(logs._log_groups._data.values()) if logs else []:
        for name in list(group["streams"])[:-KEPT_LOG_STREAMS]:
            group["streams"].pop(name, None)
    for archive in list(bus._archives._data.values()) if bus else []:
        del archive.get("Events", [])[:-KEPT_ARCHIVED]


def snapshot(service: str, state: Callable[[], Any]) -> str | None:
    """A service's state in MiniStack's file format; None when it has none or keeps changing while it is read."""
    persistence = importlib.import_module("ministack.core.persistence")
    for _ in range(5):
        try:
            payload = state()
            if payload is None:
                return None
            wrapped = {"__ministack_format__": persistence._state_format_version(service), "payload": payload}
            return json.dumps(wrapped, default=persistence._json_default)
        except RuntimeError:  # a dictionary changed its size during the copy
            time.sleep(0.01)
    logger.warning("state kept changing, saved next time", extra={"service": service})
    return None


class MiniStack:
    """The emulator of this process, with our mends, from `begin` to `end`."""

    def __init__(self, options: Options, ports: Ports) -> None:
        self.options = options
        self._saver = Saver() if options.persist else None
        self._server = Server("ministack", None, ports.gateway)

    def begin(self) -> None:
        self._server.application = importlib.import_module("ministack.app").app
        if self.options.mended:
            from infra.local import mends
            from infra.local.outbox import Outbox

            mends.apply(Outbox(self.options.outbox))
        self._server.begin()
        if self._saver:
            self._saver.start()

    def end(self) -> None:
        """Save, stop answering, end the Lambda processes."""
        if self._saver and self._saver.is_alive():
            self._saver.end()
        self._server.end()
        runtime = sys.modules.get("ministack.core.lambda_runtime")
        if runtime:
            runtime.kill_workers([worker for pool in runtime._workers.values() for worker in pool])
        shutil.rmtree(self.options.temporary, ignore_errors=True)
