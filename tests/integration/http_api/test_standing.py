"""Who manages whom, and into which teams: nobody gives sight that they do not have."""

from collections.abc import Callable
from typing import Any

import pytest

from lambdesk.identity.model import ADMIN, AGENT, BUILT_IN, Permission, Reach
from tests.support.desk import Desk

MANAGES = BUILT_IN[AGENT].permissions | {Permission.USERS_WRITE}


def who(desk: Desk) -> str:
    return str(desk.get("/v1/me").json["user"]["id"])


@pytest.fixture
def secret(admin: Desk, desk: Desk) -> str:
    """A team with a ticket."""
    team = str(admin.send("POST", "/v1/teams", {"name": "Secret"}).json["id"])
    version = desk.open_ticket()["ticket"]["version"]
    assert desk.send("PATCH", "/v1/tickets/1", {"team_id": team}, {"If-Match": f'"{version}"'}).status == 200
    return team


def teams(desk: Desk, user: str, *ids: str) -> int:
    return desk.send("PUT", f"/v1/users/{user}/teams", {"team_ids": list(ids)}).status


def test_who_sees_only_teams_gives_only_those(desk: Desk, secret: str, join: Callable[..., Desk]) -> None:
    outside, inside = join(Reach.TEAMS, MANAGES), join(Reach.TEAMS, MANAGES, teams=(secret,))
    lesser = who(join(Reach.TEAMS, BUILT_IN[AGENT].permissions))
    assert [teams(outside, each, secret) for each in (who(outside), lesser)] == [403, 403]
    assert outside.get("/v1/tickets/1").status == 404
    assert teams(inside, lesser, secret) == 200
    # Nor out of it; and what does not change is no matter.
    assert (teams(outside, lesser), teams(outside, lesser, secret)) == (403, 200)


def test_an_invitation_gives_no_more(secret: str, join: Callable[..., Desk]) -> None:
    outside, inside = join(Reach.TEAMS, MANAGES), join(Reach.TEAMS, MANAGES, teams=(secret,))
    role = inside.get("/v1/me").json["user"]["role"]
    wanted: dict[str, Any] = {"email": "uma@northwind.example", "name": "Uma", "role": role, "team_ids": [secret]}
    role_of_outside = outside.get("/v1/me").json["user"]["role"]
    assert outside.send("POST", "/v1/users", wanted | {"role": role_of_outside}).status == 403
    assert inside.send("POST", "/v1/users", wanted).status == 201


def test_who_looks_as_another_sees_no_more_than_before(secret: str, desk: Desk, join: Callable[..., Desk]) -> None:
    looks = BUILT_IN[AGENT].permissions | {Permission.USERS_VIEW_AS}
    outside, inside, limited = (
        join(Reach.TEAMS, looks),
        join(Reach.TEAMS, looks, (secret,)),
        join(Reach.ASSIGNED, looks),
    )
    member = join(Reach.TEAMS, BUILT_IN[AGENT].permissions, (secret,))
    colleague = join(Reach.ASSIGNED, BUILT_IN[AGENT].permissions)

    def seen(viewer: Desk, other: Desk, path: str = "/v1/tickets/1") -> int:
        return viewer.send("GET", path, None, {"View-As": who(other)}).status

    assert (outside.get("/v1/tickets/1").status, seen(outside, member)) == (404, 403)
    assert (seen(inside, member), seen(join(Reach.ALL, looks), member)) == (200, 200)
    assert seen(limited, colleague, "/v1/me") == 403


def test_nobody_manages_who_can_do_more(admin: Desk, secret: str, join: Callable[..., Desk]) -> None:
    lesser = join(Reach.ALL, MANAGES)
    body = {"email": "second@northwind.example", "name": "Bo", "role": ADMIN}
    invited = admin.send("POST", "/v1/users", body).json["id"]
    assert teams(lesser, who(admin), secret) == 403
    assert [lesser.send(each, f"/v1/users/{invited}/invitation").status for each in ("POST", "DELETE")] == [403, 403]
    assert [each["id"] for each in admin.get("/v1/users").json["items"] if each["state"] == "invited"] == [invited]
    assert admin.send("DELETE", f"/v1/users/{invited}/invitation").status == 204
