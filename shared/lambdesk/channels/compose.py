"""A reply as the mail that goes out. Only replies: anything else is refused here, whoever asks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from lambdesk.channels.addresses import reply_address
from lambdesk.channels.ports import OutgoingMail, Refused
from lambdesk.channels.threading import bare_subject, own_message_id
from lambdesk.conversations.model import Delivery, Message, MessageKind
from lambdesk.identity.model import Tenant
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import clean_line, clip, is_address
from lambdesk.tickets.model import Ticket, TicketDetails, label

REFERENCES = 10
SUBJECT_LIMIT = 200
_SAFE_ID = re.compile(r"[!-~]{1,180}")
# The library would encode an id that does not fit on a line, and no mail program would know it then.
_WIDE = SMTP.clone(max_line_length=220)


@dataclass(frozen=True)
class Outgoing:
    """All that a reply's mail is made of. `received` are Message-IDs customers' mails came with, oldest first."""

    tenant: Tenant
    ticket: Ticket
    details: TicketDetails
    message: Message
    body: str
    received: Sequence[str]


def compose(keys: Keyring, outgoing: Outgoing) -> OutgoingMail:
    """The finished mail. Raises Refused for what is no reply and for recipients nobody can write to."""
    message, mailbox = outgoing.message, outgoing.ticket.mailbox
    if message.kind is not MessageKind.REPLY or message.delivery is None or mailbox is None:
        raise Refused("not_a_reply")
    recipients = (*message.delivery.to, *message.delivery.cc)
    if not recipients:
        raise Refused("no_recipient")
    if not all(is_address(each) and each.isascii() for each in recipients):
        raise Refused("invalid_recipient")
    try:
        raw = _mail(keys, outgoing, message.delivery, mailbox).as_bytes(policy=_WIDE)
    except (MessageError, ValueError) as error:
        raise Refused("cannot_be_composed") from error
    return OutgoingMail(
        sender=mailbox,
        recipients=recipients,
        raw=raw,
        tags={"message": message.id, "tenant": outgoing.tenant.id},
    )


def _mail(keys: Keyring, outgoing: Outgoing, delivery: Delivery, mailbox: str) -> EmailMessage:
    tenant, ticket, message = outgoing.tenant, outgoing.ticket, outgoing.message
    domain = mailbox.rpartition("@")[2]
    names = {person.email: person.name for person in outgoing.details.participants}
    own = own_message_id(keys, tenant.id, ticket.number, message.id, domain)
    answered = [each for each in outgoing.received if _SAFE_ID.fullmatch(each)]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _person(f"{message.author_name} ({tenant.name})", mailbox)
    mail["To"] = [_person(names.get(each, ""), each) for each in delivery.to]
    if delivery.cc:
        mail["Cc"] = [_person(names.get(each, ""), each) for each in delivery.cc]
    # One mail has one Reply-To: the token names the person in To, and stands for everybody in the conversation.
    first = (*delivery.to, *delivery.cc)[0]
    mail["Reply-To"] = reply_address(keys, tenant.id, ticket.number, first, domain)
    mail["Subject"] = _subject(tenant, ticket)
    mail["Message-ID"] = f"<{own}>"
    if answered:
        mail["In-Reply-To"] = f"<{answered[-1]}>"
    # Ours first: SES replaces Message-ID, and answers quote this list.
    mail["References"] = " ".join(f"<{each}>" for each in (own, *answered[-REFERENCES:]))
    mail.set_content(outgoing.body.rstrip() + "\n", subtype="plain", charset="utf-8", cte="quoted-printable")
    return mail


def _person(name: str, address: str) -> Address:
    return Address(clip(clean_line(name, 1000), 100), addr_spec=address)


def _subject(tenant: Tenant, ticket: Ticket) -> str:
    tag = label(tenant.ticket_label, ticket.number)
    bare = clip(clean_line(bare_subject(ticket.subject, tenant.ticket_label), 1000), SUBJECT_LIMIT)
    return f"Re: {bare} [{tag}]"
