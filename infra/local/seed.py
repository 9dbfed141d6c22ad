"""Demo data through the product's own doors: `python -m infra.local.seed <addresses as JSON>`.

Two tenants with members, and conversations that arrive as mail and are worked on through the API. What is there already
is left alone, so that a start after the first changes nothing. Prints the tenants as JSON for `outputs.json`.
"""

import email
import email.policy
import json
import smtplib
import sys
import time
import tomllib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx

from lambdesk.bootstrap.root import Lambdesk
from lambdesk.canned.model import CannedResponse, Scope
from lambdesk.identity import service
from lambdesk.identity.decide import NewTenant, NewUser
from lambdesk.identity.model import ADMIN, BUILT_IN, MANAGER, Welcome, caller_of
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet, Put, Replace
from lambdesk.kit.context import SYSTEM, SYSTEM_TENANT, Context
from lambdesk.tickets.model import State
from lambdesk.tickets.settings.decide import N
from lambdesk.tickets.settings.model import Category, Colour, FieldDefinition, FieldType, Option, Status, Team

DEMO = Path(__file__).resolve().parent / "demo"
PASSWORD = "Lambdesk-demo-26"  # noqa: S105
"""The demo's only; the local cloud listens on this machine alone."""
WAIT_SECONDS = 90

T = TypeVar("T")


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((DEMO / f"{name}.toml").read_text(encoding="utf-8"))


def eventually(look: Callable[[], T | None], what: str) -> T:
    """The first true answer of `look`; raises `TimeoutError` when none comes."""
    ends = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < ends:
        if found := look():
            return found
        time.sleep(0.2)
    raise TimeoutError(f"The demo waited in vain for {what}.")


# --- Tenants and members -----------------------------------------------------------------------------------------


def make_tenants(product: Lambdesk) -> list[dict[str, Any]]:
    """Both tenants with their members as `outputs.json` shows them; makes those that are not there."""

    def context(tenant: str) -> Context:
        return Context(tenant, SYSTEM, clock.now(), ids.new_seed(), {"door": "cli"})

    described = []
    for wanted in read("tenants")["tenant"]:
        new = NewTenant(wanted["name"], wanted["slug"], (wanted["mailbox"],), welcome=Welcome.DONE)
        tenant = service.create_tenant(product.identity_store, context(SYSTEM_TENANT), new)
        for user in wanted["users"]:
            if product.identity_store.staff_address(tenant.id, user["email"]) is None:
                # An administrator needs a second step, which is theirs to set up: until the demo is told, a manager.
                role = MANAGER if user["role"] == ADMIN else user["role"]
                member = NewUser(user["email"], user["name"], role)
                service.create_user(product.identity_store, product.user_pool, context(tenant.id), member, PASSWORD)
        set_up(product, context(tenant.id), wanted)
        write_texts(product, context(tenant.id), wanted["responses"])
        users = [{"email": user["email"], "password": PASSWORD, "role": user["role"]} for user in wanted["users"]]
        known = {"id": tenant.id, "name": tenant.name, "slug": tenant.slug, "mailbox": wanted["mailbox"]}
        described.append({**known, "users": users})
    return described


def appoint(product: Lambdesk, tenants: Iterable[dict[str, Any]]) -> None:
    """Make administrators of those who are meant to be, unless somebody changed them since."""
    for tenant in tenants:
        meant = {user["email"] for user in tenant["users"] if user["role"] == ADMIN}
        for user in product.identity_store.users(tenant["id"]):
            if user.email in meant and user.version == 1:
                appointed = replace(user, role=ADMIN, version=2)
                product.identity_store.commit(tenant["id"], ChangeSet((Replace(appointed, 1),)))


def set_up(product: Lambdesk, ctx: Context, wanted: dict[str, Any]) -> None:
    """What the tenant wants for its tickets, once: what people set up since is theirs."""
    if product.ticket_settings_store.rules(ctx.tenant).version > 1:
        return
    made = dict[str, str]()

    def create(name: str, noun: N) -> None:
        made[name] = product.ticket_setup.create(replace(ctx, seed=ids.new_seed()), noun).id

    for each in wanted["statuses"]:
        each |= {"state": State(each["state"]), "colour": Colour(each["colour"])}
        each["roles"] = tuple(each.get("roles", ()))
        create(each["agent_label"], Status("", **each))
    for each in wanted["fields"]:
        each |= {"type": FieldType(each["type"])}
        each["options"] = tuple(Option(**option) for option in each.get("options", ()))
        create(each["key"], FieldDefinition("", **each))
    for each in wanted["categories"]:
        create(each["label"], Category("", each["label"], made.get(each.get("above")), each.get("order", 0)))
    for each in wanted["teams"]:
        create(each["name"], Team("", each["name"]))
        for user in product.identity_store.users(ctx.tenant):
            if user.email.partition("@")[0] in each["members"]:
                joined = replace(user, teams=(*user.teams, made[each["name"]]))
                product.identity_store.commit(ctx.tenant, ChangeSet((Put(joined),)))


def write_texts(product: Lambdesk, ctx: Context, wanted: Iterable[dict[str, Any]]) -> None:
    """Canned responses for everybody, once: those that people wrote since are theirs."""
    if product.canned_store.all(ctx.tenant):
        return
    staff = product.identity_store.users(ctx.tenant)
    admin = next(each for each in staff if each.role in (ADMIN, MANAGER))
    writer = caller_of(admin, BUILT_IN[ADMIN])
    for each in wanted:
        text = CannedResponse("", scope=Scope.ALL, owner_id=admin.id, updated_at=ctx.now, **each)
        own = replace(ctx, seed=ids.new_seed())
        product.canned_responses.create(own, writer, text, "demo", each["name"], each["name"])


class Member:
    """A member of a tenant at work, through the API."""

    def __init__(self, api_url: str, address: str) -> None:
        self._api = httpx.Client(base_url=api_url, timeout=60)
        session = self._call("POST", "/v1/session", json={"email": address, "password": PASSWORD})
        self.id: str = session["user"]["id"]
        self._api.headers["Authorization"] = f"Bearer {session['id_token']}"

    def _call(self, method: str, path: str, **more: Any) -> Any:
        answer = self._api.request(method, path, **more)
        if answer.is_error:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json()

    def opened(self, subject: str) -> int | None:
        """The number of the newest open ticket with this subject."""
        page = self._call("GET", "/v1/tickets", params={"queue": "open", "limit": 20})
        return next((row["number"] for row in page["items"] if row["subject"] == subject), None)

    def ticket(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self._call("GET", f"/v1/tickets/{number}")["ticket"]
        return found

    def knows(self, number: int) -> bool:
        """Whether there is a ticket with this number, in whatever state."""
        return self._api.get(f"/v1/tickets/{number}").status_code == httpx.codes.OK

    def do(self, number: int, step: dict[str, Any], members: "Members") -> None:
        """One step of a conversation: `assign`, `priority`, `state`, `note` or `reply` (with `state` after it)."""
        path, ticket = f"/v1/tickets/{number}", self.ticket(number)
        present = {"If-Match": f'"{ticket["version"]}"'}
        if "assign" in step:
            chosen = {"assignee_id": members.named(step["assign"]).id}
            self._call("PUT", f"{path}/assignment", json=chosen, headers=present)
        elif kind := next((kind for kind in ("note", "reply") if kind in step), None):
            said = {"kind": kind, "body": step[kind], "last_seen_message_id": ticket["last_message_id"]}
            if "state" in step:
                said["state_after"] = step["state"]
            self._call("POST", f"{path}/messages", json=said, headers={"Idempotency-Key": uuid.uuid4().hex})
        else:
            change = {name: step[name] for name in ("priority", "state") if name in step}
            self._call("PATCH", path, json=change, headers=present)


class Members:
    """The members of a tenant, signed in when first needed."""

    def __init__(self, api_url: str, addresses: Iterable[str]) -> None:
        self._api_url = api_url
        self._addresses = {address.partition("@")[0]: address for address in addresses}
        self._signed_in: dict[str, Member] = {}

    def named(self, name: str) -> Member:
        if name not in self._signed_in:
            self._signed_in[name] = Member(self._api_url, self._addresses[name])
        return self._signed_in[name]

    def anyone(self) -> Member:
        return self.named(next(iter(self._addresses)))


# --- Conversations -----------------------------------------------------------------------------------------------


@dataclass
class Conversation:
    """What a customer writes, and what is still to happen afterwards."""

    first: dict[str, Any]
    steps: list[dict[str, Any]] = field(default_factory=list)
    number: int = 0
    """Its ticket's, once it has one."""

    @property
    def subject(self) -> str:
        return str(self.first["subject"])

    @property
    def sender(self) -> str:
        return parseaddr(self.first["from"])[1]

    def opening(self, mailbox: str) -> EmailMessage:
        mail = self._mail(mailbox, self.subject, self.first["body"])
        if "html" in self.first:
            mail.add_alternative(self.first["html"], subtype="html")
        if attachment := self.first.get("attachment"):
            kind, _, subtype = attachment["type"].partition("/")
            content = attachment["text"].encode()
            mail.add_attachment(content, maintype=kind, subtype=subtype, filename=attachment["name"])
        return mail

    def answer(self, text: str, to: EmailMessage) -> EmailMessage:
        """A reply to `to` as a mail program writes it: threaded, with the mail quoted below."""
        mail = self._mail(to["Reply-To"] or to["From"], f"Re: {self.subject}", text + quoted(to))
        mail["In-Reply-To"] = to["Message-ID"]
        mail["References"] = " ".join(filter(None, [to["References"], to["Message-ID"]]))
        return mail

    def _mail(self, to: str, subject: str, text: str) -> EmailMessage:
        mail = EmailMessage(policy=email.policy.SMTP)
        mail["From"], mail["To"], mail["Subject"] = self.first["from"], to, subject
        mail["Message-ID"] = make_msgid(domain=self.sender.partition("@")[2])
        mail.set_content(text.strip() + "\n")
        return mail


def quoted(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    lines = str(part.get_content()).splitlines() if part else []
    said = "\n".join(f"> {line}".rstrip() for line in lines)
    return f"\n\nOn {mail['Date']}, {mail['From']} wrote:\n{said}"


class Demo:
    """Plays the conversations of one tenant."""

    def __init__(self, tenant: dict[str, Any], addresses: dict[str, str]) -> None:
        self._mailbox, self._addresses = tenant["mailbox"], addresses
        self._members = Members(addresses["api_url"], [user["email"] for user in tenant["users"]])
        # They are the tenant's first tickets, in their order: what an earlier start played has its number.
        played = [Conversation(each, list(each.get("then", []))) for each in read(tenant["slug"])["conversation"]]
        known = self._members.anyone().knows
        self._conversations = [each for number, each in enumerate(played, start=1) if not known(number)]

    def play(self) -> None:
        """First all opening mails, then in turns what members and customers do, so that nobody waits long."""
        for conversation in self._conversations:
            door = "smtp_untrusted" if conversation.first.get("unverified") else "smtp"
            self._send(door, conversation.sender, conversation.opening(self._mailbox))
            # One after the other, so that they are numbered in their order.
            subject = conversation.subject
            conversation.number = eventually(partial(self._members.anyone().opened, subject), f"the ticket {subject!r}")
        while remaining := [each for each in self._conversations if each.steps]:
            for conversation in remaining:
                self._members_turn(conversation)
            for conversation in remaining:
                self._customers_turn(conversation)

    def _members_turn(self, conversation: Conversation) -> None:
        while conversation.steps and "by" in conversation.steps[0]:
            step = conversation.steps.pop(0)
            self._members.named(step["by"]).do(conversation.number, step, self._members)

    def _customers_turn(self, conversation: Conversation) -> None:
        if not conversation.steps:
            return
        text, reader = conversation.steps.pop(0)["customer"], self._members.anyone()
        count = reader.ticket(conversation.number)["message_count"]
        mail = eventually(lambda: self._last_mail_to(conversation.sender), f"mail to {conversation.sender}")
        answer = conversation.answer(text, mail)
        self._send("smtp", conversation.sender, answer)

        def has_joined() -> bool:
            return bool(reader.ticket(conversation.number)["message_count"] > count)

        eventually(has_joined, f"the answer of {conversation.sender}")

    def _send(self, door: str, sender: str, mail: EmailMessage) -> None:
        host, _, port = self._addresses[door].partition(":")
        with smtplib.SMTP(host, int(port), timeout=60) as smtp:
            smtp.sendmail(sender, [parseaddr(mail["To"])[1]], mail.as_bytes())

    def _last_mail_to(self, address: str) -> EmailMessage | None:
        listed = httpx.get(f"{self._addresses['mail_url']}/messages", timeout=60).json()
        found = next((each["id"] for each in listed if address in each["to"]), None)
        if found is None:
            return None
        raw = httpx.get(f"{self._addresses['mail_url']}/messages/{found}", timeout=60).content
        return email.message_from_bytes(raw, policy=email.policy.default)


def main(arguments: list[str]) -> int:
    addresses = json.loads(arguments[0])
    product = Lambdesk()
    tenants = make_tenants(product)
    for tenant in tenants:
        Demo(tenant, addresses).play()
    appoint(product, tenants)
    print(json.dumps(tenants))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
