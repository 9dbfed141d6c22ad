"""Escalation chains: Step Functions executions of one state machine."""

import json
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdesk.escalation.model import LEVELS
from lambdesk.kit import clock
from lambdesk.kit.text import digest

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


def execution_name(tenant: str, number: int, breach: str, level: int) -> str:
    """The chain that calls `level` first: its name makes it one."""
    return digest("escalation", tenant, str(number), breach, str(level))


class StateMachineWorkflows:
    """The Workflows port."""

    def __init__(self, client: "SFNClient", machine_arn: str) -> None:
        self._client = client
        self._machine = machine_arn

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
        executions = self._machine.replace(":stateMachine:", ":execution:")
        # Level 1 is called with the breach itself; chains begin with those after it.
        for level in range(2, LEVELS + 1):
            try:
                self._client.stop_execution(
                    executionArn=f"{executions}:{execution_name(tenant, number, breach, level)}"
                )
            except ClientError as error:
                if error.response["Error"]["Code"] != "ExecutionDoesNotExist":
                    raise
