"""Escalation chains: Step Functions executions of one state machine."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambdesk.escalation.model import LEVELS
from lambdesk.kit import clock
from lambdesk.kit.errors import Unavailable
from lambdesk.sla.executions import Execution, ExecutionState, execution_name

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_STATES = {
    "RUNNING": ExecutionState.RUNNING,
    "SUCCEEDED": ExecutionState.SUCCEEDED,
    "ABORTED": ExecutionState.ABORTED,
    "FAILED": ExecutionState.FAILED,
    "TIMED_OUT": ExecutionState.TIMED_OUT,
}


class StateMachineWorkflows:
    """The Workflows port."""

    def __init__(self, client: "SFNClient", machine_arn: str) -> None:
        self._client = client
        self._machine = machine_arn
        self._executions = machine_arn.replace(":stateMachine:", ":execution:")

    def start(self, tenant: str, number: int, breach: str, level: int, at: datetime) -> bool:
        told = {"tenant": tenant, "number": number, "breach": breach, "at": clock.to_text(at), "going": True}
        name = execution_name(tenant, number, breach, level)
        try:
            self._client.start_execution(stateMachineArn=self._machine, name=name, input=json.dumps(told))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise
            return False
        return True

    def stop(self, tenant: str, number: int, breach: str) -> None:
        # Level 1 is called with the breach itself; chains begin with those after it.
        for level in range(2, LEVELS + 1):
            try:
                self._client.stop_execution(executionArn=self._arn(execution_name(tenant, number, breach, level)))
            except ClientError as error:
                if not _is_missing(error):
                    raise

    def describe(self, tenant: str, number: int, breach: str, levels: Iterable[int]) -> tuple[Execution, ...]:
        return tuple(self._described(level, execution_name(tenant, number, breach, level)) for level in levels)

    def _described(self, level: int, name: str) -> Execution:
        try:
            found = self._client.describe_execution(executionArn=self._arn(name))
        except (ClientError, BotoCoreError) as error:
            if isinstance(error, ClientError) and _is_missing(error):
                return Execution(level, name, ExecutionState.NONE)
            raise Unavailable from error
        state = _STATES.get(found["status"], ExecutionState.UNKNOWN)
        stopped = found.get("stopDate")
        return Execution(
            level, name, state, found["startDate"].astimezone(UTC), stopped.astimezone(UTC) if stopped else None
        )

    def _arn(self, name: str) -> str:
        return f"{self._executions}:{name}"


def _is_missing(error: ClientError) -> bool:
    """What never ran, or ended so long ago that it is not kept any more."""
    return error.response["Error"]["Code"] == "ExecutionDoesNotExist"
