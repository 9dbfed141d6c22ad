"""Staff through the HTTP door: invited and joined, two steps, sessions, made inactive; and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.members.invitations import invitation_url
from lambdesk.identity.model import ADMIN, AGENT, OF_STAFF, Permission, User
from lambdesk.identity.queries import MEMBER_LIFETIME
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Put
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, Reply, context

UMA: dict[str, Any] = {"email": "uma@northwind.example", "name": "Uma", "role": "agent"}


@pytest.fixture
def tenant(desk: Desk) -> str:
    return str(desk.get("/v1/me").json["tenant"]["id"])


@pytest.fixture
def root(product: MemoryLambdesk, tenant: str) -> User:
    newcomer = NewUser("root@northwind.example", "Rosa", ADMIN)
    return service.create_user(product.identity_store, product.user_pool, context(tenant), newcomer, PASSWORD)


@pytest.fixture
def admin(product: MemoryLambdesk, tenant: str, root: User) -> Desk:
    return Desk(product, tenant, root.id)


@pytest.fixture
def nobody(product: MemoryLambdesk) -> Desk:
    return Desk(product)


def invited(product: MemoryLambdesk, tenant: str, admin: Desk) -> tuple[str, str]:
    """Uma's id, and the path of her invitation."""
    answer = admin.send("POST", "/v1/users", UMA)
    assert answer.status == 201, answer.text
    assert answer.json["state"] == "invited"
    user = product.identity_store.user(tenant, answer.json["id"])
    assert user
    token = invitation_url(product.keyring, "", tenant, user).partition("#")[2]
    return user.id, f"/v1/public/invitations/{token}"


def sign_in(desk: Desk, email: str, **more: str) -> Reply:
    return desk.send("POST", "/v1/session", {"email": email, "password": PASSWORD} | more)


def test_from_an_invitation_to_the_first_ticket(
    product: MemoryLambdesk, tenant: str, admin: Desk, nobody: Desk
) -> None:
    uma, path = invited(product, tenant, admin)
    assert nobody.get(path).json == {
        "workspace": "Northwind",
        "slug": "northwind",
        "locale": "en",
        "name": "Uma",
        "email": UMA["email"],
    }
    assert sign_in(nobody, UMA["email"]).status == 401
    assert nobody.send("POST", path, {"name": "Uma Berg", "password": PASSWORD}).status == 201
    assert sign_in(nobody, UMA["email"]).json["user"]["name"] == "Uma Berg"
    assert Desk(product, tenant, uma).open_ticket()


def test_a_used_invitation_is_refused_and_changes_nothing(
    product: MemoryLambdesk, tenant: str, admin: Desk, nobody: Desk, written: Any
) -> None:
    _, path = invited(product, tenant, admin)
    nobody.send("POST", path, {"name": "Uma", "password": PASSWORD})
    before = written()
    assert nobody.get(path).code == "not_found"
    assert nobody.send("POST", path, {"name": "Eve", "password": "another-Horse-8"}).code == "not_found"
    assert nobody.get(path + "x").code == "not_found"
    assert written() == before
    assert sign_in(nobody, UMA["email"]).status == 201


@pytest.mark.parametrize(
    ("change", "field"), [({"role": "owner"}, "role"), ({"email": "x"}, "email"), ({"team_ids": ["x"]}, "team_ids.0")]
)
def test_who_cannot_be_invited(admin: Desk, change: dict[str, Any], field: str, written: Any) -> None:
    before = written()
    answer = admin.send("POST", "/v1/users", UMA | change)
    assert [each["field"] for each in answer.json["errors"]] == [f"body.{field}"]
    assert written() == before


def test_people_are_managed_by_admins_alone(desk: Desk, boss: Desk, foreign: Desk, admin: Desk, root: User) -> None:
    wanted = [
        ("POST", "/v1/users", UMA),
        ("PUT", f"/v1/users/{root.id}/activity", {"active": False}),
        ("DELETE", f"/v1/users/{root.id}/mfa", None),
        ("GET", f"/v1/users/{root.id}/sessions", None),
        ("DELETE", f"/v1/users/{root.id}/sessions", None),
        ("GET", "/v1/users/security", None),
        ("PUT", "/v1/users/sign-in-rules", {"mfa_required": True}),
    ]
    for method, path, body in wanted:
        assert {each.send(method, path, body).status for each in (desk, boss, foreign)} == {403}
    assert admin.get("/v1/users/security").status == 200


def test_two_steps_from_enrolment_to_recovery(product: MemoryLambdesk, root: User, nobody: Desk) -> None:
    asked = sign_in(nobody, root.email)
    assert (asked.code, asked.json["challenge"], asked.cookies) == ("challenge_required", "mfa_setup", [])
    begun = nobody.send("POST", "/v1/session/mfa", {"email": root.email, "password": PASSWORD}).json
    assert begun["uri"].startswith("otpauth://totp/Northwind%3Aroot%40northwind.example?secret=")
    path = "/v1/session/mfa/verification"
    assert nobody.send("POST", path, {"ticket": begun["ticket"], "code": "0"}).json["errors"][0]["code"] == "wrong_code"
    done = nobody.send("POST", path, {"ticket": begun["ticket"], "code": product.user_pool.code(root.id)})
    assert (done.status, len(done.json["recovery_codes"]), len(done.cookies)) == (201, 10, 1)
    assert sign_in(nobody, root.email).json["challenge"] == "mfa_code"
    assert sign_in(nobody, root.email, code=product.user_pool.code(root.id)).status == 201
    code = done.json["recovery_codes"][3]
    assert [sign_in(nobody, root.email, recovery_code=code).status for _ in range(2)] == [201, 401]


def test_a_token_of_the_pool_itself_does_not_get_round_the_second_step(
    product: MemoryLambdesk, tenant: str, root: User
) -> None:
    direct = Desk(product, tenant, root.id)
    product.identity_store.commit(tenant, ChangeSet((Put(root),)))
    refused = direct.get("/v1/tickets")
    assert (refused.status, refused.code, refused.json["challenge"]) == (403, "challenge_required", "mfa_setup")


def test_who_administers_anything_needs_a_second_step(
    product: MemoryLambdesk, tenant: str, join: Callable[..., Desk]
) -> None:
    """All but managing people: also so a workspace's data is taken out, or its end asked for."""
    helper = join(permissions=OF_STAFF - {Permission.USERS_WRITE})
    user = product.identity_store.user(tenant, helper.get("/v1/me").json["user"]["id"])
    assert user
    product.identity_store.commit(tenant, ChangeSet((Put(replace(user, mfa=False)),)))
    product.directory.forget(tenant, user.id)
    tried: list[tuple[str, Any]] = [
        ("/v1/tenant/exports", None),
        ("/v1/api-keys", {"name": "x", "scopes": ["tickets.read"]}),
        ("/v1/tenant/deletion", {"slug": "northwind"}),
    ]
    refused = [helper.send("POST", path, body) for path, body in tried]
    assert {(each.status, each.json["challenge"]) for each in refused} == {(403, "mfa_setup")}


def test_a_workspace_may_require_two_steps_of_all(product: MemoryLambdesk, admin: Desk, desk: Desk) -> None:
    assert desk.get("/v1/me/security").json["mfa_needed"] is False
    assert admin.send("PUT", "/v1/users/sign-in-rules", {"mfa_required": True}).json == {"mfa_required": True}
    product.directory._members.clear()
    assert desk.get("/v1/me").json["challenge"] == "mfa_setup"


def test_who_is_made_inactive_is_refused_with_the_next_request(
    product: MemoryLambdesk, admin: Desk, desk: Desk
) -> None:
    me = desk.get("/v1/me").json["user"]["id"]
    assert admin.send("PUT", f"/v1/users/{me}/activity", {"active": False}).json["state"] == "inactive"
    assert desk.get("/v1/me").status == 401
    assert timedelta(0) < MEMBER_LIFETIME <= timedelta(seconds=3), "how long another environment may take"


def test_a_token_given_before_signing_out_everywhere_counts_no_longer(
    product: MemoryLambdesk, tenant: str, desk: Desk
) -> None:
    me = desk.get("/v1/me").json["user"]["id"]
    moment = int(clock.now().timestamp())
    desk._claims |= {"issued_at": moment - 60}  # type: ignore[dict-item]
    assert desk.get("/v1/me").status == 200
    assert desk.send("DELETE", "/v1/me/sessions").status == 204
    assert desk.get("/v1/me").status == 401
    desk._claims |= {"issued_at": moment + 60}  # type: ignore[dict-item]
    assert desk.get("/v1/me").status == 200
    del desk._claims["issued_at"]
    assert desk.get("/v1/me").status == 401
    assert product.identity_store.user(tenant, me)


def test_ones_own_sessions(product: MemoryLambdesk, tenant: str, nobody: Desk, desk: Desk) -> None:
    browsers = {"Firefox/140.0 Linux": "Firefox · Linux", "curl/8": "curl"}
    for each in browsers:
        body = {"email": "agent@northwind.example", "password": PASSWORD}
        assert nobody.send("POST", "/v1/session", body, {"User-Agent": each}).status == 201
    found = desk.get("/v1/me/sessions").json["items"]
    assert sorted(each["device"] for each in found) == sorted(browsers.values())
    desk._claims |= {"issued_at": int(clock.now().timestamp()) + 60}  # type: ignore[dict-item]
    assert desk.send("DELETE", "/v1/me/sessions", query=f"but={found[0]['id']}").status == 204
    assert [each["id"] for each in desk.get("/v1/me/sessions").json["items"]] == [found[0]["id"]]
    assert desk.send("DELETE", "/v1/me/sessions", query="only=ses_other").status == 404


def test_ones_workspaces(desk: Desk, product: MemoryLambdesk, foreign: Desk) -> None:
    other = foreign.get("/v1/me").json["tenant"]["id"]
    newcomer = NewUser("agent@northwind.example", "Maya", AGENT)
    service.create_user(product.identity_store, product.user_pool, context(other), newcomer, PASSWORD)
    assert [each["slug"] for each in desk.get("/v1/me/workspaces").json["items"]] == ["kitefly", "northwind"]
    assert [each["slug"] for each in foreign.get("/v1/me/workspaces").json["items"]] == ["kitefly"]
