"""Queues that Lambdas are fed from: putting back what came too early."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambdesk.kit.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class Queues:
    """Queues by their ARN, as the records of a batch name them."""

    def __init__(self, client: "SQSClient") -> None:
        self._client = client
        self._urls: dict[str, str] = {}

    def put_back(self, arn: str, handle: str, seconds: int) -> None:
        """The received message shows again after so many seconds. Without this it would after the queue's own time."""
        try:
            if arn not in self._urls:
                name = arn.rpartition(":")[2]
                self._urls[arn] = self._client.get_queue_url(QueueName=name)["QueueUrl"]
            self._client.change_message_visibility(
                QueueUrl=self._urls[arn], ReceiptHandle=handle, VisibilityTimeout=seconds
            )
        except (ClientError, BotoCoreError) as error:
            raise Unavailable from error
