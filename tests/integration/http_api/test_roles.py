"""Roles of a workspace's own, who may give what, and looking as somebody else."""

from collections.abc import Callable
from typing import Any

import pytest

from lambdesk.identity.model import ADMIN, AGENT, BUILT_IN, OF_STAFF, Permission, Reach, User
from lambdesk.kit.changes import ChangeSet, Put
from tests.support.desk import Desk, MemoryLambdesk

Join = Callable[..., Desk]
READER = {"name": "Reader", "permissions": ["profile.read", "tickets.read"], "reach": "teams"}


@pytest.fixture
def root(join: Join) -> Desk:
    """Somebody with every permission of staff."""
    return join()


def made(desk: Desk, **more: Any) -> Any:
    answer = desk.send("POST", "/v1/roles", {**READER, **more})
    assert answer.status == 201, answer.text
    return answer.json


def who(desk: Desk) -> str:
    user_id: str = desk.get("/v1/me").json["user"]["id"]
    return user_id


def told(product: MemoryLambdesk, noun: str) -> list[str]:
    kept = [(parent, each) for (_, parent), events in product.state.timelines.items() for each in events]
    return [each.type for parent, each in kept if parent.startswith(noun)]


def give(product: MemoryLambdesk, desk: Desk, role: str) -> None:
    """As the member's own door does it."""
    me = desk.get("/v1/me").json
    user = product.identity_store.user(me["tenant"]["id"], me["user"]["id"])
    assert user is not None
    product.identity_store.commit(me["tenant"]["id"], ChangeSet((Put(User(**{**vars(user), "role": role})),)))
    product.directory.forget(me["tenant"]["id"], user.id)


def test_the_matrix_shows_the_built_in_roles_and_ones_own(root: Desk) -> None:
    made(root)
    items = root.get("/v1/roles").json["items"]
    assert [each["id"] for each in items[:4]] == list(BUILT_IN)
    assert {each["name"] for each in items[4:]} == {"Reader", "Helper"}
    assert {each["id"]: set(each["permissions"]) for each in items[:4]} == {
        each.id: set(each.permissions) for each in BUILT_IN.values()
    }
    assert [each["members"] for each in items[:4]] == [0, 0, 1, 0]


def test_the_catalogue_names_every_permission_once(root: Desk) -> None:
    groups = root.get("/v1/permissions").json["items"]
    shown = [each for group in groups for each in group["permissions"]]
    assert sorted(each["id"] for each in shown) == sorted(Permission)
    assert {each["id"] for each in shown if each["staff"]} == set(OF_STAFF)
    assert all(each["label"] for each in (*shown, *groups))


def test_a_role_is_made_changed_and_acts_at_once(product: MemoryLambdesk, desk: Desk, root: Desk) -> None:
    role = made(root)
    give(product, desk, role["id"])
    me = desk.get("/v1/me").json["grants"]
    assert me == {"role_name": "Reader", "permissions": ["profile.read", "tickets.read"], "reach": "teams"}
    assert desk.get("/v1/users").status == 403
    changed = root.send("PATCH", f"/v1/roles/{role['id']}", {"permissions": ["profile.read"]}, {"If-Match": '"1"'})
    assert (changed.json["version"], changed.headers["etag"], changed.json["members"]) == (2, '"2"', 1)
    del product.directory
    assert desk.get("/v1/tickets").status == 403
    stale = root.send("PATCH", f"/v1/roles/{role['id']}", {"name": "Other"}, {"If-Match": '"1"'})
    assert stale.code == "stale_version"
    same = root.send("PATCH", f"/v1/roles/{role['id']}", {"name": " Reader "}, {"If-Match": '"2"'})
    assert same.json["version"] == 2
    assert told(product, "role:") == ["role.created", "role.changed"]


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"name": " "}, "body.name", "blank"),
        ({"name": "helper"}, "body.name", "taken"),
        ({"name": "ADMIN"}, "body.name", "taken"),
        ({"permissions": ["portal.read"]}, "body.permissions", "unknown_value"),
    ],
)
def test_what_no_role_can_be(root: Desk, fields: dict[str, Any], field: str, code: str) -> None:
    answer = root.send("POST", "/v1/roles", {**READER, **fields})
    assert answer.status == 422
    assert [(each["field"], each["code"]) for each in answer.json["errors"]] == [(field, code)]


def test_nobody_gives_what_they_do_not_have(root: Desk, join: Join, written: Callable[[], Any]) -> None:
    strong = made(root, name="Strong", permissions=["tickets.read", "users.write"], reach="all")
    writer = join(Reach.TEAMS, {Permission.ROLES_WRITE, Permission.TICKETS_READ, Permission.PROFILE_READ})
    who(writer)
    before = written()
    path, tag = f"/v1/roles/{strong['id']}", {"If-Match": '"1"'}
    for body in ({"permissions": ["users.write"]}, {"permissions": ["tickets.read"], "reach": "all"}):
        assert writer.send("POST", "/v1/roles", {**READER, **body}).code == "forbidden"
    assert writer.send("PATCH", path, {"permissions": ["tickets.read", "tickets.write"]}, tag).code == "forbidden"
    assert written() == before
    kept = writer.send("PATCH", path, {"name": "Still strong", "permissions": ["users.write"]}, tag)
    assert (kept.status, kept.json["permissions"], kept.json["reach"]) == (200, ["users.write"], "all")


@pytest.mark.parametrize("role", BUILT_IN)
def test_what_comes_with_the_product_stays_as_it_is(root: Desk, role: str) -> None:
    for method, body in (("PATCH", {"name": "Mine"}), ("DELETE", None)):
        assert root.send(method, f"/v1/roles/{role}", body, {"If-Match": '"1"'}).code == "conflict"


def test_who_has_a_role_that_goes_gets_another_one(product: MemoryLambdesk, desk: Desk, root: Desk) -> None:
    role = made(root)
    give(product, desk, role["id"])
    path, tag = f"/v1/roles/{role['id']}", {"If-Match": '"1"'}
    for query in ("", "replacement=rol_none", f"replacement={role['id']}", "replacement=customer"):
        answer = root.send("DELETE", path, None, tag, query)
        assert (answer.status, answer.json["errors"][0]["field"]) == (422, "query.replacement"), query
    assert root.send("DELETE", path, None, tag, f"replacement={AGENT}").status == 204
    product.directory.forget(desk.get("/v1/me").json["tenant"]["id"], who(desk))
    assert desk.get("/v1/me").json["user"]["role"] == AGENT
    assert root.send("DELETE", path, None, tag).status == 404
    assert told(product, "role:")[-1] == "role.deleted"
    assert "user.role_changed" in told(product, "user:")


def test_a_role_that_a_status_names_stays_until_it_does_not(product: MemoryLambdesk, desk: Desk, root: Desk) -> None:
    role = made(root)
    give(product, desk, role["id"])
    status = {"state": "open", "agent_label": "In the workshop", "customer_label": "In work", "roles": [role["id"]]}
    named = root.send("POST", "/v1/statuses", status)
    assert named.status == 201
    path, tag = f"/v1/roles/{role['id']}", {"If-Match": '"1"'}
    answer = root.send("DELETE", path, None, tag, f"replacement={AGENT}")
    assert (answer.status, answer.code, answer.json["statuses"]) == (409, "role_named", ["In the workshop"])
    assert desk.get("/v1/me").json["user"]["role"] == role["id"]
    kept = root.send("PATCH", f"/v1/statuses/{named.json['id']}", {"roles": [AGENT]}, tag)
    assert kept.status == 200
    assert root.send("DELETE", path, None, tag, f"replacement={AGENT}").status == 204


def test_a_status_that_is_no_more_names_nobody(root: Desk) -> None:
    role = made(root)
    status = {"state": "open", "agent_label": "In the workshop", "customer_label": "In work", "roles": [role["id"]]}
    named, tag = root.send("POST", "/v1/statuses", status).json, {"If-Match": '"1"'}
    assert root.send("DELETE", f"/v1/statuses/{named['id']}", None, tag, "replacement=open").status in (200, 204)
    assert root.send("DELETE", f"/v1/roles/{role['id']}", None, tag).status == 204


def test_a_member_gets_another_role_and_the_last_admin_stays(
    product: MemoryLambdesk, desk: Desk, root: Desk, join: Join, foreign: Desk
) -> None:
    role = made(root)
    path = f"/v1/users/{who(desk)}/role"
    assert root.send("PUT", path, {"role": role["id"]}).json["role"] == role["id"]
    assert desk.get("/v1/me").json["grants"]["role_name"] == "Reader"
    for wrong in ("customer", "boss", "rol_" + "0" * 26):
        assert root.send("PUT", path, {"role": wrong}).json["errors"][0]["field"] == "body.role"
    assert root.send("PUT", f"/v1/users/{who(foreign)}/role", {"role": AGENT}).status == 404
    assert root.send("PUT", path, {"role": ADMIN}).status == 200
    assert root.send("PUT", path, {"role": ADMIN}).status == 200
    assert root.send("PUT", path, {"role": AGENT}).code == "last_admin"
    second = join()
    assert root.send("PUT", f"/v1/users/{who(second)}/role", {"role": ADMIN}).status == 200
    assert root.send("PUT", path, {"role": AGENT}).status == 200
    assert told(product, f"user:{who(desk)}").count("user.role_changed") == 3


def test_who_manages_people_moves_only_those_who_can_do_no_more(root: Desk, desk: Desk, join: Join) -> None:
    helper = join(permissions=BUILT_IN[AGENT].permissions | {Permission.USERS_WRITE})
    for path, role in ((f"/v1/users/{who(root)}/role", AGENT), (f"/v1/users/{who(desk)}/role", "manager")):
        assert helper.send("PUT", path, {"role": role}).code == "forbidden"
    assert helper.send("PUT", f"/v1/users/{who(desk)}/role", {"role": AGENT}).status == 200


def test_a_role_that_nobody_has_just_goes(root: Desk, foreign: Desk, join: Join) -> None:
    role = made(root)
    path, tag = f"/v1/roles/{role['id']}", {"If-Match": '"1"'}
    assert root.send("DELETE", path).code == "precondition_required"
    assert root.send("DELETE", path, None, {"If-Match": '"9"'}).code == "stale_version"
    assert root.send("DELETE", path, None, tag).status == 204
    weak = join(permissions={Permission.ROLES_WRITE, Permission.PROFILE_READ})
    own = weak.get("/v1/me").json["user"]["role"]
    assert weak.send("DELETE", f"/v1/roles/{own}", None, tag, f"replacement={ADMIN}").code == "forbidden"


def test_a_status_can_be_for_a_role_of_ones_own(root: Desk) -> None:
    role = made(root)
    status = {"state": "open", "agent_label": "Investigating", "customer_label": "Open"}
    assert root.send("POST", "/v1/statuses", {**status, "roles": [role["id"], AGENT]}).status == 201
    answer = root.send("POST", "/v1/statuses", {**status, "roles": [AGENT, "rol_" + "0" * 26]})
    assert answer.json["errors"][0]["field"] == "body.roles.1"


def test_who_looks_as_another_sees_what_they_see_and_changes_nothing(
    product: MemoryLambdesk, desk: Desk, root: Desk, join: Join
) -> None:
    limited = join(Reach.ASSIGNED, BUILT_IN[AGENT].permissions)
    desk.open_ticket()
    as_them = {"View-As": who(limited)}
    assert root.send("GET", "/v1/me", None, as_them).json == limited.get("/v1/me").json
    assert root.send("GET", "/v1/tickets", None, as_them).json["items"] == []
    assert root.send("GET", "/v1/tickets/1", None, as_them).status == 404
    assert root.get("/v1/tickets/1").status == 200
    for method, path in (("POST", "/v1/tickets"), ("PUT", "/v1/tickets/1/watch"), ("DELETE", "/v1/tickets/1/watch")):
        assert root.send(method, path, {} if method == "POST" else None, as_them).code == "forbidden"
    assert told(product, f"user:{who(limited)}") == ["user.viewed_as"]
    (event,) = product.state.timelines[root.get("/v1/me").json["tenant"]["id"], f"user:{who(limited)}"]
    assert (event.actor.id, event.data) == (who(root), {"user_id": who(limited)})


def test_nobody_looks_as_who_can_do_more_or_is_nobody(
    product: MemoryLambdesk, desk: Desk, root: Desk, join: Join, foreign: Desk, written: Callable[[], Any]
) -> None:
    viewer = join(permissions={Permission.USERS_VIEW_AS, Permission.PROFILE_READ})
    less = join(permissions={Permission.PROFILE_READ})
    before = written()
    for other in (who(root), who(desk), who(viewer), who(foreign), "usr_none", ""):
        assert viewer.send("GET", "/v1/me", None, {"View-As": other}).code == "forbidden", other
    assert root.send("GET", "/v1/me", None, {"View-As": who(foreign)}).code == "forbidden"
    assert desk.send("GET", "/v1/me", None, {"View-As": who(less)}).code == "forbidden"
    assert written() == before
    assert viewer.send("GET", "/v1/me", None, {"View-As": who(less)}).status == 200


def test_a_look_is_told_once_an_hour(product: MemoryLambdesk, root: Desk, desk: Desk) -> None:
    for _ in range(3):
        assert root.send("GET", "/v1/tickets", None, {"View-As": who(desk)}).status == 200
    assert told(product, "user:").count("user.viewed_as") == 1
