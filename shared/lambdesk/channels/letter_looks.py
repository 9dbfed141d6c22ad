"""How a letter looks: plain text always; for a tenant with a brand also a page in its colour, under its logo.

The logo goes along in the mail: a link to it would end, and tell who has opened the letter.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape

from lambdesk.identity.model import Tenant
from lambdesk.kit.errors import NotFound

_MAGIC = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"RIFF", "webp"))
_LINK = re.compile(r"https?://[^\s<>]+")
_LOGO_ID = "logo@brand"
# That of readers without a brand: mail programs know no tokens.
_INK = "#1f2328"
_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"></head>
<body style="margin:0;padding:24px;font:15px/1.5 sans-serif;color:#1f2328">
<div style="max-width:560px;border-top:4px solid {colour};padding-top:16px">
{logo}<p style="margin:0 0 16px;font-weight:600;color:{colour}">{name}</p>
{body}
</div></body></html>
"""


@dataclass(frozen=True)
class Logo:
    """A picture: `kind` is `png`, `jpeg` or `webp`."""

    data: bytes
    kind: str


def logo_of(tenant: Tenant, read: Callable[[str], bytes]) -> Logo | None:
    """The tenant's picture; None when there is none, or it is no picture that mail programs show."""
    if tenant.logo_key is None:
        return None
    try:
        data = read(tenant.logo_key)
    except NotFound:
        return None
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    return Logo(data, kind) if kind else None


def dressed(mail: EmailMessage, tenant: Tenant, text: str, logo: Logo | None) -> EmailMessage:
    """The mail with its words."""
    mail.set_content(text, subtype="plain", charset="utf-8", cte="quoted-printable")
    if tenant.accent is None and logo is None:
        return mail
    picture = f'<img src="cid:{_LOGO_ID}" alt="" style="max-height:48px;max-width:240px"><br>\n' if logo else ""
    page = _PAGE.format(
        language=escape(tenant.locale),
        colour=tenant.accent or _INK,
        logo=picture,
        name=escape(tenant.name),
        body="\n".join(f"<p>{_linked(each)}</p>" for each in text.strip().split("\n\n")),
    )
    mail.add_alternative(page, subtype="html", charset="utf-8", cte="quoted-printable")
    if logo:
        html = mail.get_payload()[1]  # type: ignore[index]
        html.add_related(logo.data, "image", logo.kind, cid=f"<{_LOGO_ID}>")  # type: ignore[union-attr]
    return mail


def _linked(text: str) -> str:
    parts, at = [], 0
    for found in _LINK.finditer(text):
        parts += [escape(text[at : found.start()]), f'<a href="{escape(found[0])}">{escape(found[0])}</a>']
        at = found.end()
    return "".join([*parts, escape(text[at:])]).replace("\n", "<br>")
