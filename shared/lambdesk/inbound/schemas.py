"""Wire forms of inbound mail and its sources."""

import base64
import binascii
from typing import Annotated

from pydantic import Field

from lambdesk.inbound.decide import NAME_LIMIT
from lambdesk.inbound.model import InboundSource as Source
from lambdesk.inbound.service import RAW_LIMIT_BYTES, Posted
from lambdesk.kit import clock
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.kit.schema import ADDRESS_LIMIT, Input, Moment, Output, Words

RECIPIENTS_LIMIT = 50
# Base64 takes four characters for three bytes; the envelope is little.
BODY_LIMIT_BYTES = RAW_LIMIT_BYTES * 4 // 3 + 20_000

Name = Annotated[str, Field(min_length=1, max_length=ADDRESS_LIMIT)]


class Envelope(Input):
    """What SMTP said: who sent it (empty for robots), and to whom."""

    sender: Annotated[str, Field(max_length=ADDRESS_LIMIT)] | None = None
    recipients: Annotated[list[Name], Field(max_length=RECIPIENTS_LIMIT)] = Field(default_factory=list)


class InboundMail(Input):
    """`raw` is the whole MIME message in base64. Without recipients its headers say whom it is for."""

    raw: Annotated[str, Field(min_length=1, json_schema_extra={"format": "byte"})]
    envelope: Envelope = Envelope()


class InboundMailTaken(Output):
    """`id` is where the mail is kept, and what it is called in the log."""

    received: bool
    id: str


class NewInboundSource(Input):
    """`trusted`: the provider proves senders itself, as DMARC would; else its mails are as those of strangers."""

    name: Annotated[Words, Field(min_length=1, max_length=NAME_LIMIT, examples=["Our old provider"])]
    trusted: bool = False


class NewSourceRotation(Input):
    """For how many hours the secret of before goes on."""

    overlap_hours: Annotated[int, Field(ge=0, le=168)] = 24


class InboundSource(Output):
    """`path` is where it posts, below the API's address."""

    id: str
    name: str
    trusted: bool
    path: str
    created_by: str
    created_at: Moment
    previous_until: Moment | None


class InboundSourceList(Output):
    """The oldest first."""

    items: list[InboundSource]


class SecretInboundSource(Output):
    """`secret` signs by the Standard Webhooks specification. It is told here and never again."""

    source: InboundSource
    secret: str


def posted(mail: InboundMail) -> Posted:
    """The mail in a JSON body; raises Invalid."""
    try:
        raw = base64.b64decode(mail.raw, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(fields=[FieldError("body.raw", "is no base64", "wrong_format")]) from None
    return Posted(raw, mail.envelope.sender, tuple(mail.envelope.recipients))


def source(slug: str, each: Source) -> InboundSource:
    """The wire form of a source."""
    return InboundSource(
        id=each.id,
        name=each.name,
        trusted=each.trusted,
        path=f"/v1/inbound/email?source={slug}.{each.id}",
        created_by=each.created_by,
        created_at=clock.to_text(each.created_at),
        previous_until=clock.to_text(each.previous_until) if each.previous_until else None,
    )
