"""Mail that is no answer: an invitation, a lock, a link to sign in, a call. One event asks for one letter a person.

The event names whom and what; address, words and link are made when the letter is sent, so that no event, queue or log
holds an address or a link that opens something. A letter goes out at most once: its record is made before the mail is
handed over, and is taken back only when it surely did not go out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from lambdesk.channels import acknowledgements
from lambdesk.channels.letter_looks import Logo, dressed, logo_of
from lambdesk.channels.letter_words import LATE, NO_NOTE, WORDS, lasting
from lambdesk.channels.model import SentLetter
from lambdesk.channels.portal.links import Link, link_url
from lambdesk.channels.ports import Content, Mailer, OutgoingMail, Refused
from lambdesk.customers.ports import CustomerStore
from lambdesk.escalation.model import ActionKind
from lambdesk.identity.events import TenantSignUpAsked
from lambdesk.identity.members.invitations import invitation_url
from lambdesk.identity.model import ADMIN, Tenant, TenantState, User
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Insert, Remove
from lambdesk.kit.errors import AlreadyExists, NotFound, Unavailable
from lambdesk.kit.events import Event
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import clean_line, clip, is_address
from lambdesk.sla.events import EscalationAsked
from lambdesk.sla.model import MANUAL
from lambdesk.tenants.sign_up.links import sign_up_url
from lambdesk.tickets.model import label
from lambdesk.tickets.ports import TicketStore

# Longer than any queue keeps an event.
KEPT = timedelta(days=30)
# What is told of several letters: the first that became of one.
OUTCOMES = ("sent", "refused", "done")
SIGN_UP_ASKED = TenantSignUpAsked.EVENT_TYPE


@dataclass(frozen=True)
class Occasion:
    """An event to write of, and what its letter is made from."""

    event: Event
    tenant: Tenant
    identity: IdentityStore
    people: CustomerStore
    tickets: TicketStore
    keys: Keyring
    origin: str
    now: datetime

    @property
    def language(self) -> str:
        """That of the tenant's letters."""
        return _language(self.tenant)

    @property
    def member(self) -> User | None:
        """The member that the event is about."""
        return self.identity.user(self.tenant.id, str(self.event.data["user_id"]))


@dataclass(frozen=True)
class Letter:
    """What goes out: to whom, which of `WORDS`, and the values of its placeholders.

    `part` tells letters of one event apart; the only one of an event has none.
    """

    kind: str
    to: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    part: str = ""

    def name(self, event_id: str) -> str:
        """What it is known by: there is no second one of this name."""
        return f"{event_id}.{self.part}" if self.part else event_id


def _invitation(of: Occasion) -> Letter | None:
    member = of.member
    if member is None or member.invited_at is None:
        return None
    link = invitation_url(of.keys, of.origin, of.tenant.id, member)
    return Letter("invitation", (member.email,), {"name": member.name, "link": link})


def _lockout(of: Occasion) -> Letter | None:
    return Letter("lockout", (of.member.email,), {"name": of.member.name}) if of.member else None


def _reuse(of: Occasion) -> Letter | None:
    return Letter("session_reused", (of.member.email,), {"name": of.member.name}) if of.member else None


def _mfa_reset(of: Occasion) -> Letter | None:
    return Letter("mfa_reset", (of.member.email,), {"name": of.member.name}) if of.member else None


def _break_glass(of: Occasion) -> Letter | None:
    told = of.identity.users(of.tenant.id)
    admins = tuple(each.email for each in told if each.active and each.role == ADMIN)
    return Letter("break_glass", admins, {"name": of.member.name}) if of.member and admins else None


def _magic_link(of: Occasion) -> Letter | None:
    data = of.event.data
    person = of.people.customer(of.tenant.id, str(data["customer_id"]))
    if person is None or data["place"] >= len(person.emails):
        return None
    link = Link(of.tenant.id, person.id, of.event.id, clock.from_text(data["until"]))
    url = link_url(of.keys, of.origin, of.tenant.slug, link)
    return Letter("magic_link", (person.emails[data["place"]],), {"name": person.name, "link": url})


def _calls(of: Occasion) -> Iterator[Letter]:
    """A letter to each who was called, while nobody takes care of it yet."""
    data = of.event.data
    number, breach = of.event.number, clock.from_text(data["due_at"])
    loaded, _ = of.tickets.load(of.tenant.id, number)
    standing = acknowledgements.escalation_of(loaded.ticket, data["metric"], breach) if loaded else None
    if loaded is None or standing is None or standing.acknowledged_at is not None:
        return
    ticket, slug = loaded.ticket, of.tenant.slug
    kind, told = ("call_by_hand", _asked(of, number)) if data["metric"] == MANUAL else ("call", _late(of))
    told |= {"number": label(of.tenant.ticket_label, number), "subject": ticket.subject, "level": str(data["level"])}
    for user_id in data["called"] if ActionKind.NOTIFY in data["done"] else ():
        member = of.identity.user(of.tenant.id, user_id)
        if member is None or not member.active:
            continue
        link = f"{of.origin.rstrip('/')}/{slug}/tickets/{number}"
        if acknowledgements.may_acknowledge(of.identity, of.tenant.id, member, ticket):
            until = of.event.at + acknowledgements.LIFETIME
            called = acknowledgements.Called(of.tenant.id, number, data["metric"], breach, member.id, until)
            link = acknowledgements.acknowledgement_url(of.keys, of.origin, called)
        yield Letter(kind, (member.email,), {**told, "name": member.name, "link": link}, member.id)


def _late(of: Occasion) -> dict[str, str]:
    """What is late, and by how much."""
    data = of.event.data
    late = lasting(of.now - clock.from_text(data["due_at"]), of.language)
    return {"what": LATE[of.language][data["metric"]], "late": late}


def _asked(of: Occasion, number: int) -> dict[str, str]:
    """Who calls, and why."""
    named = of.event.data["due_at"]
    events = of.tickets.history(of.tenant.id, number)
    asked = next((e for e in events if e.type == EscalationAsked.EVENT_TYPE and e.data["due_at"] == named), None)
    asker = of.identity.user(of.tenant.id, asked.actor.id or "") if asked else None
    note = asked.words.get("note", "") if asked else ""
    return {"asker": asker.name if asker else of.tenant.name, "note": note or NO_NOTE[of.language]}


def _sign_up(of: Occasion) -> Letter | None:
    asked = of.identity.sign_up(of.tenant.id)
    if asked is None:
        return None
    return Letter("sign_up", (asked.email,), {"link": sign_up_url(of.keys, of.origin, of.tenant.id)})


def _one(write: Callable[[Occasion], Letter | None]) -> Callable[[Occasion], Iterable[Letter]]:
    """For events that ask for one letter, or none when there is nothing to write any more."""
    return lambda of: filter(None, [write(of)])


# By event type; `infra.topology` gives these events a queue.
KINDS: Mapping[str, Callable[[Occasion], Iterable[Letter]]] = {
    "customer.sign_in_asked": _one(_magic_link),
    "escalation.called": _calls,
    SIGN_UP_ASKED: _one(_sign_up),
    "session.reused": _one(_reuse),
    "user.break_glass_granted": _one(_break_glass),
    "user.invited": _one(_invitation),
    "user.locked": _one(_lockout),
    "user.mfa_reset": _one(_mfa_reset),
}


@dataclass(frozen=True)
class Letters:
    """Writes and sends. `origin` is that of the clients; from `sign_up_domain` come letters of tenants to be made."""

    identity: IdentityStore
    people: CustomerStore
    tickets: TicketStore
    content: Content
    mailer: Mailer
    keys: Keyring
    origin: str
    sign_up_domain: str = ""

    def handle(self, event: Event, now: datetime) -> str:
        """What became of it: `sent`, `refused` by the provider, `done` before, or `nothing` to write. A tenant that is
        `closed` writes to nobody: what the letter was for is over, or asked for again, when it is open.

        Raises Unavailable when it should be tried again. Any other error leaves it unknown whether the letter went
        out, and it is never tried again; those that were not begun are.
        """
        tenant = self._to_be(event, now) if event.type == SIGN_UP_ASKED else self.identity.tenant(event.tenant)
        if tenant is None:
            if event.type == SIGN_UP_ASKED:
                return "nothing"
            raise NotFound
        if tenant.state is not TenantState.ACTIVE:
            return "closed"
        of = Occasion(event, tenant, self.identity, self.people, self.tickets, self.keys, self.origin, now)
        outcomes = {self._post(of, letter) for letter in KINDS[event.type](of)}
        return next((each for each in OUTCOMES if each in outcomes), "nothing")

    def _post(self, of: Occasion, letter: Letter) -> str:
        """Send a letter once."""
        tenant, name = of.tenant, letter.name(of.event.id)
        record = SentLetter(name, letter.kind, of.now, of.now + KEPT)
        try:
            self.identity.commit(tenant.id, ChangeSet((Insert(record),)))
        except AlreadyExists:
            return "done"
        try:
            self.mailer.send(compose(tenant, letter, name, logo_of(tenant, self.content.read)))
        except Refused:
            return "refused"
        except Unavailable:
            self.identity.commit(tenant.id, ChangeSet((Remove(record),)))
            raise
        return "sent"

    def _to_be(self, event: Event, now: datetime) -> Tenant | None:
        """Who writes about a tenant that is not made yet: we do, with no word of whoever asked for it."""
        asked = self.identity.sign_up(event.tenant)
        if asked is None or asked.expires_at <= now or not self.sign_up_domain:
            return None
        sender = f"sign-up@{self.sign_up_domain}"
        return Tenant(event.tenant, "Lambdesk", "sign-up", (sender,), asked.asked_at, locale=asked.locale)


def compose(tenant: Tenant, letter: Letter, name: str, logo: Logo | None = None) -> OutgoingMail:
    """The finished mail, from the tenant's first mailbox, in its colour and with its logo.

    Raises Refused for recipients nobody can write to.
    """
    if not all(is_address(each) and each.isascii() for each in letter.to):
        raise Refused("invalid_recipient")
    sender = tenant.mailboxes[0]
    subject, text = WORDS[letter.kind][_language(tenant)]
    values = {"workspace": tenant.name} | {name: _line(value) for name, value in letter.values.items()}
    try:
        mail = _headed(tenant, letter, subject.format(**values), name)
        raw = dressed(mail, tenant, text.format(**values), logo).as_bytes()
    except (MessageError, ValueError) as error:
        raise Refused("cannot_be_composed") from error
    return OutgoingMail(sender, letter.to, raw, {"letter": letter.kind, "tenant": tenant.id})


def _headed(tenant: Tenant, letter: Letter, subject: str, name: str) -> EmailMessage:
    mail, sender = EmailMessage(policy=SMTP), tenant.mailboxes[0]
    mail["From"] = Address(clip(clean_line(tenant.name, 1000), 100), addr_spec=sender)
    mail["To"] = [Address(addr_spec=each) for each in letter.to]
    mail["Subject"] = clip(clean_line(subject, 1000), 200)
    mail["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    # No holiday reply, and no ticket, answers a letter.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    return mail


def _language(tenant: Tenant) -> str:
    language = tenant.locale.partition("-")[0]
    return language if language in LATE else "en"


def _line(value: str) -> str:
    return clean_line(value, 2000)
