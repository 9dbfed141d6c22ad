"""Escalation chains with the credentials of each role: the worker runs them, the door sees how they stand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from infra.local.client import LocalCloud
from lambdesk.identity.model import Tenant, User
from lambdesk.kit import clock
from lambdesk.sla.executions import ExecutionState, breach_name
from lambdesk.tenancy import Scoped
from tests.integration.tenancy.conftest import behind
from tests.support.desk import Desk

pytestmark = pytest.mark.local_cloud
Homes = tuple[tuple[Tenant, User], tuple[Tenant, User]]


def test_the_door_sees_a_chain_that_the_worker_runs_and_runs_none(
    cloud: LocalCloud, door: Scoped, homes: Homes
) -> None:
    home, user = homes[0]
    at = clock.now() + timedelta(hours=1)
    place = home.id, 1, breach_name("first_response", clock.to_text(at))
    seen = door.for_tenant(home.id).workflows
    with behind(cloud, "worker") as product:
        runs = product.for_tenant(home.id).workflows
        assert runs.start(*place, 2, at)
        states = [each.state for each in seen.describe(*place, (2, 3))]
        assert states == [ExecutionState.RUNNING, ExecutionState.NONE]
        refused: list[Callable[[], object]] = [lambda: seen.start(*place, 3, at), lambda: seen.stop(*place)]
        for each in refused:
            with pytest.raises(ClientError, match="AccessDenied"):
                each()
        runs.stop(*place)
    (ended,) = seen.describe(*place, (2,))
    assert ended.state is ExecutionState.ABORTED
    assert Desk(door, home.id, user.id).get("/v1/tickets/1/escalations").json == {"items": []}
