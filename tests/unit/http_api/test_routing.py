"""A route says who may use it, or it cannot be written."""

import pytest
from starlette.responses import Response

from functions.http_api.app import GROUPS, group
from functions.http_api.routing import Group
from lambdesk.identity.model import Permission


async def get_thing() -> Response:
    return Response()


def test_a_route_without_a_permission_is_refused_when_it_is_written() -> None:
    with pytest.raises(ValueError, match="names its permission"):
        Group("things").route("GET", "/v1/things")


def test_a_public_group_holds_nothing_that_needs_a_permission() -> None:
    with pytest.raises(ValueError, match="names its permission"):
        Group("things", public=True).route("GET", "/v1/things", needs=Permission.TICKETS_READ)


def test_only_the_sign_in_and_the_doors_for_everybody_are_public() -> None:
    assert {module for module in GROUPS.values() if group(module).public} == {"session", "public", "inbound"}


@pytest.mark.parametrize("prefix", sorted(GROUPS))
def test_each_prefix_leads_to_the_group_with_its_routes(prefix: str) -> None:
    """A route under a prefix that leads elsewhere could never be reached."""
    paths = [spec.path for spec in group(GROUPS[prefix]).specs]
    assert any(path.split("/")[2] == prefix for path in paths)
    assert {path.split("/")[2] for path in paths} <= {each for each in GROUPS if GROUPS[each] == GROUPS[prefix]}


def test_reading_needs_the_permission_to_read_and_writing_another() -> None:
    writing = {Permission.TICKETS_WRITE, Permission.ESCALATIONS_ACKNOWLEDGE}
    for spec in group("tickets").specs:
        assert spec.needs in ({Permission.TICKETS_READ} if spec.method == "GET" else writing)
