"""The audit trail as admins read it, and what of personal data the routes note as opened."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.identity.model import ADMIN
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.errors import Unavailable
from tests.support.desk import Desk, MemoryLambdesk, settle


def settle_admin(product: MemoryLambdesk, slug: str) -> Desk:
    tenant, user = settle(product, slug)
    product.identity_store.commit(tenant.id, ChangeSet((Put(replace(user, role=ADMIN)),)))
    return Desk(product, tenant.id, user.id)


@pytest.fixture
def admin(product: MemoryLambdesk) -> Desk:
    return settle_admin(product, "acme")


def relayed(product: MemoryLambdesk) -> None:
    """What relay and worker do."""
    for (_, parent), events in product.state.timelines.items():
        for event in events:
            product.trail.append(parent, (event,))
    for looked in product.trail_store.noted.values():
        product.trail.append(looked.aggregate, (looked,))


def looks(product: MemoryLambdesk) -> list[tuple[str, str, str | None]]:
    found = product.trail_store.noted.values()
    return [(each.aggregate, each.data["what"], each.actor.id) for each in found]


def test_changes_of_settings_and_tickets_are_in_it_newest_first(product: MemoryLambdesk, admin: Desk) -> None:
    me = admin.get("/v1/me").json["user"]["id"]
    team = admin.send("POST", "/v1/teams", {"name": "Billing"}).json["id"]
    admin.open_ticket()
    relayed(product)
    until = clock.to_text(clock.now() + timedelta(hours=1))
    answer = admin.get("/v1/audit", f"to={until}")
    assert answer.status == 200, answer.text
    types = [each["type"] for each in answer.json["items"]]
    assert {"team.created", "ticket.created", "user.created", "tenant.created"} <= set(types)
    assert types.index("ticket.created") < types.index("team.created") < types.index("tenant.created")
    (made,) = admin.get("/v1/audit", f"kind=team&actor={me}").json["items"]
    assert made["thing"] == f"team:{team}"
    assert made["actor"] == {"kind": "user", "id": me}
    assert made["door"] == "http"
    assert "Billing" not in answer.text
    assert answer.json["next_cursor"] is None


def test_pages_go_on_where_they_ended(product: MemoryLambdesk, admin: Desk) -> None:
    for index in range(5):
        admin.send("POST", "/v1/teams", {"name": f"Team {index}"})
    relayed(product)
    first = admin.get("/v1/audit", "kind=team&limit=3").json
    second = admin.get("/v1/audit", f"kind=team&limit=3&cursor={first['next_cursor']}").json
    ids = [each["id"] for each in (*first["items"], *second["items"])]
    assert len(ids) == len(set(ids)) == 5
    assert second["next_cursor"] is None
    assert admin.get("/v1/audit", f"kind=field&limit=3&cursor={first['next_cursor']}").status == 422


@pytest.mark.parametrize("path", ["/v1/audit", "/v1/audit/export"])
def test_only_admins_read_it(desk: Desk, boss: Desk, path: str) -> None:
    assert desk.get(path).code == "forbidden"
    assert boss.get(path).code == "forbidden"


def test_nobody_reads_that_of_another_tenant(product: MemoryLambdesk, admin: Desk) -> None:
    admin.send("POST", "/v1/teams", {"name": "Billing"})
    relayed(product)
    other = settle_admin(product, "other")
    assert other.get("/v1/audit", "kind=team").json["items"] == []
    assert "team.created" not in other.get("/v1/audit/export").text


@pytest.mark.parametrize("query", ["from=yesterday", "limit=0", "limit=101", "cursor=x", "of=me"])
def test_what_cannot_be_asked_is_refused(admin: Desk, query: str) -> None:
    assert admin.get("/v1/audit", query).status == 422


def test_the_sheet_names_people_as_the_directory_does(product: MemoryLambdesk, admin: Desk) -> None:
    admin.send("POST", "/v1/teams", {"name": "Billing"})
    relayed(product)
    answer = admin.get("/v1/audit/export", "kind=team")
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert row["actor_name"] == "Maya Lindqvist"
    assert row["type"] == "team.created"
    assert answer.headers["export-complete"] == "true"


@pytest.mark.parametrize("first", ["colleague", "viewer"])
def test_a_look_as_somebody_else_is_a_look_of_its_own(
    product: MemoryLambdesk, desk: Desk, join: Callable[..., Desk], first: str
) -> None:
    root = join()
    me, viewer = (each.get("/v1/me").json["user"]["id"] for each in (desk, root))
    desk.open_ticket()

    def look(order: list[str]) -> None:
        for each in order:
            # As in two environments, which know nothing of each other: equal ids would be one look.
            product.__dict__.pop("accesses", None)
            for path in ("/v1/tickets/1", "/v1/tickets"):
                answer = desk.get(path) if each == "colleague" else root.send("GET", path, None, {"View-As": me})
                assert answer.status == 200

    look(["colleague", "viewer"] if first == "colleague" else ["viewer", "colleague"])
    found = [
        (each.actor.id, each.cause.get("viewer"), each.data["what"]) for each in product.trail_store.noted.values()
    ]
    assert sorted(found, key=str) == sorted(
        ((me, by, what) for by in (None, viewer) for what in ("thread", "list")), key=str
    )
    relayed(product)
    (shown,) = root.get("/v1/audit", f"actor={viewer}&thing=ticket:1&kind=data.opened").json["items"][:1]
    assert (shown["actor"]["id"], shown["viewer"]) == (me, viewer)
    rows = csv.DictReader(io.StringIO(root.get("/v1/audit/export", "kind=data").text.removeprefix("\ufeff")))
    assert {(row["actor"], row["viewer"], row["viewer_name"]) for row in rows} >= {
        (me, viewer, "Jon Berg"),
        (me, "", ""),
    }


def test_opening_personal_data_is_noted_once(product: MemoryLambdesk, desk: Desk) -> None:
    me = desk.get("/v1/me").json["user"]["id"]
    view = desk.open_ticket()
    message = view["messages"][0]["id"]
    assert looks(product) == []
    for _ in range(2):
        desk.get("/v1/tickets/1")
        desk.get(f"/v1/tickets/1/messages/{message}/body")
    assert looks(product) == [("ticket:1", "thread", me)]


OPENS: list[tuple[Callable[[Desk, Any], Any], str, str]] = [
    (lambda desk, _: desk.get("/v1/tickets/export"), "tenant:", "export"),
    (lambda desk, message: desk.get(f"/v1/tickets/1/messages/{message}/body"), "ticket:1", "thread"),
    (lambda desk, _: desk.get("/v1/tickets/1/drafts"), "ticket:1", "thread"),
    (lambda desk, _: desk.get("/v1/tickets"), "tenant:", "list"),
]


@pytest.mark.parametrize(("go", "thing", "what"), OPENS)
def test_every_way_to_personal_data_is_noted(
    product: MemoryLambdesk, desk: Desk, go: Callable[[Desk, Any], Any], thing: str, what: str
) -> None:
    message = desk.open_ticket()["messages"][0]["id"]
    assert go(desk, message).status == 200
    ((noted, told, _),) = looks(product)
    assert noted.startswith(thing)
    assert told == what


def rows_told(product: MemoryLambdesk) -> list[list[int]]:
    return [list(each.data["numbers"]) for each in product.trail_store.noted.values() if each.data["what"] == "list"]


def test_a_list_is_one_look_with_what_is_new_in_it(product: MemoryLambdesk, desk: Desk, admin: Desk) -> None:
    for _ in range(3):
        desk.open_ticket()
    desk.get("/v1/tickets", "limit=2")
    assert rows_told(product) == [[2, 3]]
    for path in ("/v1/tickets", "/v1/tickets", "/v1/tickets/1/related"):
        assert desk.get(path).status == 200
    assert rows_told(product) == [[2, 3], [1]]
    desk.open_ticket()
    desk.get("/v1/tickets/changes", f"since={clock.to_text(clock.now() - timedelta(minutes=1))}")
    assert rows_told(product) == [[2, 3], [1], [4]]
    # Another environment, which does not remember it, writes the same look under the same id.
    product.accesses._noted.clear()
    desk.get("/v1/tickets", "limit=1")
    assert rows_told(product) == [[2, 3], [1], [4]]
    assert admin.get("/v1/tickets").json["items"] == []
    assert len(rows_told(product)) == 3


def test_who_saw_a_ticket_is_found_by_the_ticket(product: MemoryLambdesk, admin: Desk) -> None:
    admin.open_ticket()
    admin.open_ticket()
    admin.get("/v1/tickets")
    relayed(product)
    until = clock.to_text(clock.now() + timedelta(hours=1))
    for number, seen in ((2, 1), (3, 0)):
        found = admin.get("/v1/audit", f"thing=ticket:{number}&kind=data&to={until}").json["items"]
        assert [each["data"]["what"] for each in found] == ["list"] * seen


def test_what_one_may_not_see_was_not_opened(product: MemoryLambdesk, desk: Desk, foreign: Desk) -> None:
    desk.open_ticket()
    assert foreign.get("/v1/tickets/1").status == 404
    assert desk.get("/v1/tickets/9").status == 404
    assert looks(product) == []


def test_who_was_refused_is_in_the_trail_once_an_hour(product: MemoryLambdesk, desk: Desk, admin: Desk) -> None:
    me, tenant = (desk.get("/v1/me").json[each]["id"] for each in ("user", "tenant"))
    desk.open_ticket()
    for _ in range(3):
        assert desk.send("POST", "/v1/teams", {"name": "Billing"}).status == 403
        assert desk.get("/v1/audit").status == 403
        assert desk.get("/v1/tickets/77").status == 404
    found = list(product.trail_store.noted.values())
    assert {(each.tenant, each.aggregate, each.type) for each in found} == {(tenant, f"user:{me}", "access.refused")}
    told = sorted((each.data["method"], each.data["route"]) for each in found)
    assert told == [("GET", "/v1/audit"), ("POST", "/v1/teams")]
    relayed(product)
    assert admin.get("/v1/audit", "kind=access").json["items"] == []


def test_a_refusal_that_cannot_be_kept_is_a_refusal(product: MemoryLambdesk, desk: Desk) -> None:
    def fails(*_: object) -> None:
        raise Unavailable

    product.trail_store.note = fails  # type: ignore[method-assign]
    assert desk.get("/v1/audit").status == 403


def test_reading_the_trail_is_a_look_as_well(product: MemoryLambdesk, admin: Desk) -> None:
    admin.get("/v1/audit")
    admin.get("/v1/audit", "kind=team")
    admin.get("/v1/audit/export")
    assert [what for _, what, _ in looks(product)] == ["trail", "export"]
