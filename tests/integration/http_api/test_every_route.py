"""What holds on every route of the description: who is refused, and in which shape."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.http_api.app import GROUPS, group
from lambdesk.adapters.memory.identity import MemoryIdentityStore
from lambdesk.adapters.memory.tickets import MemoryTicketStore
from lambdesk.identity.model import AGENT, BUILT_IN, MANAGER, Permission, Tenant, User, no_role
from lambdesk.inbound import schemas as inbound
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.errors import Unavailable
from lambdesk.notifications.model import Kind
from lambdesk.tickets.importing import schemas as importing
from tests.support.desk import Desk, MemoryLambdesk, Reply, settle

DESCRIBED = json.loads((Path(__file__).parents[3] / "web/openapi.json").read_text("utf-8"))
OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, methods in DESCRIBED["paths"].items()
    for method, operation in methods.items()
}
OPEN = {
    *("create_session", "refresh_session", "delete_session"),
    *("get_staff_sign_in", "create_provider_start", "create_provider_session"),
    *(
        "create_mfa",
        "create_mfa_verification",
        "create_mfa_removal",
        "create_recovery_codes",
        "get_invitation",
        "create_membership",
    ),
    *("get_brand", "get_form", "create_form_ticket", "get_confirmation", "create_confirmation"),
    *("get_acknowledgement", "create_acknowledgement"),
    "create_inbound_email",
    *("get_sign_up_form", "create_sign_up", "get_sign_up", "create_workspace"),
    *("create_sign_in_link", "get_sign_in_link", "create_portal_session"),
}
# Of customers, who show a cookie and no token: `test_portal.py`.
PORTAL = {each for each in OPERATIONS if OPERATIONS[each][1].startswith("/v1/portal/")}
SIGNED_IN = sorted(set(OPERATIONS) - OPEN)
STAFF = sorted(set(SIGNED_IN) - PORTAL)
ON_A_TICKET = [each for each in STAFF if "{number}" in OPERATIONS[each][1]]
BODIES: dict[str, Any] = {
    "create_ticket": {"subject": "Lamp", "body": "Dark.", "requester": {"email": "bo@customer.example"}},
    "create_ticket_import": {
        "source": "zendesk",
        "source_id": "4711",
        "subject": "Lamp",
        "body": "Dark.",
        "requester": {"email": "bo@customer.example"},
        "created_at": "2026-03-02T09:00:00.000Z",
    },
    "patch_ticket": {"state": "open"},
    "put_ticket_assignment": {"assignee_id": None},
    "patch_ticket_settings": {"reopen_days": 3},
    "create_status": {"state": "open", "agent_label": "Investigating", "customer_label": "Open"},
    "patch_status": {"order": 1},
    "create_field": {"key": "size", "label": "Size", "type": "number"},
    "patch_field": {"order": 1},
    "create_category": {"label": "Delivery"},
    "patch_category": {"order": 1},
    "create_team": {"name": "Billing"},
    "put_user_teams": {"team_ids": []},
    "patch_team": {"name": "Billing"},
    "put_user_role": {"role": "agent"},
    "create_api_key": {"name": "Reports", "scopes": ["tickets.read"]},
    "create_api_key_rotation": {"overlap_hours": 1},
    "create_inbound_source": {"name": "Our old provider"},
    "create_inbound_source_rotation": {"overlap_hours": 1},
    "create_role": {"name": "Second line", "permissions": []},
    "patch_role": {"name": "Third line"},
    "create_user": {"email": "bo@northwind.example", "name": "Bo", "role": "agent"},
    "put_user_activity": {"active": False},
    "put_sign_in_rules": {"mfa_required": False},
    "patch_tenant": {"name": "Northwind Ltd"},
    "create_tenant_deletion": {"slug": "northwind"},
    "put_sign_in_provider": {
        "version": None,
        "name": "Northwind ID",
        "issuer": "https://id.northwind.example",
        "client_id": "lambdesk",
        "client_secret": "secret",
        "domains": ["northwind.example"],
        "first_role": None,
        "trusted": False,
        "passwords": True,
    },
    "put_ticket_snooze": {"until_reply": True},
    "create_ticket_merge": {"into": 2},
    "create_escalation": {"note": "The customer is at the door"},
    "create_ticket_split": {"message_ids": ["msg_" + "0" * 26], "subject": "Ink"},
    "create_child_messages": {"body": "Solved."},
    "put_ticket_link": {"kind": "related"},
    "create_message": {"kind": "note", "body": "Look."},
    "patch_message": {"send_at": None},
    "put_draft": {"kind": "reply", "body": "Dear", "version": None},
    "create_calendar": {"name": "A", "zone": "UTC", "week": {"monday": [{"opens": "09:00", "closes": "17:00"}]}},
    "simulate_sla_policy": {
        "condition": {"all": []},
        "first_response": {"urgent": 60, "high": 120, "normal": 180, "low": 240},
    },
    "create_sla_restatement": {"metric": "first_response", "due_at": "2026-03-02T09:00:00.000Z", "reason": "By phone."},
    "create_sla_recomputation": {"policy_id": "default"},
    "preview_sla_recomputation": {"policy_id": "default"},
    "preview_calendar_draft": {"zone": "UTC", "week": {"monday": [{"opens": "09:00", "closes": "17:00"}]}},
    "read_holiday_file": {"ics": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"},
    "put_quiet_hours": {"quiet": None},
    "create_organisation": {"name": "Acme"},
    "patch_organisation": {"tier": "pro"},
    "create_rota": {"name": "A", "zone": "UTC", "members": ["usr_" + "0" * 26], "begins": "2026-11-23"},
    "patch_rota": {"name": "B"},
    "patch_calendar": {"name": "B"},
    "put_calendar_feed": {"address": "https://example.com/days.ics"},
    "create_canned_response": {"name": "Thanks", "bodies": {"en": "<p>Thanks"}},
    "patch_canned_response": {"folder": "Billing"},
    "create_canned_rendering": {"number": 1},
    "create_portal_message": {"body": "Still dark."},
    "create_upload": {"name": "a.txt", "media_type": "text/plain", "size": 1, "sha256": "A" * 43 + "="},
    "create_sla_policy": {
        "name": "Gold",
        "condition": {"field": "tag", "op": "any_of", "values": ["gold"]},
        "first_response": {"urgent": 60, "high": 120, "normal": 180, "low": 240},
    },
    "patch_sla_policy": {"active": False},
    "put_sla_policy_order": {"ids": []},
    "create_portal_upload": {"name": "a.txt", "media_type": "text/plain", "size": 1, "sha256": "A" * 43 + "="},
    "parse_filter": {"text": "priority:high"},
    "read_notifications": {"ids": ["ntf_" + "0" * 26]},
    "put_notification_preferences": dict.fromkeys([each.value for each in Kind], True),
}
SPAN = {"from": f"{clock.now() - timedelta(days=1):%Y-%m-%d}", "to": f"{clock.now() + timedelta(days=9):%Y-%m-%d}"}
QUERY = {"since": clock.to_text(clock.now()), "country": "DE", "year": "2026", **SPAN}
LONG_BODIES = {
    "create_inbound_email": inbound.BODY_LIMIT_BYTES,
    "create_ticket_import": importing.BODY_LIMIT_BYTES,
}
HEADERS = {"If-Match": '"1"', "Idempotency-Key": "key-1"}


def call(desk: Desk, operation: str, message: str = "msg_" + "0" * 26, **changed: Any) -> Reply:
    """A request that is good in itself, about ticket 1."""
    method, path, described = OPERATIONS[operation]
    path = path.replace("{number}", "1").replace("{id}", message).replace("{index}", "0").replace("{other}", "2")
    path = path.replace("{whose}", "mine")
    named = {each["name"] for each in described.get("parameters", []) if each["in"] == "header"}
    headers = {name: value for name, value in HEADERS.items() if name in named}
    wanted = [
        each["name"] for each in described.get("parameters", []) if each["in"] == "query" and each.get("required")
    ]
    query = "&".join(f"{name}={QUERY[name]}" for name in wanted)
    return desk.send(method, path, changed or BODIES.get(operation), headers, query=query)


def is_problem(answer: Reply, status: int) -> bool:
    problem = answer.json
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert set(problem) >= {"type", "title", "status", "code", "detail", "errors"}
    assert problem["type"] == f"https://lambdesk.dev/errors/{problem['code']}"
    assert answer.status == problem["status"] == status
    return True


def test_every_route_names_its_permission_or_is_open_on_purpose() -> None:
    specs = [spec for module in set(GROUPS.values()) for spec in group(module).specs]
    assert {spec.operation_id for spec in specs} == set(OPERATIONS)
    assert {spec.operation_id for spec in specs if spec.needs is None} == OPEN
    assert {each for each in OPERATIONS if "x-permission" not in OPERATIONS[each][2]} == OPEN


def test_every_route_is_in_the_matrix_or_says_that_it_takes_no_sign_in() -> None:
    """A permission of the catalogue and a token, or neither; a route that says nothing of both is not described."""
    for name, (_, _, described) in OPERATIONS.items():
        schemes = {scheme for each in described["security"] for scheme in each}
        assert ("x-permission" in described) is bool(schemes - {"sessionCookie", "webhookSignature"}), name
        assert described.get("x-permission", "tickets.read") in set(Permission), name


def test_every_body_is_tried() -> None:
    assert {each for each in SIGNED_IN if "requestBody" in OPERATIONS[each][2]} == set(BODIES)


@pytest.mark.parametrize("operation", SIGNED_IN)
def test_nobody_gets_nothing(product: MemoryLambdesk, desk: Desk, operation: str, written: Callable[[], Any]) -> None:
    desk.open_ticket()
    before = written()
    answer = call(Desk(product), operation)
    assert is_problem(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert written() == before


@pytest.mark.parametrize("operation", SIGNED_IN)
@pytest.mark.parametrize("stranger", [("tnt_x", "usr_x"), ("tnt_x", ""), ("_system", "usr_x")])
def test_a_name_without_a_membership_gets_nothing(
    product: MemoryLambdesk, desk: Desk, operation: str, stranger: tuple[str, str]
) -> None:
    desk.open_ticket()
    assert is_problem(call(Desk(product, *stranger), operation), 401)


@pytest.mark.parametrize("operation", SIGNED_IN)
def test_a_user_of_another_tenant_is_nobody_here(product: MemoryLambdesk, desk: Desk, operation: str) -> None:
    """Tenant and user come together from one token; a pair that does not belong together is no member."""
    desk.open_ticket()
    _, foreigner = settle(product, "kitefly")
    (tenant,) = [
        each for each in product.identity_store.tenants() if product.state.get(each, User, foreigner.id) is None
    ]
    assert is_problem(call(Desk(product, tenant, foreigner.id), operation), 401)


@pytest.mark.parametrize("operation", ON_A_TICKET)
def test_a_second_tenant_finds_nothing_of_the_first(
    monkeypatch: pytest.MonkeyPatch, desk: Desk, foreign: Desk, operation: str, written: Callable[[], Any]
) -> None:
    # What only managers may is asked by one.
    monkeypatch.setitem(BUILT_IN, AGENT, replace(BUILT_IN[AGENT], permissions=BUILT_IN[MANAGER].permissions))
    message = desk.open_ticket()["messages"][0]["id"]
    before = written()
    assert is_problem(call(foreign, operation, message), 404)
    assert written() == before


def test_a_second_tenant_cannot_give_its_neighbours_work(
    product: MemoryLambdesk, desk: Desk, foreign: Desk, written: Callable[[], Any]
) -> None:
    mine, theirs = desk.get("/v1/me").json["user"]["id"], foreign.get("/v1/me").json["user"]["id"]
    desk.open_ticket()
    before = written()
    assert is_problem(call(foreign, "put_ticket_assignment", assignee_id=mine), 404)
    assert is_problem(call(desk, "put_ticket_assignment", assignee_id=theirs), 422)
    assert written() == before


def test_a_second_tenant_sees_its_own_lists_only(desk: Desk, foreign: Desk) -> None:
    desk.open_ticket("Ours")
    foreign.open_ticket("Theirs")
    assert [row["subject"] for row in foreign.get("/v1/tickets").json["items"]] == ["Theirs"]
    assert [row["subject"] for row in foreign.get("/v1/tickets", "assignee=none").json["items"]] == ["Theirs"]
    mine = desk.get("/v1/me").json["user"]["id"]
    assert foreign.get("/v1/tickets", f"assignee={mine}").json["items"] == []
    assert [user["email"] for user in foreign.get("/v1/users").json["items"]] == ["agent@kitefly.example"]
    assert foreign.get("/v1/me").json["tenant"]["slug"] == "kitefly"


def test_a_cursor_of_another_tenant_or_list_is_no_cursor(desk: Desk, foreign: Desk) -> None:
    for each in (desk, foreign):
        each.open_ticket()
        each.open_ticket()
    cursor = desk.get("/v1/tickets", "limit=1").json["next_cursor"]
    assert desk.get("/v1/tickets", f"limit=1&cursor={cursor}").status == 200
    assert foreign.get("/v1/tickets", f"limit=1&cursor={cursor}").code == "invalid"
    for query in ("queue=paused", "assignee=none", "queue=closed"):
        assert desk.get("/v1/tickets", f"{query}&cursor={cursor}").code == "invalid"


@pytest.mark.parametrize("operation", STAFF)
def test_who_lacks_the_permission_may_not(
    desk: Desk, product: MemoryLambdesk, operation: str, written: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open_ticket()
    before = written()
    monkeypatch.setitem(BUILT_IN, AGENT, no_role(AGENT))
    del product.directory  # It remembers what a member may do.
    assert is_problem(call(desk, operation), 403)
    assert written() == before


class Broken(MemoryTicketStore):
    """Says something that nobody outside should hear."""

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_"):
            raise RuntimeError("secret-of-the-inside")
        return super().__getattribute__(name)


@pytest.mark.parametrize("operation", [each for each in SIGNED_IN if OPERATIONS[each][1].startswith("/v1/tickets")])
def test_a_defect_tells_nothing_but_an_id(product: MemoryLambdesk, operation: str) -> None:
    tenant, user = settle(product, "northwind")
    product.__dict__["ticket_store"] = Broken(product.state)
    answer = call(Desk(product, tenant.id, user.id), operation)
    assert is_problem(answer, 500)
    assert answer.json["correlation_id"] == "UkJ2ohKqoAMEPxg="
    assert "secret-of-the-inside" not in answer.text


class Away(MemoryIdentityStore):
    """A table that does not answer."""

    def user(self, tenant: str, user_id: str) -> User | None:
        raise Unavailable

    def tenant(self, tenant: str) -> Tenant | None:
        raise Unavailable

    def commit(self, tenant: str, changes: ChangeSet) -> None:
        raise Unavailable


@pytest.mark.parametrize("operation", STAFF)
def test_a_table_that_does_not_answer_is_worth_another_try(product: MemoryLambdesk, operation: str) -> None:
    tenant, user = settle(product, "northwind")
    product.__dict__["identity_store"] = Away(product.state)
    answer = call(Desk(product, tenant.id, user.id), operation)
    assert is_problem(answer, 503)
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("operation", sorted(set(OPERATIONS) - PORTAL))
def test_every_route_refuses_a_long_body_before_reading_it(desk: Desk, operation: str) -> None:
    method, path, _ = OPERATIONS[operation]
    size = LONG_BODIES.get(operation, 1_000_000)
    answer = desk.send(method, path.replace("{number}", "1").replace("{id}", "x"), "x" * (size + 1))
    assert is_problem(answer, 413)


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_every_refusal_is_one_that_the_description_names(desk: Desk, product: MemoryLambdesk, operation: str) -> None:
    for answer in (call(desk, operation), call(Desk(product), operation)):
        assert str(answer.status) in OPERATIONS[operation][2]["responses"], answer.text
