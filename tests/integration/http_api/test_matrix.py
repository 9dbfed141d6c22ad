"""The matrix of roles and permissions, cell by cell against every route of the description."""

from collections.abc import Callable

import pytest

from lambdesk.identity.model import BUILT_IN, OF_CUSTOMERS, OF_STAFF, Permission
from lambdesk.kit.errors import Forbidden
from tests.integration.http_api.test_every_route import OPERATIONS, SIGNED_IN, STAFF, call, is_problem
from tests.support.desk import Desk, Reply

Join = Callable[..., Desk]
NEEDED = {each: Permission(OPERATIONS[each][2]["x-permission"]) for each in SIGNED_IN}
# Customers come by a session of their own; for every token of staff those routes have nobody.
PORTAL = [each for each in SIGNED_IN if NEEDED[each] in OF_CUSTOMERS]
ROLES = {role.id: role.permissions for role in BUILT_IN.values()}
ROLES |= {"nothing": frozenset(), "reader": frozenset({Permission.PROFILE_READ, Permission.TICKETS_READ})}


def refused(answer: Reply) -> bool:
    """By the matrix, not by a rule about the thing itself: such a refusal says its reason."""
    return answer.status == 403 and answer.json["detail"] == Forbidden.title and is_problem(answer, 403)


@pytest.mark.parametrize("operation", STAFF)
@pytest.mark.parametrize("role", ROLES)
def test_a_route_is_refused_exactly_where_the_matrix_says_so(desk: Desk, join: Join, role: str, operation: str) -> None:
    desk.open_ticket()
    needed = NEEDED[operation]
    answer = call(join(permissions=ROLES[role]), operation)
    assert refused(answer) is (needed not in ROLES[role]), answer.text


@pytest.mark.parametrize("operation", STAFF)
def test_one_permission_opens_its_routes_and_the_lack_of_it_closes_them(desk: Desk, join: Join, operation: str) -> None:
    desk.open_ticket()
    needed = NEEDED[operation]
    # What is let through may close the whole workspace, so it comes last.
    assert refused(call(join(permissions=OF_STAFF - {needed}), operation))
    assert not refused(call(join(permissions={needed}), operation))


@pytest.mark.parametrize("operation", PORTAL)
def test_a_route_of_customers_is_nobodys_among_staff(desk: Desk, join: Join, operation: str) -> None:
    desk.open_ticket()
    for permissions in (OF_STAFF, frozenset(Permission), frozenset()):
        assert is_problem(call(join(permissions=permissions), operation), 401)
