"""Outgoing mail of the local cloud: kept as SES would have sent it, and shown on a page of its own.

Decides what SES changes in a raw mail (Message-ID, Date, Bcc) and how the kept mail is listed and opened.
"""

import email
import email.policy
import html
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

REPLACED = (b"message-id", b"date", b"bcc")
"""Headers SES replaces or takes out of a raw mail."""

END_OF_HEADERS = re.compile(rb"^\r?\n", re.MULTILINE)


def bare_id(message_id: str) -> str:
    """The id as SES answers it: without the domain it has in the mail's Message-ID."""
    return message_id.partition("@")[0]


def as_text(content: bytes | str) -> str:
    return content.decode() if isinstance(content, bytes) else content


def v1_request(parameters: dict[str, Any]) -> dict[str, Any]:
    """The fields of a v1 `SendRawEmail` under their v2 names."""
    to = [value[0] for key, value in sorted(parameters.items()) if key.startswith("Destinations.member.")]
    return {"FromEmailAddress": parameters.get("Source", [""])[0], "Destination": {"ToAddresses": to}}


def without_headers(raw: bytes, *, names: tuple[bytes, ...] = (), prefixes: tuple[bytes, ...] = ()) -> bytes:
    """The mail without the named headers (lower case) and their continuation lines; every other byte stays."""
    end = END_OF_HEADERS.search(raw)
    head, rest = (raw[: end.start()], raw[end.start() :]) if end else (raw, b"")
    kept: list[bytes] = []
    dropping = False
    for line in head.splitlines(keepends=True):
        if line[:1] not in b" \t":
            name = line.partition(b":")[0].strip().lower()
            dropping = name in names or any(name.startswith(prefix) for prefix in prefixes)
        if not dropping:
            kept.append(line)
    return b"".join(kept) + rest


def as_sent(raw: bytes, message_id: str, at: datetime) -> bytes:
    """The mail as SES sends it from us-east-1: its own Message-ID and Date, no Bcc."""
    own = f"Date: {format_datetime(at)}\r\nMessage-ID: <{message_id}@email.amazonses.com>\r\n"
    return own.encode() + without_headers(raw, names=REPLACED)


@dataclass(frozen=True)
class Outbox:
    """A directory with `<id>.eml` and `<id>.json` (envelope and tags) for each mail."""

    directory: Path

    def keep(self, message_id: str, raw: bytes, request: dict[str, Any]) -> None:
        """Keep a mail handed to SES; `request` is the SendEmail request (SES v2 names)."""
        now = datetime.now(UTC)
        sent = as_sent(raw, message_id, now)
        envelope = {
            "id": message_id,
            "at": now.isoformat(timespec="milliseconds"),
            "from": request.get("FromEmailAddress", ""),
            "destination": request.get("Destination", {}),
            "tags": {tag["Name"]: tag["Value"] for tag in request.get("EmailTags", [])},
            "configuration_set": request.get("ConfigurationSetName"),
        }
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / f"{message_id}.eml").write_bytes(sent)
        # The description last: a mail is listed only when it is whole.
        partial = self.directory / f"{message_id}.part"
        partial.write_text(json.dumps(envelope))
        partial.replace(self.directory / f"{message_id}.json")

    def listing(self) -> list[dict[str, Any]]:
        """All mails, newest first, each with `id from to subject date` and the envelope."""
        envelopes = [json.loads(path.read_text()) for path in self.directory.glob("*.json")]
        envelopes.sort(key=lambda envelope: (envelope["at"], envelope["id"]), reverse=True)
        return [self._described(envelope) for envelope in envelopes]

    def _described(self, envelope: dict[str, Any]) -> dict[str, Any]:
        raw = self.raw(envelope["id"]) or b""
        mail = email.message_from_bytes(raw, policy=email.policy.compat32)
        return {
            "id": envelope["id"],
            "from": decoded(mail["From"]),
            "to": decoded(mail["To"]),
            "cc": decoded(mail["Cc"]),
            "subject": decoded(mail["Subject"]),
            "date": envelope["at"],
            "envelope": {"from": envelope["from"], **envelope["destination"]},
            "tags": envelope["tags"],
            "configuration_set": envelope["configuration_set"],
        }

    def raw(self, message_id: str) -> bytes | None:
        path = self.directory / f"{message_id}.eml"
        known = re.fullmatch(r"[\w-]+", message_id) and path.is_file()
        return path.read_bytes() if known else None


def decoded(header: Any) -> str:
    """A header as a person reads it; raw when it cannot be decoded."""
    if header is None:
        return ""
    try:
        return str(email.header.make_header(email.header.decode_header(str(header))))
    except (LookupError, UnicodeError, email.errors.HeaderParseError):
        return str(header)


GONE = "There is no such mail."

# --- The page ------------------------------------------------------------------------------------------------------

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
:root {{ color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }}
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }} th, td {{ text-align: left; padding: .4rem .75rem .4rem 0 }}
tr {{ border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent) }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace }}
</style><h1>{title}</h1>{body}</html>"""


def page(title: str, body: str) -> HTMLResponse:
    policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'"
    return HTMLResponse(
        PAGE.format(title=html.escape(title), body=body),
        headers={"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"},
    )


def text_of(raw: bytes) -> str:
    """The mail's plain text for reading; the source when there is none that can be decoded."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    try:
        part = mail.get_body(("plain",)) if isinstance(mail, EmailMessage) else None
        return str(part.get_content()) if part else raw.decode("utf-8", "replace")
    except (LookupError, ValueError, AttributeError):
        return raw.decode("utf-8", "replace")


def listing_page(outbox: Outbox) -> HTMLResponse:
    """All mails as a table."""
    rows = "".join(
        f"<tr><td>{html.escape(mail['date'][:19].replace('T', ' '))}</td><td>{html.escape(mail['from'])}</td>"
        f"<td>{html.escape(mail['to'])}</td><td><a href='/view/{mail['id']}'>"
        f"{html.escape(mail['subject'] or '(no subject)')}</a></td></tr>"
        for mail in outbox.listing()
    )
    head = "<thead><tr><th>Sent (UTC)</th><th>From</th><th>To</th><th>Subject</th></tr></thead>"
    table = f"<table>{head}<tbody>{rows}</tbody></table>"
    return page("Outgoing mail", table if rows else "<p>Nothing sent yet.</p>")


def mail_page(message_id: str, raw: bytes) -> HTMLResponse:
    """One mail: its text, and its source on demand."""
    subject = decoded(email.message_from_bytes(raw, policy=email.policy.compat32)["Subject"])
    source = html.escape(raw.decode("utf-8", "replace"))
    return page(
        subject or "(no subject)",
        f"<p><a href='/'>All mail</a> · <a href='/messages/{message_id}'>.eml</a></p>"
        f"<pre>{html.escape(text_of(raw))}</pre><details><summary>Source</summary><pre>{source}</pre></details>",
    )


def mail_pages(outbox: Outbox) -> Starlette:
    """`/` and `/view/<id>` for people, `/messages` and `/messages/<id>` (.eml) for programs."""

    def index(_: Request) -> Response:
        return listing_page(outbox)

    def view(request: Request) -> Response:
        message_id = request.path_params["id"]
        raw = outbox.raw(message_id)
        return PlainTextResponse(GONE, 404) if raw is None else mail_page(message_id, raw)

    def messages(_: Request) -> Response:
        return JSONResponse(outbox.listing())

    def message(request: Request) -> Response:
        raw = outbox.raw(request.path_params["id"])
        return PlainTextResponse(GONE, 404) if raw is None else Response(raw, media_type="message/rfc822")

    routes = [
        Route("/", index),
        Route("/view/{id}", view),
        Route("/messages", messages),
        Route("/messages/{id}", message),
    ]
    return Starlette(routes=routes)
