"""Calls the Lambda that takes mail in, as the receipt rule does: without waiting for it."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdesk.kit.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaHandover:
    """The Handover to one Lambda. What it fails at is tried again by the service, and lies in its dead letters then."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def __call__(self, receipt: Mapping[str, Any]) -> None:
        event = {"Records": [{"eventSource": "aws:ses", "eventVersion": "1.0", "ses": receipt}]}
        try:
            self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=json.dumps(event).encode())
        except (ClientError, BotoCoreError) as error:
            raise Unavailable from error
