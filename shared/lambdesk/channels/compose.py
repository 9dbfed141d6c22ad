"""A reply as the mail that goes out. Only replies: anything else is refused here, whoever asks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from typing import cast

from lambdesk.channels.addresses import reply_address
from lambdesk.channels.ports import OutgoingMail, Refused
from lambdesk.channels.threading import bare_subject, own_message_id
from lambdesk.conversations.model import Attachment, Delivery, Message, MessageKind
from lambdesk.identity.model import Tenant
from lambdesk.kit.html import rename_pictures
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import clean_line, clip, file_name, is_address
from lambdesk.tickets.model import Ticket, TicketDetails, label

REFERENCES = 10
SUBJECT_LIMIT = 200
_SAFE_ID = re.compile(r"[!-~]{1,180}")
# The library would encode an id that does not fit on a line, and no mail program would know it then.
_WIDE = SMTP.clone(max_line_length=220)
_MEDIA_TYPE = re.compile(r"([A-Za-z0-9.+-]{1,60})/([A-Za-z0-9.+-]{1,80})")
_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"></head><body>
{}
</body></html>
"""


# By language: before the link, behind it.
_SOLVED = {
    "en": ("Is it solved? Say so here:", "If not, just answer this mail."),
    "de": ("Ist es gelöst? Sagen Sie es hier:", "Wenn nicht, antworten Sie einfach auf diese Mail."),
}


@dataclass(frozen=True)
class Outgoing:
    """All that a reply's mail is made of. `received` are Message-IDs customers' mails came with, oldest first.

    `files` are the bytes of the message's attachments, in their order. `confirmation_url`, for the reply that solves,
    is where the requester can say that it does.
    """

    tenant: Tenant
    ticket: Ticket
    details: TicketDetails
    message: Message
    body: str
    received: Sequence[str]
    files: Sequence[bytes] = ()
    confirmation_url: str | None = None


def compose(keys: Keyring, outgoing: Outgoing) -> OutgoingMail:
    """The finished mail. Raises Refused for what is no reply and for recipients nobody can write to."""
    message, mailbox = outgoing.message, outgoing.ticket.mailbox
    if message.kind is not MessageKind.REPLY or message.delivery is None or mailbox is None:
        raise Refused("not_a_reply")
    recipients = (*message.delivery.to, *message.delivery.cc, *message.delivery.bcc)
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
    _add_content(mail, outgoing, domain)
    return mail


def _add_content(mail: EmailMessage, outgoing: Outgoing, domain: str) -> None:
    """The text, beside it the HTML with the pictures it shows, and behind both the files."""
    url = outgoing.confirmation_url
    asks, else_ = _SOLVED.get(outgoing.tenant.locale.partition("-")[0], _SOLVED["en"])
    asked = f"\n\n{asks}\n{url}\n{else_}" if url else ""
    mail.set_content(outgoing.body.rstrip() + asked + "\n", subtype="plain", charset="utf-8", cte="quoted-printable")
    files = list(zip(outgoing.message.attachments, outgoing.files, strict=True))
    html = outgoing.message.html
    if html is not None:
        # The name of a picture looks like an address, or some programs do not show it.
        shown = [(each, data) for each, data in files if each.inline and each.content_id]
        names = [(each.content_id or "", f"{each.content_id}@{domain}") for each, _ in shown]
        link = f'<p>{escape(asks)} <a href="{escape(url)}">{escape(url)}</a><br>{escape(else_)}</p>' if url else ""
        mail.add_alternative(
            _PAGE.format(rename_pictures(html, names) + link), subtype="html", charset="utf-8", cte="quoted-printable"
        )
        page = cast("list[EmailMessage]", mail.get_payload())[-1]
        for (each, data), (_, name) in zip(shown, names, strict=True):
            main, sub = _media_type(each)
            page.add_related(data, main, sub, cid=f"<{name}>", filename=file_name(each.name), disposition="inline")
    for each, data in files:
        if html is None or not each.inline:
            main, sub = _media_type(each)
            mail.add_attachment(data, main, sub, filename=file_name(each.name) or "file")


def _media_type(attachment: Attachment) -> tuple[str, str]:
    """Main and sub type; what would be taken apart on its way goes as plain bytes."""
    found = _MEDIA_TYPE.match(attachment.media_type)
    if found is None or found[1].lower() in ("message", "multipart"):
        return "application", "octet-stream"
    return found[1], found[2]


def _person(name: str, address: str) -> Address:
    return Address(clip(clean_line(name, 1000), 100), addr_spec=address)


def _subject(tenant: Tenant, ticket: Ticket) -> str:
    tag = label(tenant.ticket_label, ticket.number)
    bare = clip(clean_line(bare_subject(ticket.subject, tenant.ticket_label), 1000), SUBJECT_LIMIT)
    return f"Re: {bare} [{tag}]"
