"""A workspace's export through the door: who may ask, what is answered while it goes on, and who fetches it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import ADMIN, OF_STAFF, Permission, Reach
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.events import Event
from lambdesk.tenants.exporting.model import ExportState, Part, TenantExport
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, Reply, context, settle

PATH = "/v1/tenant/exports"


def ask(desk: Desk) -> Reply:
    return desk.send("POST", PATH)


def home_of(desk: Desk) -> str:
    home: str = desk.get("/v1/me").json["tenant"]["id"]
    return home


def kept(product: MemoryLambdesk, tenant: str) -> TenantExport:
    found = product.export_store.tenant_export(tenant)
    assert found
    return found


def put(product: MemoryLambdesk, tenant: str, export: TenantExport) -> None:
    product.export_store.commit(tenant, ChangeSet((Put(export),)))


def done(product: MemoryLambdesk, tenant: str, asked_at: datetime | None = None) -> TenantExport:
    parts = tuple(Part(f"exports/{tenant}/x/000{n}-s.zip", 10) for n in (1, 2))
    export = replace(kept(product, tenant), state=ExportState.DONE, parts=parts, lines=7, files=1)
    export = replace(export, asked_at=asked_at or export.asked_at)
    put(product, tenant, export)
    return export


def facts(product: MemoryLambdesk) -> list[Event]:
    """What happened and who looked."""
    return [
        *(each for events in product.state.timelines.values() for each in events),
        *product.trail_store.noted.values(),
    ]


def test_while_one_goes_on_it_is_the_answer(admin: Desk) -> None:
    assert admin.get(PATH).json == {"items": []}
    first = ask(admin)
    assert (first.status, first.json["state"], first.json["parts"]) == (202, "queued", 0)
    assert ask(admin).json == first.json
    assert admin.get(f"{PATH}/{first.json['id']}").json == first.json
    assert admin.get(PATH).json == {"items": [first.json]}


def test_one_an_hour(product: MemoryLambdesk, admin: Desk) -> None:
    first, tenant = ask(admin).json, home_of(admin)
    done(product, tenant)
    refused = ask(admin)
    assert refused.code == "too_many"
    assert 3_500 < int(refused.headers["retry-after"]) <= 3_601
    export = kept(product, tenant)
    put(product, tenant, replace(export, asked_at=export.asked_at - timedelta(hours=1)))
    second = ask(admin)
    assert (second.status, second.json["state"]) == (202, "queued")
    assert second.json["id"] != first["id"]
    # The one before has left its place.
    assert admin.get(f"{PATH}/{first['id']}").status == 404


def test_one_that_stands_still_has_failed_and_is_asked_for_again(product: MemoryLambdesk, admin: Desk) -> None:
    first, tenant = ask(admin).json, home_of(admin)
    export, before = kept(product, tenant), clock.now() - timedelta(minutes=61)
    put(product, tenant, replace(export, state=ExportState.RUNNING, asked_at=before, moved_at=before))
    assert admin.get(f"{PATH}/{first['id']}").json["state"] == "failed"
    assert ask(admin).json["id"] != first["id"]


def test_the_file_is_links_to_its_parts_and_fetching_is_in_the_trail(product: MemoryLambdesk, admin: Desk) -> None:
    made, tenant = ask(admin).json, home_of(admin)
    early = admin.get(f"{PATH}/{made['id']}/file")
    assert (early.code, early.json["state"]) == ("conflict", "queued")
    done(product, tenant)
    shown = admin.get(f"{PATH}/{made['id']}").json
    assert (shown["state"], shown["size"], shown["lines"], shown["files"]) == ("done", 20, 7, 1)
    file = admin.get(f"{PATH}/{made['id']}/file").json
    assert [each["size"] for each in file["parts"]] == [10, 10]
    assert [f"exports/{tenant}/" in each["url"] and "for=300" in each["url"] for each in file["parts"]] == [True] * 2
    told = [(each.type, dict(each.data)) for each in facts(product)]
    assert ("tenant.export_asked", {"export_id": made["id"]}) in told
    assert [data["what"] for kind, data in told if kind == "data.opened" and data["what"] == "workspace"]


def test_after_seven_days_it_is_gone(product: MemoryLambdesk, admin: Desk) -> None:
    made, tenant = ask(admin).json, home_of(admin)
    done(product, tenant, asked_at=clock.now() - timedelta(days=7))
    assert admin.get(PATH).json == {"items": []}
    for path in (f"{PATH}/{made['id']}", f"{PATH}/{made['id']}/file"):
        assert admin.get(path).status == 404


def test_another_workspace_finds_nothing(product: MemoryLambdesk, admin: Desk) -> None:
    made, tenant = ask(admin).json, home_of(admin)
    done(product, tenant)
    there, _ = settle(product, "kitefly")
    newcomer = NewUser("root@kitefly.example", "Ines Duarte", ADMIN)
    user = service.create_user(product.identity_store, product.user_pool, context(there.id), newcomer, PASSWORD)
    stranger = Desk(product, there.id, user.id)
    assert stranger.get(PATH).json == {"items": []}
    for path in (f"{PATH}/{made['id']}", f"{PATH}/{made['id']}/file"):
        assert stranger.get(path).status == 404
    own = ask(stranger).json
    assert own["id"] != made["id"]
    assert kept(product, tenant).id == made["id"]


@pytest.mark.parametrize("lacking", [Permission.TENANT_WRITE, Permission.TICKETS_READ, Permission.AUDIT_READ])
def test_it_takes_the_permissions_to_see_what_is_in_it(
    admin: Desk, desk: Desk, join: Callable[..., Desk], lacking: Permission
) -> None:
    made = ask(admin).json["id"]
    for somebody in (desk, join(permissions=OF_STAFF - {lacking})):
        assert ask(somebody).code == "forbidden"
        for path in (PATH, f"{PATH}/{made}", f"{PATH}/{made}/file"):
            assert somebody.get(path).code == "forbidden"


def test_who_sees_some_tickets_takes_none_along(join: Callable[..., Desk]) -> None:
    assert ask(join(permissions=OF_STAFF, reach=Reach.TEAMS)).code == "forbidden"
    assert ask(join(permissions=OF_STAFF)).status == 202
