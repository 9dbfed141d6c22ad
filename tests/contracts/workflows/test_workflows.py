"""The Workflows port on memory, moto and the local cloud's Step Functions: chains by name, begun once, ended, seen."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from lambdesk.adapters.aws.workflows import StateMachineWorkflows
from lambdesk.adapters.memory.state import State
from lambdesk.adapters.memory.workflows import MemoryWorkflows
from lambdesk.kit import ids
from lambdesk.sla.executions import ExecutionState, execution_name
from lambdesk.sla.ports import Workflows
from tests.support.dynamodb import ministack

BREACH = "first_response@2026-03-02T09:00:00.000Z"
LEVELS = (2, 3)
# As long a wait as there is: nothing calls a level here.
MACHINE = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "TimestampPath": "$.at", "End": True}}}


def chains_on(endpoint: str | None) -> StateMachineWorkflows:
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
    client: Any = session.client("stepfunctions", endpoint_url=endpoint)
    role = "arn:aws:iam::123456789012:role/chains"
    made = client.create_state_machine(name="escalation", definition=json.dumps(MACHINE), roleArn=role)
    return StateMachineWorkflows(client, made["stateMachineArn"])


@pytest.fixture(params=["memory", "moto", pytest.param("local_cloud", marks=pytest.mark.local_cloud)])
def workflows(request: pytest.FixtureRequest) -> Iterator[Workflows]:
    with ExitStack() as stack:
        match request.param:
            case "memory":
                yield MemoryWorkflows(State())
            case "moto":
                stack.enter_context(mock_aws())
                yield chains_on(None)
            case _:
                yield chains_on(stack.enter_context(ministack("dynamodb,states")))


def states(workflows: Workflows, tenant: str, breach: str = BREACH) -> list[ExecutionState]:
    return [each.state for each in workflows.describe(tenant, 7, breach, LEVELS)]


def test_a_chain_is_begun_once_ended_and_seen_by_its_name(workflows: Workflows) -> None:
    tenant, at = ids.new_seed(), datetime.now(UTC) + timedelta(hours=1)
    none, running, aborted = ExecutionState.NONE, ExecutionState.RUNNING, ExecutionState.ABORTED
    assert states(workflows, tenant) == [none, none]
    assert workflows.start(tenant, 7, BREACH, 2, at)
    # The same again is the same on AWS while it runs, whatever it answers.
    assert workflows.start(tenant, 7, BREACH, 2, at + timedelta(hours=1)) is False
    assert states(workflows, tenant) == [running, none]
    begun, missing = workflows.describe(tenant, 7, BREACH, LEVELS)
    assert [each.level for each in (begun, missing)] == [2, 3]
    assert (begun.name, missing.name) == tuple(execution_name(tenant, 7, BREACH, each) for each in LEVELS)
    assert begun.started_at is not None
    assert begun.started_at <= datetime.now(UTC)
    assert (begun.stopped_at, missing.started_at, missing.stopped_at) == (None, None, None)

    # Neither another breach of the ticket nor the same ticket elsewhere has this chain.
    for elsewhere in (states(workflows, tenant, "manual@2026-03-02T09:00:00.000Z"), states(workflows, ids.new_seed())):
        assert elsewhere == [none, none]
    workflows.stop(tenant, 7, "manual@2026-03-02T09:00:00.000Z")
    assert states(workflows, tenant) == [running, none]

    assert workflows.start(tenant, 7, BREACH, 3, at)
    workflows.stop(tenant, 7, BREACH)
    workflows.stop(tenant, 7, BREACH)
    assert states(workflows, tenant) == [aborted, aborted]
    assert all(each.stopped_at for each in workflows.describe(tenant, 7, BREACH, LEVELS))
    assert workflows.start(tenant, 7, BREACH, 2, at) is False
