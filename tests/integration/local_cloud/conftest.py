"""Two bare emulators side by side, one as MiniStack is shipped and one with our mends, and what to try on them."""

import io
import json
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from infra.local.client import LocalCloud

ROLE = "arn:aws:iam::000000000000:role/any"


@dataclass
class Aws:
    """boto3 on a running emulator."""

    cloud: LocalCloud

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.cloud.outputs["aws_endpoint_url"],
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def function(self, code: str, **environment: str) -> str:
        """A Lambda whose `handler(event, context)` is in `code`; answers its name."""
        zipped, name = io.BytesIO(), f"f{uuid.uuid4().hex[:8]}"
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.writestr("code.py", code)
        self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=ROLE,
            Handler="code.handler",
            Code={"ZipFile": zipped.getvalue()},
            Timeout=30,
            Environment={"Variables": environment},
        )
        return name

    def queue(self) -> str:
        url: str = self.client("sqs").create_queue(QueueName=f"q{uuid.uuid4().hex[:8]}")["QueueUrl"]
        return url

    def received(self, queue: str, *, until: Callable[[list[Any]], bool], seconds: float) -> list[Any]:
        """The bodies that arrive in the queue, until `until` is content or the time is over."""
        found: list[Any] = []
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and not until(found):
            answer = self.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            found += [json.loads(message["Body"]) for message in answer.get("Messages", [])]
            for message in answer.get("Messages", []):
                self.client("sqs").delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return found


@pytest.fixture(scope="session")
def shipped() -> Iterator[Aws]:
    with LocalCloud(deploy=False, mended=False) as cloud:
        yield Aws(cloud)


@pytest.fixture(scope="session")
def mended() -> Iterator[Aws]:
    with LocalCloud(deploy=False) as cloud:
        yield Aws(cloud)
