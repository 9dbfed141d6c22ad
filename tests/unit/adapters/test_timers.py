"""Timers and chains as calls of Scheduler and Step Functions: one where all is as told, a second where it is not."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdesk.adapters.aws.scheduler import ScheduledTimers, entry_name, expression
from lambdesk.adapters.aws.workflows import StateMachineWorkflows
from lambdesk.escalation.model import LEVELS
from lambdesk.kit.errors import Unavailable
from lambdesk.sla.executions import ExecutionState, execution_name

AT = datetime(2026, 3, 2, 9, 0, 0, 1000, tzinfo=UTC)


class Client:
    """Notes calls; those in `fails` end with a code, others with `answer`."""

    def __init__(self, **fails: str) -> None:
        self.answer: Any = None
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._fails = fails

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.calls.append((name, arguments))
            if name in self._fails:
                raise ClientError({"Error": {"Code": self._fails[name]}}, name)
            return self.answer

        return call

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls]


def timers(client: Client) -> ScheduledTimers:
    return ScheduledTimers(client, "group", "role", "timer")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "fails", "calls"),
    [
        ("arm", {}, ["create_schedule"]),
        ("arm", {"create_schedule": "ConflictException"}, ["create_schedule", "update_schedule"]),
        ("move", {}, ["update_schedule"]),
        ("move", {"update_schedule": "ResourceNotFoundException"}, ["update_schedule", "create_schedule"]),
    ],
)
def test_one_call_where_the_entry_is_as_told(method: str, fails: dict[str, str], calls: list[str]) -> None:
    client = Client(**fails)
    getattr(timers(client), method)("tnt_1", 7, AT)
    assert client.names == calls
    entry = client.calls[-1][1]
    assert (entry["Name"], entry["GroupName"]) == (entry_name("tnt_1", 7), "group")
    assert json.loads(entry["Target"]["Input"]) == {
        "tenant": "tnt_1",
        "number": 7,
        "due_at": "2026-03-02T09:00:00.001Z",
    }


@pytest.mark.parametrize("fails", [{}, {"delete_schedule": "ResourceNotFoundException"}])
def test_an_entry_that_is_gone_is_disarmed(fails: dict[str, str]) -> None:
    client = Client(**fails)
    timers(client).disarm("tnt_1", 7)
    assert client.names == ["delete_schedule"]


def test_other_refusals_are_not_swallowed() -> None:
    for method in ("create_schedule", "update_schedule", "delete_schedule"):
        port = timers(Client(**{method: "ThrottlingException"}))
        act = {"create_schedule": port.arm, "update_schedule": port.move}.get(method)
        with pytest.raises(ClientError):
            act("tnt_1", 7, AT) if act else port.disarm("tnt_1", 7)


def test_an_entry_goes_off_after_the_moment_and_within_a_second() -> None:
    assert expression(AT) == "at(2026-03-02T09:00:01)"
    assert expression(AT.replace(microsecond=0)) == "at(2026-03-02T09:00:01)"
    assert expression(AT.replace(second=59, microsecond=999000)) == "at(2026-03-02T09:01:00)"


def test_names_hold_the_tenant() -> None:
    assert entry_name("tnt_1", 7) != entry_name("tnt_2", 7)
    names = {execution_name(tenant, 7, "b", level) for tenant in ("tnt_1", "tnt_2") for level in (2, 3)}
    assert len(names) == 4


def test_a_chain_is_started_once() -> None:
    machine = "arn:aws:states:x:1:stateMachine:m"
    for fails, started in (({}, True), ({"start_execution": "ExecutionAlreadyExists"}, False)):
        client = Client(**fails)
        port = StateMachineWorkflows(client, machine)  # type: ignore[arg-type]
        assert port.start("tnt_1", 7, "b", 2, AT) is started
    told = client.calls[0][1]
    assert told["name"] == execution_name("tnt_1", 7, "b", 2)
    assert json.loads(told["input"])["at"] == "2026-03-02T09:00:00.001Z"


def test_stopping_ends_every_chain_of_the_breach_and_bears_those_that_are_none() -> None:
    client = Client(stop_execution="ExecutionDoesNotExist")
    StateMachineWorkflows(client, "arn:aws:states:x:1:stateMachine:m").stop("tnt_1", 7, "b")  # type: ignore[arg-type]
    assert [call["executionArn"] for _, call in client.calls] == [
        f"arn:aws:states:x:1:execution:m:{execution_name('tnt_1', 7, 'b', level)}" for level in range(2, LEVELS + 1)
    ]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("RUNNING", "running"),
        ("SUCCEEDED", "succeeded"),
        ("ABORTED", "aborted"),
        ("FAILED", "failed"),
        ("TIMED_OUT", "timed_out"),
        ("PENDING_REDRIVE", "unknown"),
    ],
)
def test_an_execution_stands_as_it_is_told(status: str, state: str) -> None:
    client = Client()
    client.answer = {"status": status, "startDate": AT}
    port = StateMachineWorkflows(client, "arn:aws:states:x:1:stateMachine:m")  # type: ignore[arg-type]
    (found,) = port.describe("tnt_1", 7, "b", [3])
    assert (found.state, found.started_at, found.stopped_at) == (ExecutionState(state), AT, None)
    asked = f"arn:aws:states:x:1:execution:m:{execution_name('tnt_1', 7, 'b', 3)}"
    assert client.calls == [("describe_execution", {"executionArn": asked})]


def test_an_execution_that_is_kept_no_longer_is_none_and_a_refusal_is_no_answer() -> None:
    gone = Client(describe_execution="ExecutionDoesNotExist")
    (found,) = StateMachineWorkflows(gone, "m").describe("tnt_1", 7, "b", [2])  # type: ignore[arg-type]
    assert found.state is ExecutionState.NONE
    busy = Client(describe_execution="ThrottlingException")
    with pytest.raises(Unavailable):
        StateMachineWorkflows(busy, "m").describe("tnt_1", 7, "b", [2])  # type: ignore[arg-type]
