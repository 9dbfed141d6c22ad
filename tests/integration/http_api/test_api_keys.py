"""API keys through the door: shown once, then good for what their scopes say, until they are revoked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.api_keys.model import ApiKey, ApiKeyUse
from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import ADMIN
from lambdesk.kit import clock
from lambdesk.kit.context import Actor, ActorKind
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, claims_of, context

PATH = "/v1/api-keys"


@pytest.fixture
def admin(product: MemoryLambdesk, desk: Desk) -> Desk:
    tenant = desk.get("/v1/me").json["tenant"]["id"]
    newcomer = NewUser("admin@northwind.example", "Jonas Lind", ADMIN)
    user = service.create_user(product.identity_store, product.user_pool, context(tenant), newcomer, PASSWORD)
    return Desk(product, tenant, user.id)


def make(admin: Desk, *scopes: str, **more: Any) -> Any:
    body = {"name": "Reports", "scopes": list(scopes or ["tickets.read", "tickets.write"]), **more}
    answer = admin.send("POST", PATH, body)
    assert answer.status == 201, answer.text
    return answer.json


def test_a_secret_is_told_once_and_kept_nowhere(product: MemoryLambdesk, admin: Desk) -> None:
    made = make(admin)
    assert made["secret"].startswith("lambdesk_")
    assert made["key"] in admin.get(PATH).json["items"]
    assert made["secret"] not in admin.get(PATH).text
    kept = repr((product.state.kept, product.state.timelines))
    assert made["secret"].split("_")[-1][:52] not in kept


def test_a_key_does_what_its_scopes_say(product: MemoryLambdesk, admin: Desk) -> None:
    program = Desk(product, key=make(admin, "tickets.read")["secret"])
    assert program.get("/v1/tickets").status == 200
    assert program.send("POST", "/v1/tickets", {}, {"Idempotency-Key": "k"}).status == 403
    assert program.get("/v1/users").status == 403
    for personal in ("/v1/me", "/v1/notifications"):
        assert program.get(personal).status == 403


def test_what_a_key_writes_it_wrote(product: MemoryLambdesk, admin: Desk) -> None:
    made = make(admin)
    program = Desk(product, key=made["secret"])
    view = program.open_ticket()
    assert view["events"][0]["actor"] == {"kind": "api_key", "id": made["key"]["id"]}
    last = view["ticket"]["last_message_id"]
    reply = {"kind": "reply", "body": "On it.", "last_seen_message_id": last}
    said = program.send("POST", "/v1/tickets/1/messages", reply, {"Idempotency-Key": "r"})
    assert said.status == 201, said.text
    view = admin.get("/v1/tickets/1").json
    assert view["messages"][-1]["author"] == {"kind": "api_key", "id": made["key"]["id"], "name": "Reports"}
    assert view["ticket"]["assignee_id"] is None
    for events in product.state.timelines.values():
        for event in events:
            if event.type in ("ticket.created", "message.created"):
                assert (
                    event.actor in (Actor(ActorKind.API_KEY, made["key"]["id"]),)
                    or event.actor.kind.value == "customer"
                )


def test_revoking_acts_at_once(product: MemoryLambdesk, admin: Desk, written: Callable[[], Any]) -> None:
    made = make(admin)
    program = Desk(product, key=made["secret"])
    assert program.get("/v1/tickets").status == 200
    for _ in range(2):
        assert admin.send("DELETE", f"{PATH}/{made['key']['id']}").status == 204
    before = written()
    answer = program.send("POST", "/v1/tickets", {}, {"Idempotency-Key": "k"})
    assert (answer.status, answer.code, written()) == (401, "unauthenticated", before)
    assert Desk(product, key=made["secret"]).get("/v1/tickets").text == answer.text
    assert admin.get(PATH).json["items"][0]["revoked_at"]


def test_a_rotation_leaves_time_to_change_over(product: MemoryLambdesk, admin: Desk) -> None:
    made = make(admin)
    path = f"{PATH}/{made['key']['id']}/rotation"
    old = Desk(product, key=made["secret"])
    rotated = admin.send("POST", path, {"overlap_hours": 1}).json
    new = Desk(product, key=rotated["secret"])
    assert [each.get("/v1/tickets").status for each in (old, new)] == [200, 200]
    assert admin.get(PATH).json["items"][0]["previous_until"]
    newest = Desk(product, key=admin.send("POST", path, {"overlap_hours": 0}).json["secret"])
    # What the gateway still remembers of a secret helps it nothing.
    assert [each.get("/v1/tickets").status for each in (old, new, newest)] == [401, 401, 200]


def test_an_expired_key_is_nobodys(product: MemoryLambdesk, admin: Desk) -> None:
    made = make(admin, lifetime_days=1)
    program = Desk(product, key=made["secret"])
    tenant = admin.get("/v1/me").json["tenant"]["id"]
    key = product.state.get(tenant, ApiKey, made["key"]["id"])
    assert key
    object.__setattr__(key, "expires_at", clock.now() - timedelta(milliseconds=1))
    assert program.get("/v1/tickets").status == 401
    assert claims_of(product, made["secret"]) == {}


def test_wrong_keys_look_alike(product: MemoryLambdesk, admin: Desk, foreign: Desk) -> None:
    secret = make(admin)["secret"]
    head, tenant, key, rest = secret.split("_")
    theirs = foreign.get("/v1/me").json["tenant"]["id"].removeprefix("tnt_")
    wrong = [
        "",
        "x",
        secret[:-1],
        secret + "a",
        "_".join((head, theirs, key, rest)),
        "_".join((head, tenant, theirs, rest)),
    ]
    nobody = Desk(product).get("/v1/tickets")
    for each in wrong:
        assert Desk(product, key=each or "x").get("/v1/tickets").text == nobody.text
    stolen = Desk(product)
    stolen._claims = claims_of(product, secret) | {"tenant": f"tnt_{theirs}"}
    assert stolen.get("/v1/tickets").text == nobody.text


def test_a_last_use_is_noted_once_an_hour(product: MemoryLambdesk, admin: Desk) -> None:
    made = make(admin)
    tenant = admin.get("/v1/me").json["tenant"]["id"]
    program = Desk(product, key=made["secret"])
    assert admin.get(PATH).json["items"][0]["used_at"] is None
    program.get("/v1/tickets")
    first = product.state.get(tenant, ApiKeyUse, made["key"]["id"])
    program.get("/v1/tickets")
    assert product.state.get(tenant, ApiKeyUse, made["key"]["id"]) is first
    assert admin.get(PATH).json["items"][0]["used_at"]


def test_a_key_has_a_limit_of_its_own_below_the_tenants(product: MemoryLambdesk, admin: Desk) -> None:
    program = Desk(product, key=make(admin)["secret"])
    policy = program.get("/v1/tickets").headers["ratelimit-policy"]
    assert policy == '"api-key";q=1200;w=60, "tenant";q=12000;w=60'
    statuses = [program.get("/v1/tickets").status for _ in range(900)]
    assert statuses[-1] == 429
    assert admin.get("/v1/tickets").status == 200


def test_agents_have_no_part_in_keys_nor_have_keys(
    product: MemoryLambdesk, admin: Desk, desk: Desk, boss: Desk
) -> None:
    made = make(admin)
    path = f"{PATH}/{made['key']['id']}"
    for each in (desk, boss, Desk(product, key=make(admin, "settings.write")["secret"])):
        assert each.get(PATH).status == 403
        assert each.send("POST", PATH, {"name": "x", "scopes": ["tickets.read"]}).status == 403
        assert each.send("DELETE", path).status == 403


def test_keys_tell_of_themselves_as_events(product: MemoryLambdesk, admin: Desk) -> None:
    made = make(admin)
    path = f"{PATH}/{made['key']['id']}"
    admin.send("POST", f"{path}/rotation", {})
    admin.send("DELETE", path)
    tenant = admin.get("/v1/me").json["tenant"]["id"]
    events = product.state.timelines[tenant, f"api_key:{made['key']['id']}"]
    assert [event.type for event in events] == ["api_key.created", "api_key.rotated", "api_key.revoked"]
    assert "Reports" not in repr([event.data for event in events])
