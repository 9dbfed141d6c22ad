"""The local cloud's FIFO queues keep what the trail needs of them: order within a tenant, and one batch at a time."""

import os
from typing import Any

import boto3
import pytest

from tests.support.dynamodb import ministack

pytestmark = pytest.mark.local_cloud


def received(sqs: Any, url: str, most: int = 10) -> list[tuple[str, str]]:
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=most, AttributeNames=["All"], VisibilityTimeout=30)
    return [(each["Attributes"]["MessageGroupId"], each["Body"]) for each in answer.get("Messages", [])]


def test_messages_of_a_group_come_in_order_and_not_beside_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, os.environ.get(name, "test"))
    with ministack("dynamodb,sqs") as endpoint:
        sqs = boto3.client("sqs", endpoint_url=endpoint, region_name="us-east-1")
        url = sqs.create_queue(QueueName="trail.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        for number in range(6):
            place = {"MessageGroupId": f"tnt_{number % 2}", "MessageDeduplicationId": str(number)}
            for _ in range(2):
                sqs.send_message(QueueUrl=url, MessageBody=str(number), **place)
        first = received(sqs, url, 2)
        assert [body for _, body in first] == ["0", "1"]
        # Both groups are being worked on: nothing else of them comes until that is over.
        assert received(sqs, url) == []
        counted = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert int(counted["ApproximateNumberOfMessages"]) + int(counted["ApproximateNumberOfMessagesNotVisible"]) == 6
