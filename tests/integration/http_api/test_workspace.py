"""The workspace through the door: who may change it, what others notice, and what a closed one answers."""

from dataclasses import replace
from typing import Any

import pytest

from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import ADMIN, Mailbox
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import Conflict
from lambdesk.kit.settings import Settings
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, context, settle


@pytest.fixture
def admin(product: MemoryLambdesk, desk: Desk) -> Desk:
    tenant = desk.get("/v1/me").json["tenant"]["id"]
    newcomer = NewUser("root@northwind.example", "Ines Duarte", ADMIN)
    user = service.create_user(product.identity_store, product.user_pool, context(tenant), newcomer, PASSWORD)
    return Desk(product, tenant, user.id)


def patch(desk: Desk, version: int = 1, **fields: Any) -> Any:
    return desk.send("PATCH", "/v1/tenant", fields, {"If-Match": f'"{version}"'})


def test_an_admin_changes_the_workspace_and_everybody_sees_it(admin: Desk, desk: Desk) -> None:
    assert desk.get("/v1/me").json["tenant"]["name"] == "Northwind"
    answer = patch(admin, name="Northwind Ltd", zone="Europe/Berlin", locale="de", accent="#0f766e")
    assert (answer.status, answer.headers["etag"]) == (200, '"2"')
    assert answer.json["accent"] == "#0f766e"
    shown = desk.get("/v1/me").json["tenant"]
    assert (shown["name"], shown["zone"], shown["locale"]) == ("Northwind Ltd", "Europe/Berlin", "de")
    assert admin.get("/v1/tenant").json["version"] == 2


def test_nobody_else_may(boss: Desk, desk: Desk) -> None:
    for somebody in (boss, desk):
        assert somebody.get("/v1/tenant").code == "forbidden"
        assert patch(somebody, name="Mine").code == "forbidden"
        assert somebody.send("POST", "/v1/tenant/deletion", {"slug": "northwind"}).code == "forbidden"


def test_a_change_names_what_it_saw(admin: Desk) -> None:
    assert patch(admin, name="One").status == 200
    assert patch(admin, name="Two").code == "stale_version"
    assert admin.send("PATCH", "/v1/tenant", {"name": "Two"}).code == "precondition_required"


def test_what_was_not_sent_stays_and_null_is_a_value_only_where_it_means_something(admin: Desk) -> None:
    patch(admin, accent="#0f766e")
    assert patch(admin, 2, name=None).json["name"] == "Northwind"
    assert patch(admin, 2, accent=None).json["accent"] is None


def test_another_slug_opens_the_same_workspace_and_the_old_one_stays_its_own(
    product: MemoryLambdesk, admin: Desk, foreign: Desk
) -> None:
    assert patch(admin, slug="kitefly").json["errors"][0]["code"] == "taken"
    assert patch(admin, slug="north").status == 200
    for slug in ("north", "northwind"):
        assert Desk(product).get(f"/v1/public/{slug}/form").status == 200
    settled = settle(product, "other")
    with pytest.raises(Exception, match="other mailboxes"):
        service.create_tenant(product.identity_store, context("_system"), _wanted("northwind"))
    assert settled
    assert foreign.get("/v1/me").status == 200


def _wanted(slug: str) -> Any:
    from lambdesk.identity.decide import NewTenant

    return NewTenant("Thief", slug, ("thief@elsewhere.example",))


def test_mailboxes_come_and_go_and_belong_to_one(product: MemoryLambdesk, admin: Desk, foreign: Desk) -> None:
    taken = patch(admin, mailboxes=["support@northwind.example", "support@kitefly.example"])
    assert taken.json["errors"][0]["code"] == "taken"
    answer = patch(admin, mailboxes=["sales@northwind.example", "support@northwind.example"])
    assert answer.json["mailboxes"] == ["sales@northwind.example", "support@northwind.example"]
    home = admin.get("/v1/tenant").json["id"]
    owned = product.identity_store.mailboxes(["sales@northwind.example", "support@northwind.example"])
    assert owned == {each: Mailbox(each, home) for each in owned}
    patch(admin, 2, mailboxes=["sales@northwind.example"])
    assert product.identity_store.mailboxes(["support@northwind.example"]) == {}
    assert foreign.get("/v1/me").json["tenant"]["mailboxes"] == ["support@kitefly.example"]


def test_nobody_takes_an_address_of_the_deployment_or_of_a_domain_they_were_not_given(
    product: MemoryLambdesk, admin: Desk, foreign: Desk
) -> None:
    product.settings = Settings({**product.settings.values, "SIGN_UP_DOMAIN": "desk.example.com"})
    own = "support@northwind.example"
    for address, code in (
        ("sign-up@desk.example.com", "reserved"),
        ("support@newcomer.desk.example.com", "reserved"),
        ("support@kitefly.desk.example.com", "reserved"),
        ("reply@northwind.example", "reserved"),
        ("help@example.com", "unproven_domain"),
    ):
        answer = patch(admin, mailboxes=[own, address])
        assert [(each["field"], each["code"]) for each in answer.json["errors"]] == [("body.mailboxes.1", code)]
    assert admin.get("/v1/tenant").json["mailboxes"] == [own]
    assert patch(admin, mailboxes=[own, "support@northwind.desk.example.com"]).status == 200
    assert foreign.get("/v1/me").status == 200


def test_a_domain_that_the_operator_gave_is_the_workspaces_alone(
    product: MemoryLambdesk, admin: Desk, foreign: Desk
) -> None:
    settle(product, "other")
    home = admin.get("/v1/tenant").json["id"]
    ctx = Context(home, SYSTEM, clock.now(), "s", {"door": "cli"})
    for _ in range(2):
        product.tenants.give_domain(ctx, "help.example.com")
    assert patch(admin, 2, mailboxes=["help@help.example.com"]).status == 200
    theirs = replace(ctx, tenant=foreign.get("/v1/me").json["tenant"]["id"])
    with pytest.raises(Conflict):
        product.tenants.give_domain(theirs, "help.example.com")


def test_a_closed_workspace_answers_one_thing_at_every_door(product: MemoryLambdesk, admin: Desk, desk: Desk) -> None:
    answer = Desk(product).send("POST", "/v1/session", {"email": "agent@northwind.example", "password": PASSWORD})
    cookie = answer.cookies[0].partition(";")[0]
    assert admin.send("POST", "/v1/tenant/deletion", {"slug": "other"}).status == 422
    closed = admin.send("POST", "/v1/tenant/deletion", {"slug": "northwind"})
    assert (closed.status, closed.json["state"]) == (200, "leaving")
    for somebody in (admin, desk):
        assert somebody.get("/v1/tickets").code == "tenant_suspended"
    nobody = Desk(product)
    assert nobody.get("/v1/public/northwind/form").code == "tenant_suspended"
    again = {"email": "agent@northwind.example", "password": PASSWORD}
    assert nobody.send("POST", "/v1/session", again).code == "tenant_suspended"
    assert nobody.send("POST", "/v1/session/refresh", headers={"cookie": cookie}).code == "tenant_suspended"


def test_a_logo_is_a_picture(product: MemoryLambdesk, admin: Desk) -> None:
    assert patch(admin, logo_id="made-up").json["errors"][0]["code"] == "upload_unknown"


def test_what_an_operator_sets_holds_and_is_shown(admin: Desk) -> None:
    product = admin.product
    home = admin.get("/v1/me").json["tenant"]["id"]
    assert admin.get("/v1/tenant").json["requests_per_minute"] == 12_000
    ctx = Context(home, SYSTEM, clock.now(), "s", {"door": "cli"})
    product.tenants.limit(ctx, "trial", {"requests_per_minute": 90})
    product.__dict__.pop("directory")
    shown = admin.get("/v1/tenant").json
    assert (shown["plan"], shown["member_limit"], shown["connection_limit"]) == ("trial", 5, 20)
    assert shown["requests_per_minute"] == 90
    assert admin.get("/v1/me").headers["ratelimit-policy"] == '"tenant";q=90;w=60'


def test_no_more_people_than_the_plan_allows(admin: Desk) -> None:
    product = admin.product
    home = admin.get("/v1/me").json["tenant"]["id"]
    there = len(admin.get("/v1/users").json["items"])
    product.tenants.limit(Context(home, SYSTEM, clock.now(), "s", {"door": "cli"}), None, {"member_limit": there + 1})
    invited = [
        admin.send("POST", "/v1/users", {"email": f"p{each}@northwind.example", "name": "P", "role": "agent"})
        for each in range(2)
    ]
    assert [each.status for each in invited] == [201, 409], invited[0].text
    assert (invited[1].json["code"], invited[1].json["limit"]) == ("limit_reached", there + 1)
    withdrawn = admin.send("DELETE", f"/v1/users/{invited[0].json['id']}/invitation")
    assert withdrawn.status == 204
    again = admin.send("POST", "/v1/users", {"email": "p3@northwind.example", "name": "P", "role": "agent"})
    assert again.status == 201


def test_everybody_sees_how_an_open_workspace_looks(admin: Desk) -> None:
    nobody = Desk(admin.product)
    patch(admin, name="Northwind Ltd", locale="de", accent="#0F766E")
    shown = nobody.get("/v1/public/northwind/brand")
    assert shown.json == {
        "name": "Northwind Ltd",
        "locale": "de",
        "accent": "#0f766e",
        "logo_url": None,
        "sign_up": False,
    }
    home = admin.get("/v1/me").json["tenant"]["id"]
    record = admin.product.identity_store.tenant(home)
    assert record
    admin.product.identity_store.commit(home, ChangeSet((Put(replace(record, logo_key=f"files/{home}/upl_1")),)))
    admin.product.directory.forget_tenant(home)
    assert f"/files/{home}/upl_1" in nobody.get("/v1/public/northwind/brand").json["logo_url"]
    assert nobody.get("/v1/public/nowhere/brand").status == 404
    admin.product.tenants.suspend(Context(home, SYSTEM, clock.now(), "s"), "operator")
    admin.product.directory.forget_tenant(home)
    assert nobody.get("/v1/public/northwind/brand").code == "tenant_suspended"


def test_first_steps_are_shown_until_somebody_puts_them_off_or_has_done_them(admin: Desk) -> None:
    assert admin.get("/v1/me").json["tenant"]["welcome"] == "open"
    assert patch(admin, welcome="skipped").json["welcome"] == "skipped"
    assert patch(admin, 2, welcome="done").json["welcome"] == "done"
    assert admin.get("/v1/me").json["tenant"]["welcome"] == "done"
    assert patch(admin, 3, welcome="perhaps").status == 422
