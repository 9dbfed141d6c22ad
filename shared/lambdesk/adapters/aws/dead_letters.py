"""A queue of what can never be done: an alarm tells of it, and people look."""

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdesk.kit.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class DeadLetters:
    """The queue at one URL."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def put(self, letter: dict[str, Any]) -> None:
        """Keep one; raises Unavailable, then it has to be put again."""
        body = json.dumps(letter, ensure_ascii=False, separators=(",", ":"))
        try:
            self._client.send_message(QueueUrl=self._url, MessageBody=body)
        except (ClientError, BotoCoreError) as error:
            raise Unavailable from error
