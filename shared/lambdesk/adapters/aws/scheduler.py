"""Timers: one EventBridge Scheduler entry a ticket."""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambdesk.kit import clock
from lambdesk.kit.text import digest

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient


def entry_name(tenant: str, number: int) -> str:
    """The entry of a ticket: nobody has to remember it."""
    return digest("timer", tenant, str(number))


def expression(at: datetime) -> str:
    """The first whole second after the moment: entries know no parts of one, and must not go off early."""
    return f"at({at.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1):%Y-%m-%dT%H:%M:%S})"


class ScheduledTimers:
    """The Timers port. An entry that went off stays until it is moved or disarmed: nothing removes it meanwhile.

    Each method makes the one call that fits what the ticket said; a second one only where the entry says otherwise.
    """

    def __init__(self, client: "EventBridgeSchedulerClient", group: str, role_arn: str, target_arn: str) -> None:
        self._client = client
        self._group = group
        self._role = role_arn
        self._target = target_arn

    def arm(self, tenant: str, number: int, at: datetime) -> None:
        entry = self._entry(tenant, number, at)
        try:
            self._client.create_schedule(**entry)
        except ClientError as error:
            _expect(error, "ConflictException")
            self._client.update_schedule(**entry)

    def move(self, tenant: str, number: int, at: datetime) -> None:
        entry = self._entry(tenant, number, at)
        try:
            self._client.update_schedule(**entry)
        except ClientError as error:
            _expect(error, "ResourceNotFoundException")
            self._client.create_schedule(**entry)

    def disarm(self, tenant: str, number: int) -> None:
        try:
            self._client.delete_schedule(GroupName=self._group, Name=entry_name(tenant, number))
        except ClientError as error:
            _expect(error, "ResourceNotFoundException")

    def _entry(self, tenant: str, number: int, at: datetime) -> dict[str, Any]:
        told = {"tenant": tenant, "number": number, "due_at": clock.to_text(at)}
        return {
            "Name": entry_name(tenant, number),
            "GroupName": self._group,
            "ScheduleExpression": expression(at),
            "ScheduleExpressionTimezone": "UTC",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "NONE",
            "Target": {"Arn": self._target, "RoleArn": self._role, "Input": json.dumps(told)},
        }


def _expect(error: ClientError, code: str) -> None:
    if error.response["Error"]["Code"] != code:
        raise error
