"""The public form: a ticket from somebody whom nobody knows, after a little work that a sender of thousands would feel.

The form gets a signed challenge that is good for an hour. Whoever sends it finds a number that, hashed with the
challenge, begins with so many zero bits. A challenge opens one ticket: sent again, it is answered again.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from lambdesk.conversations.model import Channel
from lambdesk.customers import service as customers
from lambdesk.customers.ports import CustomerStore
from lambdesk.identity.model import Tenant
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import FieldError, IdempotencyMismatch, Invalid
from lambdesk.kit.signed import read, sign
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import digest
from lambdesk.tickets.service import Key, Posted, RequestedTicket, Tickets

# About 65,000 hashes: a quarter of a second to a few seconds of a phone's time, while its owner still types.
DIFFICULTY_BITS = 16
LIFETIME = timedelta(hours=1)
_PURPOSE = "form-challenge"


@dataclass(frozen=True)
class Filled:
    """A form as it was sent. `website` is a field that people do not see: what fills it is no person."""

    name: str
    email: str
    subject: str
    body: str
    challenge: str
    solution: str
    website: str


class WebForm:
    """The form of every tenant."""

    def __init__(self, tickets: Tickets, people: CustomerStore, keys: Keyring) -> None:
        self._tickets = tickets
        self._people = people
        self._keys = keys

    def challenge(self, ctx: Context, tenant: Tenant) -> str:
        """A challenge for one ticket; nothing is kept of it."""
        return challenge_for(self._keys, ctx, tenant.id)

    def submit(self, ctx: Context, tenant: Tenant, filled: Filled) -> Posted | None:
        """Open a ticket in the sender's name; None for a robot, which need not know. Raises Invalid."""
        self.check(ctx.now, tenant, filled.challenge, filled.solution)
        if filled.website:
            return None
        ctx = replace(ctx, tenant=tenant.id, cause={"door": "form"})
        person = customers.identify(self._people, ctx, filled.email, filled.name)
        ctx = replace(ctx, actor=Actor(ActorKind.CUSTOMER, person.customer_id))
        wanted = RequestedTicket(
            subject=filled.subject,
            body=filled.body,
            email=filled.email,
            name=filled.name,
            mailbox=next(iter(tenant.mailboxes), None),
            channel=Channel.WEB,
            demanding=False,
        )
        said = digest(filled.email, filled.name, filled.subject, filled.body)
        try:
            return self._tickets.open(ctx, wanted, Key("form", filled.challenge, said))
        except IdempotencyMismatch:
            raise _wrong("challenge", "was used for another message; load the form again", "challenge_used") from None

    def check(self, now: datetime, tenant: Tenant, challenge: str, solution: str) -> None:
        """Whether the work was done; raises Invalid."""
        check_work(self._keys, now, tenant.id, challenge, solution)


def challenge_for(keys: Keyring, ctx: Context, scope: str) -> str:
    """A challenge for what `scope` names, such as a tenant; nothing is kept of it."""
    until = int((ctx.now + LIFETIME).timestamp())
    return sign(keys, _PURPOSE, f"{until}.{ctx.seed[:16]}", scope)


def check_work(keys: Keyring, now: datetime, scope: str, challenge: str, solution: str) -> None:
    """Whether the work for this scope was done; raises Invalid."""
    payload = read(keys, _PURPOSE, challenge, scope)
    if payload is None:
        raise _wrong("challenge", "is not one of this form; load it again", "challenge_unknown")
    if datetime.fromtimestamp(int(payload.partition(".")[0]), UTC) <= now:
        raise _wrong("challenge", "has run out; load the form again", "challenge_expired")
    if not solves(challenge, solution):
        raise _wrong("solution", "does not solve the challenge", "not_solved")


def solves(challenge: str, solution: str) -> bool:
    """Whether SHA-256 of `<challenge>:<solution>` begins with DIFFICULTY_BITS zero bits."""
    found = hashlib.sha256(f"{challenge}:{solution}".encode()).digest()
    return int.from_bytes(found) >> (len(found) * 8 - DIFFICULTY_BITS) == 0


def _wrong(field: str, message: str, code: str) -> Invalid:
    return Invalid(fields=[FieldError(f"body.{field}", message, code)])
