"""For each operation a request that succeeds, and what has to happen before it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from lambdesk.identity.federation.model import ProviderAccount
from lambdesk.identity.model import User
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.tickets.commands import ApplyDue
from tests.contracts.openapi.served import SLUG, Served, things_of
from tests.integration.http_api.test_every_route import BODIES, PORTAL, QUERY
from tests.integration.http_api.test_sign_up import Newcomer
from tests.integration.http_api.test_tenant_exports import done
from tests.integration.isolation.house import OPERATIONS, parameters
from tests.support.desk import PASSWORD, Reply

# These have no request that succeeds here, and why.
NOT_HERE = {
    "create_provider_start": "asks a provider: test_provider.py has one",
    "create_provider_session": "asks a provider: test_provider.py has one",
    "create_inbound_email": "its signature is over the bytes that are sent: test_inbound.py signs them",
}


@dataclass
class Good:
    """The parts of a request."""

    path: dict[str, str]
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def good(served: Served, operation: str) -> Good:
    """A request that succeeds, after all that it needs has happened."""
    template, described = OPERATIONS[operation][1:]
    things = things_of(served.house)
    request = Good({name: things[noun, name] for noun, name in parameters(template)}, BODIES.get(operation))
    wanted = {
        each["name"] for each in described.get("parameters", []) if each["in"] == "query" and each.get("required")
    }
    request.query = {name: QUERY[name] for name in wanted}
    if prepare := PREPARED.get(operation):
        for part, value in prepare(Before(served)).items():
            kept = getattr(request, part)
            setattr(request, part, {**kept, **value} if isinstance(kept, dict) and part != "body" else value)
    version = Before(served).version(template, request.path) if operation not in PORTAL else 1
    known = {"If-Match": f'"{version}"', "Idempotency-Key": ids.new_seed()}
    named = {each["name"] for each in described.get("parameters", []) if each["in"] == "header"}
    request.headers = {name: value for name, value in known.items() if name in named} | request.headers
    return request


class Before:
    """What happens before a request."""

    def __init__(self, served: Served) -> None:
        self.product, self.house = served.product, served.house
        self.number = self.house.things["tickets"]
        self.signing_in = {"email": f"agent@{SLUG}.example", "password": PASSWORD}

    def ask(self, method: str, path: str, body: Any = None, caller: str = "admin", version: int | None = None) -> Any:
        """What the answer says."""
        headers = {"Idempotency-Key": ids.new_seed()} | ({"If-Match": f'"{version}"'} if version else {})
        answer: Reply = self.house.callers[caller](method, path, body, headers)
        assert answer.status < 300, answer.text
        return answer.json if answer.text else None

    def version(self, template: str, path: dict[str, str]) -> int:
        """The version of what is asked for, where one has to be named."""
        if "{number}" in template:
            return int(self.ask("GET", f"/v1/tickets/{path['number']}")["ticket"]["version"])
        if template == "/v1/settings/tickets":
            headers = self.house.callers["admin"]("GET", template).headers
            return int(re.sub(r"\D", "", headers["etag"]))
        return 1

    def message(self, kind: str, **more: Any) -> dict[str, Any]:
        """A message, and where it is."""
        last = self.house.things["messages"]
        told = {"kind": kind, **({"last_seen_message_id": last} if kind == "reply" else {}), **more}
        told |= {} if "html" in more else {"body": "Look."}
        made = self.ask("POST", f"/v1/tickets/{self.number}/messages", told)
        return {"path": {"id": made["message"]["id"]}}

    def merged(self) -> dict[str, Any]:
        """The ticket goes on in the one before it."""
        path = f"/v1/tickets/{self.number}"
        into = {"into": int(self.house.things["links"])}
        self.ask("POST", f"{path}/merge", into, version=self.version("{number}", {"number": self.number}))
        return {}

    def resolved(self) -> dict[str, Any]:
        """Somebody thinks that all is done."""
        path = f"/v1/tickets/{self.number}"
        version = self.version("{number}", {"number": self.number})
        self.ask("PATCH", path, {"state": "resolved"}, version=version)
        return {}

    def fed(self) -> dict[str, Any]:
        """The days of a calendar come from an address."""
        feed = f"/v1/calendars/{self.house.things['calendars']}/feed"
        self.ask("PUT", feed, BODIES["put_calendar_feed"])
        return {}

    def late(self) -> dict[str, Any]:
        """The promised time of the ticket is over."""
        now = clock.now() + timedelta(days=3)
        ctx = Context(self.house.tenant, SYSTEM, now, ids.new_seed(), {"door": "timer"})
        self.product.tickets.apply_due(ctx, int(self.number), ApplyDue())
        return {}

    def broken(self) -> dict[str, Any]:
        """A promise that was not kept, and the moment that it was for."""
        self.late()
        clocks = self.ask("GET", f"/v1/tickets/{self.number}")["ticket"]["clocks"]
        return {"body": {"metric": clocks[0]["metric"], "due_at": clocks[0]["due_at"], "reason": "By phone."}}

    def invited(self) -> dict[str, Any]:
        """Somebody who has not come yet."""
        newcomer = {"email": "una@northwind.example", "name": "Una", "role": "agent"}
        made = self.ask("POST", "/v1/users", newcomer)["id"]
        user = self.product.state.get(self.house.tenant, User, made)
        assert user
        earlier = replace(user, invited_at=clock.now() - timedelta(days=1))
        self.product.identity_store.commit(self.house.tenant, ChangeSet((Put(earlier),)))
        return {"path": {"id": made}}

    def begun(self) -> dict[str, Any]:
        """What finishes a second step that was begun."""
        ticket = self.ask("POST", "/v1/session/mfa", self.signing_in, "nobody")["ticket"]
        return {"ticket": ticket, "code": self.product.user_pool.code(self.house.others["users"])}

    def enrolled(self) -> dict[str, Any]:
        """Somebody with a second step, who signs in."""
        finish = self.begun()
        self.ask("POST", "/v1/session/mfa/verification", finish, "nobody")
        return {"body": {**self.signing_in, "code": finish["code"]}}

    def with_second_step(self) -> dict[str, Any]:
        """A colleague who has one."""
        self.enrolled()
        return {"path": {"id": self.house.others["users"]}}

    def worked(self, **told: str) -> dict[str, Any]:
        """A form that somebody filled in."""
        work = {name: self.house.texts[name] for name in ("challenge", "solution")}
        return {"body": {"email": "ana@customer.example", **work, **told}}

    def newcomer(self) -> dict[str, Any]:
        """Somebody who was written to about a workspace of their own."""
        somebody = Newcomer(self.product)
        assert somebody.ask().status == 202
        return {"path": {"token": somebody.token()}}

    def session(self) -> dict[str, Any]:
        """A browser with a session."""
        return {"headers": {"Cookie": f"lambdesk_session={self.house.texts['session']}"}}

    def exported(self) -> dict[str, Any]:
        """An export that is done."""
        done(self.product, self.house.tenant)
        return {}

    def linked(self) -> dict[str, Any]:
        """An account at a provider that is one's own."""
        user = self.product.state.get(self.house.tenant, User, self.house.things["users"])
        assert user
        writes = Put(replace(user, subject="subject-1")), Put(ProviderAccount("subject-1", user.id))
        self.product.identity_store.commit(self.house.tenant, ChangeSet(writes))
        return {}

    def with_provider(self) -> dict[str, Any]:
        """A provider that nobody asks."""
        self.ask("PUT", "/v1/tenant/sign-in-provider", BODIES["put_sign_in_provider"])
        return {}


_WANTED = {"workspace": "Ana's bakery", "slug": "bakery", "email": "ana@bakery.example", "locale": "de"}
PREPARED: dict[str, Callable[[Before], dict[str, Any]]] = {
    "acknowledge_escalation": lambda it: it.late(),
    "create_confirmation": lambda it: it.resolved(),
    "create_form_ticket": lambda it: it.worked(name="Ana", subject="Lamp", body="Dark."),
    "create_invitation": lambda it: it.invited(),
    "create_membership": lambda _: {"body": {"name": "Uma", "password": "correct-Horse-8"}},
    "create_mfa": lambda it: {"body": it.signing_in},
    "create_mfa_removal": lambda it: it.enrolled(),
    "create_mfa_verification": lambda it: {"body": it.begun()},
    "create_recovery_codes": lambda it: it.enrolled(),
    "create_rota": lambda it: {"body": {**BODIES["create_rota"], "members": [it.house.things["users"]]}},
    "create_session": lambda it: {"body": it.signing_in},
    "create_sign_in_link": lambda it: it.worked(),
    "create_sign_up": lambda it: {"body": {**_WANTED, **Newcomer(it.product).work()}},
    "create_tenant_deletion": lambda _: {"body": {"slug": SLUG}},
    "create_sla_restatement": lambda it: it.broken(),
    "create_ticket_merge": lambda it: {"body": {"into": int(it.house.things["links"])}},
    "create_ticket_split": lambda it: {"body": {"message_ids": [it.house.things["messages"]], "subject": "Ink"}},
    "create_workspace": lambda it: {
        **it.newcomer(),
        "body": {"slug": "bakery", "name": "Ana", "password": "correct-Horse-8"},
    },
    "delete_calendar_feed": lambda it: it.fed(),
    "delete_invitation": lambda it: it.invited(),
    "delete_my_provider_account": lambda it: it.linked(),
    "delete_session": lambda it: it.session(),
    "delete_sign_in_provider": lambda it: it.with_provider(),
    "delete_status": lambda it: {"query": {"replacement": it.house.others["statuses"]}},
    "delete_ticket_merge": lambda it: it.merged(),
    "delete_user_mfa": lambda it: it.with_second_step(),
    "get_attachment": lambda it: it.message("note", attachments=[it.house.texts["upload"]]),
    "get_calendar_feed": lambda it: it.fed(),
    "get_message_html": lambda it: it.message("note", html="<p>Look."),
    "get_portal_attachment": lambda it: it.message("reply", attachments=[it.house.texts["upload"]]),
    "get_sign_up": lambda it: it.newcomer(),
    "get_tenant_export_file": lambda it: it.exported(),
    "patch_message": lambda it: it.message("reply", send_at=clock.to_text(clock.now() + timedelta(days=1))),
    "put_sla_policy_order": lambda it: {"body": {"ids": [it.house.things["policies"]]}},
    "recall_message": lambda it: it.message("reply", undo_seconds=60),
    "refresh_calendar_feed": lambda it: it.fed(),
    "refresh_session": lambda it: it.session(),
}
