"""Wire forms of messages, drafts and uploads."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from lambdesk.conversations.model import Channel, MailClass, MessageKind, SendState
from lambdesk.conversations.uploads.decide import FILES_LIMIT, ID_LIMIT
from lambdesk.kit.context import ActorKind
from lambdesk.kit.schema import Address, Input, Moment, MomentIn, Output, Words
from lambdesk.kit.text import FILE_NAME_LIMIT

BODY_LIMIT = 30_000
# An item of the table holds more, but a reply is paid for by the kilobyte; longer text belongs into an attachment.
BODY_LIMIT_BYTES = 32_768
HTML_LIMIT_BYTES = 65_536
RECIPIENTS = 50


def fits(text: str, limit: int) -> str:
    """The text itself; for a validator."""
    if len(text.encode()) > limit:
        raise PydanticCustomError("too_long", "has more than {limit} bytes in UTF-8", {"limit": limit})
    return text


def _body_fits(text: str) -> str:
    return fits(text, BODY_LIMIT_BYTES)


def _html_fits(text: str) -> str:
    return fits(text, HTML_LIMIT_BYTES)


Body = Annotated[Words, Field(min_length=1, max_length=BODY_LIMIT), AfterValidator(_body_fits)]
DraftBody = Annotated[str, Field(max_length=HTML_LIMIT_BYTES), AfterValidator(_html_fits)]
Html = Annotated[str, Field(max_length=HTML_LIMIT_BYTES), AfterValidator(_html_fits)]
UploadId = Annotated[str, Field(min_length=1, max_length=ID_LIMIT)]
Addresses = Annotated[list[Address], Field(max_length=RECIPIENTS)]


class NewUpload(Input):
    """A file that will be put: `size` in bytes, `sha256` of all of them in base64."""

    name: Annotated[str, Field(min_length=1, max_length=FILE_NAME_LIMIT)]
    media_type: Annotated[str, Field(max_length=120, pattern=r"^[\w.+-]+/[\w.+-]+(;[ -~]*)?$")]
    size: Annotated[int, Field(ge=1, le=2**40)]
    sha256: Annotated[str, Field(min_length=44, max_length=44)]


class Upload(Output):
    """Put the bytes to `url` with these headers, without a token, until `expires_at`; then name `upload_id`."""

    upload_id: str
    url: str
    method: Annotated[str, Field(examples=["PUT"])]
    headers: dict[str, str]
    expires_at: Moment


class DraftFile(Input):
    """A file of a draft. Its `upload_id` says everything; the rest is for whoever shows it."""

    upload_id: UploadId
    name: Annotated[str, Field(max_length=FILE_NAME_LIMIT)] = ""
    media_type: Annotated[str, Field(max_length=120)] = ""
    size: Annotated[int, Field(ge=0)] = 0


class NewDraft(Input):
    """What somebody has written so far. `version` is that of the draft it goes on from; null when there was none."""

    kind: Literal["reply", "note"]
    html: Html | None = None
    body: DraftBody = ""
    to: Addresses = Field(default_factory=list)
    cc: Addresses = Field(default_factory=list)
    bcc: Addresses = Field(default_factory=list)
    attachments: Annotated[list[DraftFile], Field(max_length=FILES_LIMIT)] = Field(default_factory=list)
    version: Annotated[int, Field(ge=1)] | None = None


class DraftAttachment(Output):
    upload_id: str
    name: str
    media_type: str
    size: int


class Draft(Output):
    """A draft as it is kept. Empty `to`, `cc` and `bcc` mean everybody who takes part."""

    kind: MessageKind
    html: str | None
    body: str
    to: list[str]
    cc: list[str]
    bcc: list[str]
    attachments: list[DraftAttachment]
    updated_at: Moment
    updated_by: str
    version: int


class Drafts(Output):
    """The caller's own draft of a ticket, and the one that all work on."""

    mine: Draft | None
    shared: Draft | None


class MessagePatch(Input):
    """Another moment for a scheduled reply; null sends it now."""

    send_at: MomentIn | None


class Author(Output):
    kind: ActorKind
    id: str | None
    name: str


class Attachment(Output):
    """`size` in bytes; `index` is its name in the attachment route. HTML shows it as `cid:<content_id>`.

    `inline`: the HTML shows it, so that it need not be listed.
    """

    index: int
    name: str
    media_type: str
    size: int
    content_id: str | None
    inline: bool


class Message(Output):
    """`quoted_from` is the offset in `body_text` (code points) where quoted history begins.

    `truncated`: `body_text` is the beginning; the body route has the whole. `html` is what one of us formed; with
    `has_html` the HTML route has it, also for mails. A `held` reply goes out at `send_after`. `number` is the ticket
    that keeps it: in a view also one that went into the ticket. `meant_for` is the one it was written to, when that had
    gone into `number` before it came.
    """

    id: str
    number: int
    kind: MessageKind
    author: Author
    body_text: str
    quoted_from: int | None
    truncated: bool
    created_at: Moment
    channel: Channel
    authenticated: bool | None
    mail_class: MailClass | None
    attachments: list[Attachment]
    send_state: SendState | None
    send_error: str | None
    to: list[str]
    cc: list[str]
    bcc: list[str]
    send_after: Moment | None
    html: str | None
    has_html: bool
    meant_for: int | None


class AttachmentLink(Output):
    """Good until `expires_at`, without a token."""

    url: str
    expires_at: Moment
