"""A raw mail as what the desk needs of it. Any bytes give a result; bounds are in `mime` and below."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from lambdesk.channels.charset import decode
from lambdesk.channels.failures import Undelivered, undelivered
from lambdesk.channels.headers import Address, Headers, address_like, message_ids
from lambdesk.channels.mime import TRACE_FIELD, Part, parse_tree, read_headers
from lambdesk.channels.quotes import quoted_from
from lambdesk.kit.text import clean_line, clean_text, digest, file_name

NO_TEXT = "(no text)"
NO_SUBJECT = "(no subject)"
TEXT_LIMIT = 4_000_000
MARKUP_LIMIT = 1_500_000
REFERENCES = 40
CONTENT_ID_LIMIT = 250

_FORWARDED = re.compile(r"^\s*(?:fwd?|wg|tr|rv|enc|i|vl|vb|doorst|pd|ilt|továbbítás|转发|轉寄)\s*[:：]", re.IGNORECASE)
_SUFFIX = {
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "text/rfc822-headers": ".txt",
    "text/calendar": ".ics",
    "text/html": ".html",
    "text/plain": ".txt",
    "application/ms-tnef": ".dat",
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
}
# A part of these types is no attachment worth a name of its own when it has none: it is the mail's own text.
_MARKUP = ("text/html", "text/enriched", "text/richtext")
_TEXTS = ("text/plain", *_MARKUP)


@dataclass(frozen=True)
class ParsedAttachment:
    """One file of the mail, decoded."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    content_id: str | None = None


@dataclass(frozen=True)
class ParsedMail:
    """`text` is never empty; `quoted_from` is an offset in it. `html` is the same as it came, not to be trusted.

    `fingerprint` is equal for two deliveries of one mail. `reported` are headers of the mail that a bounce or receipt
    speaks of; `undelivered` is whom it says that mail will never reach.
    """

    headers: Headers
    media_types: tuple[str, ...]
    report_type: str
    sender: Address | None
    several_senders: bool
    message_id: str | None
    answers: tuple[str, ...]
    subject: str
    text: str
    quoted_from: int | None
    attachments: tuple[ParsedAttachment, ...]
    reported: tuple[Headers, ...]
    fingerprint: str
    html: str | None = field(default=None, repr=False)
    undelivered: tuple[Undelivered, ...] = ()


def parse(raw: bytes) -> ParsedMail:
    """Read a mail."""
    root = parse_tree(raw)
    headers = root.headers
    reader = _Reader()
    bodies, files = reader.sort(root)
    text = "\n\n".join(filter(None, (reader.text(part).strip("\n") for part in bodies)))[:TEXT_LIMIT].rstrip()
    if not text.strip():
        text = next((reader.text(part) for part in files if _readable(part)), "").strip()[:TEXT_LIMIT]
    subject = clean_line(headers.text("subject"), 1000)
    senders = headers.addresses("from")
    quote = None if _FORWARDED.match(subject) else quoted_from(text)
    ids = message_ids(headers.raw("message-id"))
    return ParsedMail(
        headers=headers,
        media_types=tuple(part.media_type for part in root.walk()),
        report_type=root.parameters.get("report-type", "").lower(),
        sender=next(iter(senders or headers.addresses("sender", "reply-to")), None),
        several_senders=_several_senders(headers, senders),
        message_id=ids[0] if ids else None,
        answers=_answers(headers),
        subject=subject or NO_SUBJECT,
        text=text if text.strip() else NO_TEXT,
        quoted_from=quote,
        attachments=tuple(_attachment(part, index) for index, part in enumerate(files)),
        reported=tuple(_reported(root)),
        fingerprint=_fingerprint(root, ids, senders, subject),
        html=_html(root),
        undelivered=tuple(undelivered(root)),
    )


def _html(root: Part) -> str | None:
    """The mail's own HTML, as it came; what stands beside it as plain text is made part of it."""
    parts = _formed(root)
    if not any(part.media_type == "text/html" for part in parts):
        return None
    pieces = []
    for part in parts:
        markup = part.media_type == "text/html"
        text = decode(part.decoded[:MARKUP_LIMIT], part.parameters.get("charset"), markup=markup)
        pieces.append(text if markup else f"<pre>{escape(text)}</pre>")
    return "\n".join(pieces)[:MARKUP_LIMIT]


def _formed(part: Part) -> list[Part]:
    """The parts that make the text, HTML before anything else that says the same."""
    if not part.multipart:
        return [part] if _is_text(part) else []
    found = [_formed(child) for child in part.children]
    if part.media_type == "multipart/alternative":
        html = [parts for parts in found if any(each.media_type == "text/html" for each in parts)]
        return next(iter(html[::-1] or filter(None, found)), [])
    return [each for parts in found for each in parts]


def _several_senders(headers: Headers, senders: list[Address]) -> bool:
    """Whether From leaves any doubt about who is meant: who checked the sender's domain may have read it differently.

    So a second address counts wherever it stands, in a comment or a quoted name too.
    """
    values = [value for name, value in headers.fields if name == "from"]
    return len(values) != 1 or len(senders) != 1 or len(address_like(values[0])) != 1


def _answers(headers: Headers) -> tuple[str, ...]:
    """The ids this mail answers, most telling first: In-Reply-To, then References from newest to oldest."""
    ids = message_ids(headers.raw("in-reply-to")) + message_ids(headers.raw("references"))[::-1]
    return tuple(dict.fromkeys(ids))[:REFERENCES]


class _Reader:
    """Reads each part once, and only so much markup a mail: converting it is what costs."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._markup_left = MARKUP_LIMIT

    def sort(self, part: Part) -> tuple[list[Part], list[Part]]:
        """The parts that make the text, and those that are files, each in the order of the mail."""
        if not part.multipart:
            return ([part], []) if _is_text(part) else ([], [part])
        children = [self.sort(child) for child in part.children]
        files = [file for _, found in children for file in found]
        if part.media_type == "multipart/alternative":
            return self._best([bodies for bodies, _ in children]), files
        return [body for bodies, _ in children for body in bodies], files

    def _best(self, alternatives: list[list[Part]]) -> list[Part]:
        """Plain text when it says anything, else the last alternative that does."""
        plain = [bodies for bodies in alternatives if all(part.media_type not in _MARKUP for part in bodies)]
        rich = [bodies for bodies in alternatives if bodies not in plain]
        said = (bodies for bodies in plain + rich[::-1] if any(self.text(part).strip() for part in bodies))
        return next(said, [])

    def text(self, part: Part) -> str:
        """The words of a text part."""
        if id(part) not in self._texts:
            self._texts[id(part)] = self._read(part)
        return self._texts[id(part)]

    def _read(self, part: Part) -> str:
        markup = part.media_type in _MARKUP
        text = decode(part.decoded[:TEXT_LIMIT], part.parameters.get("charset"), markup=markup)
        if markup:
            from lambdesk.kit.htmltext import to_text  # Its library loads for mails that need it.

            text = text[: self._markup_left]
            self._markup_left -= len(text)
            return to_text(text)
        if part.parameters.get("format", "").lower() == "flowed":
            return _unflowed(text, part.parameters.get("delsp", "").lower() == "yes")
        return text


def _is_text(part: Part) -> bool:
    if part.disposition == "attachment" or part.media_type not in _TEXTS:
        return False
    return not part.filename


def _readable(part: Part) -> bool:
    """A named text that may be the mail's only words."""
    encoding = part.headers.raw("content-transfer-encoding").lower()
    return part.media_type in _TEXTS and part.disposition != "attachment" and encoding != "base64"


def _unflowed(text: str, delete_space: bool) -> str:
    """Join the soft line breaks of RFC 3676."""
    out: list[list[str]] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        body = line.lstrip(">")
        depth = len(line) - len(body)
        body = body.removeprefix(" ")
        soft = body.endswith(" ") and body != "-- "
        kept = body[:-1] if soft and delete_space else body
        if open_depth == depth and body != "-- ":
            out[-1].append(kept)
        else:
            out.append([">" * depth + " " if depth else "", kept])
        open_depth = depth if soft else None
    lines = ("".join(pieces) for pieces in out)
    return "\n".join(line.rstrip() if line != "-- " else line for line in lines)


def _attachment(part: Part, index: int) -> ParsedAttachment:
    content = part.decoded
    content_id = part.headers.raw("content-id").strip("<> ")[:CONTENT_ID_LIMIT]
    return ParsedAttachment(_file_name(part, content, index), part.media_type, content, content_id or None)


def _file_name(part: Part, content: bytes, index: int) -> str:
    name = file_name(part.filename)
    if name:
        return name
    stem = f"attachment-{index + 1}"
    if part.media_type == "message/rfc822":
        stem = file_name(read_headers(content).text("subject")) or "message"
    return stem + _SUFFIX.get(part.media_type, "")


def _reported(root: Part) -> Iterator[Headers]:
    """The headers of mails enclosed in a report, and of the report's own machine part."""
    if root.media_type != "multipart/report" and "delivery-status" not in root.parameters.get("report-type", ""):
        enclosed = [part for part in root.walk() if part.media_type == "message/delivery-status"]
        if not enclosed:
            return
    for part in root.walk():
        if part.media_type in ("message/rfc822", "text/rfc822-headers", "message/disposition-notification"):
            yield read_headers(part.decoded)


def _fingerprint(root: Part, ids: list[str], senders: list[Address], subject: str) -> str:
    """What stays equal however a mail travels: its own words and files, sender, subject, date and id.

    Transport headers, transfer encodings, boundaries and recipients differ between deliveries and are left out.
    """
    leaves = []
    for part in root.walk():
        if not part.multipart:
            content = part.decoded
            if part.media_type.startswith("text/"):
                content = content.replace(b"\r\n", b"\n").strip()
            leaves.append(part.media_type + hashlib.sha256(content).hexdigest())
    if not ids:
        # Without an id only equal headers prove an equal mail.
        own = (field for field in root.headers.fields if not TRACE_FIELD.match(field[0]))
        leaves += [f"{name}:{' '.join(value.decode('latin-1').split())}" for name, value in own]
    sender = senders[0].email.lower() if senders else ""
    return digest("mail", ids[0] if ids else "", sender, subject, clean_text(root.headers.raw("date")), *leaves)
