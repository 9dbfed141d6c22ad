"""DynamoDB for tests: moto inside this process, or a bare MiniStack beside it without anything kept on disk."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.options import free_port

_START_SECONDS = 60
_SESSION = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")


def connect(endpoint: str | None = None) -> Any:
    """A client with credentials that mean nothing."""
    config = Config(max_pool_connections=32, retries={"total_max_attempts": 3, "mode": "standard"})
    return _SESSION.client("dynamodb", endpoint_url=endpoint, config=config)


@contextmanager
def ministack(services: str = "dynamodb") -> Iterator[str]:
    """The endpoint of a MiniStack that knows DynamoDB, or more `services` beside it, and forgets everything."""
    with tempfile.TemporaryDirectory() as home:
        port = free_port()
        environment = os.environ | {
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "SERVICES": services,
            "LAMBDA_EXECUTOR": "local",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "PERSIST_STATE": "0",
            "LOG_LEVEL": "ERROR",
            "TMPDIR": home,
        }
        with (Path(home) / "printed").open("wb") as printed:
            process = subprocess.Popen(
                [sys.executable, "-m", "ministack.app"], env=environment, stdout=printed, stderr=subprocess.STDOUT
            )
        endpoint = f"http://127.0.0.1:{port}"
        try:
            _wait(process, endpoint, Path(home) / "printed")
            yield endpoint
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(process: "subprocess.Popen[bytes]", endpoint: str, printed: Path) -> None:
    client = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test").client(
        "dynamodb",
        region_name="us-east-1",
        endpoint_url=endpoint,
        config=Config(connect_timeout=1, read_timeout=5, retries={"total_max_attempts": 1}),
    )
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            client.list_tables()
        except (BotoCoreError, ClientError):
            time.sleep(0.1)
        else:
            return
    message = f"MiniStack did not start: {printed.read_text()}"
    raise RuntimeError(message)
