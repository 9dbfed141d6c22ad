"""Mail that belongs to no ticket: an invitation, a lock, a link to sign in. One event asks for one letter.

The event names whom and what; address, words and link are made when the letter is sent, so that no event, queue or log
holds an address or a link that opens something. A letter goes out at most once: its record is made before the mail is
handed over, and is taken back only when it surely did not go out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from lambdesk.channels.letter_looks import Logo, dressed, logo_of
from lambdesk.channels.letter_words import WORDS
from lambdesk.channels.model import SentLetter
from lambdesk.channels.portal.links import Link, link_url
from lambdesk.channels.ports import Content, Mailer, OutgoingMail, Refused
from lambdesk.customers.ports import CustomerStore
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
from lambdesk.tenants.sign_up.links import sign_up_url

# Longer than any queue keeps an event.
KEPT = timedelta(days=30)
SIGN_UP_ASKED = TenantSignUpAsked.EVENT_TYPE


@dataclass(frozen=True)
class Occasion:
    """An event to write of, and what its letter is made from."""

    event: Event
    tenant: Tenant
    identity: IdentityStore
    people: CustomerStore
    keys: Keyring
    origin: str

    @property
    def member(self) -> User | None:
        """The member that the event is about."""
        return self.identity.user(self.tenant.id, str(self.event.data["user_id"]))


@dataclass(frozen=True)
class Letter:
    """What goes out: to whom, which of `WORDS`, and the values of its placeholders."""

    kind: str
    to: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)


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


def _sign_up(of: Occasion) -> Letter | None:
    asked = of.identity.sign_up(of.tenant.id)
    if asked is None:
        return None
    return Letter("sign_up", (asked.email,), {"link": sign_up_url(of.keys, of.origin, of.tenant.id)})


# By event type; `infra.topology` gives these events a queue. None: there is nothing to write any more.
KINDS: Mapping[str, Callable[[Occasion], Letter | None]] = {
    "customer.sign_in_asked": _magic_link,
    SIGN_UP_ASKED: _sign_up,
    "session.reused": _reuse,
    "user.break_glass_granted": _break_glass,
    "user.invited": _invitation,
    "user.locked": _lockout,
    "user.mfa_reset": _mfa_reset,
}


@dataclass(frozen=True)
class Letters:
    """Writes and sends. `origin` is that of the clients; from `sign_up_domain` come letters of tenants to be made."""

    identity: IdentityStore
    people: CustomerStore
    content: Content
    mailer: Mailer
    keys: Keyring
    origin: str
    sign_up_domain: str = ""

    def handle(self, event: Event, now: datetime) -> str:
        """What became of it: `sent`, `refused` by the provider, `done` before, or `nothing` to write. A tenant that is
        `closed` writes to nobody: what the letter was for is over, or asked for again, when it is open.

        Raises Unavailable when it should be tried again. Any other error leaves it unknown whether the letter went
        out, and it is never tried again.
        """
        if event.type == SIGN_UP_ASKED:
            tenant = self._to_be(event, now)
            if tenant is None:
                return "nothing"
        else:
            tenant = self.identity.tenant(event.tenant)
        if tenant is None:
            raise NotFound
        if tenant.state is not TenantState.ACTIVE:
            return "closed"
        letter = KINDS[event.type](Occasion(event, tenant, self.identity, self.people, self.keys, self.origin))
        if letter is None:
            return "nothing"
        record = SentLetter(event.id, letter.kind, now, now + KEPT)
        try:
            self.identity.commit(tenant.id, ChangeSet((Insert(record),)))
        except AlreadyExists:
            return "done"
        try:
            self.mailer.send(compose(tenant, letter, event.id, logo_of(tenant, self.content.read)))
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


def compose(tenant: Tenant, letter: Letter, event_id: str, logo: Logo | None = None) -> OutgoingMail:
    """The finished mail, from the tenant's first mailbox, in its colour and with its logo.

    Raises Refused for recipients nobody can write to.
    """
    if not all(is_address(each) and each.isascii() for each in letter.to):
        raise Refused("invalid_recipient")
    sender = tenant.mailboxes[0]
    language = tenant.locale.partition("-")[0]
    subject, text = WORDS[letter.kind].get(language, WORDS[letter.kind]["en"])
    values = {"workspace": tenant.name} | {name: _line(value) for name, value in letter.values.items()}
    try:
        mail = _headed(tenant, letter, subject.format(**values), event_id)
        raw = dressed(mail, tenant, text.format(**values), logo).as_bytes()
    except (MessageError, ValueError) as error:
        raise Refused("cannot_be_composed") from error
    return OutgoingMail(sender, letter.to, raw, {"letter": letter.kind, "tenant": tenant.id})


def _headed(tenant: Tenant, letter: Letter, subject: str, event_id: str) -> EmailMessage:
    mail, sender = EmailMessage(policy=SMTP), tenant.mailboxes[0]
    mail["From"] = Address(clip(clean_line(tenant.name, 1000), 100), addr_spec=sender)
    mail["To"] = [Address(addr_spec=each) for each in letter.to]
    mail["Subject"] = clip(clean_line(subject, 1000), 200)
    mail["Message-ID"] = f"<{event_id}@{sender.rpartition('@')[2]}>"
    # No holiday reply, and no ticket, answers a letter.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    return mail


def _line(value: str) -> str:
    return clean_line(value, 2000)
